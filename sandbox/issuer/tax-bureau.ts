import type { Clock } from '../clock';
import type { DemoMerchant } from '../demo';
import type { FailureCode } from './failures';
import type { PlannedFailure, Store, Taxpayer } from './store';

const dayMs = 86_400_000;
/** Long enough that nobody who only moves the clock a few months is asked for a login. */
const loginMs = 365 * dayMs;
const startingQuotaFen = 100_000_000_000;
export const defaultDelayMs = 1500;

/** Why what is accepted does not go on by itself. */
export type WaitingReason = 'login' | 'face_check';

/** What is first in a queue at the tax bureau, and is decided at its hour. */
export interface Pending {
  /** Milliseconds. */
  at: number;
  /** Only while the taxpayer's clerk is logged in; until then it waits. */
  needsPerson: boolean;
  /** Decides it as of `at`, which is later than its hour if it had to wait. */
  decide: (at: number) => void;
}

/** Something that the tax bureau works off, taxpayer by taxpayer. */
export interface Queue {
  /** The first of each kind. */
  heads: (merchantId: string) => Pending[];
  /** How many need a person. */
  needingPerson: (merchantId: string) => number;
}

/** What a taxpayer wants to issue; a red's net is negative. */
export interface Issue {
  of: 'blue' | 'red';
  merchantId: string;
  serial: string;
  attempt: number;
  netFen: number;
}

export interface TaxBureauOptions {
  store: Store;
  clock: Clock;
  merchants: readonly DemoMerchant[];
  /** Which invoices fail in passing at the first attempt. */
  fails: (serial: string) => boolean;
}

const allowedUntil = (taxpayer: Taxpayer) => Math.min(taxpayer.loginUntil, taxpayer.faceCheckUntil);

/**
 * Who may issue, how much, until when, and in which order. Nothing runs in the background:
 * what fell due since the last look is decided, in order, before anything is read or changed.
 */
export const createTaxBureau = ({ store, clock, merchants, fails }: TaxBureauOptions) => {
  const queues: Queue[] = [];

  const taxpayer = (merchantId: string): Taxpayer => {
    const known = store.taxpayer(merchantId);
    if (known) return known;
    const until = clock.now() + loginMs;
    const fresh = { loginUntil: until, faceCheckUntil: until, quotaFen: startingQuotaFen };
    store.putTaxpayer(merchantId, fresh);
    return fresh;
  };

  const takePlannedFailure = ({ of, merchantId }: Issue): FailureCode | undefined => {
    const planned = store.value('plannedFailures', []);
    const next = planned.find((plan) => (plan.merchantId ?? merchantId) === merchantId && (plan.of ?? of) === of);
    if (!next) return undefined;
    next.left -= 1;
    store.putValue(
      'plannedFailures',
      planned.filter((plan) => plan.left > 0),
    );
    return next.code;
  };

  const headsOf = (merchantId: string) => queues.flatMap(({ heads }) => heads(merchantId));

  /** The first that is due; an answer that would come after the login ended never comes: it waits for a person. */
  const nextDue = (merchantId: string): Pending | undefined => {
    const now = clock.now();
    const until = allowedUntil(taxpayer(merchantId));
    return headsOf(merchantId)
      .filter(({ at, needsPerson }) => at <= now && (!needsPerson || at < until))
      .sort((left, right) => left.at - right.at)[0];
  };

  const settle = () => {
    for (const { id } of merchants) {
      for (let next = nextDue(id); next; next = nextDue(id)) {
        const { at, needsPerson, decide } = next;
        decide(needsPerson ? Math.max(at, taxpayer(id).loggedInAt ?? 0) : at);
      }
    }
  };

  /** Decides what is due, then does `work`, wholly or not at all. */
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

  return {
    settled,
    waitingReason,
    /** Works this queue off, too. */
    open: (queue: Queue) => {
      queues.push(queue);
    },

    /** Issues on the taxpayer's quota, to which a red gives back; answers why not. */
    issue: (issue: Issue): FailureCode | undefined => {
      const { of, merchantId, serial, attempt, netFen } = issue;
      const planned = takePlannedFailure(issue);
      if (planned) return planned;
      const payer = taxpayer(merchantId);
      if (netFen > payer.quotaFen) return 'quota_exceeded';
      if (of === 'blue' && attempt === 1 && fails(serial)) return 'tax_bureau_busy';
      store.putTaxpayer(merchantId, { ...payer, quotaFen: payer.quotaFen - netFen });
      return undefined;
    },

    /** How long it takes to issue what is accepted now. */
    delayMs: () => store.value('delayMs', defaultDelayMs),

    /** Decides what is due, and answers when the next is; what waits for a person has no hour. */
    catchUp: (): number | undefined =>
      settled(() => {
        const hours = merchants.flatMap(({ id }) => {
          const until = allowedUntil(taxpayer(id));
          return headsOf(id).flatMap(({ at, needsPerson }) => (needsPerson && at >= until ? [] : [at]));
        });
        return hours.length > 0 ? Math.min(...hours) : undefined;
      }),

    /** What the tax bureau lets this taxpayer do now, and how much waits for a person. */
    health: (merchantId: string) =>
      settled(() => {
        const reason = waitingReason(merchantId);
        const waiting = queues.reduce((sum, { needingPerson }) => sum + needingPerson(merchantId), 0);
        return { ...taxpayer(merchantId), reason, waiting: reason ? waiting : 0, now: clock.now() };
      }),

    /** The clerk logs in and shows the face; what waited is answered now. */
    login: (merchantIds: readonly string[]) =>
      settled(() => {
        const now = clock.now();
        const allowed = { loginUntil: now + loginMs, faceCheckUntil: now + loginMs, loggedInAt: now };
        for (const id of merchantIds) store.putTaxpayer(id, { ...taxpayer(id), ...allowed });
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

    setDelay: (delayMs: number) => settled(() => store.putValue('delayMs', delayMs)),

    failNext: (plan: PlannedFailure) =>
      settled(() => store.putValue('plannedFailures', [...store.value('plannedFailures', []), plan])),
  };
};

export type TaxBureau = ReturnType<typeof createTaxBureau>;
