import { createDecipheriv, createHash, timingSafeEqual } from 'node:crypto';

/** WeChat's signature: hex sha1 of the sorted parts, joined. */
export const signatureOf = (...parts: readonly string[]): string =>
  createHash('sha1')
    .update([...parts].sort().join(''))
    .digest('hex');

/** Compares without telling by its time how much was right. */
export const isSame = (given: string, right: string): boolean => {
  const [a, b] = [Buffer.from(given), Buffer.from(right)];
  return a.length === b.length && timingSafeEqual(a, b);
};

const RANDOM_BYTES = 16;
const LENGTH_BYTES = 4;
const HEAD = RANDOM_BYTES + LENGTH_BYTES;
/** WeChat pads to blocks of 32, which node's automatic padding would refuse. */
const PAD_BLOCK = 32;

/** What a pushed cipher text says, and for which account it was made. */
export interface Opened {
  message: string;
  appid: string;
}

/** Opens a cipher text with an EncodingAESKey; nothing if it was made with another key. */
export const openEncrypted = (encodingAesKey: string, encrypted: string): Opened | undefined => {
  const key = Buffer.from(`${encodingAesKey}=`, 'base64');
  const cipherText = Buffer.from(encrypted, 'base64');
  if (key.length !== 32 || cipherText.length < PAD_BLOCK || cipherText.length % 16 !== 0) return undefined;
  const decipher = createDecipheriv('aes-256-cbc', key, key.subarray(0, 16)).setAutoPadding(false);
  const padded = Buffer.concat([decipher.update(cipherText), decipher.final()]);
  const padding = padded.at(-1) ?? 0;
  if (padding < 1 || padding > PAD_BLOCK) return undefined;
  const plain = padded.subarray(0, padded.length - padding);
  if (plain.length < HEAD) return undefined;
  const end = HEAD + plain.readUInt32BE(RANDOM_BYTES);
  if (end > plain.length) return undefined;
  return { message: plain.subarray(HEAD, end).toString('utf8'), appid: plain.subarray(end).toString('utf8') };
};
