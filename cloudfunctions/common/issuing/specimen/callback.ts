import { createHmac, timingSafeEqual } from 'node:crypto';
import * as v from 'valibot';
import { UnixSeconds } from '../../../../contract/primitives';
import { nowSeconds } from '../../runtime/clock';
import type { IssuerCredentials } from '../issuers';
import type { Callback, CallbackCall } from '../port';

const WINDOW_SECONDS = 300;

const Body = v.object({
  id: v.pipe(v.string(), v.regex(/^[\w-]{1,64}$/)),
  type: v.string(),
  serial: v.pipe(v.string(), v.regex(/^[\w-]{1,64}$/)),
  at: UnixSeconds,
  red: v.optional(v.object({ redSerial: v.pipe(v.string(), v.regex(/^[\w-]{1,64}$/)) })),
});

const isEqual = (a: string, b: string) => a.length === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b));

const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

/**
 * Opens a callback of the sandbox's platform. The path that it signs is the one that we named, whatever a gateway has
 * made of it on the way.
 */
export const openSandboxCallback = (
  { headers, body }: CallbackCall,
  callbackUrl: string,
  { key, secret }: IssuerCredentials,
): Callback | undefined => {
  const {
    'x-app-key': appKey,
    'x-timestamp': timestamp = '',
    'x-nonce': nonce = '',
    'x-signature': signature = '',
  } = headers;
  if (appKey !== key || !/^\d{1,12}$/.test(timestamp) || !/^[\w-]{16,64}$/.test(nonce)) return undefined;
  if (Math.abs(Number(timestamp) - nowSeconds()) > WINDOW_SECONDS) return undefined;
  const { pathname, search } = new URL(callbackUrl);
  const text = ['POST', pathname + search, timestamp, nonce, body].join('\n');
  if (!isEqual(createHmac('sha256', secret).update(text).digest('hex'), signature)) return undefined;
  const parsed = v.safeParse(Body, parseJson(body));
  if (!parsed.success) return undefined;
  const { id, type, serial, at, red } = parsed.output;
  return { id, serial, at, inserted: type === 'card_inserted', ...(red && { redSerial: red.redSerial }) };
};
