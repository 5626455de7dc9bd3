import type { UnixSeconds } from '../../../contract/primitives';
import { fail } from '../runtime/errors';
import { collection, is, type Stored } from './database';

/** The failed tries of the last hour, of one person or at one order number. */
interface ClaimTriesRecord extends Stored {
  times: UnixSeconds[];
  /** When the record has nothing more to say. */
  expiresAt: UnixSeconds;
  version: number;
}

const tries = () => collection<ClaimTriesRecord>('claim_tries');
const ATTEMPTS = 10;

/** Changes the list of tries; `change` answers undefined to leave it and end. Answers whether it was changed. */
const changeTimes = async (
  id: string,
  lifetime: number,
  change: (times: readonly UnixSeconds[]) => UnixSeconds[] | undefined,
): Promise<boolean> => {
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const record = await tries().get(id);
    const times = change(record?.times ?? []);
    if (!times) return false;
    const next = { times, expiresAt: (Math.max(0, ...times) + lifetime) as UnixSeconds };
    if (!record) {
      if (await tries().add({ _id: id, ...next, version: 1 })) return true;
    } else if (
      (await tries().updateWhere({ _id: id, version: record.version }, { ...next, version: record.version + 1 })) === 1
    ) {
      return true;
    }
  }
  throw fail('busy');
};

/** Takes one of `most` tries in `seconds`, counted back from now; answers false when there is none left. */
export const takeTry = (id: string, now: UnixSeconds, most: number, seconds: number): Promise<boolean> =>
  changeTimes(id, seconds, (times) => {
    const recent = times.filter((at) => at > now - seconds);
    return recent.length < most ? [...recent, now] : undefined;
  });

/** Gives a try back, because it was right. */
export const giveTryBack = async (id: string, at: UnixSeconds, seconds: number): Promise<void> => {
  await changeTimes(id, seconds, (times) => {
    const place = times.lastIndexOf(at);
    return place < 0 ? undefined : times.filter((_, i) => i !== place);
  });
};

/** Clears away what no longer counts. */
export const removeOldTries = (now: UnixSeconds): Promise<number> => tries().removeWhere({ expiresAt: is.lte(now) });
