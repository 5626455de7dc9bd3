import * as v from 'valibot';
import { Appid } from '../../../contract/wechat';
import { wechatTrouble } from './errors';

/** An account of ours at WeChat, from the function's settings. */
export interface WechatAccount {
  appid: string;
  secret: string;
}

const Accounts = v.array(v.object({ appid: Appid, secret: v.pipe(v.string(), v.nonEmpty()) }));

let parsedFrom: string | undefined;
let parsed: WechatAccount[] = [];

/** WECHAT_ACCOUNTS: `[{"appid","secret"}]`. */
const accounts = (): WechatAccount[] => {
  const text = process.env['WECHAT_ACCOUNTS'] ?? '[]';
  if (text === parsedFrom) return parsed;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    // The text holds secrets: nothing of it may be repeated.
    throw wechatTrouble('wechat_settings_invalid', 'WECHAT_ACCOUNTS 不是 JSON');
  }
  const result = v.safeParse(Accounts, value);
  if (!result.success) throw wechatTrouble('wechat_settings_invalid', 'WECHAT_ACCOUNTS 应为 [{"appid","secret"}]');
  parsedFrom = text;
  parsed = result.output;
  return parsed;
};

export const accountOf = (appid: string): WechatAccount => {
  const account = accounts().find((one) => one.appid === appid);
  if (!account) throw wechatTrouble('wechat_account_missing', appid);
  return account;
};
