import type { UnixSeconds } from '../../../contract/primitives';
import { formatFen } from '../../../miniprogram/rules/money';
import { leavesInvoice } from '../domain/merchant-view';
import { objectionToOrders, refundGapOf, refusedFor, worthOf, worthOfAll } from '../domain/refunds';
import { canMove, noted } from '../domain/state';
import type { Ports } from '../runtime/ports';
import type { OrderChanges } from '../store/orders';
import type { ApplicationRecord, OrderRecord } from '../store/records';
import type { Tx } from '../store/transact';

/** The orders of an application, as a transaction sees them. */
export const ordersOf = async (tx: Tx, { orderKeys }: ApplicationRecord): Promise<OrderRecord[]> => {
  const orders: OrderRecord[] = [];
  for (const key of orderKeys) {
    const order = await tx.orders.get(key);
    if (order) orders.push(order);
  }
  return orders;
};

/** An invoiced application that knows what its orders come to now; the timeline tells a refund. */
export const withWorth = (
  current: ApplicationRecord,
  orders: readonly OrderRecord[],
  now: UnixSeconds,
): ApplicationRecord => {
  const worth = worthOfAll(orders);
  if (worth === (current.worth ?? current.amount)) return current;
  const next = { ...current, worth };
  if (refundGapOf(next) <= refundGapOf(current)) return next;
  const text = `订单已退款，可开票金额变为 ¥${formatFen(worth)}`;
  return noted(next, now, { code: 'refunded', text, tone: 'attention', by: 'merchant' });
};

/** What the news of an order makes of the application that has it. */
const after = (
  current: ApplicationRecord,
  orders: readonly OrderRecord[],
  now: UnixSeconds,
): ApplicationRecord | undefined => {
  if (current.issuing.state === 'issued') {
    const next = withWorth(current, orders, now);
    return next === current ? undefined : next;
  }
  // What an issuer has in hand, or has made already, comes out first; just before that it is asked for the orders are read again.
  if (!canMove(current, 'refuse') || leavesInvoice.includes(current.issuing.problem?.code ?? '')) return undefined;
  const objection = objectionToOrders(current, orders);
  return objection && refusedFor(current, objection, now, 'merchant');
};

/** Changes an order together with the application that has it; undefined when somebody was faster. */
const changeTogether = (ports: Ports, before: OrderRecord, changes: OrderChanges) =>
  ports.transact(async (tx) => {
    const order = await tx.orders.get(before._id);
    if (order?.version !== before.version) return undefined;
    const { changed, update } = ports.orders.changedOrder(order, changes);
    await tx.orders.update(order._id, update);
    const application = changed.applicationId ? await tx.applications.get(changed.applicationId) : null;
    if (!application) return { order: changed };
    const now = ports.now();
    const orders = (await ordersOf(tx, application)).map((one) => (one._id === changed._id ? changed : one));
    const next = after(application, orders, now);
    if (!next) return { order: changed };
    await ports.applications.saveApplication(tx, application, { ...next, updatedAt: now });
    return { order: (await tx.orders.get(order._id)) ?? changed, moved: application._id };
  });

/**
 * Changes an order if nobody has since it was read, and tells the application that has it: before an invoice is asked
 * for, a refund puts an end to the application; afterwards the invoice is marked as too high. All of it or nothing.
 */
export const changeOrder = async (
  ports: Ports,
  before: OrderRecord,
  changes: OrderChanges,
): Promise<OrderRecord | undefined> => {
  if (before.hold === 'free' || worthOf({ ...before, ...changes }) === worthOf(before)) {
    const order = await ports.orders.changeOrder(before, changes);
    // An application may be waiting for this very news.
    if (order?.hold === 'held' && order.applicationId)
      await ports.outbox.hurryRow(`${order.applicationId}:begin:1`, ports.now());
    return order;
  }
  const done = await changeTogether(ports, before, changes);
  // The timer does it otherwise.
  if (done?.moved) await ports.kick(done.moved);
  return done?.order;
};
