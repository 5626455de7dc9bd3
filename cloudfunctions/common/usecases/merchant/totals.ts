import type { BatchAction, MerchantOutput, Tab, TabCount, Totals } from '../../../../contract/merchant';
import type { Fen } from '../../../../contract/primitives';
import { listStates, type ListState, type MemberRole } from '../../../../contract/states';
import { listStateNames, roleMay, tabsWith } from '../../domain/merchant-view';
import type { Ports } from '../../runtime/ports';
import type { Keys, Listing } from '../../store/listing';
import { listingOf, merged, waysOf, type Filter } from './list';
import { memberOf } from './members';

/** With a search, this many are counted; then there are said to be more. */
const MOST_COUNTED = 10_000;
const AT_ONCE = 1000;
/** Nobody waits longer for a count; what was counted until then is said to be not all. */
const BUDGET_MS = 8000;

interface Sum {
  count: number;
  amount: number;
  tax: number;
}

/** What is counted: applications by where they stand, and issued reds; what the reds took back is positive here. */
type Sums = Record<ListState | 'red', Sum>;

const noSums = (): Sums =>
  Object.fromEntries([...listStates, 'red' as const].map((state) => [state, { count: 0, amount: 0, tax: 0 }])) as Sums;

/** From the counters, which were written with every move. */
export const countAll = async (ports: Ports, merchantId: string, from?: string, to?: string): Promise<Sums> => {
  const sums = noSums();
  for (const counter of await ports.counters.countersOf(merchantId, from, to)) {
    for (const state of [...listStates, 'red'] as const) {
      sums[state].count += counter[`${state}_count`] ?? 0;
      sums[state].amount += counter[`${state}_amount`] ?? 0;
      sums[state].tax += counter[`${state}_tax`] ?? 0;
    }
  }
  return sums;
};

const walk = async (ports: Ports, listing: Listing, keys: Keys, until: number) => {
  const found: Awaited<ReturnType<typeof ports.listing.listedFacts>> = [];
  for (let below = listing.below; found.length <= MOST_COUNTED;) {
    if (Date.now() > until) return { found, more: true };
    const page = await ports.listing.listedFacts({ ...listing, below }, AT_ONCE, keys);
    found.push(...page);
    const last = page.at(-1);
    if (page.length < AT_ONCE || !last) break;
    below = last.sortKey;
  }
  return { found, more: found.length > MOST_COUNTED };
};

/** With a search: one by one along the index, up to a limit. */
const countFound = async (ports: Ports, merchantId: string, filter: Filter, query: string) => {
  const listing = listingOf(merchantId, { ...filter, tab: 'all' });
  const until = Date.now() + BUDGET_MS;
  const ways = await waysOf(ports, listing, query);
  const walks = await Promise.all(ways.map((keys) => walk(ports, listing, keys, until)));
  const found = merged(walks.map((one) => one.found));
  const sums = noSums();
  for (const { listState, amount, issued } of found.slice(0, MOST_COUNTED)) {
    if (!listState) continue;
    sums[listState].count += 1;
    sums[listState].amount += amount;
    sums[listState].tax += issued?.tax ?? 0;
  }
  return { sums, more: found.length > MOST_COUNTED || walks.some(({ more }) => more) };
};

const asTotals = ({ count, amount, tax }: Sum) => ({ count, amount: amount as Fen, tax: tax as Fen });

const totalOf = (sums: Sums, tab: Tab): Sum => {
  const states: readonly ListState[] = tab === 'all' ? listStates : [tab];
  const total = (key: keyof Sum) => states.reduce((sum, state) => sum + sums[state][key], 0);
  return { count: total('count'), amount: total('amount'), tax: total('tax') };
};

/** What a member may do with all of a tab: what its role may, where there is something to do it with. */
const actionsOf = (role: MemberRole, sums: Sums, tab: Tab, more: boolean): BatchAction[] =>
  (Object.keys(tabsWith) as BatchAction[]).filter(
    (action) =>
      roleMay(role, action) &&
      tabsWith[action].some((state) => (tab === 'all' || tab === state) && (more || sums[state].count > 0)),
  );

/**
 * The totals of a tab and the counts of all tabs, for what the filter finds. Reds belong to the days of their own
 * issue, not to a state nor to a search, and so stand beside the whole list only.
 */
export const totalInvoices = async (
  ports: Ports,
  openid: string,
  filter: Filter,
): Promise<MerchantOutput['invoices.totals']> => {
  const { merchantId, role } = await memberOf(ports, openid, filter.merchantId);
  const { tab, query, from, to } = filter;
  const { sums, more } =
    query === undefined
      ? { sums: await countAll(ports, merchantId, from, to), more: false }
      : await countFound(ports, merchantId, filter, query);
  const tabs: TabCount[] = [
    { tab: 'all', text: '全部', count: totalOf(sums, 'all').count },
    ...listStates.map((state) => ({ tab: state, text: listStateNames[state], count: sums[state].count })),
  ];
  const red: Pick<Totals, 'red'> = tab === 'all' && query === undefined ? { red: asTotals(sums.red) } : {};
  const actions = actionsOf(role, sums, tab, more);
  return { totals: { ...asTotals(totalOf(sums, tab)), ...red }, tabs, more, actions };
};
