import type { UnixSeconds } from '../../../contract/primitives';
import { collection, is, type Stored } from './database';

/** When an API key was last used. `_id` is its hash. */
interface KeyUseRecord extends Stored {
  usedAt: UnixSeconds;
}

const uses = () => collection<KeyUseRecord>('key_uses');

/** Writing it down at every call would cost a write a call. */
const EVERY_SECONDS = 300;
const noted = new Map<string, number>();

/** Notes that a key was used, to within five minutes. */
export const noteUse = async (hash: string, now: UnixSeconds): Promise<void> => {
  if (Math.abs(now - (noted.get(hash) ?? -EVERY_SECONDS)) < EVERY_SECONDS) return;
  noted.set(hash, now);
  await uses().put({ _id: hash, usedAt: now });
};

/** When each of the keys was last used, by its hash. */
export const lastUses = async (hashes: readonly string[]): Promise<Map<string, UnixSeconds>> => {
  const found = hashes.length > 0 ? await uses().find({ _id: is.oneOf(hashes) }) : [];
  return new Map(found.map(({ _id, usedAt }) => [_id, usedAt]));
};

export const forgetUses = (hashes: readonly string[]): Promise<unknown> =>
  hashes.length > 0 ? uses().removeWhere({ _id: is.oneOf(hashes) }) : Promise.resolve();
