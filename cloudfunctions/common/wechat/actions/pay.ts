import { randomBytes } from 'node:crypto';
import { nowSeconds } from '../../runtime/clock';
import { wechatTrouble } from '../errors';
import { payExchange } from '../pay/exchange';
import { payKeyOf } from '../pay/keys';
import { paySignature } from '../pay/sign';
import type { Action } from './action';

const freshNonce = () => randomBytes(16).toString('hex');

/** Places an order whose payment message and bill carry the entry to an invoice. */
export const unifiedOrder: Action<'pay.unifiedOrder'> = async ({
  appid,
  mchid,
  outTradeNo,
  description,
  amount,
  openid,
  clientIp,
  notifyUrl,
  signType = 'HMAC-SHA256',
}) => {
  const key = payKeyOf(mchid);
  const fields = {
    appid,
    mch_id: mchid,
    nonce_str: freshNonce(),
    body: description,
    out_trade_no: outTradeNo,
    total_fee: String(amount),
    spbill_create_ip: clientIp,
    notify_url: notifyUrl,
    trade_type: 'JSAPI',
    openid,
    receipt: 'Y',
    sign_type: signType,
  };
  const { prepay_id: prepayId } = await payExchange('/pay/unifiedorder', appid, fields, key, signType);
  if (!prepayId) throw wechatTrouble('wechat_unexpected_answer', '微信支付的应答没有 prepay_id');
  const payment = {
    timeStamp: String(nowSeconds()),
    nonceStr: freshNonce(),
    package: `prepay_id=${prepayId}`,
    signType,
  };
  return { prepayId, payment: { ...payment, paySign: paySignature({ appId: appid, ...payment }, key, signType) } };
};
