import type { UnixSeconds } from '../../../contract/primitives';
import { collection, is, to } from './database';

/** Something that is looked at now and then, by whichever worker comes first. */
interface WatchRecord {
  _id: string;
  lookAt: UnixSeconds;
  /** Where the last look ended, among things that are too many for one. */
  after: string;
  version: number;
}

const watches = () => collection<WatchRecord>('watches');

/**
 * Takes the look for this worker alone when it is due, and answers where it begins; undefined when it is not due, or
 * another was faster.
 */
export const takeTurn = async (id: string, now: UnixSeconds, seconds: number): Promise<string | undefined> => {
  const lookAt = (now + seconds) as UnixSeconds;
  const watch = await watches().get(id);
  if (!watch) return (await watches().add({ _id: id, lookAt, after: '', version: 1 })) ? '' : undefined;
  const mine = { _id: id, version: watch.version, lookAt: is.lte(now) };
  const taken = await watches().updateWhere(mine, { lookAt, version: watch.version + 1 });
  return taken === 1 ? watch.after : undefined;
};

/** Where the next look begins; one that has not come to the end is due at once. */
export const leaveOff = async (id: string, after: string, now: UnixSeconds): Promise<void> =>
  void (await watches().update(id, { after, ...(after && { lookAt: now }), version: to.increase(1) }));
