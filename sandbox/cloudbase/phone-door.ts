import { randomUUID } from 'node:crypto';
import type { Hono, HonoRequest } from 'hono';
import { cors } from 'hono/cors';
import { FunctionFailure } from './functions/failure';
import type { FunctionRuntime } from './functions/runtime';
import { isPlainObject } from './store/values';

const LARGEST_BODY = 5 * 1024 * 1024;
const LARGEST_RESULT = 1024 * 1024;

interface Refusal {
  status: 200 | 400 | 403 | 404;
  code: string;
  message: string;
  hint: string;
  retryable?: boolean;
}

const refuse = ({ status, code, message, hint, retryable = false }: Refusal): Response =>
  Response.json({ ok: false, error: { code, message, hint, retryable, requestId: randomUUID() } }, { status });

const NOT_AN_OBJECT: Refusal = {
  status: 400,
  code: 'bad_request',
  message: '请求格式不正确',
  hint: 'the body must be a JSON object of at most 5 MB',
};

/** DevTools, and pages served from this machine; no other web page may call functions from a browser. */
const isOwn = (origin: string): boolean => {
  if (!URL.canParse(origin)) return false;
  const { hostname, origin: whole } = new URL(origin);
  return ['127.0.0.1', 'localhost'].includes(hostname) || whole === 'https://servicewechat.com';
};

const readObject = async (request: HonoRequest): Promise<Record<string, unknown> | null> => {
  if (Number(request.header('content-length') ?? 0) > LARGEST_BODY) return null;
  const bytes = Buffer.from(await request.arrayBuffer());
  if (bytes.length > LARGEST_BODY) return null;
  try {
    const body: unknown = JSON.parse(bytes.toString());
    return isPlainObject(body) ? body : null;
  } catch {
    return null;
  }
};

/** `POST /functions/<name>`: calls a function as `wx.cloud.callFunction` does on a phone. */
export const mountPhoneDoor = (app: Hono, runtime: FunctionRuntime, appid: string): void => {
  app.use('/functions/*', async (c, next) => {
    const origin = c.req.header('origin');
    if (origin === undefined || isOwn(origin)) return next();
    return refuse({
      status: 403,
      code: 'forbidden',
      message: '不允许的来源',
      hint: `the origin ${origin} may not call functions`,
    });
  });
  app.use(
    '/functions/*',
    cors({
      origin: (origin) => (isOwn(origin) ? origin : null),
      allowHeaders: ['content-type', 'x-sandbox-openid'],
      allowMethods: ['POST'],
      maxAge: 600,
    }),
  );
  app.post('/functions/:name', async (c) => {
    const name = c.req.param('name');
    const body = await readObject(c.req);
    if (!body) return refuse(NOT_AN_OBJECT);
    if (!runtime.has(name))
      return refuse({
        status: 404,
        code: 'not_found',
        message: '没有这个云函数',
        hint: `there is no function ${name}`,
      });
    const openid = c.req.header('x-sandbox-openid');
    const event = { ...body, tcbContext: {}, userInfo: { appId: appid, ...(openid ? { openId: openid } : {}) } };
    try {
      const { result } = await runtime.call(name, event, { source: 'wx_client', ...(openid ? { openid } : {}) });
      if (Buffer.byteLength(result) > LARGEST_RESULT) {
        return refuse({
          status: 200,
          code: 'function_failed',
          message: '返回内容过大',
          hint: '-604001 cloudfunction result size exceed limit (1MB)',
        });
      }
      return c.body(result, 200, { 'content-type': 'application/json; charset=utf-8' });
    } catch (error) {
      if (!(error instanceof FunctionFailure)) throw error;
      return refuse({
        status: 200,
        code: 'function_failed',
        message: '服务开小差了，请稍后再试',
        hint: error.message,
        retryable: true,
      });
    }
  });
};
