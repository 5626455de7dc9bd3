import type { HonoRequest } from 'hono';
import type { Clock } from '../clock';
import type { DemoMerchant } from '../demo';
import { issuerCredentials, sign, signatureMatches } from './credentials';
import { Refusal } from './errors';
import type { Store } from './store';

const windowSeconds = 300;

const refuse = (code: string, message: string, retryable = false) => new Refusal(401, code, message, { retryable });

/** The path as it was signed: without whatever the issuer is mounted under. */
const signedPath = (request: HonoRequest) => {
  const { pathname, search } = new URL(request.url);
  return pathname.slice(Math.max(pathname.indexOf('/v1/'), 0)) + search;
};

/** Finds out which taxpayer signed a call; refuses a wrong, old or repeated signature. */
export const createAuthentication = (merchants: readonly DemoMerchant[], store: Store, clock: Clock) => {
  const byKey = new Map(merchants.map((merchant) => [issuerCredentials(merchant.id).appKey, merchant]));

  return async (request: HonoRequest): Promise<DemoMerchant> => {
    const merchant = byKey.get(request.header('x-app-key') ?? '');
    if (!merchant) throw refuse('app_key_unknown', '没有这个 X-App-Key');
    const timestamp = request.header('x-timestamp') ?? '';
    const now = clock.now();
    if (!/^\d{1,12}$/.test(timestamp) || Math.abs(Number(timestamp) - now / 1000) > windowSeconds)
      throw refuse('timestamp_expired', `X-Timestamp 与平台时间相差超过${windowSeconds}秒`, true);
    const nonce = request.header('x-nonce') ?? '';
    if (!/^[\w-]{16,64}$/.test(nonce)) throw refuse('nonce_invalid', 'X-Nonce 应为16–64位字母、数字、_ 或 -');
    const body = Buffer.from(await request.arrayBuffer());
    const head = `${request.method}\n${signedPath(request)}\n${timestamp}\n${nonce}\n`;
    const expected = sign(issuerCredentials(merchant.id).appSecret, Buffer.concat([Buffer.from(head), body]));
    if (!signatureMatches(expected, request.header('x-signature') ?? ''))
      throw refuse('signature_invalid', 'X-Signature 不符');
    if (!store.useNonce(merchant.id, nonce, now, now - 2 * windowSeconds * 1000))
      throw refuse('nonce_used', 'X-Nonce 已使用过', true);
    return merchant;
  };
};
