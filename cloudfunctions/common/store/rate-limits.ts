import type { UnixSeconds } from '../../../contract/primitives';
import { collection, is, to, type Stored } from './database';

/** The calls within one window of time. */
interface RateRecord extends Stored {
  count: number;
  expiresAt: UnixSeconds;
}

const rates = () => collection<RateRecord>('rate_limits');

/** Counts a call; answers false when the window has had `most` already. */
export const takeCall = async (caller: string, now: UnixSeconds, most: number, seconds: number): Promise<boolean> => {
  const window = Math.floor(now / seconds);
  const id = `${caller}:${window}`;
  const count = async () =>
    (await rates().updateWhere({ _id: id, count: is.lt(most) }, { count: to.increase(1) })) === 1;
  if (await count()) return true;
  const expiresAt = ((window + 2) * seconds) as UnixSeconds;
  return (await rates().add({ _id: id, count: 1, expiresAt })) || count();
};

/** Clears away windows that are over. */
export const removeOldWindows = (now: UnixSeconds): Promise<number> => rates().removeWhere({ expiresAt: is.lte(now) });
