import type { Context, Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import type { World } from '../world';
import { readJsonObject, readUpload } from './body';
import type { CallDesk, Outcome, WeChatEnv } from './call-desk';
import type { Answer, Endpoint } from './endpoint';
import { refusal, WeChatError } from './errors';

const maxJson = 1_000_000;
const maxUpload = 10_000_000;

// WeChat escapes slashes in most of its answers.
const write = (answer: Answer) => JSON.stringify(answer).replaceAll('/', '\\/');
const json = (answer: Answer) =>
  new Response(write(answer), { headers: { 'content-type': 'application/json; encoding=utf-8' } });
const outcomeOf = (answer: Answer, appid?: string): Outcome => ({
  answer: json(answer),
  errcode: Number(answer['errcode'] ?? 0),
  ...(appid === undefined ? {} : { appid }),
});

interface Request {
  method: string;
  query: URLSearchParams;
  contentType: string;
  bytes: Uint8Array;
}

const readRequest = async ({ req }: Context): Promise<Request> => ({
  method: req.method,
  query: new URL(req.url).searchParams,
  contentType: req.header('content-type') ?? '',
  bytes: new Uint8Array(await req.arrayBuffer()),
});

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

/** Puts every endpoint on the app, with the checks that they share. */
export const mountApi = (app: Hono<WeChatEnv>, world: World, endpoints: readonly Endpoint[], desk: CallDesk): void => {
  const refuse = (error: unknown): Answer => {
    if (error instanceof WeChatError) return refusal(error);
    world.log(`internal error: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
    return refusal(new WeChatError(-1));
  };

  /** The checks in WeChat's order: token, right, method, body, and then the endpoint's own. */
  const perform = async (endpoint: Endpoint, request: Request): Promise<Outcome> => {
    if (endpoint.open) {
      if (endpoint.method === 'POST' && request.method !== 'POST') return outcomeOf(refuse(new WeChatError(43002)));
      const body = endpoint.method === 'POST' ? readJsonObject(request.bytes) : {};
      const given = endpoint.caller(request.query, body);
      const appid = given !== undefined && world.accounts.find(given) ? given : undefined;
      try {
        if (endpoint.method === 'POST' && request.bytes.length === 0) throw new WeChatError(44002);
        if (!body) throw new WeChatError(47001);
        return outcomeOf(
          world.store.transaction(() => endpoint.run(world, request.query, body)),
          appid,
        );
      } catch (error) {
        return outcomeOf(refuse(error), appid);
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
      return outcomeOf(
        world.store.transaction(() => endpoint.run(world, call)),
        appid,
      );
    } catch (error) {
      return outcomeOf(refuse(error), appid);
    }
  };

  for (const path of new Set(endpoints.map((one) => one.path.split('?')[0] ?? one.path))) {
    app.all(path, bodyLimit({ maxSize: maxUpload, onError: () => json(refusal(new WeChatError(45001))) }), (c) => {
      const named = (wanted: string) => endpoints.find((one) => one.path === wanted);
      const endpoint = named(`${path}?action=${c.req.query('action')}`) ?? named(path);
      if (!endpoint) return c.notFound();
      return desk.handle(c, endpoint.path, {
        perform: async () => perform(endpoint, await readRequest(c)),
        refuse: (errcode) => outcomeOf(refusal(new WeChatError(errcode))),
      });
    });
  }
};
