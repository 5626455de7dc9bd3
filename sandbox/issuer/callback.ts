import { randomBytes, randomUUID } from 'node:crypto';
import { issuerCredentials, sign } from './credentials';
import { failures } from './failures';
import type { Errand, StoredInvoice } from './store';

export type CallbackErrand = Errand & { kind: 'callback' };

/** The card of an invoice as answers and callbacks tell it. */
export const cardAnswer = ({ card }: StoredInvoice) =>
  card && {
    status: card.status,
    orderId: card.delivery.orderId,
    ...(card.status === 'inserted' && { cardId: card.cardId, ...(card.code && { code: card.code }) }),
    ...card.refusal,
  };

/** What has just become of an invoice. */
const newsOf = (invoice: StoredInvoice) => {
  const { outcome, card } = invoice;
  if (outcome.status === 'failed') {
    return { type: 'failed', failure: { code: outcome.code, ...failures[outcome.code] } };
  }
  if (outcome.status !== 'issued') return undefined;
  if (!card || card.status === 'inserting') return { type: 'issued', number: outcome.number };
  return { type: `card_${card.status}`, card: cardAnswer(invoice) };
};

/** The call that tells whoever asked for the invoice what became of it, if they named an address. */
export const callbackErrand = (invoice: StoredInvoice, now: number): Errand | undefined => {
  const { merchantId, request } = invoice;
  const news = newsOf(invoice);
  if (!news || !request.callbackUrl) return undefined;
  const id = `cb_${randomUUID()}`;
  const { type, ...facts } = news;
  const body = JSON.stringify({ id, type, serial: request.serial, at: Math.floor(now / 1000), ...facts });
  return {
    id,
    kind: 'callback',
    merchantId,
    serial: request.serial,
    url: request.callbackUrl,
    body,
    dueAt: now,
    tries: 0,
  };
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
