import type { BatchAction, MerchantOutput, Tab } from '../../../contract/merchant';
import type { Part } from '../../lib/paged-list';
import { formatFen } from '../../rules/money';
import { merchant } from '../../services/merchant';
import type { Range } from '../../lib/date-range';
import type { TabModel } from '../../lib/searched-list';
import { rowOf } from '../lib/row';
import type { Row } from '../lib/row';

/** The sums above the list, as text; `null` while they are not known. */
export interface Sums {
  count: string;
  amount: string;
  tax: string;
  /** What the reds of these days took back; empty when there were none, and beside a single state or a search. */
  red: string;
}

/** The invoices of one merchant that the filter finds. */
export class Invoices {
  merchantId = '';
  tab: Tab = 'all';
  query = '';
  range: Range = {};
  private turn = 0;

  async fetch(cursor?: string): Promise<Part<Row>> {
    const { rows, next } = await merchant('invoices.list', {
      ...this.filter(),
      ...(cursor === undefined ? {} : { cursor }),
    });
    const drawn = rows.map(rowOf);
    return next === undefined ? { rows: drawn } : { rows: drawn, next };
  }

  /** The sums and counts of this filter; undefined when another was asked for meanwhile. */
  async totals(): Promise<{ sums: Sums; tabs: TabModel<Tab>[]; actions: BatchAction[] } | undefined> {
    const turn = ++this.turn;
    const answer = await merchant('invoices.totals', this.filter());
    return turn === this.turn ? totalsModel(answer) : undefined;
  }

  /** What the list shows now. */
  shown() {
    const { tab, query, range } = this;
    return { tab, ...(query === '' ? {} : { query }), ...range };
  }

  private filter() {
    return { ...(this.merchantId === '' ? {} : { merchantId: this.merchantId }), ...this.shown() };
  }
}

const totalsModel = ({ totals, tabs, more, actions }: MerchantOutput['invoices.totals']) => {
  // With a search, counting stops somewhere.
  const atLeast = (figure: string): string => (more ? `${figure}+` : figure);
  return {
    sums: {
      count: atLeast(String(totals.count)),
      amount: atLeast(formatFen(totals.amount)),
      tax: atLeast(formatFen(totals.tax)),
      red: totals.red?.amount ? formatFen(0 - totals.red.amount) : '',
    },
    tabs: tabs.map(({ tab, text, count }) => ({ tab, text, count: atLeast(String(count)) })),
    actions,
  };
};
