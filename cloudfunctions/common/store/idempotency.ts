import type { UnixSeconds } from '../../../contract/primitives';
import { collection, is, type Stored } from './database';

/** The first answer that was given under an Idempotency-Key, or the claim of whoever is working on it. */
interface IdempotencyRecord extends Stored {
  /** Hash of the request that the key was first used for. */
  requestHash: string;
  state: 'working' | 'done';
  /** What was answered, as JSON; empty while working. */
  answer: string;
  /** Until then nobody else takes the work over. */
  leaseUntil: UnixSeconds;
  expiresAt: UnixSeconds;
  version: number;
}

const answers = () => collection<IdempotencyRecord>('idempotency');

const KEPT_SECONDS = 25 * 3600;
/** Longer than any invocation lives. */
const LEASE_SECONDS = 120;

export type KeyClaim =
  /** The work is ours, under this version. */
  | { is: 'ours'; version: number }
  | { is: 'answered'; answer: string }
  /** The same request is being worked on elsewhere. */
  | { is: 'busy' }
  /** The key was used for another request. */
  | { is: 'foreign' };

/** Claims a key for a request, or finds out what became of it. */
export const claimKey = async (id: string, requestHash: string, now: UnixSeconds): Promise<KeyClaim> => {
  const fresh = {
    requestHash,
    state: 'working' as const,
    answer: '',
    leaseUntil: (now + LEASE_SECONDS) as UnixSeconds,
    expiresAt: (now + KEPT_SECONDS) as UnixSeconds,
  };
  if (await answers().add({ _id: id, ...fresh, version: 1 })) return { is: 'ours', version: 1 };
  const record = await answers().get(id);
  if (!record) return { is: 'busy' };
  const expired = record.expiresAt <= now;
  if (!expired && record.requestHash !== requestHash) return { is: 'foreign' };
  if (!expired && record.state === 'done') return { is: 'answered', answer: record.answer };
  if (!expired && record.leaseUntil > now) return { is: 'busy' };
  const version = record.version + 1;
  const taken = await answers().updateWhere({ _id: id, version: record.version }, { ...fresh, version });
  return taken === 1 ? { is: 'ours', version } : { is: 'busy' };
};

/** Keeps the answer for whoever asks again. */
export const keepAnswer = async (id: string, version: number, answer: string): Promise<void> => {
  await answers().updateWhere({ _id: id, version }, { state: 'done', answer, version: version + 1 });
};

/** Lets the key go, as if it had never been used. */
export const releaseKey = async (id: string, version: number): Promise<void> => {
  await answers().removeWhere({ _id: id, version });
};

/** Clears away answers that were kept long enough. */
export const removeOldAnswers = (now: UnixSeconds): Promise<number> =>
  answers().removeWhere({ expiresAt: is.lte(now) });
