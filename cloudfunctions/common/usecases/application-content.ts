import type { InvoiceKind, Title } from '../../../contract/buyer';
import type { UnixSeconds } from '../../../contract/primitives';
import { MAX_LINES, objectionToAmount } from '../domain/application';
import { mergeKey } from '../domain/merge-key';
import { invoiceability } from '../domain/order';
import { linesToInvoice } from '../domain/order-amount';
import { worthOfAll } from '../domain/refunds';
import { objectionToKind, objectionToTitle } from '../domain/title';
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
  if (lines.length > MAX_LINES) throw refuse('too_many_lines');
  const amount = worthOfAll(orders);
  const wrongAmount = objectionToAmount(amount, merchant.maxAmount);
  if (wrongAmount) throw refuse('amount_out_of_range', { message: wrongAmount });
  const objection = (title && objectionToTitle(title)) ?? objectionToKind(kind, title, lines, merchant.kinds);
  if (objection) throw refuse(objection.code, objection.text ? { message: objection.text } : {});
  return { lines, amount };
};
