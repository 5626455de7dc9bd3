import type { BatchAction, Tab } from '../../../contract/merchant';
import type { Range } from '../../lib/date-range';
import { newSearch } from '../../lib/searched-list';
import type { Searched } from '../../lib/searched-list';
import type { Row } from '../lib/row';
import { Choosing } from './choosing';
import { Invoices } from './invoices';
import type { Sums } from './invoices';

/** What belongs to this page and is not drawn. */
export class Screen {
  readonly invoices = new Invoices();
  readonly choosing = new Choosing();
  /** The application that was opened last, whose row may have changed when the person comes back. */
  opened = '';
}

/** What the page draws. */
export interface Data extends Searched<Row, Tab, Sums> {
  /** Whether the days are shown, to be changed one by one. */
  ownRange: boolean;
  range: Range;
  /** What may be done with everything that the filter finds. */
  actions: BatchAction[];
  /** Rows are being chosen: those that are, by id; or everything that the filter finds. */
  choosing: boolean;
  chosen: Record<string, true>;
  chosenCount: number;
  everything: boolean;
}

export const data: Data = {
  ...newSearch<Row, Tab, Sums>(),
  ownRange: false,
  range: {},
  actions: [],
  choosing: false,
  chosen: {},
  chosenCount: 0,
  everything: false,
};
