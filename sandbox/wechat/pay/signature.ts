import { createHash, createHmac, timingSafeEqual } from 'node:crypto';

export const signTypes = ['MD5', 'HMAC-SHA256'] as const;
export type SignType = (typeof signTypes)[number];

/** Signs the fields that are not empty, in ASCII order, as WeChat Pay's second version does. */
export const paySignature = (fields: Iterable<[string, string | number]>, key: string, type: SignType): string => {
  const signed = [...fields]
    .filter(([name, value]) => name !== 'sign' && value !== '')
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => `${name}=${value}`);
  const text = [...signed, `key=${key}`].join('&');
  const digest = type === 'MD5' ? createHash('md5') : createHmac('sha256', key);
  return digest.update(text).digest('hex').toUpperCase();
};

export const isSignedWith = (fields: ReadonlyMap<string, string>, key: string, type: SignType): boolean => {
  const expected = Buffer.from(paySignature(fields, key, type));
  const given = Buffer.from(fields.get('sign') ?? '');
  return given.length === expected.length && timingSafeEqual(given, expected);
};
