import type { Fen, OrderId } from '../../../contract/primitives';

/** 99,999,999.99 yuan. */
const MAX_AMOUNT = 9_999_999_999;

/**
 * WeChat's order_id of one application: readable, at most 64 letters, digits, `_` and `-`, and never made twice,
 * whatever two merchants call their orders.
 */
export const orderIdOf = (orderNo: string, attempt: number, random: string): OrderId => {
  const readable = orderNo.replace(/[^A-Za-z0-9_-]/g, '').slice(0, 40);
  return `${readable}${readable && '-'}${attempt}-${random}` as OrderId;
};

/** Why an invoice cannot be for this amount. */
export const objectionToAmount = (amount: number, most: Fen | undefined): string | undefined => {
  if (amount < 1) return '可开票金额为 0，不能开票';
  if (amount > Math.min(most ?? MAX_AMOUNT, MAX_AMOUNT)) return '金额超过单张发票的限额，请减少订单后再试';
  return undefined;
};
