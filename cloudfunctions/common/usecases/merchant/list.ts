import type { InvoiceRow, MerchantOutput, Tab, TabCount, Totals } from '../../../../contract/merchant';
import type { Fen } from '../../../../contract/primitives';
import { listStates, type ListState, type MemberRole } from '../../../../contract/states';
import { startOfDay } from '../../domain/china-day';
import { listStateNames, listStateOf, merchantActionsOf, rowWords } from '../../domain/merchant-view';
import { meaningOf } from '../../domain/search-keys';
import { fail } from '../../runtime/errors';
import type { Ports } from '../../runtime/ports';
import type { Keys, Listing } from '../../store/listing';
import type { ApplicationRecord } from '../../store/records';
import { memberOf } from './members';

const PAGE = 20;
/** With a search, this many are counted; then there are said to be more. */
const MOST_COUNTED = 10_000;
const AT_ONCE = 1000;
const DAY = 86_400;

export interface Filter {
  merchantId?: string | undefined;
  tab: Tab;
  query?: string | undefined;
  from?: string | undefined;
  to?: string | undefined;
}

/** One line of the list, with what this member may do. */
export const rowOf = (application: ApplicationRecord, role: MemberRole): InvoiceRow => {
  const { _id, invoiceId, orderNos, title, amount, issued, createdAt, authorization, issuing, card } = application;
  return {
    applicationId: _id,
    ...(invoiceId && { invoiceId }),
    orderNos,
    ...(title && { titleName: title.name }),
    amount,
    ...(issued && { tax: issued.tax, number: issued.number, issuedAt: issued.at }),
    appliedAt: createdAt,
    authorization: authorization.state,
    issuing: issuing.state,
    card: card.state,
    stateCode: listStateOf(application),
    ...rowWords(application),
    actions: merchantActionsOf(application, role),
  };
};

const placeOf = (seconds: number): string => String(seconds).padStart(10, '0');

/** Days become places in the list. Every place begins with a digit, and so lies before `~`. */
const listingOf = (merchantId: string, { tab, from, to }: Filter): Listing => ({
  merchantId,
  ...(tab !== 'all' && { state: tab }),
  from: from === undefined ? '' : placeOf(startOfDay(from)),
  below: to === undefined ? '~' : placeOf(startOfDay(to) + DAY),
});

/** The ways along the search index that a query leads to: as a number, and as a part of a title. */
const waysOf = async ({ listing: { rarestFirst } }: Ports, listing: Listing, query: string): Promise<Keys[]> => {
  const { numbers, title } = meaningOf(query);
  return [
    ...(numbers.length > 0 ? [{ any: numbers }] : []),
    ...(title.length > 0 ? [{ all: await rarestFirst(listing, title) }] : []),
  ];
};

const afterCursor = (listing: Listing, cursor: string | undefined): Listing => {
  if (cursor === undefined) return listing;
  const place = Buffer.from(cursor, 'base64url').toString();
  if (!/^\d{10}:/.test(place))
    throw fail('bad_request', { hint: '开发者：cursor 不是上一次的应答给出的', field: 'cursor' });
  return { ...listing, below: place < listing.below ? place : listing.below };
};

/** What several ways have found, each once, the newest first. */
const merged = <T extends { _id: string; sortKey: string }>(found: T[][]): T[] => {
  const each = new Map(found.flat().map((one) => [one._id, one]));
  return [...each.values()].sort((a, b) => (a.sortKey < b.sortKey ? 1 : -1));
};

/** A page of a merchant's list, the newest first. The cursor is a place, so new applications move nothing. */
export const listInvoices = async (
  ports: Ports,
  openid: string,
  asked: Filter & { cursor?: string | undefined },
): Promise<MerchantOutput['invoices.list']> => {
  const { merchantId, role } = await memberOf(ports, openid, asked.merchantId);
  const listing = afterCursor(listingOf(merchantId, asked), asked.cursor);
  const ways = asked.query === undefined ? [undefined] : await waysOf(ports, listing, asked.query);
  const found = merged(await Promise.all(ways.map((keys) => ports.listing.listed(listing, PAGE + 1, keys))));
  const page = found.slice(0, PAGE);
  const last = page.at(-1);
  return {
    rows: page.map((application) => rowOf(application, role)),
    ...(found.length > PAGE && last && { next: Buffer.from(last.sortKey).toString('base64url') }),
  };
};

type Sums = Record<ListState, { count: number; amount: number; tax: number }>;

const noSums = (): Sums =>
  Object.fromEntries(listStates.map((state) => [state, { count: 0, amount: 0, tax: 0 }])) as Sums;

/** From the counters, which were written with every move. */
const countAll = async (ports: Ports, merchantId: string, { from, to }: Filter): Promise<Sums> => {
  const sums = noSums();
  for (const counter of await ports.counters.countersOf(merchantId, from, to)) {
    for (const state of listStates) {
      sums[state].count += counter[`${state}_count`] ?? 0;
      sums[state].amount += counter[`${state}_amount`] ?? 0;
      sums[state].tax += counter[`${state}_tax`] ?? 0;
    }
  }
  return sums;
};

const walk = async (ports: Ports, listing: Listing, keys: Keys) => {
  const found: Awaited<ReturnType<typeof ports.listing.listedFacts>> = [];
  for (let below = listing.below; found.length <= MOST_COUNTED;) {
    const page = await ports.listing.listedFacts({ ...listing, below }, AT_ONCE, keys);
    found.push(...page);
    const last = page.at(-1);
    if (page.length < AT_ONCE || !last) break;
    below = last.sortKey;
  }
  return found;
};

/** With a search: one by one along the index, up to a limit. */
const countFound = async (ports: Ports, merchantId: string, filter: Filter, query: string) => {
  const listing = listingOf(merchantId, { ...filter, tab: 'all' });
  const ways = await waysOf(ports, listing, query);
  const found = merged(await Promise.all(ways.map((keys) => walk(ports, listing, keys))));
  const sums = noSums();
  for (const { listState, amount, issued } of found.slice(0, MOST_COUNTED)) {
    if (!listState) continue;
    sums[listState].count += 1;
    sums[listState].amount += amount;
    sums[listState].tax += issued?.tax ?? 0;
  }
  return { sums, more: found.length > MOST_COUNTED };
};

const totalOf = (sums: Sums, tab: Tab): Totals => {
  const states: readonly ListState[] = tab === 'all' ? listStates : [tab];
  const total = (key: 'count' | 'amount' | 'tax') => states.reduce((sum, state) => sum + sums[state][key], 0);
  return { count: total('count'), amount: total('amount') as Fen, tax: total('tax') as Fen };
};

/** The totals of a tab and the counts of all tabs, for what the filter finds. */
export const totalInvoices = async (
  ports: Ports,
  openid: string,
  filter: Filter,
): Promise<MerchantOutput['invoices.totals']> => {
  const { merchantId } = await memberOf(ports, openid, filter.merchantId);
  const { sums, more } =
    filter.query === undefined
      ? { sums: await countAll(ports, merchantId, filter), more: false }
      : await countFound(ports, merchantId, filter, filter.query);
  const tabs: TabCount[] = [
    { tab: 'all', text: '全部', count: totalOf(sums, 'all').count },
    ...listStates.map((state) => ({ tab: state, text: listStateNames[state], count: sums[state].count })),
  ];
  return { totals: totalOf(sums, filter.tab), tabs, more };
};
