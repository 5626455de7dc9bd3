import { createHmac, timingSafeEqual } from 'node:crypto';
import { fail } from '../common/runtime/errors';

/** 96 bits of HMAC-SHA256, in base64url. */
const MAC_LENGTH = 16;

/** Newest first: the first signs, all are accepted. */
const linkKeys = (): string[] => {
  const keys = (process.env['LINK_KEY'] ?? '').split(',').map((key) => key.trim());
  const usable = keys.filter((key) => key !== '');
  if (usable.length === 0) throw fail('unavailable', { hint: '开发者：open 函数没有设置 LINK_KEY' });
  return usable;
};

const macOf = (purpose: string, content: string, key: string): string =>
  createHmac('sha256', key).update(`${purpose}:${content}`).digest('base64url').slice(0, MAC_LENGTH);

export const isEqual = (a: string, b: string): boolean =>
  a.length === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b));

/** A name that only this door can give to a text, and that tells nothing of it. */
export const seal = (purpose: string, text: string): string =>
  createHmac('sha256', linkKeys()[0] ?? '')
    .update(`${purpose}:${text}`)
    .digest('base64url');

/** A text that only this door can have written, for one purpose: letters, digits, `-` and `_` only. */
export const sign = (purpose: string, text: string): string => {
  const content = Buffer.from(text).toString('base64url');
  return content + macOf(purpose, content, linkKeys()[0] ?? '');
};

/** The text that was signed for this purpose; undefined when it was not made here. */
export const readSigned = (purpose: string, code: string): string | undefined => {
  const content = code.slice(0, -MAC_LENGTH);
  const mac = code.slice(-MAC_LENGTH);
  const genuine = /^[A-Za-z0-9_-]+$/.test(code) && linkKeys().some((key) => isEqual(mac, macOf(purpose, content, key)));
  return genuine ? Buffer.from(content, 'base64url').toString() : undefined;
};
