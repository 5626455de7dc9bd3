import { serve, type ServerType } from '@hono/node-server';
import { EJSON } from 'bson';
import { build } from 'esbuild';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Envelope } from '../../../contract/envelope';
import type { WechatInput, WechatOutput } from '../../../contract/wechat';
import { createClock, type Clock } from '../../../sandbox/clock';
import { createCloudBase, type CloudBase } from '../../../sandbox/cloudbase';
import { loadDemo } from '../../../sandbox/demo';
import { functionEnv } from '../../../sandbox/settings';
import { createWeChat, type WeChat } from '../../../sandbox/wechat';

const root = resolve(__dirname, '../../..');

/** Stands for the `jobs` function: tells in its log which events it was handed. */
const jobsStandIn = `exports.main = async (event) => {
  console.log('kicked ' + event.eventId);
  return { ok: true, data: { applied: true } };
};`;

/** Bundles the functions that speak with WeChat as they are deployed, beside a stand-in for `jobs`. */
const buildFunctions = async (): Promise<string> => {
  const dir = mkdtempSync(join(tmpdir(), 'wechat-client-'));
  for (const name of ['wechat', 'push', 'jobs']) mkdirSync(join(dir, name));
  await Promise.all(
    ['wechat', 'push'].map((name) =>
      build({
        absWorkingDir: root,
        entryPoints: [`cloudfunctions/${name}/index.ts`],
        outfile: join(dir, name, 'index.js'),
        bundle: true,
        platform: 'node',
        target: 'node18',
        format: 'cjs',
        logLevel: 'error',
      }),
    ),
  );
  writeFileSync(join(dir, 'jobs/index.js'), jobsStandIn);
  return dir;
};

type Fetch = (request: Request, env: object) => Response | Promise<Response>;

const listen = (fetch: Fetch): Promise<{ server: ServerType; url: string }> =>
  new Promise((done) => {
    const server = serve({ fetch, hostname: '127.0.0.1', port: 0 }, ({ port }: AddressInfo) =>
      done({ server, url: `http://127.0.0.1:${port}` }),
    );
  });

export interface ClientWorld {
  url: string;
  wechatUrl: string;
  clock: Clock;
  cloudbase: CloudBase;
  wechat: WeChat;
  /** Lines that functions printed. */
  lines: string[];
  /** Further settings of functions, over those of the sandbox. */
  settings: Record<string, Record<string, string>>;
  /** How often functions called the platform (database, storage, other functions) while `run` ran. */
  platformCallsDuring(run: () => Promise<unknown>): Promise<number>;
  /** Calls the `wechat` function as another function does, on behalf of a person. */
  call<A extends keyof WechatInput & keyof WechatOutput>(
    action: A,
    input: WechatInput[A],
  ): Promise<Envelope<WechatOutput[A]>>;
  /** Control addresses of the stand-in. */
  control(method: string, path: string, body?: object): Promise<unknown>;
  /** How often each of WeChat's interfaces was called. */
  calls(path: string): Promise<number>;
  close(): Promise<void>;
}

/** The two functions in the real SDK, over CloudBase and WeChat on this machine. */
export const startClientWorld = async (): Promise<ClientWorld> => {
  const demo = loadDemo();
  const clock = createClock();
  const functionsDir = await buildFunctions();
  const urls = { sandbox: '', wechat: '' };
  const lines: string[] = [];
  const settings: Record<string, Record<string, string>> = {};
  const wechat = createWeChat({
    dataDir: ':memory:',
    clock,
    demo,
    pushUrl: (appid) => `${urls.sandbox}/push/${appid}`,
  });
  const cloudbase = await createCloudBase({
    dataDir: ':memory:',
    clock,
    functionsDir,
    collectionsFile: join(root, 'cloudfunctions/collections.json'),
    routesFile: join(root, 'cloudfunctions/routes.json'),
    appid: 'wxde00000000000001',
    functionEnv: (name) => ({ ...functionEnv(name, demo, urls), ...settings[name] }),
    log: (line) => lines.push(line),
  });
  let platformCalls = 0;
  const upstream = await listen((request, env) => wechat.app.fetch(request, env));
  const main = await listen((request, env) => {
    if (new URL(request.url).pathname === '/admin') platformCalls += 1;
    return cloudbase.app.fetch(request, env);
  });
  [urls.wechat, urls.sandbox] = [upstream.url, main.url];
  wechat.setBaseUrl(urls.wechat);
  cloudbase.setBaseUrl(urls.sandbox);

  const control = async (method: string, path: string, body?: object) => {
    const answer = await fetch(`${urls.wechat}/__sandbox/${path}`, {
      method,
      ...(body && { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
    });
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
    return answer.json() as Promise<unknown>;
  };
  return {
    url: urls.sandbox,
    wechatUrl: urls.wechat,
    clock,
    cloudbase,
    wechat,
    lines,
    settings,
    platformCallsDuring: async (run) => {
      const before = platformCalls;
      await run();
      return platformCalls - before;
    },
    call: async (action, input) =>
      (await cloudbase.call(
        'wechat',
        { ...input, action },
        { openid: 'oPhone', source: 'wx_client,scf' },
      )) as Envelope<never>,
    control,
    calls: async (path) => ((await control('GET', 'calls')) as Record<string, { total: number }>)[path]?.total ?? 0,
    close: async () => {
      for (const { server } of [main, upstream]) {
        if ('closeAllConnections' in server) server.closeAllConnections();
        server.close();
      }
      await cloudbase.close();
      await wechat.close();
      rmSync(functionsDir, { recursive: true, force: true });
    },
  };
};

/** One request of the SDK's wire protocol, as any function may send it. */
const admin = async <T>(world: ClientWorld, body: object): Promise<T> => {
  const answer = await fetch(`${world.url}/admin?env=local-einvoice`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  return ((await answer.json()) as { data: T }).data;
};

/** The documents of a collection, numbers and texts as they are. */
export const readCollection = async (
  world: ClientWorld,
  collectionName: string,
): Promise<Record<string, unknown>[]> => {
  const request = { action: 'database.getDocument', collectionName, queryType: 'WHERE', query: '{}', limit: 1000 };
  const { list } = await admin<{ list: string[] }>(world, request);
  return list.map((text) => EJSON.parse(text) as Record<string, unknown>);
};

/** Puts a file into the project's storage; answers its id. */
export const storeFile = async (world: ClientWorld, path: string, bytes: Buffer): Promise<string> => {
  const upload = await admin<{ url: string; fileId: string }>(world, {
    action: 'storage.getUploadMetadata',
    path,
    method: 'put',
  });
  const answer = await fetch(upload.url, { method: 'PUT', body: new Uint8Array(bytes) });
  if (!answer.ok) throw new Error(`upload: ${answer.status}`);
  return upload.fileId;
};

/** The smallest file that passes as a PDF; `mark` makes it another one. */
export const tinyPdf = (mark: string): Buffer =>
  Buffer.from(`%PDF-1.7\n%${mark}\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n`);
