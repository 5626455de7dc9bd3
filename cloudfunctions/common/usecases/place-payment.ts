import type { Fen, OrderId, UnixSeconds } from '../../../contract/primitives';
import type { PaymentParameters } from '../../../contract/wechat';
import { paymentPause } from '../domain/payment-watch';
import { accountFor } from '../domain/scenarios';
import { fail } from '../runtime/errors';
import type { Ports } from '../runtime/ports';
import type { MerchantRecord } from '../store/records';
import { refuse } from './failures';

interface PaymentRequest {
  clientIp: string;
  description?: string | undefined;
}

/** A payment that is about to be placed. */
interface StartedPayment {
  appid: string;
  mchid: string;
  outTradeNo: OrderId;
  description: string;
  amount: Fen;
  clientIp: string;
}

const DAY = 86_400;
/** Beyond the merchant's invoicing period, so that whoever asks too late is still told why. */
const KEPT_DAYS_BEYOND = 30;

/** At most 32 signs: readable, and never made twice. */
const tradeNoOf = (orderNo: string, random: string) =>
  `${orderNo.replace(/[^A-Za-z0-9_-]/g, '').slice(0, 20)}-${random}` as OrderId;

/** Written before it is placed: an event of a payment that nobody knows could not be answered. */
const startPayment = async (
  ports: Ports,
  merchant: MerchantRecord,
  orderNo: string,
  { clientIp, description = merchant.shortName }: PaymentRequest,
): Promise<StartedPayment> => {
  const order = await ports.orders.findOrder(ports.orders.orderKey(merchant._id, orderNo));
  if (!order) throw refuse('order_not_found');
  const appid = accountFor('pay', 'event', merchant);
  const { mchid } = merchant;
  if (!appid || !mchid) throw refuse('scenario_not_set_up');
  const amount = order.paid;
  if (amount < 1) throw refuse('amount_out_of_range');
  const outTradeNo = tradeNoOf(orderNo, ports.ids.randomText(10));
  const now = ports.now();
  const isNew = await ports.payments.addPayment({
    _id: outTradeNo,
    merchantId: merchant._id,
    orderNo,
    appid,
    mchid,
    amount,
    state: 'watched',
    lookAt: (now + paymentPause(0)) as UnixSeconds,
    looks: 0,
    expiresAt: (now + (merchant.invoicingDays + KEPT_DAYS_BEYOND) * DAY) as UnixSeconds,
    createdAt: now,
  });
  if (!isNew) throw fail('busy');
  return { appid, mchid, outTradeNo, description, amount, clientIp };
};

/** Places the order at WeChat Pay, with the entry to an invoice in its message and bill. */
export const payOrder = async (
  ports: Ports,
  merchant: MerchantRecord,
  orderNo: string,
  asked: PaymentRequest & { openid: string; notifyUrl: string; signType?: 'HMAC-SHA256' | 'MD5' | undefined },
): Promise<{ outTradeNo: string; prepayId: string; payment: PaymentParameters }> => {
  const { openid, notifyUrl, signType } = asked;
  const started = await startPayment(ports, merchant, orderNo, asked);
  const request = { ...started, openid, notifyUrl, ...(signType && { signType }) };
  return { outTradeNo: started.outTradeNo, ...(await ports.call('wechat', 'pay.unifiedOrder', request)) };
};

/** The same where the merchant's own cloud function places it, by WeChat's `cloudPay`. */
export const startCloudPayment = async (
  ports: Ports,
  merchant: MerchantRecord,
  orderNo: string,
  asked: PaymentRequest,
): Promise<StartedPayment & { nonceStr: string }> => ({
  ...(await startPayment(ports, merchant, orderNo, asked)),
  nonceStr: ports.ids.randomText(32),
});
