import type { OrderId } from '../../../contract/primitives';
import { afterAuthorization } from '../domain/policy';
import { accountFor } from '../domain/scenarios';
import { invoiceableAmount } from '../domain/order-amount';
import { step } from '../domain/state';
import { titleOf } from '../domain/title';
import { AppError, fail } from '../runtime/errors';
import type { Ports } from '../runtime/ports';
import type { PaymentRecord } from '../store/payments';
import type { ApplicationRecord, MerchantRecord, OrderRecord } from '../store/records';
import { takeOrders, type Draft } from './apply';
import { refuse } from './failures';

/** An application that ends as it begins: it holds no order, and only tells WeChat why no invoice follows. */
const turnedDown = (
  ports: Ports,
  merchant: MerchantRecord,
  order: OrderRecord,
  draft: Draft,
  orderId: OrderId,
  reason: string,
): ApplicationRecord => {
  const now = ports.now();
  const id = ports.ids.freshId('ap');
  const appid = accountFor('pay', 'authorization', merchant) ?? '';
  const { mayUse: _mayUse, orderId: _orderId, ...kept } = draft;
  const fresh: ApplicationRecord = {
    _id: id,
    merchantId: merchant._id,
    ...kept,
    orderId,
    orderKeys: [order._id],
    orderNos: [order.orderNo],
    amount: invoiceableAmount(order),
    lines: [],
    kind: 'normal',
    key: { sPappid: merchant.sPappid, appid, orderId },
    platformAppid: merchant.appids.platform,
    mode: merchant.mode,
    form: merchant.form,
    seller: { name: merchant.name, taxNo: merchant.taxNo },
    authorization: { state: 'none', at: now },
    issuing: { state: 'none', at: now, attempt: 0 },
    card: { state: 'none', at: now, attempt: 0 },
    timeline: [],
    sortKey: `${String(now).padStart(10, '0')}:${id}`,
    createdAt: now,
    updatedAt: now,
    version: 0,
  };
  return step(step(fresh, 'askByPaying', now), 'refuse', now, { reason, refusalOwed: true }, { by: 'system' });
};

/**
 * Asks WeChat whether a buyer wants an invoice for this payment, and begins the application. Answers WeChat's own word
 * while nobody has asked, or when it was refused already. An order that is invoiced, under way through another door or not
 * invoiceable is turned down with the reason. The openid is known to WeChat's event only.
 */
export const lookAtPayment = async (
  ports: Ports,
  payment: PaymentRecord,
  openid?: string,
): Promise<ApplicationRecord | 'none' | 'rejected'> => {
  const { _id: outTradeNo } = payment;
  const merchant = await ports.merchants.findMerchant(payment.merchantId);
  const appid = merchant && accountFor('pay', 'authorization', merchant);
  if (!appid) throw refuse('scenario_not_set_up');
  const key = { sPappid: merchant.sPappid, appid, orderId: outTradeNo };
  const seen = await ports.call('wechat', 'authorization.read', { key });
  if (seen.state !== 'authorized') return seen.state;
  const { filled } = seen;
  const title = filled && titleOf(filled);
  const draft: Draft = {
    buyerOpenid: '',
    requestKey: `pay:${outTradeNo}`,
    requestHash: outTradeNo,
    source: 'pay',
    type: 1,
    orderId: outTradeNo,
    mayUse: () => true,
  };
  return ports.transact(async (tx) => {
    const [known] = await tx.applications.find({ requestKey: draft.requestKey }, { limit: 1 });
    if (known) return known;
    const order = await tx.orders.get(ports.orders.orderKey(merchant._id, payment.orderNo));
    if (!order) throw refuse('order_not_found');
    const receiver = openid ? { receiver: { appid: payment.appid, openid } } : {};
    const turnDown = (reason: string) =>
      ports.applications.saveApplication(tx, null, {
        ...turnedDown(ports, merchant, order, draft, outTradeNo, reason),
        ...receiver,
      });
    if (!title) return turnDown('微信页面没有填写抬头');
    try {
      const taken = await takeOrders(
        ports,
        tx,
        merchant,
        { orderNos: [payment.orderNo], title, kind: 'normal' },
        draft,
      );
      if ('earlier' in taken) return taken.earlier;
      const now = ports.now();
      const asked = step({ ...taken.fresh, ...receiver }, 'askByPaying', now, { filled });
      return await ports.applications.saveApplication(tx, null, afterAuthorization(asked, now));
    } catch (error) {
      // Thrown before anything was written.
      if (error instanceof AppError && !error.failure.retryable) return turnDown(error.failure.message);
      throw error;
    }
  });
};

/** WeChat's event names a payment; undefined when it is none of ours. */
export const applyByPaying = async (
  ports: Ports,
  outTradeNo: OrderId,
  told: { appid: string; openid: string },
): Promise<ApplicationRecord | undefined> => {
  const payment = await ports.payments.findPayment(outTradeNo);
  if (payment?.appid !== told.appid) return undefined;
  const application = await lookAtPayment(ports, payment, told.openid);
  // WeChat's left hand does not know yet what its right has told: the event waits.
  if (application === 'none') throw fail('unavailable', { hint: '微信还没有这次授权的内容' });
  return application === 'rejected' ? undefined : application;
};
