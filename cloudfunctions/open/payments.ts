import { CloudPaymentBody, PaymentBody } from '../../contract/open';
import type { CloudPayment, Payment } from '../../contract/open-answers';
import { ports } from '../common/runtime/ports';
import type { MerchantRecord } from '../common/store/records';
import { payOrder, startCloudPayment } from '../common/usecases/place-payment';
import { cloudPayParameter } from '../common/wechat/pay/cloud-pay';
import { readBody } from './body';
import type { HttpRequest } from './http';
import { once } from './idempotent';
import { orderNoOf } from './orders';

/** `POST /open/v1/orders/{orderNo}/payment` */
export const placePayment = async (
  request: HttpRequest,
  merchant: MerchantRecord,
  segment: string,
): Promise<Payment> => {
  const orderNo = orderNoOf(segment);
  const asked = readBody(request, PaymentBody);
  return once(request, merchant, () => payOrder(ports, merchant, orderNo, asked));
};

/** `POST /open/v1/orders/{orderNo}/cloud-payment`: what the merchant's cloud function gives to `cloudPay.unifiedOrder`. */
export const placeCloudPayment = async (
  request: HttpRequest,
  merchant: MerchantRecord,
  segment: string,
): Promise<CloudPayment> => {
  const orderNo = orderNoOf(segment);
  const { functionName, envId, ...asked } = readBody(request, CloudPaymentBody);
  return once(request, merchant, async () => {
    const started = await startCloudPayment(ports, merchant, orderNo, asked);
    const parameter = cloudPayParameter({ ...started, notify: { functionName, envId } });
    return { outTradeNo: started.outTradeNo, parameter };
  });
};
