import type { Host } from './per-instance';
import { problemOf } from './problem';
import type { Problem } from './problem';
import { pullDown } from './pull-down';

/** A part of a list, and the place of the next. */
export interface Part<Row> {
  rows: Row[];
  next?: string;
}

/** What a list page shows. */
export interface Listing<Row> {
  /** `problem` fills the page; with rows to show, a problem is only a note above them. */
  status: 'loading' | 'ready' | 'empty' | 'problem';
  rows: Row[];
  foot: 'none' | 'loading' | 'end' | 'failed';
  problem: Problem | null;
}

export const newListing = <Row>(): Listing<Row> => ({ status: 'loading', rows: [], foot: 'none', problem: null });

/** So many parts are asked for again when a list is refreshed; deeper ones come by scrolling. */
const MOST_PARTS = 5;

/** A list with cursor paging: fetches the first part and the next ones, and shows each by path. */
export class PagedList<Row> {
  private next: string | undefined;
  private count = 0;
  private turn = 0;
  private loadingMore = false;

  constructor(
    protected readonly host: Host,
    protected readonly fetch: (cursor?: string) => Promise<Part<Row>>,
  ) {}

  /** How many rows have come so far. */
  get length(): number {
    return this.count;
  }

  /** Another list: what is on the screen belongs to the old one and goes. */
  restart(): Promise<void> {
    this.count = 0;
    return this.reload();
  }

  /** From the start again; what is on the screen stays until the answer is there. */
  async reload(): Promise<void> {
    const turn = ++this.turn;
    this.loadingMore = false;
    if (this.count === 0) this.host.setData({ ...this.blank() });
    try {
      const { rows, next } = await this.first();
      if (turn !== this.turn) return;
      this.next = next;
      this.count = rows.length;
      this.host.setData({
        ...this.drawAll(rows),
        status: rows.length > 0 ? 'ready' : 'empty',
        foot: next === undefined ? 'end' : 'none',
        problem: null,
      });
    } catch (error) {
      if (turn !== this.turn) return;
      this.host.setData({ status: this.count > 0 ? 'ready' : 'problem', problem: problemOf(error) });
    }
  }

  /** The next part: only what is new on the screen crosses to it. */
  async more(): Promise<void> {
    if (this.next === undefined || this.loadingMore) return;
    const turn = this.turn;
    this.loadingMore = true;
    this.host.setData({ foot: 'loading' });
    try {
      const { rows, next } = await this.fetch(this.next);
      if (turn !== this.turn) return;
      const before = this.count;
      this.next = next;
      this.count += rows.length;
      this.host.setData({ ...this.drawMore(rows, before), foot: next === undefined ? 'end' : 'none' });
    } catch {
      if (turn === this.turn) this.host.setData({ foot: 'failed' });
    } finally {
      if (turn === this.turn) this.loadingMore = false;
    }
  }

  /** What the screen shows while there is nothing. */
  protected blank(): Partial<Listing<Row>> {
    return { status: 'loading', problem: null };
  }

  /** How many parts are asked for again at most. */
  protected get mostParts(): number {
    return MOST_PARTS;
  }

  /** What a list begins with anew: as deep as the person has scrolled. */
  protected async first(): Promise<Part<Row>> {
    let { rows, next } = await this.fetch();
    for (let part = 1; part < this.mostParts && next !== undefined && rows.length < this.count; part += 1) {
      const following = await this.fetch(next);
      rows = [...rows, ...following.rows];
      next = following.next;
    }
    return next === undefined ? { rows } : { rows, next };
  }

  /** How all rows come onto the screen. */
  protected drawAll(rows: Row[]): Record<string, unknown> {
    return { rows };
  }

  /** How further rows come onto it, behind so many. */
  protected drawMore(rows: Row[], before: number): Record<string, unknown> {
    return Object.fromEntries(rows.map((row, i): [string, Row] => [`rows[${before + i}]`, row]));
  }
}

/** The methods of a page that shows a list. */
export const paging = (listOf: (page: Host) => PagedList<unknown>) => ({
  ...pullDown,
  refresh(this: Host): Promise<void> {
    return listOf(this).reload();
  },
  onReachBottom(this: Host): void {
    void listOf(this).more();
  },
});
