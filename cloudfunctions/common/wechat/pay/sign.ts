import { createHash, createHmac } from 'node:crypto';

export type SignType = 'HMAC-SHA256' | 'MD5';

/** The signature of WeChat Pay v2: over every field that says something, by name, and the merchant's key. */
export const paySignature = (fields: Readonly<Record<string, string>>, key: string, type: SignType): string => {
  const said = Object.entries(fields).filter(([name, value]) => name !== 'sign' && value !== '');
  const text = [...said.sort(([a], [b]) => (a < b ? -1 : 1)), ['key', key]].map((pair) => pair.join('=')).join('&');
  const hash = type === 'MD5' ? createHash('md5') : createHmac('sha256', key);
  return hash.update(text).digest('hex').toUpperCase();
};
