import { collection, is, to, type Changes } from './database';
import type { OrderRecord } from './records';

const orders = () => collection<OrderRecord>('orders');

/** The id of an order's record. A merchant's id has no colon, so no two orders share one. */
export const orderKey = (merchantId: string, orderNo: string): string => `${merchantId}:${orderNo}`;

/** A stable place in lists: by time, then by id. */
const sortKeyOf = ({ _id, paidAt, createdAt }: Pick<OrderRecord, '_id' | 'paidAt' | 'createdAt'>): string =>
  `${String(paidAt ?? createdAt).padStart(10, '0')}:${_id}`;

export const findOrder = (key: string): Promise<OrderRecord | null> => orders().get(key);

/** The platform answers at most 16 MB at once, and an order of 200 lines has some 60 KB. */
const AT_ONCE = 100;

/** Those of the orders that exist, by key. */
export const findOrders = async (keys: readonly string[]): Promise<Map<string, OrderRecord>> => {
  const found = new Map<string, OrderRecord>();
  for (let first = 0; first < keys.length; first += AT_ONCE) {
    const some = await orders().find({ _id: is.oneOf(keys.slice(first, first + AT_ONCE)) }, { limit: AT_ONCE });
    for (const order of some) found.set(order._id, order);
  }
  return found;
};

/** Orders of any merchant with this number. */
export const findOrdersByNumber = (orderNo: string): Promise<OrderRecord[]> =>
  orders().find({ orderNo }, { limit: 50 });

/** A person's orders with this number: more than one only if two merchants use the same. */
export const findOrdersOfBuyer = (buyerOpenid: string, orderNo: string): Promise<OrderRecord[]> =>
  orders().find({ orderNo, buyerOpenid }, { limit: 50 });

/** A person's orders, newest first, those before a place in the list: a walk along one index. */
export const listOrdersOfBuyer = (
  buyerOpenid: string,
  before: string | undefined,
  limit: number,
): Promise<OrderRecord[]> =>
  orders().find({ buyerOpenid, ...(before && { sortKey: is.lt(before) }) }, { orderBy: [['sortKey', 'desc']], limit });

/** A merchant's orders, newest first, those before a place in the list; all, or those that stand so. */
export const ordersOfMerchant = (
  merchantId: string,
  hold: OrderRecord['hold'] | undefined,
  before: string | undefined,
  limit: number,
): Promise<OrderRecord[]> =>
  orders().find(
    { merchantId, ...(hold && { hold }), ...(before !== undefined && { sortKey: is.lt(before) }) },
    { orderBy: [['sortKey', 'desc']], limit },
  );

/** The till's orders of a merchant, newest first, those before a place in the list. */
export const tillOrdersOf = (merchantId: string, before: string | undefined, limit: number): Promise<OrderRecord[]> =>
  orders().find(
    { merchantId, till: true, ...(before !== undefined && { sortKey: is.lt(before) }) },
    { orderBy: [['sortKey', 'desc']], limit },
  );

/** Answers the order as it was added, or undefined when there is one with this key already. */
export const addOrder = async (order: Omit<OrderRecord, 'sortKey' | 'version'>): Promise<OrderRecord | undefined> => {
  const added: OrderRecord = { ...order, sortKey: sortKeyOf(order), version: 1 };
  return (await orders().add(added)) ? added : undefined;
};

/** Fields of an order that may vanish. */
type Optional =
  'paidAt' | 'completedAt' | 'business' | 'buyerOpenid' | 'boundBy' | 'phoneLast4' | 'applicationId' | 'attachments';
/** An order's fields to be set; undefined takes a field away. */
export type OrderChanges = Partial<Omit<OrderRecord, '_id' | 'sortKey' | 'version' | Optional>> & {
  [K in Optional]?: OrderRecord[K] | undefined;
};

/** An order as changes make it, and what a database is to be told of that. */
export const changedOrder = (
  order: OrderRecord,
  changes: OrderChanges,
): { changed: OrderRecord; update: Changes<OrderRecord> } => {
  const merged = { ...order, ...changes, version: order.version + 1 };
  const changed = Object.fromEntries(
    Object.entries(merged).filter(([, value]) => value !== undefined),
  ) as unknown as OrderRecord;
  changed.sortKey = sortKeyOf(changed);
  const fields = [...Object.keys(changes), 'sortKey', 'version'] as (keyof OrderRecord)[];
  const update = Object.fromEntries(
    fields.map((field) => [field, changed[field] ?? to.remove()]),
  ) as Changes<OrderRecord>;
  return { changed, update };
};

/** Changes an order if nobody has since it was read; answers it as it is then, or undefined when somebody has. */
export const changeOrder = async (order: OrderRecord, changes: OrderChanges): Promise<OrderRecord | undefined> => {
  const { changed, update } = changedOrder(order, changes);
  const count = await orders().updateWhere({ _id: order._id, version: order.version }, update);
  return count === 1 ? changed : undefined;
};
