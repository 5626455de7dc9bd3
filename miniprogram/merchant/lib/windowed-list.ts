import type { Listing, Part } from '../../lib/paged-list';
import type { Host } from '../../lib/per-instance';
import { problemOf } from '../../lib/problem';

/** So many rows are drawn, whatever the length of the list: a screenful, and a half above and below it. */
export const DRAWN = 20;
/** The window moves in steps, so that a slow scroll seldom draws. */
const STEP = 5;
/** Rows kept ready above the first that shows. */
const ABOVE = 4;

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
export class WindowedList<Row> {
  private all: Row[] = [];
  private next: string | undefined;
  private first = 0;
  private turn = 0;
  private loadingMore = false;

  constructor(
    private readonly host: Host,
    private readonly fetch: (cursor?: string) => Promise<Part<Row>>,
  ) {}

  /** Another list: what is on the screen belongs to the old one and goes. */
  async restart(): Promise<void> {
    this.all = [];
    await this.reload();
  }

  /** From the start again; what is on the screen stays until the answer is there. */
  async reload(): Promise<void> {
    const turn = ++this.turn;
    this.loadingMore = false;
    if (this.all.length === 0) this.host.setData({ ...newWindow() });
    try {
      const { rows, next } = await this.fetch();
      if (turn !== this.turn) return;
      this.all = rows;
      this.next = next;
      this.first = 0;
      this.host.setData({
        ...this.window(),
        status: rows.length > 0 ? 'ready' : 'empty',
        foot: next === undefined ? 'end' : 'none',
        problem: null,
      });
    } catch (error) {
      if (turn !== this.turn) return;
      this.host.setData({ status: this.all.length > 0 ? 'ready' : 'problem', problem: problemOf(error) });
    }
  }

  /** The next part. What of it lies outside the window is only counted. */
  async more(): Promise<void> {
    if (this.next === undefined || this.loadingMore) return;
    const turn = this.turn;
    this.loadingMore = true;
    this.host.setData({ foot: 'loading' });
    try {
      const { rows, next } = await this.fetch(this.next);
      if (turn !== this.turn) return;
      const drawn = this.drawn().length;
      this.all = [...this.all, ...rows];
      this.next = next;
      const added = this.drawn()
        .slice(drawn)
        .map((row, i): [string, Row] => [`rows[${drawn + i}]`, row]);
      this.host.setData({
        ...Object.fromEntries(added),
        below: this.below(),
        foot: next === undefined ? 'end' : 'none',
      });
    } catch {
      if (turn === this.turn) this.host.setData({ foot: 'failed' });
    } finally {
      if (turn === this.turn) this.loadingMore = false;
    }
  }

  /** Moves the window to where the person is looking. */
  look(firstVisible: number): void {
    const last = Math.max(0, this.all.length - DRAWN);
    const wanted = Math.floor((firstVisible - ABOVE) / STEP) * STEP;
    const first = Math.min(Math.max(0, wanted), Math.ceil(last / STEP) * STEP);
    if (first === this.first) return;
    this.first = first;
    this.host.setData({ ...this.window() });
  }

  /** Changes one row where it stands; nothing when it is not in the list. */
  patch(is: (row: Row) => boolean, change: (row: Row) => Row): void {
    const index = this.all.findIndex(is);
    const row = this.all[index];
    if (row === undefined) return;
    const changed = change(row);
    this.all[index] = changed;
    const place = index - this.first;
    if (place >= 0 && place < DRAWN) this.host.setData({ [`rows[${place}]`]: changed });
  }

  /** Those that have come so far, drawn or not. */
  get loaded(): readonly Row[] {
    return this.all;
  }

  get length(): number {
    return this.all.length;
  }

  private drawn(): Row[] {
    return this.all.slice(this.first, this.first + DRAWN);
  }

  private below(): number {
    return Math.max(0, this.all.length - this.first - DRAWN);
  }

  private window(): Pick<Windowed<Row>, 'rows' | 'above' | 'below'> {
    return { rows: this.drawn(), above: this.first, below: this.below() };
  }
}
