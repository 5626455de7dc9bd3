import { readFileSync } from 'node:fs';
import { Hono } from 'hono';
import type { Clock } from '../clock';
import { mountAdmin } from './admin';
import { mountHttpAccess, type Route } from './http-access';
import { readFunctions } from './functions/config';
import { FunctionRuntime, type Caller } from './functions/runtime';
import { Timers } from './functions/timers';
import type { OpenApi } from './openapi';
import { mountPhoneDoor } from './phone-door';
import { Storage } from './storage';
import type { Manifest } from './store/catalog';
import { hasSnapshot, restoreSnapshot, takeSnapshot } from './store/snapshot';
import { openSql } from './store/sqlite';
import { Store, type Write } from './store/store';

export type { Caller } from './functions/runtime';
export type { OpenApi } from './openapi';
export type { Route } from './http-access';
export type { Write } from './store/store';

export interface CloudBaseOptions {
  /** Folder of the database; `:memory:` keeps nothing. */
  dataDir: string;
  clock: Clock;
  /** The build's functions: one folder each with `index.js` and `config.json`. */
  functionsDir: string;
  collectionsFile: string;
  routesFile: string;
  /** Limits of functions, if they are not in their `config.json`. */
  cloudbasercFile?: string;
  /** The mini program. */
  appid: string;
  envId?: string;
  functionEnv: (name: string) => Record<string, string>;
  unionidOf?: (openid: string) => string | undefined;
  /** Answers `cloud.openapi` calls. */
  openapi?: OpenApi;
  /** Takes every line that functions print. */
  log?: (line: string, functionName: string) => void;
}

/** CloudBase on one machine. */
export interface CloudBase {
  /** `/admin`, `/functions/<name>`, `/storage/*` and the routes of HTTP access. */
  app: Hono;
  /** Calls a function and answers its result. */
  call(name: string, event: unknown, caller: Caller): Promise<unknown>;
  /** Fires the timers that are due by the sandbox's clock, and waits for them. */
  fireTimers(): Promise<void>;
  /** Ends function instances at once, in the middle of whatever they do. */
  killInstances(name?: string): Promise<void>;
  /** Calls `listener` after each committed write, before its answer, and waits for it; answers the way to stop. */
  onWrite(listener: (write: Write) => unknown): () => void;
  /** Tells where the sandbox listens, such as `http://127.0.0.1:8080`; functions can run from then on. */
  setBaseUrl(url: string): void;
  /** Remembers the present documents and files as what `reset` returns to. */
  snapshot(): void;
  /** Whether there is a snapshot, perhaps from an earlier run: without one the data were never readied. */
  hasSnapshot(): boolean;
  /** Returns to the snapshot, or to nothing, with new instances. */
  reset(): Promise<void>;
  close(): Promise<void>;
}

const OWN_HOSTS = ['127.0.0.1', 'localhost', '[::1]'];

const readJson = <T>(file: string): T => JSON.parse(readFileSync(file, 'utf8')) as T;

/** Opens the data and readies the functions; nothing listens yet: serve `app`, then call `setBaseUrl`. */
export const createCloudBase = async (options: CloudBaseOptions): Promise<CloudBase> => {
  const { clock, appid, envId = 'local-einvoice', log = () => undefined } = options;
  let baseUrl = '';
  const base = () => {
    if (!baseUrl) throw new Error('setBaseUrl must be called before functions run');
    return baseUrl;
  };

  const sql = openSql(options.dataDir);
  const storage = new Storage({ sql, envId, now: () => clock.now(), baseUrl: base });
  const store = new Store(sql, readJson<Manifest>(options.collectionsFile));
  const functions = readFunctions(options.functionsDir, options.cloudbasercFile);
  const runtime = new FunctionRuntime({
    functions,
    envId,
    appid,
    clockOffset: () => clock.offset(),
    adminUrl: () => `${base()}/admin`,
    functionEnv: options.functionEnv,
    unionidOf: (openid) => options.unionidOf?.(openid),
    log,
  });
  const timers = new Timers(functions.values(), runtime, clock);
  const stopListening = clock.onAdvance(() => timers.fire());

  const app = new Hono();
  // A page from elsewhere that has its own name resolve to this machine must not reach the data.
  app.use('*', async (c, next) => {
    const host = c.req.header('host') ?? new URL(c.req.url).host;
    if (OWN_HOSTS.includes(host.replace(/:\d+$/, ''))) return next();
    return c.text('this sandbox answers to 127.0.0.1 and localhost only', 403);
  });
  mountAdmin(app, { store, storage, runtime, appid, now: () => clock.now(), openapi: options.openapi });
  mountPhoneDoor(app, runtime, appid);
  storage.mount(app);
  mountHttpAccess(app, readJson<Route[]>(options.routesFile), runtime, envId);

  return {
    app,
    call: async (name, event, caller) => JSON.parse((await runtime.call(name, event, caller)).result) as unknown,
    fireTimers: () => timers.fire(),
    killInstances: (name) => runtime.kill(name),
    onWrite: (listener) => store.onWrite(listener),
    setBaseUrl: (url) => {
      baseUrl = url.replace(/\/$/, '');
      timers.start();
    },
    snapshot: () => takeSnapshot(sql),
    hasSnapshot: () => hasSnapshot(sql),
    reset: async () => {
      await runtime.kill();
      store.transactions.abortAll();
      restoreSnapshot(sql);
      store.reload();
    },
    close: async () => {
      timers.stop();
      stopListening();
      await runtime.kill();
      store.transactions.abortAll();
      sql.close();
    },
  };
};
