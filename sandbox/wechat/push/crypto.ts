import { createCipheriv, createHash, randomBytes } from 'node:crypto';

/** SHA-1 over the sorted parts, as WeChat signs pushes. */
export const signature = (...parts: string[]) =>
  createHash('sha1')
    .update([...parts].sort().join(''))
    .digest('hex');

/**
 * Seals a message for an account: AES-256-CBC, padded to 32-byte blocks,
 * which is why node's own padding is off.
 */
export const encrypt = (encodingAesKey: string, appid: string, message: string, random = randomBytes(16)): string => {
  const key = Buffer.from(`${encodingAesKey}=`, 'base64');
  const text = Buffer.from(message);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(text.length);
  const content = Buffer.concat([random, length, text, Buffer.from(appid)]);
  const padding = 32 - (content.length % 32);
  const cipher = createCipheriv('aes-256-cbc', key, key.subarray(0, 16)).setAutoPadding(false);
  return Buffer.concat([
    cipher.update(content),
    cipher.update(Buffer.alloc(padding, padding)),
    cipher.final(),
  ]).toString('base64');
};
