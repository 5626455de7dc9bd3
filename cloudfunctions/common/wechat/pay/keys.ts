import * as v from 'valibot';
import { wechatTrouble } from '../errors';

const Keys = v.record(v.string(), v.pipe(v.string(), v.nonEmpty()));

const parse = (text: string): Record<string, string> => {
  try {
    return v.parse(Keys, JSON.parse(text));
  } catch {
    // The text holds secrets: nothing of it may be repeated.
    throw wechatTrouble('wechat_settings_invalid', 'WECHAT_PAY_KEYS 应为 {"商户号":"密钥"}');
  }
};

/** WECHAT_PAY_KEYS: `{"<mchid>":"<API key of v2>"}`. */
export const payKeyOf = (mchid: string): string => {
  const keys = parse(process.env['WECHAT_PAY_KEYS'] || '{}');
  const key = Object.hasOwn(keys, mchid) ? keys[mchid] : undefined;
  if (!key) throw wechatTrouble('wechat_pay_key_missing', mchid);
  return key;
};
