import type { MerchantAction } from '../../../contract/states';
import { perInstance } from '../../lib/per-instance';
import { showProblem } from '../../lib/problem';
import { actionOrder, actionTexts, isGrave, perform } from '../lib/actions';
import { presets, rangeOf } from '../lib/range';
import type { Range } from '../lib/range';
import { changedInvoices, detailUrl, graveUrl } from '../lib/routes';
import { rowOf } from '../lib/row';
import type { Row } from '../lib/row';
import { newWindow, WindowedList } from '../lib/windowed-list';
import type { Windowed } from '../lib/windowed-list';
import { Invoices } from './invoices';
import type { Sums, TabModel } from './invoices';

/** So long after the last letter a search begins. */
const TYPING_MS = 400;

/** What belongs to this page and is not drawn. */
class Screen {
  readonly invoices = new Invoices();
  /** The application that was opened last, whose row may have changed when the person comes back. */
  opened = '';
  /** Where the rows begin and how high one is, in px; measured, since type may be large. */
  top = 0;
  rowHeight = 0;
  private typing: ReturnType<typeof setTimeout> | undefined;

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
const listOf = perInstance((page) => new WindowedList<Row>(page, (cursor) => screenOf(page).invoices.fetch(cursor)));

interface Data extends Windowed<Row> {
  tabs: TabModel[];
  tab: string;
  query: string;
  rangeName: string;
  /** Whether the days are shown, to be changed one by one. */
  ownRange: boolean;
  range: Range;
  sums: Sums | null;
  sumsFailed: boolean;
  filtered: boolean;
}

const data: Data = {
  ...newWindow<Row>(),
  tabs: [{ tab: 'all', text: '全部', count: '' }],
  tab: 'all',
  query: '',
  rangeName: '全部时间',
  ownRange: false,
  range: {},
  sums: null,
  sumsFailed: false,
  filtered: false,
};

Component({
  data,
  methods: {
    onLoad(query: Record<string, string | undefined>) {
      screenOf(this).invoices.merchantId = decodeURIComponent(query['merchant'] ?? '');
      void this.refresh();
    },
    /** The list is as it was; only what was done on a page above it shows. */
    onShow() {
      const screen = screenOf(this);
      const changed = changedInvoices.take(screen.opened);
      if (!changed) return;
      listOf(this).patch(
        ({ id }) => id === changed.applicationId,
        () => rowOf(changed),
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
      const { top, rowHeight } = screenOf(this);
      if (rowHeight > 0) listOf(this).look(Math.floor((scrollTop - top) / rowHeight));
    },

    async refresh() {
      await Promise.all([listOf(this).reload(), this.showTotals()]);
      this.measure();
    },
    /** Another filter, another list. */
    async restart() {
      const { tab, query, range } = screenOf(this).invoices;
      this.setData({ tab, filtered: tab !== 'all' || query !== '' || range.from !== undefined, sums: null });
      await Promise.all([listOf(this).restart(), this.showTotals(), wx.pageScrollTo({ scrollTop: 0, duration: 0 })]);
      this.measure();
    },
    async showTotals() {
      try {
        const totals = await screenOf(this).invoices.totals();
        if (totals) this.setData({ ...totals, sumsFailed: false });
      } catch {
        this.setData({ sumsFailed: true });
      }
    },
    measure() {
      const screen = screenOf(this);
      const query = this.createSelectorQuery();
      query.select('.rows').boundingClientRect();
      query.select('.item').boundingClientRect();
      query.selectViewport().scrollOffset();
      query.exec((found: [{ top: number } | null, { height: number } | null, { scrollTop: number } | null]) => {
        const [rows, item, view] = found;
        if (!rows || !item) return;
        screen.top = rows.top + (view?.scrollTop ?? 0);
        screen.rowHeight = item.height;
      });
    },

    onTab(event: WechatMiniprogram.BaseEvent) {
      const { tab } = event.currentTarget.dataset as { tab: TabModel['tab'] };
      const { invoices } = screenOf(this);
      if (tab === invoices.tab) return;
      invoices.tab = tab;
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
      const { invoices } = screenOf(this);
      const query = typed.trim();
      if (query === invoices.query) return;
      invoices.query = query;
      void this.restart();
    },

    async onRange() {
      try {
        const { tapIndex } = await wx.showActionSheet({ itemList: [...presets.map(({ text }) => text), '自选日期'] });
        const chosen = presets[tapIndex];
        if (chosen) this.chooseRange(rangeOf(chosen.preset), chosen.text, false);
        else this.chooseRange(rangeOf('month'), '自选日期', true);
      } catch {
        // Closed without choosing.
      }
    },
    onDay(event: WechatMiniprogram.CustomEvent<{ value: string }>) {
      const { end } = event.currentTarget.dataset as { end: 'from' | 'to' };
      this.chooseRange({ ...screenOf(this).invoices.range, [end]: event.detail.value }, '自选日期', true);
    },
    chooseRange(range: Range, rangeName: string, ownRange: boolean) {
      screenOf(this).invoices.range = range;
      this.setData({ range, rangeName, ownRange });
      void this.restart();
    },
    onClearFilter() {
      const { invoices } = screenOf(this);
      invoices.tab = 'all';
      invoices.query = '';
      this.setData({ query: '' });
      this.chooseRange({}, '全部时间', false);
    },

    onOpen(event: WechatMiniprogram.BaseEvent) {
      const { id } = event.currentTarget.dataset as { id: string };
      screenOf(this).opened = id;
      void wx.navigateTo({ url: detailUrl(id) });
    },
    async onActions(event: WechatMiniprogram.BaseEvent) {
      const { id, actions } = event.currentTarget.dataset as { id: string; actions: MerchantAction[] };
      const offered = actionOrder.filter((action) => actions.includes(action));
      try {
        const { tapIndex } = await wx.showActionSheet({ itemList: offered.map((action) => actionTexts[action]) });
        const action = offered[tapIndex];
        if (action) await this.act(action, id);
      } catch {
        // Closed without choosing.
      }
    },
    async act(action: MerchantAction, id: string) {
      screenOf(this).opened = id;
      if (isGrave(action)) return void wx.navigateTo({ url: graveUrl(action, id) });
      try {
        const changed = await perform(action, id);
        if (!changed) return;
        changedInvoices.leave(id, changed);
        this.onShow();
      } catch (error) {
        showProblem(error);
      }
    },
  },
});
