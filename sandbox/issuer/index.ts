import { Hono } from 'hono';
import type { Clock } from '../clock';
import type { Demo, DemoAccount } from '../demo';
import { createApi } from './api';
import { createAuthentication } from './authentication';
import { createBuyer } from './buyer';
import { createControl } from './control';
import { createCourier } from './courier';
import { createFiles } from './files';
import { createIssuing } from './issuing';
import { createReds } from './reds';
import { limits } from './request';
import { openStore } from './store';
import { createTaxBureau } from './tax-bureau';
import { createWeChatAccount } from './wechat-account';

export { failsByChance } from './failures';
export { issuerCredentials, type IssuerCredentials } from './credentials';

export interface IssuerOptions {
  /** Where `issuer.sqlite` lies; `:memory:` keeps nothing. */
  dataDir: string;
  clock: Clock;
  demo: Demo;
  /** Which invoices fail in passing at the first attempt; none unless told. */
  fails?: (serial: string) => boolean;
  log?: (line: string) => void;
}

export interface Issuer {
  /** The platform's API, files and scan page; mounted at `/issuer`. */
  app: Hono;
  /** What happens at the tax bureau; mounted at `/__sandbox/issuer`. */
  controlApp: Hono;
  /** `listener` is awaited after the effect of each call and before its answer; answers the way to stop. */
  onCall(listener: (path: string) => void | Promise<void>): () => void;
  /** Tells the address at which `app` is reached, for the links in its answers. */
  setBaseUrl(url: string): void;
  /** Tells where WeChat is; from now on cards are inserted and callbacks sent, also those that a stop left behind. */
  connect(wechatUrl: string): void;
  /** Takes the present data as what `reset` returns to, also after a restart. */
  snapshot(): void;
  reset(): Promise<void>;
  close(): Promise<void>;
  readonly settings: { readonly delayMs: number; readonly limits: typeof limits };
}

/** The account with which the platform puts cards into card packs: the one that merchants without a platform of their own name. */
const ownAccount = ({ accounts, merchants }: Demo): DemoAccount => {
  const appid = merchants.find(({ mode }) => mode === 'third_party')?.appids.platform;
  const account = accounts.find((one) => one.appid === appid);
  if (!account) throw new Error('demo.json has no account for the issuer');
  return account;
};

/** A third-party invoicing platform with an API of its own; see README.md. */
export const createIssuer = ({ dataDir, clock, demo, fails = () => false, log = () => {} }: IssuerOptions): Issuer => {
  const { merchants } = demo;
  const store = openStore(dataDir);
  const bureau = createTaxBureau({ store, clock, merchants, fails });
  const issuing = createIssuing({ store, clock, bureau });
  const reds = createReds({ store, clock, bureau });
  const buyer = createBuyer({ store, bureau, reds });
  let baseUrl = 'http://127.0.0.1:8081/issuer';
  const files = createFiles(clock, () => baseUrl);
  const authenticate = createAuthentication(merchants, store, clock);
  let wechatUrl: string | undefined;
  let stop = new AbortController();
  const signal = () => stop.signal;
  const { appid, secret } = ownAccount(demo);
  const account = createWeChatAccount({ appid, secret, clock, baseUrl: () => wechatUrl ?? '', signal });
  const courier = createCourier({ store, bureau, issuing, files, account, clock, merchants, signal, log });
  const look = () => {
    if (wechatUrl !== undefined && !signal().aborted) void courier.look();
  };
  const halt = () => {
    stop.abort();
    return courier.halt();
  };

  const snapshot = () => store.transaction(() => store.save());
  if (!store.hasSaved()) snapshot();

  const listeners = new Set<(path: string) => void | Promise<void>>();
  const app = new Hono();
  app.use('*', async (c, next) => {
    await next();
    look();
    for (const listener of listeners) await listener(c.req.path);
  });
  app.route(
    '/',
    createApi({ merchants, store, bureau, issuing, reds, files, authenticate, baseUrl: () => baseUrl, log }),
  );
  const controlApp = new Hono();
  controlApp.use('*', async (_c, next) => {
    await next();
    look();
  });
  controlApp.route('/', createControl({ merchants, bureau, issuing, buyer }));

  return {
    app,
    onCall: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    controlApp,
    setBaseUrl: (url) => {
      baseUrl = url.replace(/\/+$/, '');
    },
    connect: (url) => {
      wechatUrl = url.replace(/\/+$/, '');
      look();
    },
    snapshot,
    reset: async () => {
      await halt();
      store.transaction(() => store.restore());
      stop = new AbortController();
      look();
    },
    close: async () => {
      await halt();
      store.close();
    },
    settings: {
      get delayMs() {
        return bureau.delayMs();
      },
      limits,
    },
  };
};
