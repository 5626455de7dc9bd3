import type { Range } from '../../lib/date-range';
import type { Row } from '../lib/row';
import { newWindow } from '../../lib/windowed-list';
import type { Windowed } from '../../lib/windowed-list';
import { Choosing } from './choosing';
import { Invoices } from './invoices';
import type { Sums, TabModel } from './invoices';

/** So long after the last letter a search begins. */
const TYPING_MS = 400;

/** What belongs to this page and is not drawn. */
export class Screen {
  readonly invoices = new Invoices();
  readonly choosing = new Choosing();
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

/** What the page draws. */
export interface Data extends Windowed<Row> {
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
  /** Rows are being chosen: those that are, by id; or everything that the filter finds. */
  choosing: boolean;
  chosen: Record<string, true>;
  chosenCount: number;
  everything: boolean;
}

export const data: Data = {
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
  choosing: false,
  chosen: {},
  chosenCount: 0,
  everything: false,
};
