import type { ClaimTab, CompanyMembership } from '../../../contract/reimburser';
import { askForText, choose } from '../../lib/ask';
import { presets, rangeOf } from '../../lib/date-range';
import { perInstance } from '../../lib/per-instance';
import { showProblem } from '../../lib/problem';
import { queryOf } from '../../lib/routes';
import { intentionOf } from '../../services/intention';
import { reimburser } from '../../services/reimburser';
import { newSearch, searching } from '../../lib/searched-list';
import type { Searched } from '../../lib/searched-list';
import { WindowedList } from '../../lib/windowed-list';
import { rowOf } from '../lib/claim-row';
import type { Row } from '../lib/claim-row';
import { changedClaims, claimUrl, companyPageUrl, joinUrl } from '../lib/routes';
import { Claims } from './claims';
import type { Sums } from './claims';

const FORMATS = [
  { format: 'xlsx', text: 'Excel 表格（XLSX）' },
  { format: 'csv', text: 'CSV 表格' },
] as const;

/** What belongs to this page and is not drawn. */
class Screen {
  readonly claims = new Claims();
  /** The claim that was opened last, whose row may have changed when the person comes back. */
  opened = '';

  readonly create = intentionOf((input: { companyId: string; purpose: string }, requestId) =>
    reimburser('claims.create', input, requestId),
  );
}

const screenOf = perInstance(() => new Screen());
const listOf = perInstance((page) => new WindowedList<Row>(page, (cursor) => screenOf(page).claims.fetch(cursor)));

const search = searching(listOf, (page) => screenOf(page).claims);

interface Data extends Searched<Row, ClaimTab, Sums> {
  company: { name: string; role: string };
  /** Absent roles see their own claims only, and no way to the company's. */
  scopes: { value: 'mine' | 'company'; text: string }[];
  scope: 'mine' | 'company';
  canCheck: boolean;
}

const data: Data = {
  ...newSearch<Row, ClaimTab, Sums>(),
  company: { name: '', role: '' },
  scopes: [],
  scope: 'mine',
  canCheck: false,
};

Component({
  data,
  methods: {
    ...search,
    async onLoad(query: Record<string, string | undefined>) {
      screenOf(this).claims.companyId = queryOf(query, 'company');
      await this.refresh();
    },
    /** The list is as it was; only what was done on a page above it shows. */
    onShow() {
      const { opened, claims } = screenOf(this);
      const changed = changedClaims.take(opened);
      if (!changed) return;
      listOf(this).patch(
        ({ id }) => id === changed.claimId,
        () => rowOf(changed, claims.scope),
      );
      void this.showTotals();
    },
    /** What the person is for the company decides what is offered; without an answer it is least. */
    async showCompany() {
      try {
        const { memberships } = await reimburser('me.get', {});
        const { claims } = screenOf(this);
        const me = memberships.find(({ companyId }) => companyId === claims.companyId) ?? memberships[0];
        if (me) this.show(me);
      } catch {
        // The list says what is wrong.
      }
    },
    show({ companyId, companyName, roleText, may }: CompanyMembership) {
      const { claims } = screenOf(this);
      const seesAll = may.includes('claims');
      claims.companyId = companyId;
      claims.scope = seesAll ? 'company' : 'mine';
      this.setData({
        company: { name: companyName, role: roleText },
        scopes: seesAll
          ? [
              { value: 'company', text: '全公司' },
              { value: 'mine', text: '我的' },
            ]
          : [],
        scope: claims.scope,
        canCheck: may.includes('lock'),
      });
    },
    async refresh() {
      if (this.data.company.name === '') await this.showCompany();
      await search.refresh.call(this);
    },

    onScope(event: WechatMiniprogram.CustomEvent<{ value: 'mine' | 'company' }>) {
      const { value: scope } = event.detail;
      screenOf(this).claims.scope = scope;
      this.setData({ scope });
      void this.restart();
    },
    async onRange() {
      const chosen = await choose(presets);
      if (!chosen) return;
      screenOf(this).claims.range = rangeOf(chosen.preset);
      this.setData({ rangeName: chosen.text });
      void this.restart();
    },
    onClearFilter() {
      Object.assign(screenOf(this).claims, { tab: 'all', query: '', range: {} });
      this.setData({ query: '', rangeName: '全部时间' });
      void this.restart();
    },

    async onCreate() {
      const { claims, create } = screenOf(this);
      const purpose = await askForText({ title: '新建报销单', placeholder: '事由，如：上海出差', confirmText: '新建' });
      if (purpose === undefined) return;
      try {
        const { claimId } = await create({ companyId: claims.companyId, purpose: purpose.slice(0, 100) });
        void wx.navigateTo({ url: claimUrl(claimId) });
        void this.refresh();
      } catch (error) {
        showProblem(error);
      }
    },
    onOpen(event: WechatMiniprogram.BaseEvent) {
      const { id } = event.currentTarget.dataset as { id: string };
      screenOf(this).opened = id;
      void wx.navigateTo({ url: claimUrl(id) });
    },
    onJoin() {
      void wx.navigateTo({ url: joinUrl() });
    },
    onPage(event: WechatMiniprogram.BaseEvent) {
      const { page } = event.currentTarget.dataset as { page: Parameters<typeof companyPageUrl>[0] };
      void wx.navigateTo({ url: companyPageUrl(page, screenOf(this).claims.companyId) });
    },
    async onExport() {
      const chosen = await choose(FORMATS);
      if (!chosen) return;
      const { claims } = screenOf(this);
      try {
        await reimburser('exports.create', { ...claims.filter(), format: chosen.format });
        void wx.navigateTo({ url: companyPageUrl('exports', claims.companyId) });
      } catch (error) {
        showProblem(error);
      }
    },
  },
});
