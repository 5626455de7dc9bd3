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
