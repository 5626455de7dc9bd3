import * as v from 'valibot';
import { wechatTrouble } from '../errors';
import { fetchText, hostOf } from '../http';
import { isSame } from '../push-crypto';
import { parseWireXml } from '../wire-xml';
import { paySignature, type SignType } from './sign';

const escapes: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };

const toXml = (fields: Readonly<Record<string, string>>): string =>
  `<xml>${Object.entries(fields)
    .map(([name, value]) => `<${name}>${value.replace(/[&<>]/g, (sign) => escapes[sign] ?? sign)}</${name}>`)
    .join('')}</xml>`;

const Fields = v.record(v.string(), v.string());

const fieldsIn = (text: string): Record<string, string> => {
  try {
    return v.parse(Fields, parseWireXml(text));
  } catch {
    throw wechatTrouble('wechat_unexpected_answer', '微信支付的应答不是约定的 XML');
  }
};

/** What WeChat Pay calls a failure, and what it is to us. */
const refusals = new Map<string, Parameters<typeof wechatTrouble>[0]>([
  ['SYSTEMERROR', 'wechat_pay_busy'],
  ['FREQUENCY_LIMITED', 'wechat_pay_busy'],
  ['ORDERPAID', 'wechat_pay_paid'],
  ['ORDERCLOSED', 'wechat_pay_order_spent'],
  ['OUT_TRADE_NO_USED', 'wechat_pay_order_spent'],
]);

/** Sends signed fields to WeChat Pay v2 and answers its fields, once their signature is found right. */
export const payExchange = async (
  path: string,
  appid: string,
  fields: Readonly<Record<string, string>>,
  key: string,
  signType: SignType,
): Promise<Record<string, string>> => {
  const signed = { ...fields, sign: paySignature(fields, key, signType) };
  const init = { method: 'POST', body: toXml(signed), headers: { 'content-type': 'text/xml; charset=utf-8' } };
  const answer = fieldsIn(await fetchText(new URL(path, hostOf('WECHAT_PAY_BASE_URL', appid)), init, 10_000));
  // What fails before WeChat Pay knows the merchant is not signed.
  if (answer['return_code'] !== 'SUCCESS') throw wechatTrouble('wechat_pay_refused', answer['return_msg']);
  if (!isSame(answer['sign'] ?? '', paySignature(answer, key, signType))) {
    throw wechatTrouble('wechat_unexpected_answer', '微信支付应答的签名不对');
  }
  const { result_code: result, err_code: code = '', err_code_des: why = '' } = answer;
  if (result !== 'SUCCESS') {
    throw wechatTrouble(refusals.get(code) ?? 'wechat_pay_refused', `${code} ${why}`);
  }
  return answer;
};
