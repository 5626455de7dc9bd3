import { PagedList } from './paged-list';
import type { Listing } from './paged-list';

/** So many rows are drawn, whatever the length of the list: a screenful, and a half above and below it. */
export const DRAWN = 18;
/** The window moves in steps, so that a slow scroll seldom draws. */
const STEP = 5;
/** Rows kept ready above the first that shows. */
const ABOVE = 3;

/** What the page draws of a list: the rows in the window, and how many lie above and below it. */
export interface Windowed<Row> extends Listing<Row> {
  above: number;
  below: number;
}

export const newWindow = <Row>(): Windowed<Row> => ({
  status: 'loading',
  rows: [],
  foot: 'none',
  problem: null,
  above: 0,
  below: 0,
});

/**
 * A list with cursor paging that draws only the rows near the screen. All rows have one height, so that the
 * rest is blank space of the right size; the rows themselves stay in memory and never cross to the screen twice.
 */
export class WindowedList<Row> extends PagedList<Row> {
  private all: Row[] = [];
  private start = 0;
  /** How many renewals are under way: they leave the window where it is. */
  private renewing = 0;

  /** The same rows again, as many as have come, for what changes by itself: nobody loses their place. */
  async renew(): Promise<void> {
    this.renewing += 1;
    try {
      await this.reload();
    } finally {
      this.renewing -= 1;
    }
  }

  /** Moves the window to where the person is looking. */
  look(firstVisible: number): void {
    const wanted = Math.floor((firstVisible - ABOVE) / STEP) * STEP;
    const first = Math.min(Math.max(0, wanted), this.lastStart());
    if (first === this.start) return;
    this.start = first;
    this.host.setData({ ...this.window() });
  }

  /** Changes one row where it stands; nothing when it is not in the list. */
  patch(is: (row: Row) => boolean, change: (row: Row) => Row): void {
    const index = this.all.findIndex(is);
    const row = this.all[index];
    if (row === undefined) return;
    const changed = change(row);
    this.all[index] = changed;
    const place = index - this.start;
    if (place >= 0 && place < DRAWN) this.host.setData({ [`rows[${place}]`]: changed });
  }

  protected override blank(): Windowed<Row> {
    this.all = [];
    this.start = 0;
    return newWindow();
  }

  protected override get mostParts(): number {
    return this.renewing > 0 ? Infinity : 1;
  }

  protected override drawAll(rows: Row[]): Record<string, unknown> {
    this.all = rows;
    this.start = this.renewing > 0 ? Math.min(this.start, this.lastStart()) : 0;
    return { ...this.window() };
  }

  /** What of it lies outside the window is only counted. */
  protected override drawMore(rows: Row[]): Record<string, unknown> {
    const drawn = this.drawn().length;
    this.all = [...this.all, ...rows];
    return { ...super.drawMore(this.drawn().slice(drawn), drawn), below: this.below() };
  }

  /** Where the last window begins. */
  private lastStart(): number {
    return Math.ceil(Math.max(0, this.all.length - DRAWN) / STEP) * STEP;
  }

  private drawn(): Row[] {
    return this.all.slice(this.start, this.start + DRAWN);
  }

  private below(): number {
    return Math.max(0, this.all.length - this.start - DRAWN);
  }

  private window(): Pick<Windowed<Row>, 'rows' | 'above' | 'below'> {
    return { rows: this.drawn(), above: this.start, below: this.below() };
  }
}
