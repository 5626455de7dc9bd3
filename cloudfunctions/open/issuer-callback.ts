import { callFunction } from '../common/runtime/call';
import { fail } from '../common/runtime/errors';
import { kickEvent } from '../common/runtime/kick-event';
import { json, type HttpAnswer, type HttpRequest } from './http';

const MOST_BYTES = 64 * 1024;
/** What the platforms of common/issuing sign their calls with. */
const signatureHeaders = ['x-app-key', 'x-timestamp', 'x-nonce', 'x-signature'];

const unsigned = () => fail('forbidden', { message: '没有通过身份验证', hint: '开发者：开票平台的回调没有正确的签名' });

const textOf = (body: Buffer): string => {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(body);
  } catch {
    throw unsigned();
  }
};

/**
 * `POST /open/v1/issuer/callbacks/{merchantId}`: what a merchant's issuer has to tell. Whether it is signed, only `jobs`
 * knows, which holds the issuers' secrets; it stores the call before this one is answered.
 */
export const issuerCallback = async (
  request: HttpRequest,
  merchantId: string,
  requestId: string,
): Promise<HttpAnswer> => {
  const headers: Record<string, string> = {};
  for (const name of signatureHeaders) {
    const value = request.header(name);
    if (!value || value.length > 200) throw unsigned();
    headers[name] = value;
  }
  if (request.body.length > MOST_BYTES || !/^[A-Za-z0-9_-]{1,32}$/.test(merchantId)) throw unsigned();
  const body = textOf(request.body);
  const { eventId, fresh } = await callFunction('jobs', 'issuers.told', { merchantId, headers, body });
  if (fresh) await kickEvent(eventId);
  return json(200, { ok: true, data: {} }, { 'x-request-id': requestId });
};
