import type { OrderSummary } from '../../../contract/buyer';
import { applyKey, chosenOrders } from '../../lib/routes';
import { buyer } from '../../services/buyer';

/** The orders that a page was opened for: left by the page before, else fetched, as after a restart of WeChat. */
export const ordersToInvoice = async (merchantId: string, orderNos: string[]): Promise<OrderSummary[]> => {
  const left = chosenOrders.take(applyKey(merchantId, orderNos));
  if (left) return left;
  const answers = await Promise.all(orderNos.map((orderNo) => buyer('orders.get', { orderNo, merchantId })));
  return answers.map(({ order }) => order);
};

/** The numbers in the page's address; none when it is broken. */
export const readOrderNos = (query: string | undefined): string[] => {
  try {
    const read: unknown = JSON.parse(decodeURIComponent(query ?? ''));
    return Array.isArray(read) ? read.filter((orderNo): orderNo is string => typeof orderNo === 'string') : [];
  } catch {
    return [];
  }
};
