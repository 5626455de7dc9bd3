import { createHash, randomInt } from 'node:crypto';

const SIGNS = '0123456789abcdefghijkmnpqrstuvwxyz';

/** Random letters and digits without look-alikes. */
export const randomText = (length: number): string =>
  Array.from({ length }, () => SIGNS.charAt(randomInt(SIGNS.length))).join('');

/** An id that nobody can guess or count. */
export const freshId = (prefix: string): string => `${prefix}_${randomText(20)}`;

/** The same text, the same short fingerprint. */
export const fingerprint = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 32);

/** sha256 of a file, hex. */
export const hashOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
