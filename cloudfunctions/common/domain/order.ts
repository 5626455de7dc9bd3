import type { InvoiceKind, OrderSummary } from '../../../contract/buyer';
import type { Fen, UnixSeconds } from '../../../contract/primitives';
import type { OrderState } from '../../../contract/states';
import type { MerchantRecord, OrderRecord } from '../store/records';
import { chinaDay } from './china-day';
import { mergeKey } from './merge-key';
import { invoiceableAmount, linesToInvoice } from './order-amount';
import { isUndone } from './refunds';
import { bearsTax } from './tax-rates';

/** Why an order cannot be invoiced now: stable codes, and what a person reads. */
const reasons = {
  in_progress: '这笔订单正在开票',
  already_invoiced: '这笔订单已经开过发票',
  unpaid: '订单还没有付款，付款后可以开票',
  closed: '订单已关闭，不能开票',
  refunded: '订单已全额退款，不能开票',
  sale_undone: '发票已因退货等红冲，商家更新退款后可按剩余金额开票',
  zero_amount: '可开票金额为 0 元，不能开票',
  too_old: '已超过商家的开票期限，请联系商家',
  special_business: '这类业务的发票由商家单独开具，请联系商家',
  no_item: '商家还没有设置开票项目，暂时不可开票，请联系商家',
  above_limit: '金额超过商家单张发票的上限，请联系商家',
} as const;

export type ReasonCode = keyof typeof reasons | 'applied_elsewhere' | 'invoiced_elsewhere';

export interface Invoiceability {
  /** 可开票金额. */
  invoiceable: Fen;
  canApply: boolean;
  reasonCode?: ReasonCode;
  reason?: string;
}

type OrderFacts = Pick<
  OrderRecord,
  | 'orderNo'
  | 'status'
  | 'paid'
  | 'refunded'
  | 'excluded'
  | 'paidAt'
  | 'createdAt'
  | 'lines'
  | 'business'
  | 'hold'
  | 'undone'
>;
type MerchantFacts = Pick<MerchantRecord, '_id' | 'taxNo' | 'kinds' | 'defaultItem' | 'invoicingDays' | 'maxAmount'>;

/** Whether the last day for asking has passed; the days are those of the calendar in China. */
export const isTooOld = (
  { paidAt, createdAt }: Pick<OrderFacts, 'paidAt' | 'createdAt'>,
  { invoicingDays }: Pick<MerchantFacts, 'invoicingDays'>,
  now: UnixSeconds,
): boolean => chinaDay(now) - chinaDay(paidAt ?? createdAt) > invoicingDays;

const obstacle = (order: OrderFacts, merchant: MerchantFacts, now: UnixSeconds): keyof typeof reasons | undefined => {
  const amount = invoiceableAmount(order);
  if (order.hold === 'held') return 'in_progress';
  if (order.hold === 'invoiced') return 'already_invoiced';
  if (order.status === 'unpaid') return 'unpaid';
  if (order.status === 'closed') return 'closed';
  if (order.status === 'refunded' || (order.paid > 0 && order.refunded >= order.paid)) return 'refunded';
  if (amount === 0) return 'zero_amount';
  if (isUndone(order)) return 'sale_undone';
  if (isTooOld(order, merchant, now)) return 'too_old';
  if (order.business) return 'special_business';
  if (linesToInvoice(order, merchant).length === 0) return 'no_item';
  if (merchant.maxAmount !== undefined && amount > merchant.maxAmount) return 'above_limit';
  return undefined;
};

/** What can be invoiced of an order, and whether a buyer may apply now; otherwise why not. */
export const invoiceability = (order: OrderFacts, merchant: MerchantFacts, now: UnixSeconds): Invoiceability => {
  const invoiceable = invoiceableAmount(order);
  const reasonCode = obstacle(order, merchant, now);
  return reasonCode
    ? { invoiceable, canApply: false, reasonCode, reason: reasons[reasonCode] }
    : { invoiceable, canApply: true };
};

/** What a buyer can do with the invoice of an order. */
export const orderState = (order: OrderFacts, merchant: MerchantFacts, now: UnixSeconds): OrderState => {
  if (order.hold === 'invoiced') return 'invoiced';
  if (order.hold === 'held') return 'in_progress';
  return invoiceability(order, merchant, now).canApply ? 'invoiceable' : 'not_invoiceable';
};

/** The kinds that merchant and order allow: 专用发票 needs every line to bear tax. */
export const kindsOf = (
  order: Pick<OrderFacts, 'paid' | 'refunded' | 'excluded' | 'lines'>,
  merchant: Pick<MerchantFacts, 'kinds' | 'defaultItem'>,
): InvoiceKind[] => {
  const taxed = linesToInvoice(order, merchant).every(({ rate }) => bearsTax(rate));
  return merchant.kinds.filter((kind) => kind === 'normal' || taxed);
};

/** The same where somebody came by a receipt, the merchant's page or app: their application is not the buyer's to open. */
const elsewhere = {
  in_progress: ['applied_elsewhere', '已在别处申请开票（小票、商家页面或 App），请在当时的页面查看进度'],
  already_invoiced: ['invoiced_elsewhere', '已在别处开过发票（小票、商家页面或 App），请在当时的微信卡包中查看'],
} as const;

const heldElsewhere = (able: Omit<Invoiceability, 'invoiceable'>): Omit<Invoiceability, 'invoiceable'> => {
  const { reasonCode } = able;
  if (reasonCode !== 'in_progress' && reasonCode !== 'already_invoiced') return able;
  const [code, reason] = elsewhere[reasonCode];
  return { canApply: false, reasonCode: code, reason };
};

/** An order as its buyer sees it. `isTheirs`: whether the application that holds it, if any, is the buyer's own. */
export const orderSummary = (
  order: OrderRecord,
  merchant: MerchantRecord,
  now: UnixSeconds,
  isTheirs = true,
): OrderSummary => {
  const { orderNo, summary, paid, refunded, excluded, paidAt, applicationId } = order;
  const { invoiceable, ...able } = invoiceability(order, merchant, now);
  return {
    orderNo,
    merchant: { id: merchant._id, name: merchant.name },
    summary,
    amount: invoiceable,
    paid,
    refunded,
    excluded,
    ...(paidAt !== undefined && { paidAt }),
    state: orderState(order, merchant, now),
    ...(isTheirs ? able : heldElsewhere(able)),
    ...(isTheirs && applicationId && { applicationId }),
    kinds: kindsOf(order, merchant),
    mergeKey: mergeKey(order, merchant),
  };
};
