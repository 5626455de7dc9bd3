import { AppError } from '../runtime/errors';
import { decode, encode } from './codec';
import type { Endpoint } from './endpoints';
import { saidByWechat, wechatTrouble } from './errors';
import { fetchText, hostOf } from './http';
import { timeLeft } from './patience';

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
  const body = encode(endpoint, request);
  if (accessToken) url.searchParams.set('access_token', accessToken);
  for (const [name, value] of Object.entries(endpoint.query ?? {})) url.searchParams.set(name, value);
  if (endpoint.method === 'GET') {
    for (const [name, value] of Object.entries(body)) url.searchParams.set(name, String(value));
  }
  const init = endpoint.method === 'GET' ? { method: 'GET' } : post(body);
  const secrets = [accessToken, 'secret' in body && body.secret, 'ticket' in body && body.ticket].filter(
    (value) => typeof value === 'string',
  );
  const ask = async () => {
    const timeoutMs = Math.ceil(Math.min(endpoint.timeoutMs, timeLeft()));
    if (timeoutMs <= 0) throw wechatTrouble('wechat_timeout');
    return decode(endpoint, await fetchText(url, init, timeoutMs), secrets);
  };
  for (const again of AGAIN_AFTER_MS) {
    try {
      return await ask();
    } catch (error) {
      const wait = again * (0.5 + Math.random());
      if (!mayAskAgain(endpoint, error) || wait >= timeLeft()) throw error;
      await pause(wait);
    }
  }
  return ask();
};
