import type { Fen } from '../../../../contract/primitives';

/** A payment as the merchant's cloud function asks for it. */
export interface CloudPayOrder {
  mchid: string;
  outTradeNo: string;
  description: string;
  amount: Fen;
  clientIp: string;
  nonceStr: string;
  /** The function that is told of the payment, and where it lives. */
  notify: { functionName: string; envId: string };
}

/** The parameter of `cloud.cloudPay.unifiedOrder`, with the entry to an invoice (receipt=Y). */
export const cloudPayParameter = ({
  mchid,
  outTradeNo,
  description,
  amount,
  clientIp,
  nonceStr,
  notify,
}: CloudPayOrder) => ({
  subMchId: mchid,
  outTradeNo,
  body: description,
  totalFee: amount,
  spbillCreateIp: clientIp,
  nonceStr,
  tradeType: 'JSAPI' as const,
  receipt: 'Y' as const,
  ...notify,
});
