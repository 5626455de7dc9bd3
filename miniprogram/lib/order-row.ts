import type { OrderSummary } from '../../contract/buyer';
import type { OrderState, Tone } from '../../contract/states';
import { formatFen } from '../rules/money';
import { momentText } from './dates';

/** What the card of an order offers. */
export type OrderAction = 'apply' | 'application' | 'none';

/** An order as its card draws it. */
export interface OrderRow {
  key: string;
  orderNo: string;
  merchant: string;
  summary: string;
  amount: number;
  /** Why the amount differs from what was paid. */
  difference: string;
  when: string;
  tone: Tone;
  state: string;
  /** Instead of the tone's own icon. */
  icon: string;
  reason: string;
  action: OrderAction;
  actionText: string;
}

const STATES: Record<OrderState, { tone: Tone; state: string; icon: string; actionText: string }> = {
  invoiceable: { tone: 'waiting', state: '可开票', icon: 'bill', actionText: '开发票' },
  not_invoiceable: { tone: 'ended', state: '不可开票', icon: '', actionText: '' },
  in_progress: { tone: 'working', state: '开票中', icon: '', actionText: '看进度' },
  invoiced: { tone: 'done', state: '已开票', icon: '', actionText: '看发票' },
};

/** A card without an order, while there is none. */
export const noOrder: OrderRow = {
  key: '',
  orderNo: '',
  merchant: '',
  summary: '',
  amount: 0,
  difference: '',
  when: '',
  tone: 'ended',
  state: '',
  icon: '',
  reason: '',
  action: 'none',
  actionText: '',
};

/** Order numbers are unique only within a merchant. */
export const orderKey = (order: Pick<OrderSummary, 'orderNo' | 'merchant'>): string =>
  `${order.merchant.id}/${order.orderNo}`;

const differenceOf = ({ amount, paid, refunded, excluded }: OrderSummary): string => {
  if (paid === amount) return '';
  const parts = [
    `实付 ¥${formatFen(paid)}`,
    ...(refunded > 0 ? [`已退 ¥${formatFen(refunded)}`] : []),
    ...(excluded > 0 ? [`储值卡等不开票 ¥${formatFen(excluded)}`] : []),
  ];
  return parts.join('，');
};

const stateOf = ({ state, reasonCode }: OrderSummary) => {
  const known = STATES[state];
  return reasonCode === 'applied_elsewhere' ? { ...known, state: '已在别处申请' } : known;
};

const actionOf = (order: OrderSummary): OrderAction => {
  if (order.canApply) return 'apply';
  return order.applicationId === undefined ? 'none' : 'application';
};

export const orderRow = (order: OrderSummary): OrderRow => {
  const { tone, state, icon, actionText } = stateOf(order);
  const action = actionOf(order);
  return {
    key: orderKey(order),
    orderNo: order.orderNo,
    merchant: order.merchant.name,
    summary: order.summary,
    amount: order.amount,
    difference: differenceOf(order),
    when: order.paidAt === undefined ? '' : momentText(order.paidAt),
    tone,
    state,
    icon,
    // An order under way or invoiced leads to where it is explained better.
    reason: action === 'none' ? (order.reason ?? '') : '',
    action,
    actionText: action === 'none' ? '' : actionText,
  };
};
