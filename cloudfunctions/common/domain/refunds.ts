import type { TimelineEntry } from '../../../contract/buyer';
import type { RefundProposal } from '../../../contract/merchant-invoices';
import type { Fen, UnixSeconds } from '../../../contract/primitives';
import type { RedReason } from '../../../contract/states';
import { formatFen } from '../../../miniprogram/rules/money';
import type { ApplicationRecord, OrderRecord } from '../store/records';
import { invoiceableAmount } from './order-amount';
import type { Reversal } from './red-view';
import { step } from './state';

type OrderFacts = Pick<OrderRecord, 'status' | 'paid' | 'refunded' | 'excluded' | 'undone'>;

/** What an order comes to on an invoice as it stands now; nothing once the sale was called off. */
export const worthOf = (order: OrderFacts): Fen =>
  order.status === 'paid' || order.status === 'completed' ? invoiceableAmount(order) : (0 as Fen);

/** The same of several. */
export const worthOfAll = (orders: readonly OrderFacts[]): Fen =>
  orders.reduce((total, order) => total + worthOf(order), 0) as Fen;

const isRefunded = ({ status, paid, refunded }: OrderFacts): boolean =>
  status === 'refunded' || (paid > 0 && refunded >= paid);

/** Its invoice was taken back because the sale was undone, and nobody has said yet what was refunded. */
export const isUndone = (order: OrderFacts): boolean => order.undone !== undefined && worthOf(order) >= order.undone;

/** Why an application cannot go on. */
export interface Objection {
  text: string;
  /** Nor can another: nothing is left to invoice. */
  nothingLeft?: true;
}

/** What an application's orders, as they stand now, have against it; the amount that was asked for is the one to invoice. */
export const objectionToOrders = (
  { orderKeys, amount }: Pick<ApplicationRecord, 'orderKeys' | 'amount'>,
  orders: readonly OrderFacts[],
): Objection | undefined => {
  const worth = worthOfAll(orders);
  const known = orders.length === orderKeys.length;
  if (known && orders.every(isRefunded)) return { text: '订单已全额退款', nothingLeft: true };
  if (known && worth === 0 && orders.some(({ status }) => status === 'closed'))
    return { text: '订单已关闭', nothingLeft: true };
  if (!known || worth !== amount) return { text: '订单金额已变化，请按新的金额重新申请' };
  return orders.some(isUndone) ? { text: '原发票已因退货等红冲，商家更新退款后可按剩余金额重新申请' } : undefined;
};

/** An application that its orders have put an end to. WeChat is told if the buyer has confirmed it already. */
export const refusedFor = (
  current: ApplicationRecord,
  { text: reason, nothingLeft }: Objection,
  now: UnixSeconds,
  by: TimelineEntry['by'],
): ApplicationRecord =>
  step(
    current,
    'refuse',
    now,
    {
      reason,
      ...(nothingLeft && { nothingLeft }),
      ...(current.authorization.state === 'authorized' && { refusalOwed: true }),
    },
    { by, ...(nothingLeft && { text: reason }) },
  );

/** An application's invoice beside what its orders have come to since. */
export interface Invoiced extends Partial<Pick<ApplicationRecord, 'amount' | 'worth'>> {
  readonly reversal?: Pick<Reversal, 'state' | 'amount'>;
}

/** By how much an invoice, less its reds, exceeds what its orders still come to: what a refund has left to be reversed. */
export const refundGapOf = ({ amount, worth, reversal }: Invoiced): Fen => {
  if (amount === undefined || worth === undefined) return 0 as Fen;
  return Math.max(0, amount - (reversal?.amount ?? 0) - worth) as Fen;
};

const yuan = (fen: number): string => `¥${formatFen(fen)}`;

/** The reason of a red that follows a refund. */
const REASON = 'return' satisfies RedReason;

/**
 * How a refund may be settled, the simplest first: a part of the invoice, where the tax bureau allows one for this
 * reason, or all that is left of it and a new invoice for the rest.
 */
export const refundProposals = (invoiced: Invoiced, partReasons: readonly RedReason[]): RefundProposal[] => {
  const { amount = 0, worth = 0, reversal } = invoiced;
  const gap = refundGapOf(invoiced);
  if (gap === 0) return [];
  const left = (amount - (reversal?.amount ?? 0)) as Fen;
  const mayPart = partReasons.includes(REASON);
  // What is left of an invoice is a part of it.
  const isRest = reversal?.state === 'partly_reversed';
  const part: RefundProposal = {
    scope: 'part',
    reason: REASON,
    amount: gap,
    text: `部分红冲 ${yuan(gap)}`,
    hint: `发票剩余 ${yuan(worth)} 仍然有效，买家不用重新申请`,
  };
  const whole: RefundProposal = {
    scope: 'whole',
    reason: REASON,
    amount: left,
    text: `${isRest ? '红冲剩余' : '全部红冲'} ${yuan(left)}`,
    hint: worth > 0 ? `红冲后，买家可按剩余的 ${yuan(worth)} 重新申请` : '订单已没有可开票的金额',
  };
  return [...(mayPart && worth > 0 ? [part] : []), ...(mayPart || !isRest ? [whole] : [])];
};

/** The state of such an invoice as its merchant reads it, and what to do. */
export const refundHeadline = {
  text: '订单已退款，发票待红冲',
  next: '请店主或财务选择怎么红冲',
  actor: 'merchant',
  tone: 'attention',
} as const;
