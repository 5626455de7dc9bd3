import type { ReceiptOutput, TillOrder } from '../../../../contract/merchant-receipts';
import { MAX_FEN, type Fen } from '../../../../contract/primitives';
import { fail } from '../../runtime/errors';
import type { Ports } from '../../runtime/ports';
import type { Item, MerchantRecord, OrderRecord } from '../../store/records';
import { chinaDate } from '../../domain/china-day';
import { rateHolds } from '../../domain/tax-rates';
import { refuse } from '../failures';
import { codeOf, merchantFor, PAGE, pageOf, placeOf, receiptOrder, type OfMerchant } from './receipts';

const ATTEMPTS = 8;

/** What a clerk may sell: the default item first, none twice. */
const itemsOf = ({ defaultItem, items = [] }: MerchantRecord): Item[] => {
  const all = [...(defaultItem ? [defaultItem] : []), ...items];
  return all.filter(({ name }, i) => all.findIndex((one) => one.name === name) === i);
};

const isOpen = ({ hold, status }: OrderRecord): boolean => hold === 'free' && status !== 'closed';

const tillOrder = (ports: Ports, order: OrderRecord, merchant: MerchantRecord): TillOrder => {
  const seen = receiptOrder(order, merchant, ports.now());
  const scanned = order.buyerOpenid !== undefined && isOpen(order);
  return {
    ...seen,
    ...(scanned && { stateText: '买家已扫码' }),
    by: order.tillBy?.name ?? '',
    canWithdraw: isOpen(order),
  };
};

/** The items of the till, and the most that one invoice may come to. */
export const getTill = async (
  ports: Ports,
  openid: string,
  { merchantId }: OfMerchant,
): Promise<ReceiptOutput['till.get']> => {
  const { merchant } = await merchantFor(ports, openid, 'till', merchantId);
  const now = ports.now();
  const items = itemsOf(merchant).filter(({ rate }) => rateHolds(rate, now));
  return {
    items: items.map(({ name, rate }) => ({ name, rate })),
    max: merchant.maxAmount ?? (MAX_FEN as Fen),
  };
};

/** A clerk takes down a sale at the till; the same call again answers the same order. */
export const createTillOrder = async (
  ports: Ports,
  openid: string,
  { merchantId, amount, item: name, requestId }: OfMerchant & { amount: Fen; item: string; requestId: string },
): Promise<ReceiptOutput['tillOrders.create']> => {
  const { merchant, member } = await merchantFor(ports, openid, 'till', merchantId);
  const now = ports.now();
  const item = itemsOf(merchant).find((one) => one.name === name && rateHolds(one.rate, now));
  if (!item) throw refuse('no_such_item');
  if (merchant.maxAmount !== undefined && amount > merchant.maxAmount) throw refuse('amount_out_of_range');
  const day = chinaDate(now).replaceAll('-', '').slice(2);
  const orderNo = `TILL${day}-${ports.ids.fingerprint(`${openid}:${requestId}`).slice(0, 10)}`;
  const key = ports.orders.orderKey(merchant._id, orderNo);
  const added = await ports.orders.addOrder({
    _id: key,
    merchantId: merchant._id,
    orderNo,
    status: 'paid',
    paid: amount,
    refunded: 0 as Fen,
    excluded: 0 as Fen,
    paidAt: now,
    summary: item.name.replace(/^\*[^*]+\*/, ''),
    lines: [{ ...item, gross: amount }],
    till: true,
    tillBy: { openid, name: member.name },
    hold: 'free',
    attempts: 0,
    createdAt: now,
    updatedAt: now,
  });
  const order = added ?? (await ports.orders.findOrder(key));
  if (order?.tillBy?.openid !== openid || order.paid !== amount || order.lines[0]?.name !== name)
    throw fail('idempotency_conflict');
  return { order: tillOrder(ports, order, merchant), code: await codeOf(ports, merchant, orderNo) };
};

/** A page of the till's orders, the newest first. */
export const listTillOrders = async (
  ports: Ports,
  openid: string,
  { merchantId, cursor }: OfMerchant & { cursor?: string | undefined },
): Promise<ReceiptOutput['tillOrders.list']> => {
  const { merchant } = await merchantFor(ports, openid, 'till', merchantId);
  const found = await ports.orders.tillOrdersOf(merchant._id, placeOf(cursor), PAGE + 1);
  return pageOf(found, (order) => tillOrder(ports, order, merchant));
};

/** Takes an order of the till back, while nobody has asked for its invoice. */
export const withdrawTillOrder = async (
  ports: Ports,
  openid: string,
  { merchantId, orderNo }: OfMerchant & { orderNo: string },
): Promise<ReceiptOutput['tillOrders.withdraw']> => {
  const { merchant } = await merchantFor(ports, openid, 'till', merchantId);
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const order = await ports.orders.findOrder(ports.orders.orderKey(merchant._id, orderNo));
    if (!order?.till) throw refuse('order_not_found');
    if (order.status === 'closed') return { order: tillOrder(ports, order, merchant) };
    if (!isOpen(order)) throw refuse('till_order_used');
    const closed = await ports.orders.changeOrder(order, { status: 'closed', updatedAt: ports.now() });
    if (closed) return { order: tillOrder(ports, closed, merchant) };
  }
  throw fail('busy');
};
