import { listStateOf } from '../domain/merchant-view';
import { searchKeysOf } from '../domain/search-keys';
import { holdsOrders, wakersOf, type Waker } from '../domain/state-wakers';
import { count } from './counters';
import { collection, is, to } from './database';
import { rowOf } from './outbox';
import type { ApplicationRecord, OrderRecord } from './records';
import type { Tx } from './transact';

const applications = () => collection<ApplicationRecord>('applications');

const firstOf = async (found: Promise<ApplicationRecord[]>): Promise<ApplicationRecord | undefined> => (await found)[0];

export const getApplication = (id: string): Promise<ApplicationRecord | null> => applications().get(id);

export const findByRequest = (requestKey: string) => firstOf(applications().find({ requestKey }, { limit: 1 }));

export const findByOrderId = (orderId: string) => firstOf(applications().find({ orderId }, { limit: 1 }));

/** Applications of a card; without a code, those of the template whose code is not known. */
export const findByCard = (cardId: string, code = ''): Promise<ApplicationRecord[]> =>
  applications().find({ cardRef: `${cardId}:${code}` });

export const applicationsByIds = async (ids: readonly string[]): Promise<ApplicationRecord[]> =>
  ids.length > 0 ? applications().find({ _id: is.oneOf(ids) }) : [];

/** Whose each of the applications is: nothing for whoever came by a link. */
export const ownersOf = async (ids: readonly string[]): Promise<Map<string, string>> => {
  if (ids.length === 0) return new Map();
  const found = await applications().pick(['_id', 'buyerOpenid'], { _id: is.oneOf(ids) });
  return new Map(found.map(({ _id, buyerOpenid }) => [_id, buyerOpenid]));
};

/** The merchant's applications, the newest first, from below `before` on. */
export const applicationsOfMerchant = (
  merchantId: string,
  limit: number,
  before?: string,
): Promise<ApplicationRecord[]> =>
  applications().find(
    { merchantId, ...(before !== undefined && { sortKey: is.lt(before) }) },
    { orderBy: [['sortKey', 'desc']], limit },
  );

/** A few of the person's applications. */
export const applicationsOf = (buyerOpenid: string, limit: number): Promise<ApplicationRecord[]> =>
  applications().find({ buyerOpenid }, { orderBy: [['createdAt', 'desc']], limit });

const idOf = ({ kind, number }: Waker) => `${kind}:${number}`;

/** What happens to the orders as the application changes. */
const holdAfter = (before: ApplicationRecord | null, after: ApplicationRecord): OrderRecord['hold'] | undefined => {
  // 换开: until the old invoice is reversed the orders are that one's.
  if (after.replaces && !after.replaces.clear) return undefined;
  if (after.issuing.state === 'issued') return before?.issuing.state === 'issued' ? undefined : 'invoiced';
  return before && holdsOrders(before) && !holdsOrders(after) ? 'free' : undefined;
};

/** What the merchant's list shows and finds of an application. */
const forTheList = async (
  tx: Tx,
  { issued: before, ...application }: ApplicationRecord,
): Promise<Pick<ApplicationRecord, 'issued' | 'listState' | 'searchKeys'>> => {
  const { invoiceId } = application;
  const invoice = invoiceId && !before ? await tx.invoices.get(invoiceId) : null;
  const issued = invoice ? { number: invoice.number, tax: invoice.tax, at: invoice.issuedAt } : before;
  // A claim that was begun anew has its invoice no more: it would be listed and added up twice.
  const known = issued && application.supersededBy === undefined ? { issued } : {};
  return { ...known, listState: listStateOf(application), searchKeys: searchKeysOf({ ...application, ...known }) };
};

/** Messages are for merchants who have a server to be told, at the moment at which it happens. */
const withSomebodyToTell = async (tx: Tx, { merchantId }: ApplicationRecord, wakers: Waker[]): Promise<Waker[]> => {
  if (!wakers.some(({ kind }) => kind === 'webhook')) return wakers;
  const merchant = await tx.merchants.get(merchantId);
  return merchant?.webhook ? wakers : wakers.filter(({ kind }) => kind !== 'webhook');
};

/**
 * Writes an application that has moved, and with it what follows from the move: an outbox row for everybody who
 * wakes it now and did not before, its place in the merchant's list and counters, and what becomes of its orders. (A new application holds its orders by `claim`.)
 */
export const saveApplication = async (
  tx: Tx,
  before: ApplicationRecord | null,
  after: ApplicationRecord,
): Promise<ApplicationRecord> => {
  const { issued: _before, ...rest } = after;
  const saved = { ...rest, ...(await forTheList(tx, after)), version: after.version + 1 };
  await tx.applications.put(saved);
  await count(tx, before, saved);
  const known = new Set(before ? wakersOf(before).map(idOf) : []);
  const fresh = wakersOf(saved).filter((waker) => !known.has(idOf(waker)));
  for (const waker of await withSomebodyToTell(tx, saved, fresh)) {
    await tx.outbox.put(rowOf(saved._id, waker, saved.updatedAt, saved.merchantId));
  }
  const hold = holdAfter(before, saved);
  if (hold) {
    for (const id of saved.orderKeys) {
      const freed = hold === 'free' ? { applicationId: to.remove() } : {};
      await tx.orders.update(id, { hold, ...freed, version: to.increase(1) });
    }
  }
  return saved;
};
