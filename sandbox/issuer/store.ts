import { openDatabase } from './database';
import type { FailureCode } from './failures';
import type { InvoiceNumber } from './numbers';
import { redsOf, redTables } from './red-store';
import type { Delivery, IssueRequest } from './request';

/** Where an invoice stands; waiting for a person is `accepted` while its taxpayer may not issue. */
export type Outcome =
  | { status: 'accepted' }
  | ({ status: 'issued'; issuedAt: number } & InvoiceNumber)
  | { status: 'failed'; code: FailureCode };

/** The card of an issued invoice, on its way into somebody's card pack or at its end. */
export interface Card {
  status: 'inserting' | 'inserted' | 'refused';
  delivery: Delivery;
  /** How often the insert was sent: WeChat may hold a card whose answer never came. */
  inserts: number;
  /** The PDF at WeChat, and when it went there in milliseconds. */
  media?: { id: string; at: number };
  cardId?: string;
  /** Unknown when the answer to the insert was lost. */
  code?: string;
  /** Why there is no card. */
  refusal?: CardRefusal;
  /** What became of the wish to have it cancelled, once its invoice is reversed. */
  cancel?: {
    status: 'under_way' | 'done' | 'refused';
    /** An earlier try was sent, and its answer never came. */
    lost?: boolean;
    refusal?: CardRefusal;
  };
}

/** What WeChat has said; without a number it could not be reached or was not asked. */
export interface CardRefusal {
  errcode?: number;
  message: string;
}

/** Something to be done outside, now or later, until it has worked or is given up. */
export type Errand = {
  id: string;
  merchantId: string;
  serial: string;
  /** Milliseconds. */
  dueAt: number;
  tries: number;
} & ({ kind: 'insert' | 'cancel' } | { kind: 'callback'; url: string; body: string });

/** An invoice as it is kept. */
export interface StoredInvoice {
  merchantId: string;
  request: IssueRequest;
  attempt: number;
  /** Unix seconds. */
  acceptedAt: number;
  /** Milliseconds: when the tax bureau answers. */
  dueAt: number;
  outcome: Outcome;
  card?: Card;
  /** What was asked for, where the clerk has changed it. */
  asked?: IssueRequest;
  /** The buyer has made 用途确认 or 入账确认. */
  booked?: boolean;
}

/** What the tax bureau lets a taxpayer do; the times are milliseconds. */
export interface Taxpayer {
  loginUntil: number;
  faceCheckUntil: number;
  quotaFen: number;
  /** The last time that the clerk logged in here; what had waited until then is answered as of it. */
  loggedInAt?: number;
}

/** So many of the next issues will fail, of one merchant or of any, of invoices, reds or both. */
export interface PlannedFailure {
  merchantId?: string;
  of?: 'blue' | 'red';
  code: FailureCode;
  left: number;
}

/** The next invoice, of one merchant or of any, comes to this. */
export interface PlannedTotal {
  merchantId?: string;
  grossFen: number;
}

/** What happens to callbacks at the wish of whoever plays with the sandbox. */
export type CallbackFault = 'none' | 'lose' | 'double';

interface Values {
  delayMs: number;
  /** From the invoice to its card. */
  cardDelayMs: number;
  callbackFault: CallbackFault;
  /** The API answers nobody. */
  isOut: boolean;
  /** Card templates at WeChat by what is printed on them. */
  templates: Record<string, string>;
  plannedFailures: PlannedFailure[];
  /** What the next invoices come to instead of what is asked for. */
  plannedTotals: PlannedTotal[];
}

