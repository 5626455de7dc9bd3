import type { ClaimTab, CompanyMembership } from '../../../contract/reimburser';
import { presets, rangeOf } from '../../lib/date-range';
import { perInstance } from '../../lib/per-instance';
import { showProblem } from '../../lib/problem';
import { newWindow, WindowedList } from '../../lib/windowed-list';
import type { Windowed } from '../../lib/windowed-list';
import { intentionOf } from '../../services/intention';
import { reimburser } from '../../services/reimburser';
import { askForText, choose } from '../../lib/ask';
import { rowOf } from '../lib/claim-row';
import type { Row } from '../lib/claim-row';
import { changedClaims, claimUrl, companyPageUrl, joinUrl, queryOf } from '../lib/routes';
import { RowScroll } from '../lib/row-scroll';
import { Claims } from './claims';
import type { Sums, TabModel } from './claims';

/** So long after the last letter a search begins. */
const TYPING_MS = 400;

const FORMATS = [
  { format: 'xlsx', text: 'Excel 表格（XLSX）' },
  { format: 'csv', text: 'CSV 表格' },
] as const;

/** What belongs to this page and is not drawn. */
class Screen {
  readonly claims = new Claims();
  readonly scroll = new RowScroll();
  /** The claim that was opened last, whose row may have changed when the person comes back. */
  opened = '';
  private typing: ReturnType<typeof setTimeout> | undefined;

  readonly create = intentionOf((input: { companyId: string; purpose: string }, requestId) =>
    reimburser('claims.create', input, requestId),
  );

  /** Runs the search when the person pauses; only the last one counts. */
  pause(search: () => void): void {
    this.stop();
    this.typing = setTimeout(search, TYPING_MS);
  }

  stop(): void {
    if (this.typing !== undefined) clearTimeout(this.typing);
  }
}

const screenOf = perInstance(() => new Screen());
const listOf = perInstance((page) => new WindowedList<Row>(page, (cursor) => screenOf(page).claims.fetch(cursor)));

interface Data extends Windowed<Row> {
  company: { name: string; role: string };
  /** Absent roles see their own claims only, and no way to the company's. */
  scopes: { value: 'mine' | 'company'; text: string }[];
  scope: 'mine' | 'company';
  canCheck: boolean;
  tabs: TabModel[];
  tab: ClaimTab;
  query: string;
  rangeName: string;
  sums: Sums | null;
  sumsFailed: boolean;
  filtered: boolean;
}

const data: Data = {
  ...newWindow<Row>(),
  company: { name: '', role: '' },
  scopes: [],
  scope: 'mine',
  canCheck: false,
  tabs: [{ tab: 'all', text: '全部', count: '' }],
  tab: 'all',
  query: '',
  rangeName: '全部时间',
  sums: null,
  sumsFailed: false,
  filtered: false,
};

Component({
  data,
  methods: {
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
    onUnload() {
      screenOf(this).stop();
    },
    async onPullDownRefresh() {
      await this.refresh();
      void wx.stopPullDownRefresh();
    },
    onReachBottom() {
      void listOf(this).more();
    },
    onPageScroll({ scrollTop }: { scrollTop: number }) {
      const first = screenOf(this).scroll.firstAt(scrollTop);
      if (first !== undefined) listOf(this).look(first);
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
      await Promise.all([listOf(this).reload(), this.showTotals()]);
      screenOf(this).scroll.measure(this);
    },
    /** Another filter, another list. */
    async restart() {
      const { tab, query, range, scope } = screenOf(this).claims;
      const filtered = tab !== 'all' || query !== '' || range.from !== undefined;
      this.setData({ tab, scope, filtered, sums: null });
      await Promise.all([listOf(this).restart(), this.showTotals(), wx.pageScrollTo({ scrollTop: 0, duration: 0 })]);
      screenOf(this).scroll.measure(this);
    },
    async showTotals() {
      try {
        const totals = await screenOf(this).claims.totals();
        if (totals) this.setData({ ...totals, sumsFailed: false });
      } catch {
        this.setData({ sumsFailed: true });
      }
    },

    onScope(event: WechatMiniprogram.CustomEvent<{ value: 'mine' | 'company' }>) {
      screenOf(this).claims.scope = event.detail.value;
      void this.restart();
    },
    onTab(event: WechatMiniprogram.BaseEvent) {
      const { tab } = event.currentTarget.dataset as { tab: ClaimTab };
      const { claims } = screenOf(this);
      if (tab === claims.tab) return;
      claims.tab = tab;
      void this.restart();
    },
    onQuery(event: WechatMiniprogram.CustomEvent<{ value: string }>) {
      const { value } = event.detail;
      this.setData({ query: value });
      screenOf(this).pause(() => this.search(value));
    },
    onSubmit(event: WechatMiniprogram.CustomEvent<{ value: string }>) {
      screenOf(this).stop();
      this.search(event.detail.value);
    },
    search(typed: string) {
      const { claims } = screenOf(this);
      const query = typed.trim();
      if (query === claims.query) return;
      claims.query = query;
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
