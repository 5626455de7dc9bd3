import type { Host } from './per-instance';
import { problemOf } from './problem';
import type { Problem } from './problem';

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
    private readonly host: Host,
    private readonly fetch: (cursor?: string) => Promise<Part<Row>>,
  ) {}

  /** From the start again, as deep as the person has scrolled; what is on the screen stays until the answer is there. */
  async reload(): Promise<void> {
    const turn = ++this.turn;
    this.loadingMore = false;
    if (this.count === 0) this.host.setData({ status: 'loading', problem: null });
    try {
      const { rows, next } = await this.fetchAsDeep();
      if (turn !== this.turn) return;
      this.next = next;
      this.count = rows.length;
      this.host.setData({
        rows,
        status: rows.length > 0 ? 'ready' : 'empty',
        foot: next === undefined ? 'end' : 'none',
        problem: null,
      });
    } catch (error) {
      if (turn !== this.turn) return;
      this.host.setData({ status: this.count > 0 ? 'ready' : 'problem', problem: problemOf(error) });
    }
  }

  private async fetchAsDeep(): Promise<Part<Row>> {
    let { rows, next } = await this.fetch();
    for (let part = 1; part < MOST_PARTS && next !== undefined && rows.length < this.count; part += 1) {
      const following = await this.fetch(next);
      rows = [...rows, ...following.rows];
      next = following.next;
    }
    return next === undefined ? { rows } : { rows, next };
  }

  /** The next part, appended: only the new rows cross to the screen. */
  async more(): Promise<void> {
    if (this.next === undefined || this.loadingMore) return;
    const turn = this.turn;
    this.loadingMore = true;
    this.host.setData({ foot: 'loading' });
    try {
      const { rows, next } = await this.fetch(this.next);
      if (turn !== this.turn) return;
      this.next = next;
      const added = rows.map((row, i): [string, Row] => [`rows[${this.count + i}]`, row]);
      this.count += rows.length;
      this.host.setData({ ...Object.fromEntries(added), foot: next === undefined ? 'end' : 'none' });
    } catch {
      if (turn === this.turn) this.host.setData({ foot: 'failed' });
    } finally {
      if (turn === this.turn) this.loadingMore = false;
    }
  }
}
