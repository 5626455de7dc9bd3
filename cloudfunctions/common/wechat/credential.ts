import { AppError, fail, type Failure } from '../runtime/errors';
import { nowMs } from '../runtime/clock';
import {
  credentialStore,
  type CredentialChanges,
  type CredentialRecord,
  type CredentialStore,
} from '../store/credentials';
import { wechatTrouble } from './errors';
import { timeLeft } from './patience';

/** A fresh value from WeChat. */
export interface Grant {
  value: string;
  expiresInSeconds: number;
}

/** Where a credential comes from. */
export interface CredentialSource {
  id: string;
  /** Whether an ordinary fetch answers the same value while it lives, even if it has been refused. */
  repeats: boolean;
  fetch(force: boolean): Promise<Grant>;
}

/** A token or ticket that any number of instances share with one upstream fetch. */
export interface Credential {
  get(): Promise<string>;
  /** A value other than `refused`, which WeChat has just turned down. */
  renew(refused: string): Promise<string>;
}

interface Ports {
  store: CredentialStore;
  now: () => number;
  sleep: (ms: number) => Promise<unknown>;
  /** How long a holder may take; then somebody else fetches. */
  leaseMs: number;
  /** How long a caller waits for a value. */
  patienceMs: number;
}

const ordinary: Ports = {
  store: credentialStore,
  now: nowMs,
  sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
  leaseMs: 6_000,
  patienceMs: 12_000,
};

// stable_token hands out a new value in the last five minutes of the old one, and both live through them.
const AHEAD_MS = 270_000;
/** A value this close to its end is not handed out any more. */
const LAST_MS = 20_000;
const SHORTEST_REST_MS = 5_000;
/** WeChat refreshes by force at most every 30 seconds, and 20 times a day. */
const FORCED_APART_MS = 30_000;
const FORCED_A_DAY = 20;

const chinaDay = (ms: number) => Math.floor((ms + 8 * 3_600_000) / 86_400_000);
const restAfter = (failures: number) => Math.min(1_000 * 2 ** (failures - 1), 60_000);

const mayForce = ({ forcedAt, forcedDay, forcedCount }: CredentialRecord, now: number) =>
  Math.abs(now - forcedAt) >= FORCED_APART_MS && (forcedDay !== chinaDay(now) || forcedCount < FORCED_A_DAY);

const forcedNow = ({ forcedDay, forcedCount }: CredentialRecord, now: number): CredentialChanges => ({
  forcedAt: now,
  forcedDay: chinaDay(now),
  forcedCount: forcedDay === chinaDay(now) ? forcedCount + 1 : 1,
});

/** Waiting does not help against these: only a later call may succeed. */
const isRefusal = ({ failure }: AppError) =>
  failure.code === 'wechat_credential_refused' || failure.code === 'wechat_token_refused';

const blank = (id: string): CredentialRecord => ({
  _id: id,
  value: '',
  expiresAt: 0,
  refreshAt: 0,
  leaseUntil: 0,
  version: 0,
  failures: 0,
  problem: '',
  forcedAt: 0,
  forcedDay: 0,
  forcedCount: 0,
});

/**
 * One lease for each credential, in the database: whoever takes it asks WeChat, everybody else is served the old value
 * or waits. A holder that dies is overtaken when its lease ends; one that was overtaken cannot publish.
 */
export const createCredential = (source: CredentialSource, ports: Partial<Ports> = {}): Credential => {
  const { store, now, sleep, leaseMs, patienceMs } = { ...ordinary, ...ports };
  let memory: Pick<CredentialRecord, 'value' | 'refreshAt'> | undefined;
  let pending: Promise<string> | undefined;

  const keep = (record: Pick<CredentialRecord, 'value' | 'refreshAt'>): string => {
    memory = { value: record.value, refreshAt: record.refreshAt };
    return record.value;
  };

  /** The record as the holder of its lease has it, or null when somebody else was faster. */
  const take = async (record: CredentialRecord | null): Promise<CredentialRecord | null> => {
    const time = now();
    if (record) {
      if (record.leaseUntil > time) return null;
      return (await store.take(record, time, time + leaseMs)) ? { ...record, version: record.version + 1 } : null;
    }
    const first = { ...blank(source.id), leaseUntil: time + leaseMs };
    return (await store.create(first)) ? first : null;
  };

  /** Asks WeChat; null when only a forced refresh would help and its limits forbid one. */
  const ask = async (
    held: CredentialRecord,
    refused: string | undefined,
    onForce: () => void,
  ): Promise<Grant | null> => {
    if (refused === undefined || source.repeats) {
      const grant = await source.fetch(false);
      if (grant.value !== refused) return grant;
    }
    if (!mayForce(held, now())) return null;
    onForce();
    return source.fetch(true);
  };

  /** Renews the held record; answers nothing when the caller should look again. */
  const renewHeld = async (held: CredentialRecord, refused: string | undefined): Promise<string | undefined> => {
    let forced: CredentialChanges = {};
    const publish = (changes: CredentialChanges) =>
      store.publish(held._id, held.version, { leaseUntil: 0, ...forced, ...changes });
    try {
      const grant = await ask(held, refused, () => (forced = forcedNow(held, now())));
      if (!grant) throw wechatTrouble('wechat_credential_refused');
      const time = now();
      const expiresAt = time + grant.expiresInSeconds * 1000;
      const fresh = {
        value: grant.value,
        expiresAt,
        refreshAt: Math.max(expiresAt - AHEAD_MS, time + SHORTEST_REST_MS),
      };
      return (await publish({ ...fresh, failures: 0, problem: '' })) ? keep(fresh) : undefined;
    } catch (error) {
      const failures = held.failures + 1;
      const hopeless = !(error instanceof AppError) || isRefusal(error);
      const rest = hopeless
        ? {}
        : { failures, problem: JSON.stringify(error.failure), refreshAt: now() + restAfter(failures) };
      // Should this fail too, the lease runs out by itself.
      await publish(rest).catch(() => false);
      if (hopeless) throw error;
      return undefined;
    }
  };

  const failureIn = (record: CredentialRecord | null): Failure | undefined =>
    record?.problem ? (JSON.parse(record.problem) as Failure) : undefined;

  const obtain = async (refused?: string): Promise<string> => {
    const giveUpAt = performance.now() + Math.min(patienceMs, timeLeft());
    for (let wait = 40; ; wait = Math.min(wait * 1.6, 600)) {
      const record = await store.read(source.id);
      const time = now();
      const usable = record && record.value && record.value !== refused && time < record.expiresAt - LAST_MS;
      const resting = record && time < record.refreshAt && (record.failures > 0 || record.value !== refused);
      if (usable && resting) return keep(record);
      if (!resting) {
        const held = await take(record);
        const value = held && (await renewHeld(held, refused));
        if (value) return value;
        if (held) continue;
      }
      // While another instance renews it, the old value serves.
      if (usable) return record.value;
      const failure = resting ? failureIn(record) : undefined;
      const left = giveUpAt - performance.now();
      const givenUp = left <= 0;
      if (failure && (givenUp || !failure.retryable)) throw new AppError(failure);
      if (givenUp) throw fail('busy');
      await sleep(Math.min(wait * (0.5 + Math.random()), left));
    }
  };

  return {
    get: () => {
      if (memory && now() < memory.refreshAt) return Promise.resolve(memory.value);
      pending ??= obtain().finally(() => (pending = undefined));
      return pending;
    },
    renew: (refused) =>
      memory && memory.value !== refused && now() < memory.refreshAt ? Promise.resolve(memory.value) : obtain(refused),
  };
};
