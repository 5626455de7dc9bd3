import type { OrderBody, OrderPut } from '../../../contract/open';
import type { Fen, UnixSeconds } from '../../../contract/primitives';
import { amountProblem } from '../domain/order-amount';
import { rateHolds } from '../domain/tax-rates';
import { AppError, fail } from '../runtime/errors';
import type { Ports } from '../runtime/ports';
import { orderKey, type OrderChanges } from '../store/orders';
import type { MerchantRecord, OrderRecord } from '../store/records';
import { changeOrder } from './order-news';

const DAY = 86_400;
const ATTEMPTS = 8;

const invalid = (field: string, reason: string) =>
  new AppError({
    code: 'order_invalid',
    message: '订单内容有矛盾，没有保存',
    hint: `${field}：${reason}`,
    retryable: false,
    field,
  });

const buyerConflict = () =>
  new AppError({
    code: 'buyer_conflict',
    message: '这笔订单已属于另一位用户，没有保存',
    hint: 'buyer.openid：与订单已确认的用户不同；订单一经确认不能改换用户',
    retryable: false,
    field: 'buyer.openid',
  });

/** The name of goods without the short name of their tax class: `*餐饮服务*午餐` is 午餐. */
const bareName = (name: string): string => name.replace(/^\*[^*]+\*/, '');

const summaryOf = (orderNo: string, { summary, lines }: OrderBody, { defaultItem }: MerchantRecord): string => {
  if (summary) return summary;
  const first = lines?.[0] ?? defaultItem;
  if (!first) return `订单 ${orderNo}`;
  const others = (lines?.length ?? 1) - 1;
  return others > 0 ? `${bareName(first.name)}等 ${others + 1} 项` : bareName(first.name);
};

type Content = Pick<OrderRecord, 'status' | 'paid' | 'refunded' | 'excluded' | 'summary' | 'lines'> &
  Required<Pick<OrderChanges, 'paidAt' | 'business'>>;

/** What the merchant said of the order itself, with the gaps filled in. */
const contentOf = (merchant: MerchantRecord, orderNo: string, body: OrderBody): Content => ({
  status: body.status,
  paid: body.paid,
  refunded: body.status === 'refunded' ? body.paid : (body.refunded ?? (0 as Fen)),
  excluded: body.excluded ?? (0 as Fen),
  paidAt: body.paidAt,
  summary: summaryOf(orderNo, body, merchant),
  // Keys in one order and without gaps, so that equal lines are equal text.
  lines: (body.lines ?? []).map(({ name, taxCode, quantity, unit, gross, rate, discount }) => ({
    name,
    taxCode,
    ...(quantity && { quantity }),
    ...(unit && { unit }),
    gross,
    rate,
    ...(discount && { discount }),
  })),
  business: body.business,
});

const check = (content: Content, now: UnixSeconds): void => {
  const problem = amountProblem(content);
  if (problem) throw invalid(problem.field, problem.reason);
  const { paidAt, lines } = content;
  if (paidAt !== undefined && paidAt > now + DAY) throw invalid('paidAt', '付款时间在将来');
  const wrong = lines.findIndex(({ rate }) => !rateHolds(rate, paidAt ?? now));
  if (wrong >= 0) throw invalid(`lines.${wrong}.rate`, `税率 ${lines[wrong]?.rate ?? ''} 在付款当日不适用`);
};

type Completion = Pick<OrderChanges, 'completedAt'>;

/** Without a word of the merchant's it was completed when we first heard of it. */
const completionOf = (
  { status, completedAt }: OrderBody,
  existing: OrderRecord | null,
  now: UnixSeconds,
): Completion => ({
  completedAt: status === 'completed' ? (completedAt ?? existing?.completedAt ?? now) : undefined,
});

type Person = Pick<OrderChanges, 'buyerOpenid' | 'boundBy' | 'phoneLast4'>;

/** A later word of the merchant adds to what is known of the buyer, and never changes whose the order is. */
const personOf = ({ buyer }: OrderBody, existing: OrderRecord | null): Person => {
  const phoneLast4 = buyer?.phone?.slice(-4) ?? existing?.phoneLast4;
  const openid = buyer?.openid;
  if (!openid) return { buyerOpenid: existing?.buyerOpenid, boundBy: existing?.boundBy, phoneLast4 };
  if (existing?.buyerOpenid && existing.buyerOpenid !== openid) throw buyerConflict();
  return { buyerOpenid: openid, boundBy: 'merchant', phoneLast4 };
};

const defined = <T extends object>(fields: T) =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]: Exclude<T[K], undefined>;
  };

const newOrder = (
  merchant: MerchantRecord,
  orderNo: string,
  fields: Content & Completion & Person,
  now: UnixSeconds,
) => {
  const { paidAt, completedAt, business, buyerOpenid, boundBy, phoneLast4, ...rest } = fields;
  return {
    _id: orderKey(merchant._id, orderNo),
    merchantId: merchant._id,
    orderNo,
    ...rest,
    ...defined({ paidAt, completedAt, business, buyerOpenid, boundBy, phoneLast4 }),
    hold: 'free' as const,
    attempts: 0,
    createdAt: now,
    updatedAt: now,
  };
};

const same = (a: unknown, b: unknown): boolean => a === b || JSON.stringify(a) === JSON.stringify(b);

export interface PutOrder {
  order: OrderRecord;
  result: OrderPut['result'];
}

/**
 * Takes in an order as the merchant's system knows it now: the whole of it, so what is left out is gone, but for the
 * proofs of whose it is. The application that holds it, or has invoiced it, follows: see order-news.ts. The same
 * content again changes nothing.
 */
export const putOrder = async (
  ports: Ports,
  merchant: MerchantRecord,
  orderNo: string,
  body: OrderBody,
  known?: OrderRecord | null,
): Promise<PutOrder> => {
  const { orders } = ports;
  const now = ports.now();
  const content = contentOf(merchant, orderNo, body);
  check(content, now);
  if ((body.completedAt ?? 0) > now + DAY) throw invalid('completedAt', '完成时间在将来');
  const key = orderKey(merchant._id, orderNo);
  let existing = known === undefined ? await orders.findOrder(key) : known;
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const fields = { ...content, ...completionOf(body, existing, now), ...personOf(body, existing) };
    if (!existing) {
      const order = await orders.addOrder(newOrder(merchant, orderNo, fields, now));
      if (order) return { order, result: 'added' };
    } else {
      const before: OrderRecord = existing;
      const names = Object.keys(fields) as (keyof typeof fields)[];
      if (names.every((name) => same(fields[name], before[name]))) return { order: before, result: 'unchanged' };
      const order = await changeOrder(ports, before, { ...fields, updatedAt: now });
      if (order) return { order, result: 'changed' };
    }
    existing = await orders.findOrder(key);
  }
  throw fail('busy');
};

/** The orders of a batch that are known already, to be handed to `putOrder` one by one. */
export const findKnownOrders = async ({ orders }: Ports, merchant: MerchantRecord, orderNos: readonly string[]) => {
  const found = await orders.findOrders(orderNos.map((orderNo) => orderKey(merchant._id, orderNo)));
  return (orderNo: string): OrderRecord | null => found.get(orderKey(merchant._id, orderNo)) ?? null;
};
