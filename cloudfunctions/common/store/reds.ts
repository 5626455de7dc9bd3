import type { Fen, UnixSeconds } from '../../../contract/primitives';
import type { RedReason } from '../../../contract/states';
import { invoiceableAmount } from '../domain/order-amount';
import { isOpenRed, redTellingsOf, redWaitOf, redWakersOf, type RedEntry, type RedLife } from '../domain/red';
import { invoiceStateOf, leftOf, sumOf, type RedLine } from '../domain/red-amounts';
import { redTabOf } from '../domain/red-view';
import { objectionToOrders, refundGapOf, refusedFor, type Objection } from '../domain/refunds';
import { isOpenReplacement } from '../domain/reissue';
import { canMove, noted } from '../domain/state';
import { saveApplication } from './applications';
import { countRed } from './counters';
import { collection, is, to } from './database';
import { hurryWaker, rowOf } from './outbox';
import type { ApplicationRecord, InvoiceRecord, OrderRecord, StoredFile } from './records';
import type { Tx } from './transact';

/** One attempt to reverse an invoice. `_id` is `<applicationId>:red:<n>`; amounts are positive. */
export interface RedRecord extends RedLife {
  _id: string;
  merchantId: string;
  /** Whose outward steps follow it: the application that held the invoice when it began. */
  applicationId: string;
  invoiceId: string;
  /** At the issuer, and that of its invoice there. */
  serial: string;
  invoiceSerial: string;
  reason: RedReason;
  /** It takes the whole invoice, of which nothing was reversed before. */
  whole: boolean;
  /** 换开: the application whose invoice takes the place of this one's. */
  makesWayFor?: string;
  lines: RedLine[];
  amount: Fen;
  net: Fen;
  tax: Fen;
  formNo?: string;
  deadline?: UnixSeconds;
  /** The document, once it is issued. */
  number?: string;
  code?: string;
  checkCode?: string;
  issuedAt?: UnixSeconds;
  files: StoredFile[];
  /** Its place in the merchant's list of reds, kept with every save. */
  tab: 'to_confirm' | 'open' | 'issued' | 'ended';
  /** `<issuedAt or createdAt, 10 digits>:<_id>`. */
  sortKey: string;
  createdAt: UnixSeconds;
  updatedAt: UnixSeconds;
  version: number;
}

/** A red before its place in the list is known. */
export type NewRed = Omit<RedRecord, 'tab' | 'sortKey' | 'version'>;

const reds = () => collection<RedRecord>('reds');

export const getRed = (id: string): Promise<RedRecord | null> => reds().get(id);

export const redId = (applicationId: string, n: number): string => `${applicationId}:red:${n}`;

/** The reds of an invoice, the first one first. */
export const redsOfInvoice = async (invoiceId: string): Promise<RedRecord[]> =>
  (await reds().find({ invoiceId })).sort((a, b) => a.n - b.n);

export const redBySerial = async (merchantId: string, serial: string): Promise<RedRecord | undefined> =>
  (await reds().find({ merchantId, serial }, { limit: 1 }))[0];

/** Where reds of a merchant lie in its list: from the first place on, below the second. */
export interface RedListing {
  merchantId: string;
  tab?: RedRecord['tab'] | undefined;
  from: string;
  below: string;
}

/** The newest of them; issued ones lie at the second of their issue. */
export const listedReds = ({ merchantId, tab, from, below }: RedListing, limit: number): Promise<RedRecord[]> =>
  reds().find(
    { merchantId, ...(tab && { tab }), sortKey: is.within(from, below) },
    { orderBy: [['sortKey', 'desc']], limit },
  );

export const countReds = (merchantId: string, tab: RedRecord['tab']): Promise<number> =>
  reds().count({ merchantId, tab });

/** What is known of an invoice and its reds, as a transaction sees them. */
export interface Blue {
  invoice: InvoiceRecord;
  application: ApplicationRecord;
  reds: RedRecord[];
  /** What the issued ones have left of each line. */
  left: RedLine[];
}

/** The invoice with whoever holds it and all of its reds; undefined when there is none. */
export const readBlue = async (tx: Tx, invoiceId: string): Promise<Blue | undefined> => {
  const invoice = await tx.invoices.get(invoiceId);
  const application = invoice && (await tx.applications.get(invoice.applicationId));
  if (!invoice || !application) return undefined;
  const found: RedRecord[] = [];
  for (const id of invoice.redIds ?? []) {
    const red = await tx.reds.get(id);
    if (red) found.push(red);
  }
  return { invoice, application, reds: found, left: leftOf(invoice.lines, found.filter(isIssued)) };
};

const isIssued = ({ state }: RedRecord): boolean => state === 'issued';

/** What an application shows of its invoice's reds. */
const reversalOf = (
  invoice: InvoiceRecord,
  all: readonly RedRecord[],
  at: UnixSeconds,
): NonNullable<ApplicationRecord['reversal']> => {
  const issued = all.filter(isIssued);
  const left = leftOf(invoice.lines, issued);
  const taken = sumOf(issued.flatMap(({ lines }) => lines));
  const open = all.find(isOpenRed);
  const wait = open && redWaitOf(open);
  return {
    state: invoiceStateOf(left, issued),
    count: issued.length,
    amount: taken.gross,
    tax: taken.tax,
    left: sumOf(left).gross,
    numbers: issued.flatMap(({ number }) => (number === undefined ? [] : [number])),
    ...(open && {
      open: {
        n: open.n,
        state: open.state,
        startedBy: open.startedBy,
        answered: open.asked !== undefined,
        ...(open.deadline !== undefined && { deadline: open.deadline }),
        ...(wait && { waits: wait }),
      },
    }),
    at,
  };
};

