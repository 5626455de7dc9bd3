import type { BuyerOutput, OrderSummary } from '../../../contract/buyer';
import { orderSummary } from '../domain/order';
import { fail } from '../runtime/errors';
import { log } from '../runtime/log';
import type { Ports } from '../runtime/ports';
import type { OrderRecord } from '../store/records';
import { refuse } from './failures';

const PAGE = 20;

const cursorOf = ({ sortKey }: OrderRecord): string => Buffer.from(sortKey).toString('base64url');

const placeOf = (cursor: string): string => {
  const place = Buffer.from(cursor, 'base64url').toString();
  if (!/^\d{10}:/.test(place))
    throw fail('bad_request', { hint: '开发者：cursor 不是上一次的应答给出的', field: 'cursor' });
  return place;
};

/** Whether the application that holds an order is its buyer's own. */
const whoseHolderIsTheirs = async (ports: Ports, orders: readonly OrderRecord[]) => {
  const owners = await ports.applications.ownersOf(orders.flatMap(({ applicationId }) => applicationId ?? []));
  return ({ applicationId, buyerOpenid }: OrderRecord): boolean =>
    applicationId === undefined || owners.get(applicationId) === buyerOpenid;
};

/** A page of the person's own orders, newest first. The cursor is a place, so new orders move nothing. */
export const listOrders = async (
  ports: Ports,
  openid: string,
  cursor?: string,
): Promise<BuyerOutput['orders.list']> => {
  const found = await ports.orders.listOrdersOfBuyer(
    openid,
    cursor === undefined ? undefined : placeOf(cursor),
    PAGE + 1,
  );
  const page = found.slice(0, PAGE);
  const [merchants, theirs] = await Promise.all([
    ports.merchants.findMerchants(page.map(({ merchantId }) => merchantId)),
    whoseHolderIsTheirs(ports, page),
  ]);
  const now = ports.now();
  const orders = page.flatMap((order): OrderSummary[] => {
    const merchant = merchants.get(order.merchantId);
    if (merchant) return [orderSummary(order, merchant, now, theirs(order))];
    log('order_without_merchant', { order: order._id });
    return [];
  });
  const last = page.at(-1);
  return { orders, ...(found.length > PAGE && last && { next: cursorOf(last) }) };
};

/** One of the person's own orders; that of somebody else looks the same as one that does not exist. */
export const findOwnOrder = async (
  ports: Ports,
  openid: string,
  orderNo: string,
  merchantId?: string,
): Promise<OrderRecord> => {
  const orders = await ports.orders.findOrdersOfBuyer(openid, orderNo);
  const [order, another] = orders.filter((found) => !merchantId || found.merchantId === merchantId);
  if (!order) throw refuse('order_not_found');
  if (another) throw refuse('merchant_required');
  return order;
};

/** An order as its buyer sees it. */
export const summarize = async (ports: Ports, order: OrderRecord): Promise<OrderSummary> => {
  const [merchant, theirs] = await Promise.all([
    ports.merchants.findMerchant(order.merchantId),
    whoseHolderIsTheirs(ports, [order]),
  ]);
  if (!merchant) throw fail('internal', { hint: `商户 ${order.merchantId} 的资料不在了` });
  return orderSummary(order, merchant, ports.now(), theirs(order));
};

export const getOrder = async (
  ports: Ports,
  openid: string,
  orderNo: string,
  merchantId?: string,
): Promise<OrderSummary> => summarize(ports, await findOwnOrder(ports, openid, orderNo, merchantId));
