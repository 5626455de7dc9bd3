import type { Range } from './date-range';
import { paging } from './paged-list';
import { perInstance } from './per-instance';
import type { Host } from './per-instance';
import { RowScroll } from './row-scroll';
import type { Measured } from './row-scroll';
import { newWindow } from './windowed-list';
import type { Windowed, WindowedList } from './windowed-list';

/** So long after the last letter a search begins. */
const TYPING_MS = 400;

/** A tab and how many stand in it. */
export interface TabModel<Tab> {
  tab: Tab;
  text: string;
  count: string;
}

/** What the page of a searched list draws. */
export interface Searched<Row, Tab, Sums> extends Windowed<Row> {
  tabs: TabModel<Tab>[];
  tab: Tab;
  query: string;
  rangeName: string;
  sums: Sums | null;
  sumsFailed: boolean;
  filtered: boolean;
}

export const newSearch = <Row, Tab extends string, Sums>(): Searched<Row, Tab | 'all', Sums> => ({
  ...newWindow<Row>(),
  tabs: [{ tab: 'all', text: '全部', count: '' }],
  tab: 'all',
  query: '',
  rangeName: '全部时间',
  sums: null,
  sumsFailed: false,
  filtered: false,
});

/** What is looked for, and what the rows that are found come to. */
interface Search<Tab> {
  tab: Tab;
  query: string;
  range: Range;
  /** Undefined when another was asked for meanwhile. */
  totals(): Promise<object | undefined>;
}

interface Page extends Host, Measured {
  refresh(): Promise<void>;
  restart(): Promise<void>;
  showTotals(): Promise<void>;
  search(typed: string): void;
}

class Hidden {
  readonly scroll = new RowScroll();
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

const hiddenOf = perInstance(() => new Hidden());

/** The methods of a page with a long list under tabs and a search box, and sums above it. */
export const searching = <Row, Tab extends string>(
  listOf: (page: Host) => WindowedList<Row>,
  searchOf: (page: Host) => Search<Tab>,
) => ({
  ...paging(listOf),
  onUnload(this: Page) {
    hiddenOf(this).stop();
  },
  onPageScroll(this: Page, { scrollTop }: { scrollTop: number }) {
    const first = hiddenOf(this).scroll.firstAt(scrollTop);
    if (first !== undefined) listOf(this).look(first);
  },
  async refresh(this: Page) {
    await Promise.all([listOf(this).reload(), this.showTotals()]);
    hiddenOf(this).scroll.measure(this);
  },
  /** Another filter, another list. */
  async restart(this: Page) {
    const { tab, query, range } = searchOf(this);
    this.setData({ tab, filtered: tab !== 'all' || query !== '' || range.from !== undefined, sums: null });
    await Promise.all([listOf(this).restart(), this.showTotals(), wx.pageScrollTo({ scrollTop: 0, duration: 0 })]);
    hiddenOf(this).scroll.measure(this);
  },
  async showTotals(this: Page) {
    try {
      const totals = await searchOf(this).totals();
      if (totals) this.setData({ ...totals, sumsFailed: false });
    } catch {
      this.setData({ sumsFailed: true });
    }
  },
  onTab(this: Page, event: WechatMiniprogram.BaseEvent) {
    const { tab } = event.currentTarget.dataset as { tab: Tab };
    const search = searchOf(this);
    if (tab === search.tab) return;
    search.tab = tab;
    void this.restart();
  },
  onQuery(this: Page, event: WechatMiniprogram.CustomEvent<{ value: string }>) {
    const { value } = event.detail;
    this.setData({ query: value });
    hiddenOf(this).pause(() => this.search(value));
  },
  onSubmit(this: Page, event: WechatMiniprogram.CustomEvent<{ value: string }>) {
    hiddenOf(this).stop();
    this.search(event.detail.value);
  },
  search(this: Page, typed: string) {
    const search = searchOf(this);
    const query = typed.trim();
    if (query === search.query) return;
    search.query = query;
    void this.restart();
  },
});
