import type { OrderSummary } from '../../../contract/buyer';
import type { Fen } from '../../../contract/primitives';
import { isTooOld } from '../domain/order';
import { AppError, fail } from '../runtime/errors';
import type { Ports } from '../runtime/ports';
import type { OrderRecord } from '../store/records';
import { summarize } from './list-orders';

interface KnownToBuyer {
  orderNo: string;
  amount: Fen;
  phoneLast4: string;
}

/** The signed code of a receipt (or the address in its QR code), or what only the buyer knows. */
export type OrderProof = { code: string } | KnownToBuyer;

const TRIES = 5;
const HOUR = 3600;
const ATTEMPTS = 5;

const refusal = (code: string, message: string, hint: string, retryable = false) =>
  new AppError({ code, message, hint, retryable });

/** The same for a wrong amount, a wrong phone and an unknown number: it tells nothing about other people's orders. */
const noMatch = () =>
  refusal('claim_failed', '没有找到相符的订单', '请核对订单号、实付金额和下单手机号的后四位，或扫小票上的二维码');

const tooManyTries = () =>
  refusal('too_many_tries', '尝试次数过多，请一小时后再试', '也可以扫小票上的二维码，不用输入', true);

const belongsToAnother = ({ hold }: OrderRecord) =>
  hold === 'invoiced'
    ? refusal('order_claimed', '这笔订单已由另一位微信用户开过发票', '如果需要换开，请联系商家')
    : refusal(
        'order_claimed',
        '这笔订单已属于另一位微信用户',
        '请用下单或申请开票时的微信打开；不是本人操作请联系商家',
      );

/** A claim is a view: whoever proves it last sees the order, until the merchant's word or a first application binds it. */
const isBound = ({ buyerOpenid, boundBy, hold, attempts }: OrderRecord): boolean =>
  hold !== 'free' || (buyerOpenid !== undefined && !(boundBy === 'claim' && attempts === 0));

const bind = async (ports: Ports, order: OrderRecord, openid: string): Promise<OrderRecord> => {
  let current: OrderRecord | null = order;
  for (let attempt = 0; current && attempt < ATTEMPTS; attempt += 1) {
    if (current.buyerOpenid === openid) return current;
    if (isBound(current)) throw belongsToAnother(current);
    const claim = { buyerOpenid: openid, boundBy: 'claim' as const, updatedAt: ports.now() };
    const bound = await ports.orders.changeOrder(current, claim);
    if (bound) return bound;
    current = await ports.orders.findOrder(order._id);
  }
  throw fail('busy');
};

/** What stands after `/r/` when a whole address was scanned. */
const codeIn = (scanned: string): string => /\/r\/([A-Za-z0-9_-]+)/.exec(scanned)?.[1] ?? scanned;

const claimByCode = async (ports: Ports, openid: string, scanned: string): Promise<OrderRecord> => {
  const { merchantId, orderNo } = await ports.call('open', 'receipts.read', { code: codeIn(scanned) });
  const [order, merchant] = await Promise.all([
    ports.orders.findOrder(ports.orders.orderKey(merchantId, orderNo)),
    ports.merchants.findMerchant(merchantId),
  ]);
  if (!order || !merchant) throw fail('not_found', { message: '没有找到小票对应的订单', hint: '请联系商家' });
  if (order.buyerOpenid !== openid && isTooOld(order, merchant, ports.now())) {
    throw refusal('receipt_expired', '小票已超过商家的开票期限', '请联系商家');
  }
  return bind(ports, order, openid);
};

/**
 * An order by what only its buyer knows. A try is taken before the look, so that many at once are no more than five,
 * and given back when it was right.
 */
export const findByWhatBuyerKnows = async (
  ports: Ports,
  caller: string,
  { orderNo, amount, phoneLast4 }: KnownToBuyer,
  merchantId?: string,
): Promise<OrderRecord> => {
  const now = ports.now();
  const counters = [caller, `order:${orderNo}`].map(ports.ids.fingerprint);
  for (const counter of counters) {
    if (!(await ports.claimTries.takeTry(counter, now, TRIES, HOUR))) throw tooManyTries();
  }
  const orders = await ports.orders.findOrdersByNumber(orderNo);
  const [match, another] = orders.filter(
    (order) =>
      order.paid === amount &&
      order.phoneLast4 === phoneLast4 &&
      (merchantId === undefined || order.merchantId === merchantId),
  );
  if (!match || another) throw noMatch();
  for (const counter of counters) await ports.claimTries.giveTryBack(counter, now, HOUR);
  return match;
};

const claimByNumber = async (ports: Ports, openid: string, known: KnownToBuyer): Promise<OrderRecord> =>
  bind(ports, await findByWhatBuyerKnows(ports, `person:${openid}`, known), openid);

/** Gives an order to whoever proves that it is theirs. */
export const claimOrder = async (ports: Ports, openid: string, proof: OrderProof): Promise<OrderSummary> =>
  summarize(
    ports,
    'code' in proof ? await claimByCode(ports, openid, proof.code) : await claimByNumber(ports, openid, proof),
  );
