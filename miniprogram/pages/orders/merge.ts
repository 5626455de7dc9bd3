import type { OrderSummary } from '../../../contract/buyer';
import type { Pick } from '../../components/order-card/index';
import { orderKey } from '../../lib/order-row';

/** As many orders as one application takes. */
const MOST = 100;

/** Of which orders one invoice is to be made. */
export interface Selection {
  picks: Record<string, Pick>;
  count: number;
  total: number;
}

const whyNot = (order: OrderSummary, chosen: OrderSummary[]): string => {
  if (!order.canApply) return order.reason ?? '这个订单现在不能开票';
  const [first] = chosen;
  if (first && first.mergeKey !== order.mergeKey) return '和已选的订单不能开在一张发票上';
  if (chosen.length >= MOST) return `一张发票最多合并 ${MOST} 个订单`;
  return '';
};

/** How every card looks once these orders are chosen: what cannot join says why. */
export const selectionOf = (orders: OrderSummary[], chosenKeys: ReadonlySet<string>): Selection => {
  const chosen = orders.filter((order) => chosenKeys.has(orderKey(order)));
  const picks = orders.map((order): [string, Pick] => {
    const checked = chosenKeys.has(orderKey(order));
    const why = checked ? '' : whyNot(order, chosen);
    return [orderKey(order), { checked, disabled: why !== '', why }];
  });
  return {
    picks: Object.fromEntries(picks),
    count: chosen.length,
    total: chosen.reduce((total, { amount }) => total + amount, 0),
  };
};
