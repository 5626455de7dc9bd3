import type { ApplicationRecord } from '../../cloudfunctions/common/store/records';
import type { Flow } from './sandbox';

export const wechatPhone =
  'Mozilla/5.0 (Linux; Android 14; Pixel) AppleWebKit/537.36 Version/4.0 Chrome/120 Mobile Safari/537.36 MicroMessenger/8.0.49.2600(0x28003133) NetType/WIFI Language/zh_CN';

export interface Visit {
  status: number;
  headers: Headers;
  text: string;
}

/** A browser with cookies of its own. */
export interface Visitor {
  get(url: string): Promise<Visit>;
  /** Sends the form of the page that was seen last at this address. */
  submit(url: string, fields?: Record<string, string>): Promise<Visit>;
}

/** Somebody who opens pages, in WeChat on a phone unless told. */
export const visitor = (flow: Flow, userAgent = wechatPhone): Visitor => {
  const jar = new Map<string, string>();
  const send = async (url: string, options: RequestInit = {}): Promise<Visit> => {
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ');
    const answer = await fetch(new URL(url, flow.sandbox.url), {
      ...options,
      redirect: 'manual',
      headers: { 'user-agent': userAgent, ...(cookie && { cookie }), ...options.headers },
    });
    for (const set of answer.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(set) ?? [];
      jar.set(name, value);
    }
    return { status: answer.status, headers: answer.headers, text: await answer.text() };
  };
  const get = (url: string) => send(url);
  return {
    get,
    submit: async (url, fields) => {
      const { text } = await get(url);
      const key = /name="key" value="([^"]+)"/.exec(text)?.[1] ?? '';
      const body = new URLSearchParams(fields ?? { key });
      return send(url, { method: 'POST', body, headers: { 'content-type': 'application/x-www-form-urlencoded' } });
    },
  };
};

/** Where an answer leads. */
export const locationOf = ({ status, headers, text }: Visit): URL => {
  const location = headers.get('location');
  if (status !== 302 || !location) throw new Error(`no redirect but ${status}: ${text.slice(0, 300)}`);
  return new URL(location);
};

/** A person fills in WeChat's page, where it asks, and confirms. */
export const confirmOnPage = async (flow: Flow, auth: URL): Promise<Visit> => {
  const body = new URLSearchParams({ action: 'confirm', kind: 'personal', title: '小林', openid: flow.buyer() });
  const answer = await fetch(auth, { method: 'POST', body, redirect: 'manual' });
  const visit = { status: answer.status, headers: answer.headers, text: await answer.text() };
  await flow.sandbox.wechat.drain();
  await flow.idle();
  return visit;
};

/** Confirms, and tells where WeChat leads back to. */
export const confirmAndReturn = async (flow: Flow, auth: URL): Promise<URL> =>
  locationOf({ ...(await confirmOnPage(flow, auth)), status: 302 });

/** Follows a result page until nothing moves any more; answers the state in which it rests. */
export const follow = async (flow: Flow, who: Visitor, result: string): Promise<string> => {
  for (let look = 0; look < 40; look += 1) {
    const { text } = await who.get(`${result}/state`);
    const { data } = JSON.parse(text) as { data: { state: string; refreshAfter?: number } };
    if (data.refreshAfter === undefined) return data.state;
    await flow.advance(data.refreshAfter);
  }
  throw new Error('does not come to rest');
};

export const applicationBy = async (flow: Flow, orderId: string): Promise<ApplicationRecord | undefined> =>
  (await flow.documents<ApplicationRecord>('applications')).find((application) => application.orderId === orderId);

/** The open door as a merchant's server calls it: answers the data, or the error. */
export const server =
  (flow: Flow, merchantIndex = 0) =>
  async (method: string, path: string, body?: object) => {
    const key = flow.sandbox.demo.merchants[merchantIndex]?.apiKey ?? '';
    const answer = await fetch(`${flow.sandbox.url}/open/v1${path}`, {
      method,
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
      ...(body && { body: JSON.stringify(body) }),
    });
    const envelope = (await answer.json()) as { ok: boolean; data?: Record<string, unknown>; error?: { code: string } };
    return { status: answer.status, data: envelope.data ?? {}, code: envelope.error?.code };
  };
