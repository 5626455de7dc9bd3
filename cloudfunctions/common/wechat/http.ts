import { wechatTrouble } from './errors';

const loopback = new Set(['127.0.0.1', 'localhost', '[::1]']);
const isDemo = (appid: string) => /^wxde0{12}[0-9a-f]{2}$/.test(appid);

const hosts = {
  WECHAT_BASE_URL: 'https://api.weixin.qq.com',
  WECHAT_PAY_BASE_URL: 'https://api.mch.weixin.qq.com',
} as const;

/** Where an account reaches WeChat, which is a setting; demo accounts never leave this machine. */
export const hostOf = (setting: keyof typeof hosts, appid: string): URL => {
  const base = process.env[setting] || hosts[setting];
  if (!URL.canParse(base)) throw wechatTrouble('wechat_settings_invalid', setting);
  const url = new URL(base);
  if (isDemo(appid) && !loopback.has(url.hostname)) throw wechatTrouble('wechat_demo_account', appid);
  return url;
};

/** One exchange; a late answer and a broken connection are failures of their own. */
export const fetchText = async (url: URL, init: RequestInit, timeoutMs: number): Promise<string> => {
  try {
    const response = await fetch(url, { ...init, redirect: 'error', signal: AbortSignal.timeout(timeoutMs) });
    return await response.text();
  } catch (error) {
    const late = typeof error === 'object' && error !== null && 'name' in error && error.name === 'TimeoutError';
    throw wechatTrouble(late ? 'wechat_timeout' : 'wechat_unreachable');
  }
};

/** A file; one that is refused, or larger than `most` bytes, is a failure too. */
export const fetchBytes = async (url: URL, timeoutMs: number, most: number): Promise<Uint8Array> => {
  try {
    const response = await fetch(url, { redirect: 'error', signal: AbortSignal.timeout(timeoutMs) });
    if (!response.ok || !response.body) throw new Error(`HTTP ${response.status}`);
    const parts: Uint8Array[] = [];
    let size = 0;
    for await (const part of response.body as unknown as AsyncIterable<Uint8Array>) {
      size += part.length;
      if (size > most) throw new Error('too large');
      parts.push(part);
    }
    return new Uint8Array(Buffer.concat(parts));
  } catch {
    throw wechatTrouble('wechat_unreachable', url.pathname);
  }
};
