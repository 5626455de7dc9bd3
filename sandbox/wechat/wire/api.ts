import { setTimeout as sleep } from 'node:timers/promises';
import type { HttpBindings } from '@hono/node-server';
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import type { Context, Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import type { Strike } from '../faults';
import type { World } from '../world';
import { readJsonObject, readUpload } from './body';
import type { Answer, Endpoint } from './endpoint';
import { refusal, WeChatError } from './errors';

/** One call to an interface, after its effect and before its answer. */
export interface CallRecord {
  path: string;
  appid?: string;
  errcode: number;
}

export type CallListener = (call: CallRecord) => void | Promise<void>;
export type WeChatEnv = { Bindings: Partial<HttpBindings> };

const maxJson = 1_000_000;
const maxUpload = 10_000_000;
/** How long a lost answer keeps its caller waiting, if the rule does not say. */
const lostForMs = 30_000;
const reorderedForMs = 3000;

// WeChat escapes slashes in most of its answers.
const write = (answer: Answer) => JSON.stringify(answer).replaceAll('/', '\\/');

interface Request {
  method: string;
  query: URLSearchParams;
  contentType: string;
  bytes: Uint8Array;
}

/** Puts every endpoint on the app, with the checks, counters and faults that they share. */
export const mountApi = (
  app: Hono<WeChatEnv>,
  world: World,
  endpoints: readonly Endpoint[],
  listeners: ReadonlySet<CallListener>,
): void => {
  const json = (answer: Answer) =>
    new Response(write(answer), { headers: { 'content-type': 'application/json; encoding=utf-8' } });

  const refuse = (error: unknown): Answer => {
    if (error instanceof WeChatError) return refusal(error);
    world.log(`internal error: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
    return refusal(new WeChatError(-1));
  };

  /** The checks in WeChat's order: token, right, method, body, and then the endpoint's own. */
  const perform = async (endpoint: Endpoint, request: Request): Promise<{ answer: Answer; appid?: string }> => {
    if (endpoint.open) {
      if (endpoint.method === 'POST' && request.method !== 'POST') return { answer: refuse(new WeChatError(43002)) };
      const body = endpoint.method === 'POST' ? readJsonObject(request.bytes) : {};
      const appid = endpoint.caller(request.query, body);
      const known = appid !== undefined && world.accounts.find(appid) ? { appid } : {};
      try {
        if (endpoint.method === 'POST' && request.bytes.length === 0) throw new WeChatError(44002);
        if (!body) throw new WeChatError(47001);
        return { ...known, answer: world.store.transaction(() => endpoint.run(world, request.query, body)) };
      } catch (error) {
        return { ...known, answer: refuse(error) };
      }
    }

    let appid: string | undefined;
    try {
      const token = request.query.get('access_token');
      if (!token) throw new WeChatError(41001);
      appid = world.tokens.accountOf(token);
      const account = world.accounts.find(appid);
      if (!account) throw new WeChatError(40001);
      if (endpoint.right && !account.rights.includes(endpoint.right)) throw new WeChatError(48001);
      if (endpoint.method === 'POST' && request.method !== 'POST') throw new WeChatError(43002);
      const body = await readBody(endpoint, request);
      const call = { query: request.query, body, account };
      return { appid, answer: world.store.transaction(() => endpoint.run(world, call)) };
    } catch (error) {
      return { ...(appid === undefined ? {} : { appid }), answer: refuse(error) };
    }
  };

  const readBody = async (endpoint: Endpoint & { open: false }, { contentType, bytes }: Request): Promise<unknown> => {
    if (endpoint.method === 'GET') return {};
    if (endpoint.upload) return readUpload(contentType, bytes, 'pdf');
    if (bytes.length === 0) {
      if (endpoint.bodyless) return {};
      throw new WeChatError(44002);
    }
    const body = bytes.length > maxJson ? undefined : readJsonObject(bytes);
    if (!body) throw new WeChatError(endpoint.malformed);
    return body;
  };

  /** The answer is lost: the connection stays open and silent, and then breaks. */
  const lose = async (c: Context<WeChatEnv>, ms: number) => {
    const caller = c.req.raw.signal;
    await sleep(ms, undefined, { signal: caller }).catch(() => undefined);
    if (!c.env?.outgoing) return c.body(null, 504);
    c.env.outgoing.destroy();
    return RESPONSE_ALREADY_SENT;
  };

  const overtaken = createOvertaking();

  const handle = async (c: Context<WeChatEnv>, endpoint: Endpoint, { delayMs, fault }: Strike) => {
    const request = {
      method: c.req.method,
      query: new URL(c.req.url).searchParams,
      contentType: c.req.header('content-type') ?? '',
      bytes: new Uint8Array(await c.req.arrayBuffer()),
    };
    if (delayMs > 0) await sleep(delayMs);
    if (fault?.kind === 'reorder') await overtaken.wait(endpoint.path, fault.ms ?? reorderedForMs);
    if (fault?.kind === 'timeout_before') return lose(c, fault.ms ?? lostForMs);
    if (fault?.kind === 'drop') return lose(c, 0);

    let result =
      fault?.kind === 'errcode'
        ? { answer: refusal(new WeChatError(fault.errcode ?? -1)) }
        : await perform(endpoint, request);
    if (fault?.kind === 'double') result = await perform(endpoint, request);
    const { answer, appid } = { appid: undefined, ...result };
    world.calls.count(endpoint.path, appid);

    const record = {
      path: endpoint.path,
      errcode: Number(answer['errcode'] ?? 0),
      ...(appid === undefined ? {} : { appid }),
    };
    for (const listener of [...listeners]) await listener(record);
    overtaken.passed(endpoint.path);
    return fault?.kind === 'timeout_after' ? lose(c, fault.ms ?? lostForMs) : json(answer);
  };

  for (const path of new Set(endpoints.map((one) => one.path.split('?')[0] ?? one.path))) {
    app.all(
      path,
      bodyLimit({ maxSize: maxUpload, onError: () => json(refusal(new WeChatError(45001))) }),
      async (c) => {
        const action = c.req.query('action');
        const named = (wanted: string) => endpoints.find((one) => one.path === wanted);
        const endpoint = named(`${path}?action=${action}`) ?? named(path);
        if (!endpoint) return c.notFound();
        return handle(c, endpoint, world.faults.forCall(endpoint.path));
      },
    );
  }
};

/** Lets one call wait until another to the same path has been answered. */
const createOvertaking = () => {
  const waiting = new Map<string, Set<() => void>>();
  return {
    wait: (path: string, ms: number) =>
      new Promise<void>((resolve) => {
        const held = waiting.get(path) ?? new Set();
        const go = () => {
          clearTimeout(timer);
          held.delete(go);
          resolve();
        };
        const timer = setTimeout(go, ms);
        waiting.set(path, held.add(go));
      }),
    passed: (path: string) => {
      for (const go of [...(waiting.get(path) ?? [])]) go();
    },
  };
};
