import { serve, type ServerType } from '@hono/node-server';
import { Hono } from 'hono';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { createClock, type Clock } from './clock';
import { createCloudBase, type CloudBase } from './cloudbase';
import { loadDemo, type Demo } from './demo';
import { createIssuer, failsByChance, type Issuer } from './issuer';
import { createPhone } from './phone';
import { createMail, type MailServer } from './mail';
import { functionEnv } from './settings';
import { createVerification } from './verification';
import { createWeChat, loopbackOnly, type WeChat } from './wechat';

export interface SandboxOptions {
  /** The repository: its miniprogram/ and dist/cloudfunctions/ are run. */
  root: string;
  /** 0 takes a free port. */
  port: number;
  wechatPort: number;
  /** Where data and files are kept; `:memory:` keeps nothing. */
  dataDir: string;
  /** Where the functions were built, dist/cloudfunctions/ unless told. */
  functionsDir?: string;
  /** Once the sandbox is ready, its issuer fails one first attempt in twenty, chosen by this; without it, none. */
  issuerSeed?: number;
  /** Without the phone there is no page to compile: flow tests need none. */
  phone?: boolean;
  /** Recompiles the phone when a file of miniprogram/ changes. */
  watch?: boolean;
  log?: (line: string) => void;
}

export interface Sandbox {
  url: string;
  wechatUrl: string;
  clock: Clock;
  demo: Demo;
  cloudbase: CloudBase;
  wechat: WeChat;
  issuer: Issuer;
  mail: MailServer;
  /** Takes the present data as what `reset` returns to. */
  snapshot(): Promise<void>;
  reset(): Promise<void>;
  /** From now on `/healthz` says ok, and the issuer may fail. */
  ready(): void;
  close(): Promise<void>;
}

const HOST = '127.0.0.1';

const listen = (app: Hono, port: number): Promise<{ server: ServerType; url: string }> =>
  new Promise((resolve, reject) => {
    const server = serve({ fetch: app.fetch, hostname: HOST, port }, ({ port: taken }: AddressInfo) =>
      resolve({ server, url: `http://${HOST}:${taken}` }),
    );
    server.on('error', reject);
  });

const closeServer = (server: ServerType) =>
  new Promise<void>((resolve) => {
    server.close(() => resolve());
    if ('closeAllConnections' in server) server.closeAllConnections();
  });

/** The clock stands where it stood when the sandbox stopped last. */
const persistentClock = (dataDir: string): Clock => {
  if (dataDir === ':memory:') return createClock();
  const file = join(dataDir, 'clock.json');
  mkdirSync(dataDir, { recursive: true });
  const clock = createClock(existsSync(file) ? Number(JSON.parse(readFileSync(file, 'utf8'))) : 0);
  clock.onAdvance(() => writeFileSync(file, JSON.stringify(clock.offset())));
  return clock;
};

