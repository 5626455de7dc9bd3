import * as v from 'valibot';
import { AppError } from '../runtime/errors';
import type { Endpoint } from './endpoints';
import { WechatError, saidByWechat, wechatTrouble } from './errors';
import { fetchText, hostOf } from './http';
import { dropEmptyOptionals } from './wire-fields';
import { parseWireJson } from './wire-json';

const checked = <Request>(endpoint: Endpoint<Request>, request: unknown): Request => {
  const result = v.safeParse(endpoint.request, dropEmptyOptionals(endpoint.request, request));
  if (result.success) return result.output;
  const issue = result.issues[0];
  throw wechatTrouble('wechat_invalid_request', `${endpoint.path} ${v.getDotPath(issue) ?? ''}：${issue.message}`);
};

const multipart = (request: object): FormData => {
  const form = new FormData();
  for (const [name, bytes] of Object.entries(request)) {
    form.append(name, new Blob([bytes as Uint8Array<ArrayBuffer>], { type: 'application/pdf' }), `${name}.pdf`);
  }
  return form;
};

const carriesFile = (request: object) => Object.values(request).some((value) => value instanceof Uint8Array);

const post = (request: object): RequestInit =>
  carriesFile(request)
    ? { method: 'POST', body: multipart(request) }
    : { method: 'POST', body: JSON.stringify(request), headers: { 'content-type': 'application/json; charset=utf-8' } };

const decode = <Answer>(endpoint: Endpoint<unknown, Answer>, text: string, secrets: readonly string[]): Answer => {
  let body: unknown;
  try {
    body = parseWireJson(text);
  } catch {
    throw wechatTrouble('wechat_unexpected_answer', `${endpoint.path} 的应答不是 JSON`);
  }
  if (typeof body !== 'object' || !body || Array.isArray(body)) {
    throw wechatTrouble('wechat_unexpected_answer', `${endpoint.path} 的应答不是对象`);
  }
  const fields = body as Record<string, unknown>;
  // Success is told by errcode alone: it may be missing, or text, and errmsg may be any word.
  const errcode = Number(fields['errcode'] ?? 0);
  const errmsg = typeof fields['errmsg'] === 'string' ? fields['errmsg'] : '';
  if (errcode !== 0) throw new WechatError(errcode, errmsg, { secrets, proof: endpoint.proof });
  const result = v.safeParse(endpoint.answer, body);
  if (result.success) return result.output;
  throw wechatTrouble('wechat_unexpected_answer', `${endpoint.path} ${v.getDotPath(result.issues[0]) ?? ''}`);
};

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
const AGAIN_AFTER_MS = [100, 300];

/** Whether asking again at once may help, and does no harm: a busy invoice was left as it is. */
const mayAskAgain = ({ repeatable }: Pick<Endpoint, 'repeatable'>, error: unknown) =>
  saidByWechat(error, 'invoice_busy') ||
  (repeatable &&
    (saidByWechat(error, 'system_busy') || (error instanceof AppError && error.failure.code === 'wechat_unreachable')));

/** Sends one request as the account `appid` and answers what WeChat said; throws an AppError for all else. */
export const exchange = async <Request extends object, Answer>(
  endpoint: Endpoint<Request, Answer>,
  appid: string,
  request: unknown,
  accessToken?: string,
): Promise<Answer> => {
  const url = new URL(endpoint.path, hostOf('WECHAT_BASE_URL', appid));
  const body = checked(endpoint, request);
  if (accessToken) url.searchParams.set('access_token', accessToken);
  for (const [name, value] of Object.entries(endpoint.query ?? {})) url.searchParams.set(name, value);
  if (endpoint.method === 'GET') {
    for (const [name, value] of Object.entries(body)) url.searchParams.set(name, String(value));
  }
  const init = endpoint.method === 'GET' ? { method: 'GET' } : post(body);
  const secrets = [accessToken, 'secret' in body && body.secret, 'ticket' in body && body.ticket].filter(
    (value) => typeof value === 'string',
  );
  for (const wait of AGAIN_AFTER_MS) {
    try {
      return decode(endpoint, await fetchText(url, init, endpoint.timeoutMs), secrets);
    } catch (error) {
      if (!mayAskAgain(endpoint, error)) throw error;
      await pause(wait * (0.5 + Math.random()));
    }
  }
  return decode(endpoint, await fetchText(url, init, endpoint.timeoutMs), secrets);
};
