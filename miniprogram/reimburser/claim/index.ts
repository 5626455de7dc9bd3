import type { ClaimAction, ClaimView } from '../../../contract/reimburser';
import type { ChosenCard } from '../../../contract/wechat-shapes';
import { choose, isSure } from '../../lib/ask';
import { perInstance } from '../../lib/per-instance';
import { problemOf, showProblem } from '../../lib/problem';
import type { Problem } from '../../lib/problem';
import { newWindow, WindowedList } from '../../lib/windowed-list';
import type { Windowed } from '../../lib/windowed-list';
import { AppError } from '../../services/app-error';
import { reimburser } from '../../services/reimburser';
import { doingOne } from '../../lib/doing';
import { queryOf } from '../../lib/routes';
import { RowScroll } from '../../lib/row-scroll';
import { deeds } from '../lib/claim-actions';
import { claimLine } from '../lib/invoice-line';
import type { Line } from '../lib/invoice-line';
import { changedClaims, changedInvoices, figuresSources, figuresUrl, itemUrl } from '../lib/routes';
import { pollerOf, watching } from '../../lib/watching';
import { addCards, askForInvoices } from './add-invoices';
import { addedModel, claimModel, stoppedModel } from './view';
import type { AddedModel, ClaimModel } from './view';

type Only = 'all' | 'problems';

/** What belongs to this page and is not drawn. */
class Shown {
  claimId = '';
  claim: ClaimView | undefined;
  only: Only = 'all';
  readonly scroll = new RowScroll();

  async fetch(cursor?: string) {
    const { claimId, only } = this;
    const { rows, next } = await reimburser('claims.invoices', {
      claimId,
      ...(only === 'problems' ? { only } : {}),
      ...(cursor === undefined ? {} : { cursor }),
    });
    const lines = rows.map(claimLine);
    return next === undefined ? { rows: lines } : { rows: lines, next };
  }
}

const shownOf = perInstance(() => new Shown());
const tableOf = perInstance((page) => {
  const inTable = (patch: Record<string, unknown>) =>
    page.setData(Object.fromEntries(Object.entries(patch).map(([path, value]) => [`table.${path}`, value])));
  return new WindowedList<Line>({ setData: inTable }, (cursor) => shownOf(page).fetch(cursor));
});

interface Data {
  status: 'loading' | 'ready' | 'problem';
  model: ClaimModel | null;
  problem: Problem | null;
  table: Windowed<Line>;
  filters: { value: Only; text: string }[];
  only: Only;
  /** What became of the last adding. */
  added: AddedModel | null;
  stopped: ReturnType<typeof stoppedModel>;
  /** What is being done: one thing at a time. */
  busy: string;
  /** The same in words, for what takes a while. */
  doing: string;
}

const data: Data = {
  status: 'loading',
  model: null,
  problem: null,
  table: newWindow<Line>(),
  filters: [
    { value: 'all', text: '全部' },
    { value: 'problems', text: '要处理的' },
  ],
  only: 'all',
  added: null,
  stopped: [],
  busy: '',
  doing: '',
};

