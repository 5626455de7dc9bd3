import type { UnixSeconds } from '../../../contract/primitives';
import type { Waker } from '../domain/state-wakers';
import { collection, is, to, type Changes } from './database';
import type { OutboxRecord } from './records';
import type { Tx } from './transact';

const outbox = () => collection<OutboxRecord>('outbox');

/** Longer than the `jobs` function may run, so that no two instances work on one row. */
const LEASE_SECONDS = 75;

/** A row for an outward step that an application waits for. */
export const rowOf = (
  applicationId: string,
  { kind, number, afterSeconds }: Waker,
  now: UnixSeconds,
): OutboxRecord => ({
  _id: `${applicationId}:${kind}:${number}`,
  kind,
  number,
  applicationId,
  state: 'due',
  dueAt: (now + afterSeconds) as UnixSeconds,
  tries: 0,
  fence: 0,
  progress: {},
  createdAt: now,
});

/** Rows to be worked off now, the longest due first. */
export const dueRows = (now: UnixSeconds, most: number): Promise<OutboxRecord[]> =>
  outbox().find({ state: 'due', dueAt: is.lte(now) }, { orderBy: [['dueAt', 'asc']], limit: most });

/** The same for one application. */
export const dueRowsOf = async (applicationId: string, now: UnixSeconds): Promise<OutboxRecord[]> =>
  (await outbox().find({ applicationId, state: 'due' })).filter(({ dueAt }) => dueAt <= now);

/** Takes a row for this worker alone; undefined when another was faster. */
export const leaseRow = async (row: OutboxRecord, now: UnixSeconds): Promise<OutboxRecord | undefined> => {
  const taken = { fence: row.fence + 1, dueAt: (now + LEASE_SECONDS) as UnixSeconds, tries: row.tries + 1 };
  const count = await outbox().updateWhere({ _id: row._id, state: 'due', fence: row.fence }, taken);
  return count === 1 ? { ...row, ...taken } : undefined;
};

/** Changes a row that this worker holds; answers false when it was overtaken. */
export const changeRow = async (
  row: OutboxRecord,
  changes: Omit<Changes<OutboxRecord>, '_id' | 'fence'>,
): Promise<boolean> => (await outbox().updateWhere({ _id: row._id, fence: row.fence }, changes)) === 1;

/**
 * Makes a row that waits for its hour due now, because there is news. A worker that has it at this moment is overtaken:
 * what it is about to put off may rest on how things stood before.
 */
export const hurryRow = async (id: string, now: UnixSeconds): Promise<void> =>
  void (await outbox().updateWhere(
    { _id: id, state: 'due', dueAt: is.gt(now) },
    { dueAt: now, fence: to.increase(1) },
  ));

/** The same in the transaction that brings the news, whether the row was waiting or is new. */
export const hurryWaker = async (
  tx: Tx,
  applicationId: string,
  { kind, number }: Pick<Waker, 'kind' | 'number'>,
  now: UnixSeconds,
): Promise<void> =>
  void (await tx.outbox.update(`${applicationId}:${kind}:${number}`, { dueAt: now, fence: to.increase(1) }));

/** Clears away rows that were done before then. */
export const removeDoneRows = (before: UnixSeconds): Promise<number> =>
  outbox().removeWhere({ state: 'done', dueAt: is.lt(before) });
