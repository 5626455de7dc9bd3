import { createHmac, timingSafeEqual } from 'node:crypto';

/** `pay` is WeChat's own page behind a payment: no caller can ask for it. */
export type Source = 'app' | 'web' | 'wxa' | 'wap' | 'pay';

/** What an authorization link carries. */
export interface AuthLink {
  s_pappid: string;
  appid: string;
  order_id: string;
  money: number;
  timestamp: number;
  source: Source;
  type: 0 | 1 | 2;
  redirect_url: string;
  /** The page of a nontax bill ends at this second. */
  until?: number;
}

export interface Links {
  /** The query of an authorization page, signed. */
  authQuery(link: AuthLink): string;
  /** Reads such a query, as a URL or a mini program path carries it; undefined if it was not made here. */
  readAuthQuery(query: string): AuthLink | undefined;
  /** A text that `unseal` gives back, and that nobody else can make. */
  seal(payload: object): string;
  unseal(text: string): unknown;
}

/**
 * The parameters of a query, with `+` left as it is: an s_pappid holds it unescaped,
 * which URLSearchParams would read as a blank.
 */
const rawQuery = (query: string): Map<string, string> => {
  const pairs = (query.replace(/^[^?]*\?/, '').split('#')[0] ?? '').split('&').map((pair): [string, string] => {
    const at = pair.indexOf('=');
    const value = at < 0 ? '' : pair.slice(at + 1);
    try {
      return [at < 0 ? pair : pair.slice(0, at), decodeURIComponent(value)];
    } catch {
      return [pair.slice(0, at), value];
    }
  });
  return new Map(pairs);
};

const isSource = (text: string): text is Source => ['app', 'web', 'wxa', 'wap', 'pay'].includes(text);

export const createLinks = (secret: string): Links => {
  const sign = (text: string, algorithm = 'sha1') => createHmac(algorithm, secret).update(text).digest('hex');
  const equal = (a: string, b: string) => a.length === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b));
  const signature = (link: AuthLink) =>
    sign(
      JSON.stringify([
        link.s_pappid,
        link.appid,
        link.order_id,
        link.money,
        link.timestamp,
        link.source,
        link.type,
        link.redirect_url,
        link.until ?? 0,
      ]),
    );

  return {
    authQuery: (link) =>
      [
        `s_pappid=${link.s_pappid}`,
        `appid=${link.appid}`,
        'num=1',
        `o1=${encodeURIComponent(link.order_id)}`,
        `m1=${link.money}`,
        `t1=${link.timestamp}`,
        `source=${link.source}`,
        `type=${link.type}`,
        ...(link.redirect_url ? [`redirect_url=${encodeURIComponent(link.redirect_url)}`] : []),
        ...(link.until === undefined ? [] : [`e1=${link.until}`]),
        `signature=${signature(link)}`,
      ].join('&'),

    readAuthQuery: (query) => {
      const given = rawQuery(query);
      const text = (name: string) => given.get(name) ?? '';
      const source = text('source');
      const type = Number(text('type'));
      if (!isSource(source) || (type !== 0 && type !== 1 && type !== 2)) return undefined;
      const link: AuthLink = {
        s_pappid: text('s_pappid'),
        appid: text('appid'),
        order_id: text('o1'),
        money: Number(text('m1')),
        timestamp: Number(text('t1')),
        source,
        type,
        redirect_url: text('redirect_url'),
        ...(given.has('e1') ? { until: Number(text('e1')) } : {}),
      };
      return equal(text('signature'), signature(link)) ? link : undefined;
    },

    seal: (payload) => {
      const body = Buffer.from(JSON.stringify(payload)).toString('base64url');
      return `${body}.${sign(body, 'sha256')}`;
    },

    unseal: (text) => {
      const [body = '', mac = ''] = text.split('.');
      if (!equal(mac, sign(body, 'sha256'))) return undefined;
      return JSON.parse(Buffer.from(body, 'base64url').toString()) as unknown;
    },
  };
};