Component({
  data,
  methods: {
    ...watching,
    onLoad(query: Record<string, string | undefined>) {
      shownOf(this).claimId = queryOf(query, 'claim');
    },
    /** Also the way back from an invoice's page and from the form. */
    async onShow() {
      const { claimId, claim } = shownOf(this);
      const changed = changedInvoices.take(claimId);
      await watching.refresh.call(this);
      if (claim && changed !== undefined) await this.showTable();
      if (changed) void wx.showToast({ title: changed, icon: 'none' });
    },
    onReachBottom() {
      void tableOf(this).more();
    },
    onPageScroll({ scrollTop }: { scrollTop: number }) {
      const first = shownOf(this).scroll.firstAt(scrollTop);
      if (first !== undefined) tableOf(this).look(first);
    },
    async refresh() {
      const { claim } = shownOf(this);
      await watching.refresh.call(this);
      if (claim) await this.showTable();
    },

    /** Looks once; answers in how many seconds looking again is worth it. */
    async look(): Promise<number | undefined> {
      const { claimId, claim: known } = shownOf(this);
      if (!known) this.setData({ status: 'loading', problem: null });
      try {
        const claim = await reimburser('claims.get', { claimId });
        await this.show(claim);
        return claim.refreshAfter;
      } catch (error) {
        const problem = problemOf(error);
        this.setData(known ? { problem } : { status: 'problem', problem });
        return known?.refreshAfter;
      }
    },
    /** The table follows when the claim is another than before. */
    async show(claim: ClaimView) {
      const shown = shownOf(this);
      const { claim: known } = shown;
      shown.claim = claim;
      changedClaims.leave(claim.claimId, claim);
      this.setData({ status: 'ready', model: claimModel(claim), problem: null });
      if (known?.version === claim.version && known.follow === claim.follow) return;
      await (known ? this.showTable() : this.openTable());
      await this.showStopped(claim);
    },
    async openTable() {
      await tableOf(this).restart();
      shownOf(this).scroll.measure(this);
    },
    async showTable() {
      await tableOf(this).renew();
      shownOf(this).scroll.measure(this);
    },
    /** What WeChat did not do is said by name, above the table. */
    async showStopped({ claimId, follow }: ClaimView) {
      if (follow !== 'stopped') return this.setData({ stopped: [] });
      try {
        const { rows } = await reimburser('claims.invoices', { claimId, only: 'problems' });
        this.setData({ stopped: stoppedModel(rows) });
      } catch {
        // The table names them as well.
      }
    },
    onOnly(event: WechatMiniprogram.CustomEvent<{ value: Only }>) {
      return this.showOnly(event.detail.value);
    },
    async showOnly(only: Only) {
      shownOf(this).only = only;
      this.setData({ only });
      await this.openTable();
    },

    async onPrimary() {
      const { model } = this.data;
      if (model?.primary) await this.act(model.primary.action);
    },
    async onBeside() {
      const action = this.data.model?.beside?.action;
      if (action === 'add') await this.onAdd();
      else if (action) await this.act(action);
    },
    async onOthers() {
      const { model } = this.data;
      const chosen = model && (await choose(model.others));
      if (chosen) await this.act(chosen.action);
    },
    /** One thing at a time; a failure is said, and what another did meanwhile is shown. */
    async act(action: ClaimAction): Promise<void> {
      const { claim } = shownOf(this);
      if (!claim || this.data.busy) return;
      this.setData({ busy: action, doing: action === 'verify' ? '正在查验发票' : '' });
      try {
        if (action === 'submit' && claim.stops > 0) return await this.showStops(claim);
        const changed = await deeds[action](claim);
        if (!changed) return;
        await this.show(changed);
        // Handed in, it is no news any more what was added.
        if (action === 'submit') this.setData({ added: null });
        // What was found of an invoice does not change the claim.
        if (action === 'verify') await this.showTable();
        pollerOf(this).start(changed.refreshAfter);
      } catch (error) {
        showProblem(error);
        if (error instanceof AppError && !error.retryable) await this.refresh();
      } finally {
        this.setData({ busy: '', doing: '' });
      }
    },
    /** Nothing is sent that is bound to be refused: the invoices that hinder are shown instead. */
    async showStops({ stops }: ClaimView): Promise<void> {
      const content = '先移出或更换这些发票，再提交。';
      if (await isSure({ title: `${stops} 张发票不能提交`, content, confirmText: '看这几张' }))
        await this.showOnly('problems');
    },
    /** One thing at a time, with what takes a while said in words. */
    work(name: string, run: () => Promise<void>): Promise<void> {
      return doingOne(this, name, () => run().finally(() => this.setData({ doing: '' })));
    },
    async onAdd() {
      const { claimId } = shownOf(this);
      await this.work('add', async () => {
        const wanted = await askForInvoices(claimId);
        if (!wanted) return;
        if ('cards' in wanted) return await this.add(wanted.cards);
        figuresSources.leave(claimId, wanted.source);
        await wx.navigateTo({ url: figuresUrl(claimId) });
      });
    },
    /** Some may come in and others not: both are said, and what may come in later is tried again from there. */
    async add(cards: ChosenCard[]): Promise<void> {
      this.setData({ doing: `正在读取并检查 ${cards.length} 张发票`, added: null });
      const answer = await addCards({ claimId: shownOf(this).claimId, cards });
      this.setData({ added: addedModel(answer) });
      await this.show(answer.claim);
    },
    async onAddAgain() {
      const { added } = this.data;
      if (added) await this.work('add', () => this.add(added.again));
    },
    onAddedSeen() {
      this.setData({ added: null });
    },

    /** Looks again: at WeChat, for duplicates and at the company's rules. */
    async onCheck() {
      const { claimId } = shownOf(this);
      await this.work('check', async () => {
        this.setData({ doing: '正在重新检查' });
        await this.show(await reimburser('claims.check', { claimId }));
        await this.showTable();
      });
    },

    onOpen(event: WechatMiniprogram.BaseEvent) {
      const { id } = event.currentTarget.dataset as { id: string };
      void wx.navigateTo({ url: itemUrl(shownOf(this).claimId, id) });
    },
  },
});
