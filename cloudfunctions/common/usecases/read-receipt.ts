import type { OrderSummary } from '../../../contract/buyer';
import type { UnixSeconds } from '../../../contract/primitives';
import { isTooOld, orderSummary } from '../domain/order';
import type { Ports } from '../runtime/ports';
import type { ApplicationRecord } from '../store/records';

/** The order that a receipt stands for. */
export interface ReceiptRef {
  merchantId: string;
  orderNo: string;
}

/** What anybody may see who holds a receipt: what is printed on it, and how the invoice stands. Nothing of the buyer. */
export type ReceiptView = Pick<OrderSummary, 'orderNo' | 'merchant' | 'amount' | 'state' | 'reason'> & {
  expired: boolean;
  /** When the invoice was made. */
  invoicedAt?: UnixSeconds;
  /** The application that holds the order, for whoever can prove that it is theirs; never shown. */
  holder?: ApplicationRecord;
};

/** Undefined when the order is not there (any more). */
export const readReceipt = async (
  ports: Ports,
  { merchantId, orderNo }: ReceiptRef,
): Promise<ReceiptView | undefined> => {
  const [order, found] = await Promise.all([
    ports.orders.findOrder(ports.orders.orderKey(merchantId, orderNo)),
    ports.merchants.findMerchant(merchantId),
  ]);
  if (!order || !found) return undefined;
  const now = ports.now();
  const { merchant, amount, state, reason } = orderSummary(order, found, now);
  const holder = order.applicationId ? await ports.applications.getApplication(order.applicationId) : null;
  return {
    orderNo,
    merchant,
    amount,
    state,
    ...(reason && { reason }),
    expired: isTooOld(order, found, now),
    ...(holder?.issuing.state === 'issued' && { invoicedAt: holder.issuing.at }),
    ...(holder && { holder }),
  };
};
