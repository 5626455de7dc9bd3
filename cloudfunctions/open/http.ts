import type { Envelope } from '../../contract/envelope';
import { bodyOf, type HttpEvent } from '../common/runtime/http-event';

/** A request over HTTP, with CloudBase's quirks behind it. */
export interface HttpRequest {
  method: string;
  path: string;
  /** By its name in lower case. */
  readonly header: (name: string) => string | undefined;
  readonly query: (name: string) => string | undefined;
  readonly cookie: (name: string) => string | undefined;
  body: Buffer;
}

const textIn = (values: unknown, name: string): string | undefined => {
  if (typeof values !== 'object' || values === null || !Object.hasOwn(values, name)) return undefined;
  const value: unknown = (values as Record<string, unknown>)[name];
  return typeof value === 'string' ? value : undefined;
};

const cookieIn = (header: string, name: string): string | undefined =>
  header
    .split(';')
    .map((pair) => pair.trim())
    .find((pair) => pair.startsWith(`${name}=`))
    ?.slice(name.length + 1);

export const requestOf = (event: HttpEvent): HttpRequest => {
  const { path, httpMethod, headers = {}, queryStringParameters } = event;
  const known = new Map(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
  const header = (name: string) => {
    const value = known.get(name);
    const text: unknown = Array.isArray(value) ? value[0] : value;
    return typeof text === 'string' ? text : undefined;
  };
  return {
    method: httpMethod.toUpperCase(),
    path: path.split('?', 1)[0] ?? '',
    header,
    query: (name) => textIn(queryStringParameters, name),
    cookie: (name) => cookieIn(header('cookie') ?? '', name),
    body: bodyOf(event),
  };
};

export interface HttpAnswer {
  statusCode: number;
  headers: Record<string, string>;
  body: string;
  isBase64Encoded?: boolean;
}

const common = {
  'cache-control': 'no-store',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
};

/** JSON in a form of its own. */
export const bare = (statusCode: number, body: object, headers: Record<string, string> = {}): HttpAnswer => ({
  statusCode,
  headers: { ...common, 'content-type': 'application/json; charset=utf-8', ...headers },
  body: JSON.stringify(body),
});

export const json = (statusCode: number, body: Envelope<object>, headers: Record<string, string> = {}): HttpAnswer =>
  bare(statusCode, body, headers);

/** What a page may do beside being read. */
interface PageRights {
  /** The hash of the one script that it runs. */
  script?: string;
  /** Sends a form here; the answer may lead on to WeChat's page. */
  form?: boolean;
  headers?: Record<string, string>;
}

export const html = (statusCode: number, body: string, { script, form, headers }: PageRights = {}): HttpAnswer => {
  // Browsers hold the redirect after a form to this as well, and where WeChat's page lies is WeChat's affair.
  const forms = form ? "'self' https: http://127.0.0.1:*" : "'none'";
  const scripts = script ? `script-src '${script}'; connect-src 'self'; ` : '';
  return {
    statusCode,
    headers: {
      ...common,
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': `default-src 'none'; ${scripts}style-src 'unsafe-inline'; base-uri 'none'; form-action ${forms}; frame-ancestors 'none'`,
      'x-robots-tag': 'noindex',
      ...headers,
    },
    body,
  };
};

/** Leads a browser on after a form. */
export const redirect = (location: string, headers: Record<string, string> = {}): HttpAnswer => ({
  statusCode: 302,
  headers: { ...common, location, ...headers },
  body: '',
});

/** A file, as it is. */
export const file = (type: string, bytes: Buffer): HttpAnswer => ({
  statusCode: 200,
  headers: { ...common, 'content-type': type },
  body: bytes.toString('base64'),
  isBase64Encoded: true,
});
