import { createHash } from 'node:crypto';
import type { Clock } from '../clock';
import type { DemoMerchant } from '../demo';
import { Refusal } from './errors';
import { failures, type FailureCode } from './failures';
import { classicNumber, digitalNumber } from './numbers';
import { callbackErrand } from './callback';
import { requestTotal, type Delivery, type IssueRequest } from './request';
import type { CallbackFault, Card, Store, StoredInvoice, Taxpayer } from './store';

const dayMs = 86_400_000;
/** Long enough that nobody who only moves the clock a few months is asked for a login. */
const loginMs = 365 * dayMs;
const startingQuotaFen = 100_000_000_000;
export const defaultDelayMs = 1500;
const shanghaiMs = 8 * 3_600_000;

/** Why an accepted invoice does not go on by itself. */
export type WaitingReason = 'login' | 'face_check';

export interface IssuingOptions {
  store: Store;
  clock: Clock;
  merchants: readonly DemoMerchant[];
  /** With a seed, one first attempt in twenty fails in passing, always the same ones. */
  seed?: number;
}

const allowedUntil = (taxpayer: Taxpayer) => Math.min(taxpayer.loginUntil, taxpayer.faceCheckUntil);

/** Chosen by the serial, so that the same run meets the same failures. */
const failsByChance = (seed: number, serial: string) =>
  (createHash('sha256').update(`${seed}:${serial}`).digest()[0] ?? 0) < 256 / 20;

const yearOf = (time: number) => new Date(time + shanghaiMs).getUTCFullYear();

/**
 * The life of an invoice. Nothing runs in the background: what fell due since the last look
 * is decided, in order, before anything is read or changed.
 */