/** Starts WeChat, CloudBase, an issuer and a phone on this machine. Binds 127.0.0.1 only. */
export const startSandbox = async (options: SandboxOptions): Promise<Sandbox> => {
  const { root, dataDir, issuerSeed, functionsDir = join(root, 'dist/cloudfunctions'), log = () => {} } = options;
  const demo = loadDemo();
  const clock = persistentClock(dataDir);
  const urls = { sandbox: '', wechat: '', smtp: '' };

  let ready = false;
  const fails = (serial: string) => ready && issuerSeed !== undefined && failsByChance(issuerSeed, serial);
  const issuer = createIssuer({ dataDir, clock, demo, fails, log });
  const mail = await createMail({ clock, log });
  urls.smtp = mail.url;
  const resetRest = async () => {
    mail.reset();
    await cloudbase.reset();
    await issuer.reset();
    verification.reset();
  };
  const wechat = createWeChat({
    dataDir,
    clock,
    demo,
    log,
    pushUrl: (appid) => `${urls.sandbox}/push/${appid}`,
    onReset: resetRest,
  });
  const verification = createVerification({ wechatUrl: () => urls.wechat });
  const cloudbase = await createCloudBase({
    dataDir,
    clock,
    functionsDir,
    collectionsFile: join(root, 'cloudfunctions/collections.json'),
    routesFile: join(root, 'cloudfunctions/routes.json'),
    cloudbasercFile: join(root, 'cloudbaserc.json'),
    appid: demo.accounts.find(({ kind }) => kind === 'miniprogram')?.appid ?? '',
    functionEnv: (name) => functionEnv(name, demo, urls),
    unionidOf: (openid) => demo.people.find((person) => person.openid === openid)?.unionid,
    openapi: async (api, data, { appid }) => sendMessage(wechat, api, data, appid),
    log,
  });

  const main = new Hono();
  main.get('/healthz', (c) => (ready ? c.json({ ok: true }) : c.json({ ok: false }, 503)));
  main.route('/', cloudbase.app);
  const phone =
    options.phone === false
      ? undefined
      : await createPhone({ root, clock, demo, watch: options.watch ?? false, wechatUrl: () => urls.wechat, log });
  if (phone) main.route('/', phone.app);

  const upstream = new Hono();
  upstream.use('*', loopbackOnly);
  upstream.route('/issuer', issuer.app);
  upstream.route('/__sandbox/issuer', issuer.controlApp);
  upstream.route('/verification', verification.app);
  upstream.route('/__sandbox/verification', verification.controlApp);
  upstream.get('/__sandbox/people', (c) => {
    c.header('Access-Control-Allow-Origin', '*');
    return c.json(
      demo.people.map(({ openid, name, role, merchant, company }) => ({ openid, name, role, merchant, company })),
    );
  });
  upstream.route('/__sandbox', mail.app);
  upstream.route('/', wechat.app);

  const wechatServer = await listen(upstream, options.wechatPort);
  const mainServer = await listen(main, options.port);
  urls.wechat = wechatServer.url;
  urls.sandbox = mainServer.url;
  wechat.setBaseUrl(urls.wechat);
  issuer.setBaseUrl(`${urls.wechat}/issuer`);
  cloudbase.setBaseUrl(urls.sandbox);
  issuer.connect(urls.wechat);

  return {
    url: urls.sandbox,
    wechatUrl: urls.wechat,
    clock,
    demo,
    cloudbase,
    wechat,
    issuer,
    mail,
    snapshot: async () => {
      cloudbase.snapshot();
      wechat.snapshot();
      issuer.snapshot();
      mail.snapshot();
    },
    reset: async () => {
      await wechat.reset();
      await resetRest();
    },
    ready: () => {
      ready = true;
    },
    close: async () => {
      await Promise.all([closeServer(mainServer.server), closeServer(wechatServer.server)]);
      phone?.close();
      await cloudbase.close();
      await wechat.close();
      await issuer.close();
      await mail.close();
    },
  };
};

const isFields = (value: unknown): value is Record<string, { value: string }> =>
  typeof value === 'object' && value !== null;

const outcomes = {
  delivered: { errcode: 0, errmsg: 'ok' },
  unknown_person: { errcode: 40003, errmsg: 'invalid openid' },
  not_allowed: { errcode: 43101, errmsg: 'user refuse to accept the msg' },
};

/** What `cloud.openapi` reaches of WeChat: subscribe messages. */
const sendMessage = (wechat: WeChat, api: string, data: Record<string, unknown>, appid: string): object => {
  if (api !== 'subscribeMessage.send') throw new Error(`${api} is not simulated`);
  const { touser, template_id: templateId, page, data: fields } = data;
  if (typeof touser !== 'string' || typeof templateId !== 'string' || !isFields(fields))
    return { errcode: 47003, errmsg: 'argument invalid' };
  const outcome = wechat.deliverSubscribeMessage(appid, touser, {
    templateId,
    data: fields,
    ...(typeof page === 'string' && { page }),
  });
  return outcomes[outcome];
};
