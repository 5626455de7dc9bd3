import type { Clock } from '../clock';
import type { Demo } from '../demo';
import { createFaults, type Faults } from './faults';
import { newIds } from './ids';
import { createAccounts, type Accounts } from './model/accounts';
import { createAuthorizations, type Authorizations } from './model/authorizations';
import { createCards, type Cards } from './model/cards';
import { createCloudInvoices, type CloudInvoices } from './model/cloud-invoices';
import { createLinks, type Links } from './model/links';
import { createMessages, type Messages } from './model/messages';
import { createPayments, type Payments } from './model/payments';
import { createPdfs, type Pdfs } from './model/pdfs';
import { createPeople, type People } from './model/people';
import { createTitleLinks, type TitleLinks } from './model/title-links';
import { createTokens, type Tokens } from './model/tokens';
import { createNotices, type Notices } from './pay/notices';
import { createPushes, type Pushes, type PushPatience } from './push/pushes';
import { openStore, type Store } from './store';

/** How often a path was called, and by whom. */
export interface CallCount {
  path: string;
  total: number;
  byAppid: Record<string, number>;
}

export interface WorldOptions {
  /** The folder of the database, or `:memory:`. */
  dataDir: string;
  clock: Clock;
  demo: Demo;
  /** Where an account's server takes WeChat's pushes. */
  pushUrl: (appid: string) => string;
  /** How long a receiver of pushes may take, and how long a failed try rests; tests need not wait as WeChat does. */
  pushPatience?: PushPatience;
  /** Of the fault rules' pseudo-randomness, until `/__sandbox/faults` sets another. */
  seed?: number;
  log?: (line: string) => void;
}

/** Everything that WeChat knows and does, behind its interfaces and its pages. */
export interface World {
  clock: Clock;
  /** The sandbox's time in Unix seconds. */
  now(): number;
  baseUrl(): string;
  setBaseUrl(url: string): void;
  log(line: string): void;
  store: Store;
  faults: Faults;
  links: Links;
  accounts: Accounts;
  people: People;
  tokens: Tokens;
  pushes: Pushes;
  messages: Messages;
  authorizations: Authorizations;
  pdfs: Pdfs;
  cards: Cards;
  titleLinks: TitleLinks;
  cloudInvoices: CloudInvoices;
  notices: Notices;
  payments: Payments;
  calls: { count(path: string, appid: string | undefined): void; all(): CallCount[]; clear(): void };
}

export const createWorld = ({
  dataDir,
  clock,
  demo,
  pushUrl,
  pushPatience,
  seed = 1,
  log = () => undefined,
}: WorldOptions): World => {
  const store = openStore(dataDir);
  const now = () => Math.floor(clock.now() / 1000);
  let base = 'http://127.0.0.1:8081';
  const baseUrl = () => base;

  const faults = createFaults(seed);
  const links = createLinks(store.secret);
  const accounts = createAccounts(demo, store);
  const people = createPeople(demo, store);
  const pushes = createPushes({ demo, store, accounts, faults, now, pushUrl, log, patience: pushPatience });
  const messages = createMessages(store, now, newIds.eventId);
  const authorizations = createAuthorizations(store, now, { accounts, people, pushes, messages });
  const pdfs = createPdfs(store, now, links, baseUrl);
  const cards = createCards(store, now, { people, pushes, messages });
  const notices = createNotices({ store, clock, now, log });
  const counts = store.collection<CallCount>('calls');

  return {
    clock,
    now,
    baseUrl,
    setBaseUrl: (url) => {
      base = url.replace(/\/+$/, '');
    },
    log,
    store,
    faults,
    links,
    accounts,
    people,
    tokens: createTokens(store, now),
    pushes,
    messages,
    authorizations,
    pdfs,
    cards,
    titleLinks: createTitleLinks({ store, now, baseUrl, people, pushes }),
    cloudInvoices: createCloudInvoices({ store, clock, now, accounts, authorizations, cards, pdfs, people, pushes }),
    notices,
    payments: createPayments(store, now, { accounts, authorizations, messages, notices }),
    calls: {
      count: (path, appid) => {
        const { total, byAppid }: CallCount = counts.get(path) ?? { path, total: 0, byAppid: {} };
        const by = appid === undefined ? byAppid : { ...byAppid, [appid]: (byAppid[appid] ?? 0) + 1 };
        counts.put(path, { path, total: total + 1, byAppid: by });
      },
      all: () => counts.all(),
      clear: () => {
        for (const { path } of counts.all()) counts.remove(path);
      },
    },
  };
};