/** The application that is to take this one's place, while it may still come to something. */
const replacementOf = async (tx: Tx, { replacedBy }: ApplicationRecord): Promise<ApplicationRecord | undefined> => {
  const found = replacedBy === undefined ? null : await tx.applications.get(replacedBy);
  return found && isOpenReplacement(found) ? found : undefined;
};

/**
 * The whole was taken back: the orders may be invoiced anew. Where the sale itself was undone (`isUndone`) there is
 * something to invoice only once the merchant has said what was refunded. Answers them as they are then.
 */
const freeOrders = async (
  tx: Tx,
  { _id, orderKeys }: ApplicationRecord,
  isUndone: boolean,
  next: ApplicationRecord | undefined,
): Promise<OrderRecord[]> => {
  const freed: OrderRecord[] = [];
  for (const key of orderKeys) {
    const order = await tx.orders.get(key);
    if (order?.applicationId !== _id || order.hold !== 'invoiced') continue;
    const undone = isUndone ? invoiceableAmount(order) : undefined;
    await tx.orders.update(key, {
      ...(next ? { hold: 'held', applicationId: next._id } : { hold: 'free', applicationId: to.remove() }),
      undone: undone ?? to.remove(),
      version: to.increase(1),
    });
    freed.push({ ...order, ...(undone !== undefined && { undone }) });
  }
  return freed;
};

/**
 * 换开: whoever waits for the reversal reads of it in the own timeline, and goes on as soon as the whole is taken back;
 * where the sale itself was undone, it ends. (The step to the issuer, if it is about to be taken, finds that out itself.)
 */
const tellReplacement = async (
  tx: Tx,
  next: ApplicationRecord,
  red: RedRecord,
  { isClear, objection }: { isClear: boolean; objection: Objection | undefined },
  entries: readonly RedEntry[],
): Promise<void> => {
  if (!next.replaces) return;
  const now = red.updatedAt;
  const { waits: _before, ...replaced } = next.replaces;
  const waits = redWaitOf(red);
  const replaces = { ...replaced, red: red.state, ...(waits && { waits }), ...(isClear && { clear: true as const }) };
  // What the issuer is asked for now has all of its time before it.
  const issuing = isClear ? { ...next.issuing, at: now } : next.issuing;
  const told = entries.reduce((life, entry) => noted(life, now, entry), { ...next, replaces, issuing });
  const after = objection && canMove(told, 'refuse') ? refusedFor(told, objection, now, 'merchant') : told;
  const saved = await saveApplication(tx, next, { ...after, updatedAt: now });
  if (saved.issuing.state === 'accepted')
    await hurryWaker(tx, saved._id, { kind: 'issue', number: saved.issuing.attempt }, now);
};

const placed = (red: NewRed & { version?: number }): RedRecord => ({
  ...red,
  tab: redTabOf(red),
  sortKey: `${String(red.issuedAt ?? red.createdAt).padStart(10, '0')}:${red._id}`,
  version: (red.version ?? 0) + 1,
});

/** Everybody who has to hear of it. */
const allWakersOf = (red: RedLife) => [...redWakersOf(red), ...redTellingsOf(red)];

const idOf = ({ kind, number }: { kind: string; number: number }) => `${kind}:${number}`;

/**
 * Writes a red that is new or has moved, and with it what follows: its outward steps, the counters of the day on which
 * it was issued, the state of its invoice, which its issued reds alone decide, and what the application shows and what
 * becomes of the orders.
 */
export const saveRed = async (
  tx: Tx,
  { invoice, application, reds: siblings }: Pick<Blue, 'invoice' | 'application' | 'reds'>,
  after: NewRed & { version?: number },
  entries: readonly RedEntry[],
  audit: readonly NonNullable<ApplicationRecord['audit']>[number][] = [],
): Promise<RedRecord> => {
  const before = siblings.find(({ _id }) => _id === after._id);
  const now = after.updatedAt;
  const red = placed(after);
  await tx.reds.put(red);
  const known = new Set(before ? allWakersOf(before).map(idOf) : []);
  for (const waker of allWakersOf(red)) {
    if (!known.has(idOf(waker))) await tx.outbox.put(rowOf(red.applicationId, waker, now, red.merchantId));
  }
  const all = before ? siblings.map((one) => (one._id === red._id ? red : one)) : [...siblings, red];
  const reversal = reversalOf(invoice, all, now);
  await tx.invoices.put({
    ...invoice,
    state: reversal.state,
    redIds: all.map(({ _id }) => _id),
    version: invoice.version + 1,
  });
  const told = entries.reduce((life, entry) => noted(life, now, entry), application);
  await saveApplication(tx, application, {
    ...told,
    reversal,
    ...(audit.length > 0 && { audit: [...(application.audit ?? []), ...audit] }),
    updatedAt: now,
  });
  const next = await replacementOf(tx, application);
  const isReversed = reversal.state === 'reversed';
  const isMistake = all.filter(isIssued).every(({ reason }) => reason === 'error');
  let objection: Objection | undefined;
  if (isIssued(red) && !(before && isIssued(before))) {
    await countRed(tx, red);
    if (isReversed) {
      const isUndone = !isMistake && refundGapOf(application) === 0;
      const freed = await freeOrders(tx, application, isUndone, isMistake ? next : undefined);
      if (next && !isMistake) objection = objectionToOrders(next, freed);
    }
  }
  if (next) await tellReplacement(tx, next, red, { isClear: isReversed && isMistake, objection }, entries);
  return red;
};
