import type { InvoiceKind, Title } from '../../../contract/buyer';
import type { UnixSeconds } from '../../../contract/primitives';
import { objectionToAmount } from '../domain/application';
import { mergeKey } from '../domain/merge-key';
import { invoiceability } from '../domain/order';
import { linesToInvoice } from '../domain/order-amount';
import { worthOfAll } from '../domain/refunds';
import { objectionToKind, objectionToTitle } from '../domain/title';
import { maxLinesOf } from '../issuing/limits';
import type { ApplicationRecord, MerchantRecord, OrderRecord } from '../store/records';
import { refuse } from './failures';

const checkInvoiceable = (orders: readonly OrderRecord[], merchant: MerchantRecord, now: UnixSeconds): void => {
  for (const order of orders) {
    const { canApply, reasonCode, reason } = invoiceability(order, merchant, now);
    if (canApply) continue;
    if (reasonCode === 'in_progress') throw refuse('order_in_application');
    if (reasonCode === 'already_invoiced') throw refuse('already_invoiced');
    throw refuse('order_not_invoiceable', reason ? { message: reason } : {});
  }
  if (new Set(orders.map((order) => mergeKey(order, merchant))).size > 1) throw refuse('orders_not_mergeable');
};

/** What the invoice is to say; throws if no invoice may say it. The total is made here, never taken from outside. */
export const contentOf = (
  orders: readonly OrderRecord[],
  merchant: MerchantRecord,
  { title, kind }: { title?: Title | undefined; kind: InvoiceKind },
  now: UnixSeconds,
): Pick<ApplicationRecord, 'lines' | 'amount'> => {
  checkInvoiceable(orders, merchant, now);
  const lines = orders.flatMap((order) => linesToInvoice(order, merchant));
  const mostLines = maxLinesOf(merchant.issuer);
  if (lines.length > mostLines)
    throw refuse('too_many_lines', { message: `商品超过单张发票的上限（${mostLines} 行）` });
  const amount = worthOfAll(orders);
  const wrongAmount = objectionToAmount(amount, merchant.maxAmount);
  if (wrongAmount) throw refuse('amount_out_of_range', { message: wrongAmount });
  const objection = (title && objectionToTitle(title)) ?? objectionToKind(kind, title, lines, merchant.kinds);
  if (objection) throw refuse(objection.code, objection.text ? { message: objection.text } : {});
  return { lines, amount };
};
