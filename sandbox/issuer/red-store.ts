import type { Amounts } from './amounts';
import type { Database } from './database';
import type { FailureCode } from './failures';
import type { InvoiceNumber } from './numbers';
import type { RedReason, Side } from './red-rules';

/** What a red is to take back of a line of the blue, with tax and positive. */
export interface LineAsked {
  index: number;
  grossFen: number;
}

/** What a red takes back of a line of the blue; positive, though it is answered and printed as negative. */
export interface RedLine extends Amounts {
  index: number;
}

/** Where a red stands; the times are Unix seconds. */
export type RedState =
  | { status: 'requested' | 'unneeded' | 'confirmed' | 'accepted' | 'refused' | 'lapsed' | 'withdrawn' }
  | { status: 'awaiting_buyer' | 'awaiting_seller'; deadline: number }
  | ({ status: 'issued'; issuedAt: number } & InvoiceNumber)
  | { status: 'failed'; code: FailureCode };

export const redStatuses = [
  'requested',
  'unneeded',
  'awaiting_buyer',
  'awaiting_seller',
  'confirmed',
  'accepted',
  'issued',
  'refused',
  'lapsed',
  'withdrawn',
  'failed',
] as const satisfies RedState['status'][];

/** A red as it is kept. */
export interface StoredRed {
  /** Of all reds, in the order in which they came. */
  sequence: number;
  merchantId: string;
  redSerial: string;
  invoiceSerial: string;
  startedBy: Side;
  reason: RedReason;
  /** As it was asked for; without it the whole. */
  asked?: readonly LineAsked[];
  whole: boolean;
  lines: RedLine[];
  attempt: number;
  /** Unix seconds. */
  requestedAt: number;
  formNo?: string;
  /** The other side has agreed. */
  confirmed: boolean;
  state: RedState;
  /** Milliseconds: when it goes on by itself. A red without it has ended. */
  dueAt?: number;
}

export const redTables = `
  CREATE TABLE IF NOT EXISTS reds (sequence INTEGER PRIMARY KEY AUTOINCREMENT, merchant TEXT NOT NULL, serial TEXT NOT NULL,
    invoice TEXT NOT NULL, status TEXT NOT NULL, due_at INTEGER, body TEXT NOT NULL, UNIQUE (merchant, serial));
  CREATE INDEX IF NOT EXISTS reds_of_invoice ON reds (merchant, invoice, sequence);
  CREATE INDEX IF NOT EXISTS reds_by_status ON reds (merchant, status, sequence);
  CREATE INDEX IF NOT EXISTS open_reds ON reds (merchant, due_at) WHERE due_at IS NOT NULL;
`;

interface RedRow {
  sequence: number;
  body: string;
}
const asRed = ({ sequence, body }: RedRow): StoredRed => ({ ...(JSON.parse(body) as StoredRed), sequence });

/** The reds in the issuer's database. */
export const redsOf = (database: Database) => {
  const insert = database.prepare(
    'INSERT INTO reds (merchant, serial, invoice, status, due_at, body) VALUES (?, ?, ?, ?, ?, ?)',
  );
  const update = database.prepare('UPDATE reds SET status = ?, due_at = ?, body = ? WHERE sequence = ?');
  const bySerial = database.prepare('SELECT sequence, body FROM reds WHERE merchant = ? AND serial = ?');
  const ofInvoice = database.prepare(
    'SELECT sequence, body FROM reds WHERE merchant = ? AND invoice = ? ORDER BY sequence',
  );
  const byStatus = database.prepare(
    'SELECT sequence, body FROM reds WHERE merchant = ? AND status = ? AND sequence > ? ORDER BY sequence LIMIT ?',
  );
  const first = (which: string) =>
    database.prepare(
      `SELECT sequence, body FROM reds WHERE merchant = ? AND due_at IS NOT NULL AND ${which} ORDER BY due_at, sequence LIMIT 1`,
    );
  const firstAccepted = first(`status = 'accepted'`);
  const firstOther = first(`status <> 'accepted'`);
  const acceptedCount = database.prepare(
    `SELECT count(*) AS count FROM reds WHERE merchant = ? AND status = 'accepted'`,
  );

  return {
    add: (red: Omit<StoredRed, 'sequence'>): StoredRed => {
      const { merchantId, redSerial, invoiceSerial, state, dueAt } = red;
      insert.run(merchantId, redSerial, invoiceSerial, state.status, dueAt ?? null, JSON.stringify(red));
      return asRed(bySerial.get(merchantId, redSerial) as RedRow);
    },
    put: (red: StoredRed) => {
      update.run(red.state.status, red.dueAt ?? null, JSON.stringify(red), red.sequence);
    },
    get: (merchantId: string, redSerial: string): StoredRed | undefined => {
      const row = bySerial.get(merchantId, redSerial) as RedRow | undefined;
      return row && asRed(row);
    },
    /** All of one invoice, in order. */
    ofInvoice: (merchantId: string, invoiceSerial: string): StoredRed[] =>
      (ofInvoice.all(merchantId, invoiceSerial) as RedRow[]).map(asRed),
    withStatus: (merchantId: string, status: RedState['status'], after: number, count: number): StoredRed[] =>
      (byStatus.all(merchantId, status, after, count) as RedRow[]).map(asRed),
    /** The next to be issued, and the next to go on otherwise. */
    heads: (merchantId: string): StoredRed[] =>
      [firstAccepted, firstOther].flatMap((statement) => {
        const row = statement.get(merchantId) as RedRow | undefined;
        return row ? [asRed(row)] : [];
      }),
    acceptedCount: (merchantId: string): number => (acceptedCount.get(merchantId) as { count: number }).count,
  };
};
