import type { ClaimOutput, ClaimTab } from '../../../contract/reimburser';
import type { Range } from '../../lib/date-range';
import type { Part } from '../../lib/paged-list';
import type { TabModel } from '../../lib/searched-list';
import { formatFen } from '../../rules/money';
import { reimburser } from '../../services/reimburser';
import { rowOf } from '../lib/claim-row';
import type { Row } from '../lib/claim-row';

/** The sums above the list, as text; `null` while they are not known. */
export interface Sums {
  count: string;
  amount: string;
  invoices: string;
}

/** The claims of one company that the filter finds. */
export class Claims {
  companyId = '';
  scope: 'mine' | 'company' = 'mine';
  tab: ClaimTab = 'all';
  query = '';
  range: Range = {};
  private turn = 0;

  async fetch(cursor?: string): Promise<Part<Row>> {
    const { scope } = this;
    const asked = { ...this.filter(), ...(cursor === undefined ? {} : { cursor }) };
    const { rows, next } = await reimburser('claims.list', asked);
    const drawn = rows.map((claim) => rowOf(claim, scope));
    return next === undefined ? { rows: drawn } : { rows: drawn, next };
  }

  /** The sums and counts of this filter; undefined when another was asked for meanwhile. */
  async totals(): Promise<{ sums: Sums; tabs: TabModel<ClaimTab>[] } | undefined> {
    const turn = ++this.turn;
    const answer = await reimburser('claims.totals', this.filter());
    return turn === this.turn ? totalsModel(answer) : undefined;
  }

  /** What the list asks for; an export asks for the same. */
  filter() {
    const { companyId, scope, tab, query, range } = this;
    return { companyId, scope, tab, ...(query === '' ? {} : { query }), ...range };
  }
}

const totalsModel = ({ totals, tabs, more }: ClaimOutput['claims.totals']) => {
  // Counting stops somewhere.
  const counted = (count: number): string => (more ? `${count}+` : String(count));
  return {
    sums: {
      count: counted(totals.count),
      amount: formatFen(totals.amount),
      invoices: counted(totals.invoices),
    },
    tabs: tabs.map(({ tab, text, count }) => ({ tab, text, count: String(count) })),
  };
};
