import type { Envelope } from '../../contract/envelope';

/** A call as CloudBase's HTTP access hands it to a function. */
export interface HttpEvent {
  path: string;
  httpMethod: string;
  headers?: Record<string, unknown>;
  body?: unknown;
  isBase64Encoded?: boolean | string;
}

export const isHttpEvent = (event: unknown): event is HttpEvent =>
  typeof event === 'object' &&
  event !== null &&
  'path' in event &&
  typeof event.path === 'string' &&
  'httpMethod' in event &&
  typeof event.httpMethod === 'string';

/** A request over HTTP, with CloudBase's quirks behind it. */
export interface HttpRequest {
  method: string;
  path: string;
  /** By its name in lower case. */
  readonly header: (name: string) => string | undefined;
  body: Buffer;
}

export const requestOf = ({ path, httpMethod, headers = {}, body, isBase64Encoded }: HttpEvent): HttpRequest => {
  const known = new Map(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
  const encoded = isBase64Encoded === true || isBase64Encoded === 'true';
  return {
    method: httpMethod.toUpperCase(),
    path: path.split('?', 1)[0] ?? '',
    header: (name) => {
      const value = known.get(name);
      const text: unknown = Array.isArray(value) ? value[0] : value;
      return typeof text === 'string' ? text : undefined;
    },
    body: Buffer.from(typeof body === 'string' ? body : '', encoded ? 'base64' : 'utf8'),
  };
};

export interface HttpAnswer {
  statusCode: number;
  headers: Record<string, string>;
  body: string;
}

const common = {
  'cache-control': 'no-store',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
};

export const json = (statusCode: number, body: Envelope<object>, headers: Record<string, string> = {}): HttpAnswer => ({
  statusCode,
  headers: { ...common, 'content-type': 'application/json; charset=utf-8', ...headers },
  body: JSON.stringify(body),
});

export const html = (statusCode: number, body: string): HttpAnswer => ({
  statusCode,
  headers: {
    ...common,
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy':
      "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    'x-robots-tag': 'noindex',
  },
  body,
});
