import type { Delivery } from '../common/wechat/push-gate';

/** A call as CloudBase's HTTP access hands it to a function. */
interface HttpEvent {
  path: string;
  httpMethod: string;
  queryStringParameters?: unknown;
  body?: unknown;
  isBase64Encoded?: boolean | string;
  requestContext?: { requestId?: unknown };
}

export const isHttpEvent = (event: unknown): event is HttpEvent =>
  typeof event === 'object' &&
  event !== null &&
  'path' in event &&
  typeof event.path === 'string' &&
  'httpMethod' in event &&
  typeof event.httpMethod === 'string';

/** The path may still carry the prefix under which the function is reached. */
export const appidOf = ({ path }: HttpEvent): string => /(?:^|\/)(wx[0-9a-f]{16})\/?$/.exec(path)?.[1] ?? '';

export const requestIdOf = ({ requestContext }: HttpEvent): string =>
  typeof requestContext?.requestId === 'string' ? requestContext.requestId : '';

export const deliveryOf = ({ queryStringParameters, body, isBase64Encoded }: HttpEvent): Delivery => {
  const text = typeof body === 'string' ? body : '';
  const encoded = isBase64Encoded === true || isBase64Encoded === 'true';
  return {
    query: Object.fromEntries(
      Object.entries(Object(queryStringParameters) as object).map(([name, value]: [string, unknown]) => [
        name,
        typeof value === 'string' ? value : '',
      ]),
    ),
    body: encoded ? Buffer.from(text, 'base64').toString('utf8') : text,
  };
};

export const answer = (statusCode: number, body: string) => ({
  statusCode,
  headers: { 'content-type': 'text/plain; charset=utf-8', 'x-content-type-options': 'nosniff' },
  body,
});
