import type { PushAccount } from './push-accounts';
import { isSame, openEncrypted, signatureOf } from './push-crypto';
import { parsePush, type PushFields } from './push-message';

/** One delivery as it came over HTTP. */
export interface Delivery {
  query: Readonly<Record<string, string>>;
  body: string;
}

/** Why a delivery was refused; for the log only, the sender gets no reason. */
export class PushRefused extends Error {}

export const refuse = (reason: string): never => {
  throw new PushRefused(reason);
};

const WINDOW_SECONDS = 300;
// A real push is a few kilobytes.
const LARGEST_BODY = 128 * 1024;

const entry = (query: Delivery['query'], name: string) => query[name] ?? '';

const checkTime = (query: Delivery['query'], now: number): void => {
  const timestamp = entry(query, 'timestamp');
  if (!/^\d{10}$/.test(timestamp) || Math.abs(now - Number(timestamp)) > WINDOW_SECONDS) refuse('stale');
};

const checkSignature = (account: PushAccount, query: Delivery['query'], name: string, ...more: string[]): void => {
  const [given, timestamp, nonce] = [entry(query, name), entry(query, 'timestamp'), entry(query, 'nonce')];
  if (!account.tokens.some((token) => isSame(given, signatureOf(token, timestamp, nonce, ...more))))
    refuse('bad_signature');
};

/** Answers the console's check of the address; throws PushRefused. */
export const answerCheck = (account: PushAccount, query: Delivery['query'], now: number): string => {
  checkTime(query, now);
  checkSignature(account, query, 'signature');
  return entry(query, 'echostr');
};

const parsed = (text: string): PushFields => {
  try {
    return parsePush(text);
  } catch {
    return refuse('unreadable');
  }
};

/** The cipher text, found and not parsed: its signature alone makes it true, and nothing else of the envelope is used. */
const encryptedIn = (body: string): string => {
  const xml = /<Encrypt>\s*(?:<!\[CDATA\[\s*)?([A-Za-z0-9+/=]+)/.exec(body)?.[1];
  return xml ?? (/"Encrypt"\s*:\s*"([^"]+)"/.exec(body)?.[1] ?? '').replaceAll('\\/', '/');
};

const opened = (account: PushAccount, encrypted: string): string => {
  for (const key of account.encodingAesKeys) {
    const found = openEncrypted(key, encrypted);
    if (found?.appid === account.appid) return found.message;
  }
  return refuse('foreign_or_unreadable_cipher');
};

/** Lets in what WeChat signed for this account, in time, and answers its fields; throws PushRefused. */
export const openDelivery = (account: PushAccount, { query, body }: Delivery, now: number): PushFields => {
  checkTime(query, now);
  if (Buffer.byteLength(body) > LARGEST_BODY) refuse('too_large');
  const isEncrypted = entry(query, 'encrypt_type') === 'aes' || entry(query, 'msg_signature') !== '';
  if (!isEncrypted) {
    if (account.mode === 'safe') refuse('plain_in_safe_mode');
    checkSignature(account, query, 'signature');
    return parsed(body);
  }
  const encrypted = encryptedIn(body);
  // In compatible mode the plain fields stand beside the cipher text, but nothing signs them.
  checkSignature(account, query, 'msg_signature', encrypted);
  return parsed(opened(account, encrypted));
};
