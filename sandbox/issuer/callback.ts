import { randomBytes, randomUUID } from 'node:crypto';
import { issuerCredentials, sign } from './credentials';
import type { Errand, Store, StoredInvoice } from './store';

export type CallbackErrand = Errand & { kind: 'callback' };

/** What has just become of an invoice, its card or one of its reds. */
export type News = { type: string } & Record<string, unknown>;

/** Has whoever asked for the invoice told, if they named an address. */
export const tell = (store: Store, { merchantId, request }: StoredInvoice, news: News, now: number): void => {
  if (!request.callbackUrl) return;
  const id = `cb_${randomUUID()}`;
  const { serial, callbackUrl: url } = request;
  const { type, ...facts } = news;
  const body = JSON.stringify({ id, type, serial, at: Math.floor(now / 1000), ...facts });
  store.addErrand({ id, kind: 'callback', merchantId, serial, url, body, dueAt: now, tries: 0 });
};

/** Sends one callback, signed like a call of our own API; answers whether it was taken. */
export const sendCallback = async (
  { merchantId, url, body }: CallbackErrand,
  now: number,
  signal: AbortSignal,
): Promise<boolean> => {
  const { pathname, search } = new URL(url);
  const { appKey, appSecret } = issuerCredentials(merchantId);
  const timestamp = String(Math.floor(now / 1000));
  const nonce = randomBytes(16).toString('hex');
  const headers = {
    'content-type': 'application/json',
    'X-App-Key': appKey,
    'X-Timestamp': timestamp,
    'X-Nonce': nonce,
    'X-Signature': sign(appSecret, ['POST', pathname + search, timestamp, nonce, body].join('\n')),
  };
  const { status } = await fetch(url, { method: 'POST', headers, body, redirect: 'manual', signal });
  return status === 200;
};