export const createIssuing = ({ store, clock, merchants, seed }: IssuingOptions) => {
  const taxpayer = (merchantId: string): Taxpayer => {
    const known = store.taxpayer(merchantId);
    if (known) return known;
    const until = clock.now() + loginMs;
    const fresh = { loginUntil: until, faceCheckUntil: until, quotaFen: startingQuotaFen };
    store.putTaxpayer(merchantId, fresh);
    return fresh;
  };

  const takePlannedFailure = (merchantId: string): FailureCode | undefined => {
    const planned = store.value('plannedFailures', []);
    const next = planned.find((plan) => plan.merchantId === undefined || plan.merchantId === merchantId);
    if (!next) return undefined;
    next.left -= 1;
    store.putValue(
      'plannedFailures',
      planned.filter((plan) => plan.left > 0),
    );
    return next.code;
  };

  const failureOf = (invoice: StoredInvoice, quotaFen: number): FailureCode | undefined => {
    const planned = takePlannedFailure(invoice.merchantId);
    if (planned) return planned;
    if (requestTotal(invoice.request).netFen > quotaFen) return 'quota_exceeded';
    const byChance = seed !== undefined && invoice.attempt === 1 && failsByChance(seed, invoice.request.serial);
    return byChance ? 'tax_bureau_busy' : undefined;
  };

  /** Keeps an invoice that has come to a result, and has whoever asked for it told. */
  const conclude = (invoice: StoredInvoice) => {
    store.putInvoice(invoice);
    const errand = callbackErrand(invoice, clock.now());
    if (errand) store.addErrand(errand);
  };

  /** The card of an invoice that is there: from now on it is on its way. */
  const withCard = (invoice: StoredInvoice, delivery: Delivery): StoredInvoice => {
    const { merchantId, request, card } = invoice;
    const id = `insert:${merchantId}:${request.serial}`;
    const dueAt = clock.now() + store.value('cardDelayMs', 0);
    store.addErrand({ id, merchantId, serial: request.serial, dueAt, tries: 0, kind: 'insert' });
    return { ...invoice, card: { status: 'inserting', delivery, inserts: card?.inserts ?? 0 } };
  };

  const decide = (invoice: StoredInvoice, sequence: number) => {
    const payer = taxpayer(invoice.merchantId);
    const code = failureOf(invoice, payer.quotaFen);
    if (code) {
      conclude({ ...invoice, outcome: { status: 'failed', code } });
      return;
    }
    const { kind, special, delivery } = invoice.request;
    const year = yearOf(invoice.dueAt);
    const number = kind === 'digital' ? digitalNumber(sequence, year) : classicNumber(sequence, year, special);
    const issuedAt = Math.floor(invoice.dueAt / 1000);
    const issued: StoredInvoice = { ...invoice, outcome: { status: 'issued', issuedAt, ...number } };
    conclude(delivery ? withCard(issued, delivery) : issued);
    store.putTaxpayer(invoice.merchantId, {
      ...payer,
      quotaFen: payer.quotaFen - requestTotal(invoice.request).netFen,
    });
  };

  const settle = () => {
    for (const { id } of merchants) {
      // An answer that would come after the login ended never comes: it waits for a person.
      const until = Math.min(clock.now(), allowedUntil(taxpayer(id)) - 1);
      for (const { invoice, sequence } of store.due(id, until)) decide(invoice, sequence);
    }
  };
  const settled = <T>(work: () => T): T =>
    store.transaction(() => {
      settle();
      return work();
    });

  const waitingReason = (merchantId: string): WaitingReason | undefined => {
    const { loginUntil, faceCheckUntil } = taxpayer(merchantId);
    if (loginUntil <= clock.now()) return 'login';
    return faceCheckUntil <= clock.now() ? 'face_check' : undefined;
  };

  const found = (merchantId: string, serial: string): StoredInvoice => {
    const invoice = store.invoice(merchantId, serial);
    if (!invoice) throw new Refusal(404, 'not_found', '没有这个流水号');
    return invoice;
  };

  const acceptance = () => ({
    dueAt: clock.now() + store.value('delayMs', defaultDelayMs),
    outcome: { status: 'accepted' } as const,
  });

  return {
    /** Takes an order to issue; the same serial and content is the same order. */
    issue: (merchantId: string, request: IssueRequest) =>
      settled((): { fresh: boolean; invoice: StoredInvoice } => {
        const known = store.invoice(merchantId, request.serial);
        if (known) {
          if (JSON.stringify(known.request) !== JSON.stringify(request))
            throw new Refusal(409, 'serial_conflict', '该流水号已用于其他内容', { field: 'serial' });
          return { fresh: false, invoice: known };
        }
        const acceptedAt = Math.floor(clock.now() / 1000);
        const invoice = { merchantId, request, attempt: 1, acceptedAt, ...acceptance() };
        store.addInvoice(invoice);
        return { fresh: true, invoice };
      }),

    read: (merchantId: string, serial: string) => settled(() => found(merchantId, serial)),

    /** Tries a failed invoice again; one that has not failed is left as it is. */
    retry: (merchantId: string, serial: string) =>
      settled((): { fresh: boolean; invoice: StoredInvoice } => {
        const invoice = found(merchantId, serial);
        if (invoice.outcome.status !== 'failed') return { fresh: false, invoice };
        const { message, retryable } = failures[invoice.outcome.code];
        if (!retryable) throw new Refusal(409, 'not_retryable', message);
        const again = { ...invoice, attempt: invoice.attempt + 1, ...acceptance() };
        store.putInvoice(again);
        return { fresh: true, invoice: again };
      }),

    /** Puts an issued invoice into a card pack; one whose card is there or on its way is left as it is. */
    deliver: (merchantId: string, serial: string, delivery: Delivery) =>
      settled((): { fresh: boolean; invoice: StoredInvoice } => {
        const invoice = found(merchantId, serial);
        if (invoice.outcome.status !== 'issued') throw new Refusal(409, 'not_issued', '发票尚未开具');
        if (invoice.card && invoice.card.status !== 'refused') return { fresh: false, invoice };
        const accepted = withCard(invoice, delivery);
        store.putInvoice(accepted);
        return { fresh: true, invoice: accepted };
      }),

    /** Keeps how far a card has come. */
    putCard: (merchantId: string, serial: string, card: Card) =>
      settled(() => {
        const invoice = { ...found(merchantId, serial), card };
        if (card.status === 'inserting') store.putInvoice(invoice);
        else conclude(invoice);
      }),

    /** Decides what is due, and answers when the next is; what waits for a person has no hour. */
    catchUp: (): number | undefined =>
      settled(() => {
        const hours = merchants.flatMap(({ id }) => {
          const at = store.firstPendingAt(id);
          return at !== undefined && at > clock.now() && at < allowedUntil(taxpayer(id)) ? [at] : [];
        });
        return hours.length > 0 ? Math.min(...hours) : undefined;
      }),

    waitingReason,

    /** What the tax bureau lets this taxpayer do now, and how many invoices wait for a person. */
    health: (merchantId: string) =>
      settled(() => {
        const reason = waitingReason(merchantId);
        const waiting = reason ? store.pendingCount(merchantId) : 0;
        return { ...taxpayer(merchantId), reason, waiting, now: clock.now() };
      }),

    /** The clerk logs in and shows the face; what waited is answered now. */
    login: (merchantIds: readonly string[]) =>
      settled(() => {
        const now = clock.now();
        for (const id of merchantIds) {
          const waited = waitingReason(id) ? store.due(id, now) : [];
          for (const { invoice } of waited) store.putInvoice({ ...invoice, dueAt: now });
          store.putTaxpayer(id, { ...taxpayer(id), loginUntil: now + loginMs, faceCheckUntil: now + loginMs });
        }
        settle();
      }),

    /** Ends the login, or only the face check. */
    expireLogin: (merchantIds: readonly string[], only?: 'face_check') =>
      settled(() => {
        const now = clock.now();
        for (const id of merchantIds) {
          const before = taxpayer(id);
          store.putTaxpayer(id, { ...before, faceCheckUntil: now, loginUntil: only ? before.loginUntil : now });
        }
      }),

    setQuota: (merchantIds: readonly string[], quotaFen: number) =>
      settled(() => {
        for (const id of merchantIds) store.putTaxpayer(id, { ...taxpayer(id), quotaFen });
      }),

    /** How long the tax bureau takes, for what is accepted from now on. */
    setDelay: (delayMs: number) => settled(() => store.putValue('delayMs', delayMs)),

    setCardDelay: (delayMs: number) => store.putValue('cardDelayMs', delayMs),

    setCallbackFault: (fault: CallbackFault) => store.putValue('callbackFault', fault),

    failNext: (code: FailureCode, left: number, merchantId?: string) =>
      settled(() =>
        store.putValue('plannedFailures', [
          ...store.value('plannedFailures', []),
          { code, left, ...(merchantId && { merchantId }) },
        ]),
      ),
  };
};

export type Issuing = ReturnType<typeof createIssuing>;
