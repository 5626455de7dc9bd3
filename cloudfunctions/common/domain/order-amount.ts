import type { OrderLine } from '../../../contract/open';
import type { Fen } from '../../../contract/primitives';
import type { MerchantRecord, OrderRecord } from '../store/records';

export type OrderAmounts = Pick<OrderRecord, 'paid' | 'refunded' | 'excluded'>;

/** 可开票金额: paid − refunded − excluded, never below 0. */
export const invoiceableAmount = ({ paid, refunded, excluded }: OrderAmounts): Fen =>
  Math.max(0, paid - refunded - excluded) as Fen;

/** What a line costs after the discount that is bound to it. */
export const payableOf = ({ gross, discount = 0 as Fen }: Pick<OrderLine, 'gross' | 'discount'>): Fen =>
  (gross - discount) as Fen;

const totalOf = (lines: readonly OrderLine[]): number => lines.reduce((total, line) => total + payableOf(line), 0);

/** A contradiction in what a merchant sent, by the path of the field to blame. */
export interface AmountProblem {
  field: string;
  reason: string;
}

/**
 * Lines tell either what was sold, and add up to `paid`, or what is left of it, and add up to the invoiceable
 * amount; anything else is a mistake that nobody here can mend.
 */
export const amountProblem = (order: OrderAmounts & Pick<OrderRecord, 'lines'>): AmountProblem | undefined => {
  const { paid, refunded, excluded, lines } = order;
  if (refunded > paid) return { field: 'refunded', reason: `退款 ${refunded} 分多于实付 ${paid} 分` };
  if (excluded > paid) return { field: 'excluded', reason: `不可开票部分 ${excluded} 分多于实付 ${paid} 分` };
  const wrong = lines.findIndex((line) => payableOf(line) < 0);
  if (wrong >= 0) return { field: `lines.${wrong}.discount`, reason: '折扣多于这一行的金额' };
  const total = totalOf(lines);
  const amount = invoiceableAmount(order);
  if (lines.length > 0 && total !== paid && total !== amount) {
    const left = amount === paid ? '' : `，也不等于扣除退款和不可开票部分后的 ${amount} 分`;
    return { field: 'lines', reason: `各行合计 ${total} 分，不等于实付 ${paid} 分${left}` };
  }
  return undefined;
};

/**
 * Takes `cut` fen off the lines in proportion, exactly: each line bears the difference of two rounded-down running
 * shares, which add up to the cut and never exceed the line. It becomes a discount bound to the line, so that
 * quantity and price stay as sold. Lines without an amount disappear.
 */
const cutLines = (lines: readonly OrderLine[], cut: number): OrderLine[] => {
  const total = BigInt(totalOf(lines));
  const shareUpTo = (running: number) => Number((BigInt(cut) * BigInt(running)) / (total || 1n));
  let running = 0;
  return lines
    .map((line) => {
      const before = shareUpTo(running);
      running += payableOf(line);
      const discount = (line.discount ?? 0) + shareUpTo(running) - before;
      return discount > 0 ? { ...line, discount: discount as Fen } : line;
    })
    .filter((line) => payableOf(line) > 0);
};

/**
 * The lines that an invoice of this order has; their payable amounts add up to the invoiceable amount. An order with
 * only a total is one line of the merchant's default item; without one there are none.
 */
export const linesToInvoice = (
  order: OrderAmounts & Pick<OrderRecord, 'lines'>,
  merchant: Pick<MerchantRecord, 'defaultItem'>,
): OrderLine[] => {
  const amount = invoiceableAmount(order);
  if (order.lines.length > 0) return cutLines(order.lines, totalOf(order.lines) - amount);
  return merchant.defaultItem && amount > 0 ? [{ ...merchant.defaultItem, gross: amount }] : [];
};