const tables = `
  CREATE TABLE IF NOT EXISTS invoices (sequence INTEGER PRIMARY KEY AUTOINCREMENT, merchant TEXT NOT NULL, serial TEXT NOT NULL,
    status TEXT NOT NULL, due_at INTEGER NOT NULL, body TEXT NOT NULL, UNIQUE (merchant, serial));
  CREATE INDEX IF NOT EXISTS pending ON invoices (merchant, due_at) WHERE status = 'accepted';
  CREATE INDEX IF NOT EXISTS invoices_by_number ON invoices (json_extract(body, '$.outcome.number'));
  CREATE TABLE IF NOT EXISTS taxpayers (merchant TEXT PRIMARY KEY, body TEXT NOT NULL);
  CREATE TABLE IF NOT EXISTS errands (id TEXT PRIMARY KEY, due_at INTEGER NOT NULL, body TEXT NOT NULL);
  CREATE INDEX IF NOT EXISTS errands_by_hour ON errands (due_at);
  CREATE TABLE IF NOT EXISTS settings (name TEXT PRIMARY KEY, value TEXT NOT NULL);
  CREATE TABLE IF NOT EXISTS nonces (merchant TEXT NOT NULL, nonce TEXT NOT NULL, seen_at INTEGER NOT NULL, PRIMARY KEY (merchant, nonce)) WITHOUT ROWID;
  CREATE INDEX IF NOT EXISTS nonces_by_age ON nonces (seen_at);
`;
const remembered = ['invoices', 'reds', 'taxpayers', 'settings', 'errands'];

