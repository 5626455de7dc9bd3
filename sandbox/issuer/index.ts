import { Hono } from 'hono';
import type { Clock } from '../clock';
import type { Demo } from '../demo';
import { createApi } from './api';
import { createAuthentication } from './authentication';
import { createControl } from './control';
import { createFiles } from './files';
import { createIssuing, defaultDelayMs } from './issuing';
import { limits } from './request';
import { openStore } from './store';

export { issuerCredentials, type IssuerCredentials } from './credentials';

export interface IssuerOptions {
  /** Where `issuer.sqlite` lies; `:memory:` keeps nothing. */
  dataDir: string;
  clock: Clock;
  demo: Demo;
  /** With a seed, one first attempt in twenty fails in passing, always for the same serials. */
  seed?: number;
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
  /** Takes the present data as what `reset` returns to, also after a restart. */
  snapshot(): void;
  reset(): void;
  close(): void;
  readonly settings: { readonly delayMs: number; readonly limits: typeof limits };
}

/** A third-party invoicing platform with an API of its own; see README.md. */
export const createIssuer = ({ dataDir, clock, demo, seed, log = () => {} }: IssuerOptions): Issuer => {
  const { merchants } = demo;
  const store = openStore(dataDir);
  const issuing = createIssuing({ store, clock, merchants, ...(seed !== undefined && { seed }) });
  let baseUrl = 'http://127.0.0.1:8081/issuer';
  const files = createFiles(clock, () => baseUrl);
  const authenticate = createAuthentication(merchants, store, clock);

  const snapshot = () => store.transaction(() => store.save());
  if (!store.hasSaved()) snapshot();

  const listeners = new Set<(path: string) => void | Promise<void>>();
  const app = new Hono();
  app.use('*', async (c, next) => {
    await next();
    for (const listener of listeners) await listener(c.req.path);
  });
  app.route('/', createApi({ merchants, issuing, files, authenticate, baseUrl: () => baseUrl, log }));

  return {
    app,
    onCall: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    controlApp: createControl(merchants, issuing),
    setBaseUrl: (url) => {
      baseUrl = url.replace(/\/+$/, '');
    },
    snapshot,
    reset: () => store.transaction(() => store.restore()),
    close: () => store.close(),
    settings: {
      get delayMs() {
        return store.value('delayMs', defaultDelayMs);
      },
      limits,
    },
  };
};
