import { bodyOf, type HttpEvent } from '../common/runtime/http-event';
import type { Delivery } from '../common/wechat/push-gate';

/** The path may still carry the prefix under which the function is reached. */
export const appidOf = ({ path }: HttpEvent): string => /(?:^|\/)(wx[0-9a-f]{16})\/?$/.exec(path)?.[1] ?? '';

export const requestIdOf = ({ requestContext }: HttpEvent): string =>
  typeof requestContext?.requestId === 'string' ? requestContext.requestId : '';

export const deliveryOf = (event: HttpEvent): Delivery => ({
  query: Object.fromEntries(
    Object.entries(Object(event.queryStringParameters) as object).map(([name, value]: [string, unknown]) => [
      name,
      typeof value === 'string' ? value : '',
    ]),
  ),
  body: bodyOf(event).toString('utf8'),
});

export const answer = (statusCode: number, body: string) => ({
  statusCode,
  headers: { 'content-type': 'text/plain; charset=utf-8', 'x-content-type-options': 'nosniff' },
  body,
});