/** Everything that the issuer remembers, in one SQLite file; `:memory:` keeps nothing. */
export const openStore = (dataDir: string) => {
  const database = openDatabase(dataDir);
  database.exec(tables + redTables);

  const insertInvoice = database.prepare(
    'INSERT INTO invoices (merchant, serial, status, due_at, body) VALUES (?, ?, ?, ?, ?)',
  );
  const updateInvoice = database.prepare(
    'UPDATE invoices SET status = ?, due_at = ?, body = ? WHERE merchant = ? AND serial = ?',
  );
  const invoiceBySerial = database.prepare('SELECT sequence, body FROM invoices WHERE merchant = ? AND serial = ?');
  const invoiceByNumber = database.prepare(
    `SELECT sequence, body FROM invoices WHERE json_extract(body, '$.outcome.number') = ?`,
  );
  const firstPending = database.prepare(
    `SELECT sequence, body FROM invoices WHERE merchant = ? AND status = 'accepted' ORDER BY due_at, sequence LIMIT 1`,
  );
  const pendingCount = database.prepare(
    `SELECT count(*) AS count FROM invoices WHERE merchant = ? AND status = 'accepted'`,
  );
  const addErrand = database.prepare('INSERT OR REPLACE INTO errands (id, due_at, body) VALUES (?, ?, ?)');
  const putErrand = database.prepare('UPDATE errands SET due_at = ?, body = ? WHERE id = ?');
  const dropErrand = database.prepare('DELETE FROM errands WHERE id = ?');
  const dueErrands = database.prepare('SELECT body FROM errands WHERE due_at <= ? ORDER BY due_at, id');
  const firstErrand = database.prepare('SELECT min(due_at) AS at FROM errands');
  const taxpayerById = database.prepare('SELECT body FROM taxpayers WHERE merchant = ?');
  const putTaxpayer = database.prepare('INSERT OR REPLACE INTO taxpayers (merchant, body) VALUES (?, ?)');
  const settingByName = database.prepare('SELECT value FROM settings WHERE name = ?');
  const putSetting = database.prepare('INSERT OR REPLACE INTO settings (name, value) VALUES (?, ?)');
  const addNonce = database.prepare('INSERT OR IGNORE INTO nonces (merchant, nonce, seen_at) VALUES (?, ?, ?)');
  const dropNonces = database.prepare('DELETE FROM nonces WHERE seen_at < ?');
  const tableByName = database.prepare('SELECT name FROM sqlite_master WHERE name = ?');

  const isSaved = (table: string) => tableByName.get(`saved_${table}`) !== undefined;
  const columns = (invoice: StoredInvoice) => [invoice.outcome.status, invoice.dueAt, JSON.stringify(invoice)] as const;
  const asInvoice = (row: { sequence: number; body: string } | undefined) =>
    row && { sequence: row.sequence, invoice: JSON.parse(row.body) as StoredInvoice };

  return {
    reds: redsOf(database),

    /** Runs `work` wholly or not at all. */
    transaction: <T>(work: () => T): T => database.transaction(work).immediate(),

    addInvoice: (invoice: StoredInvoice) => {
      insertInvoice.run(invoice.merchantId, invoice.request.serial, ...columns(invoice));
    },
    putInvoice: (invoice: StoredInvoice) => {
      updateInvoice.run(...columns(invoice), invoice.merchantId, invoice.request.serial);
    },
    invoice: (merchantId: string, serial: string): StoredInvoice | undefined => {
      const row = invoiceBySerial.get(merchantId, serial) as { sequence: number; body: string } | undefined;
      return asInvoice(row)?.invoice;
    },
    invoiceByNumber: (number: string): StoredInvoice | undefined => {
      const row = invoiceByNumber.get(number) as { sequence: number; body: string } | undefined;
      return asInvoice(row)?.invoice;
    },
    /** The accepted invoice whose answer is due first. */
    firstPending: (merchantId: string) =>
      asInvoice(firstPending.get(merchantId) as { sequence: number; body: string } | undefined),
    pendingCount: (merchantId: string): number => (pendingCount.get(merchantId) as { count: number }).count,

    addErrand: (errand: Errand) => {
      addErrand.run(errand.id, errand.dueAt, JSON.stringify(errand));
    },
    /** Changes an errand, if it is still there. */
    putErrand: (errand: Errand) => {
      putErrand.run(errand.dueAt, JSON.stringify(errand), errand.id);
    },
    dropErrand: (id: string) => {
      dropErrand.run(id);
    },
    dueErrands: (until: number) =>
      (dueErrands.all(until) as { body: string }[]).map(({ body }) => JSON.parse(body) as Errand),
    firstErrandAt: (): number | undefined => (firstErrand.get() as { at: number | null }).at ?? undefined,

    taxpayer: (merchantId: string): Taxpayer | undefined => {
      const row = taxpayerById.get(merchantId) as { body: string } | undefined;
      return row && (JSON.parse(row.body) as Taxpayer);
    },
    putTaxpayer: (merchantId: string, taxpayer: Taxpayer) => {
      putTaxpayer.run(merchantId, JSON.stringify(taxpayer));
    },

    value: <Name extends keyof Values>(name: Name, otherwise: Values[Name]): Values[Name] => {
      const row = settingByName.get(name) as { value: string } | undefined;
      return row ? (JSON.parse(row.value) as Values[Name]) : otherwise;
    },
    putValue: <Name extends keyof Values>(name: Name, value: Values[Name]) => {
      putSetting.run(name, JSON.stringify(value));
    },

    /** False if this nonce was used since `forgetBefore`. */
    useNonce: (merchantId: string, nonce: string, now: number, forgetBefore: number): boolean => {
      dropNonces.run(forgetBefore);
      return addNonce.run(merchantId, nonce, now).changes === 1;
    },

    /** Makes the present data what `restore` goes back to, also after a restart. */
    save: () => {
      for (const table of remembered)
        database.exec(`DROP TABLE IF EXISTS saved_${table}; CREATE TABLE saved_${table} AS SELECT * FROM ${table}`);
    },
    hasSaved: () => isSaved('invoices'),
    /** Sequences are never given out twice, so that no invoice number comes back after a restore. */
    restore: () => {
      for (const table of remembered) {
        database.exec(`DELETE FROM ${table}`);
        // What was saved before this table existed has nothing of it.
        if (isSaved(table)) database.exec(`INSERT INTO ${table} SELECT * FROM saved_${table}`);
      }
    },
    close: () => database.close(),
  };
};

export type Store = ReturnType<typeof openStore>;
