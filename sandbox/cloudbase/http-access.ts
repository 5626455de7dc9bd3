import { randomUUID } from 'node:crypto';
import type { Context, Hono } from 'hono';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import { PlatformError } from './errors';
import type { FunctionRuntime } from './functions/runtime';
import { isPlainObject } from './store/values';

/** An entry of `routes.json`, named as CloudBase's gateway names it. */
export interface Route {
  path: string;
  function: string;
  /** 路径透传: whether the function sees the whole path. Off by default, as on the platform: it sees what lies below. */
  enablePathTransmission?: boolean;
}

const LARGEST_BODY = 6 * 1024 * 1024;

/** Text goes as text, everything else as base64. */
const bodyOf = (bytes: Buffer): { body: string; isBase64Encoded: boolean } => {
  const text = bytes.toString('utf8');
  const isText = Buffer.from(text, 'utf8').equals(bytes) && !text.includes('\0');
  return isText ? { body: text, isBase64Encoded: false } : { body: bytes.toString('base64'), isBase64Encoded: true };
};

const peerOf = (c: Context): string => {
  const env = c.env as { incoming?: { socket?: { remoteAddress?: string } } } | undefined;
  return env?.incoming?.socket?.remoteAddress ?? '127.0.0.1';
};

/** A path with its escapes read; as it stands when they make no sense. */
export const readPath = (c: Context): string => {
  const { pathname } = new URL(c.req.url);
  try {
    return decodeURIComponent(pathname);
  } catch {
    return pathname;
  }
};

const eventOf = async (c: Context, route: Route, envId: string) => {
  const url = new URL(c.req.url);
  const path = readPath(c);
  const below = path.slice(route.path === '/' ? 0 : route.path.length) || '/';
  const peer = peerOf(c);
  const forwarded = c.req.header('x-forwarded-for');
  return {
    path: route.enablePathTransmission ? path : below,
    httpMethod: c.req.method,
    headers: { ...c.req.header(), 'x-forwarded-for': forwarded ? `${forwarded}, ${peer}` : peer, 'x-real-ip': peer },
    queryStringParameters: Object.fromEntries(url.searchParams),
    requestContext: { requestId: randomUUID(), envId, appId: 1250000000, uin: 100000000001 },
    ...bodyOf(Buffer.from(await c.req.arrayBuffer())),
  };
};

const isIntegration = (
  value: unknown,
): value is { statusCode: number; headers?: Record<string, string>; body?: unknown; isBase64Encoded?: boolean } =>
  isPlainObject(value) && typeof value.statusCode === 'number';

/** An integration answer is an HTTP answer; a text is text; anything else is JSON. */
const respond = (c: Context, result: unknown): Response => {
  if (!isIntegration(result)) {
    if (typeof result === 'string' || typeof result === 'number') return c.text(String(result));
    return c.json(result ?? {});
  }
  const { statusCode, headers = {}, body = '', isBase64Encoded } = result;
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const fallback = typeof body === 'string' ? 'text/plain; charset=utf-8' : 'application/json; charset=utf-8';
  const named = Object.keys(headers).some((name) => name.toLowerCase() === 'content-type');
  const all = named ? headers : { ...headers, 'content-type': fallback };
  if ([204, 304].includes(statusCode) || c.req.method === 'HEAD')
    return new Response(null, { status: statusCode, headers: all });
  if (!isBase64Encoded) return c.body(text, statusCode as ContentfulStatusCode, all);
  return c.body(new Uint8Array(Buffer.from(text, 'base64')), statusCode as ContentfulStatusCode, all);
};

/** HTTP access: functions under paths of their own; the longest path wins. */
export const mountHttpAccess = (app: Hono, routes: Route[], runtime: FunctionRuntime, envId: string): void => {
  const longestFirst = [...routes].sort((a, b) => b.path.length - a.path.length);
  for (const route of longestFirst) {
    const handle = async (c: Context) => {
      const event = await eventOf(c, route, envId);
      const { requestId } = event.requestContext;
      if (Buffer.byteLength(event.body) > LARGEST_BODY)
        return c.json({ code: 'REQUEST_TOO_LARGE', message: 'the body exceeds the limit of 6MB', requestId }, 413);
      try {
        const { result } = await runtime.call(route.function, event, { source: 'wx_http' });
        return respond(c, JSON.parse(result));
      } catch (error) {
        if (!(error instanceof PlatformError)) throw error;
        return c.json({ code: 'FUNCTION_INVOCATION_FAILED', message: error.message, requestId }, 500);
      }
    };
    const base = route.path === '/' ? '' : route.path;
    if (base) app.all(base, handle);
    app.all(`${base}/*`, handle);
  }
};
