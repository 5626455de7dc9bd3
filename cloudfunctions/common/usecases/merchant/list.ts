import type { InvoiceRow, MerchantOutput, Tab } from '../../../../contract/merchant';
import type { MemberRole } from '../../../../contract/states';
import { startOfDay } from '../../domain/china-day';
import { listStateOf, merchantActionsOf, rowWords } from '../../domain/merchant-view';
import { meaningOf } from '../../domain/search-keys';
import { fail } from '../../runtime/errors';
import type { Ports } from '../../runtime/ports';
import type { Keys, Listing } from '../../store/listing';
import type { ApplicationRecord } from '../../store/records';
import { memberOf } from './members';

const PAGE = 20;
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
export const listingOf = (merchantId: string, { tab, from, to }: Pick<Filter, 'tab' | 'from' | 'to'>): Listing => ({
  merchantId,
  ...(tab !== 'all' && { state: tab }),
  from: from === undefined ? '' : placeOf(startOfDay(from)),
  below: to === undefined ? '~' : placeOf(startOfDay(to) + DAY),
});

/** The ways along the search index that a query leads to: as a number, and as a part of a title. */
export const waysOf = async ({ listing: { rarestFirst } }: Ports, listing: Listing, query: string): Promise<Keys[]> => {
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
export const merged = <T extends { _id: string; sortKey: string }>(found: T[][]): T[] => {
  const each = new Map(found.flat().map((one) => [one._id, one]));
  return [...each.values()].sort((a, b) => (a.sortKey < b.sortKey ? 1 : -1));
};

/** The newest of what a query finds, or of all. */
export const found = async (
  ports: Ports,
  listing: Listing,
  query: string | undefined,
  limit: number,
): Promise<ApplicationRecord[]> => {
  const ways = query === undefined ? [undefined] : await waysOf(ports, listing, query);
  return merged(await Promise.all(ways.map((keys) => ports.listing.listed(listing, limit, keys)))).slice(0, limit);
};

/** A page of a merchant's list, the newest first. The cursor is a place, so new applications move nothing. */
export const listInvoices = async (
  ports: Ports,
  openid: string,
  asked: Filter & { cursor?: string | undefined },
): Promise<MerchantOutput['invoices.list']> => {
  const { merchantId, role } = await memberOf(ports, openid, asked.merchantId);
  const listing = afterCursor(listingOf(merchantId, asked), asked.cursor);
  const newest = await found(ports, listing, asked.query, PAGE + 1);
  const page = newest.slice(0, PAGE);
  const last = page.at(-1);
  return {
    rows: page.map((application) => rowOf(application, role)),
    ...(newest.length > PAGE && last && { next: Buffer.from(last.sortKey).toString('base64url') }),
  };
};
