import type { UnixSeconds } from '../../../contract/primitives';
import type { Waker } from '../domain/state-wakers';
import { collection, is, to, type Changes } from './database';
import type { OutboxRecord } from './records';
import type { Tx } from './transact';

const outbox = () => collection<OutboxRecord>('outbox');

/** Longer than the `jobs` function may run, so that no two instances work on one row. */
const LEASE_SECONDS = 75;

/** A row for an outward step that something waits for. */
export const rowOf = (
  subjectId: string,
  { kind, number, afterSeconds }: Waker,
  now: UnixSeconds,
  merchantId?: string,
): OutboxRecord => ({
  _id: `${subjectId}:${kind}:${number}`,
  kind,
  number,
  subjectId,
  ...(merchantId !== undefined && { merchantId }),
  state: 'due',
  dueAt: (now + afterSeconds) as UnixSeconds,
  tries: 0,
  fence: 0,
  progress: {},
  createdAt: now,
});

/** Rows to be worked off now, the longest due first; messages to merchants' servers wait for nobody and apart. */
export const dueRows = (now: UnixSeconds, most: number): Promise<OutboxRecord[]> =>
  outbox().find(
    { state: 'due', kind: is.not('webhook'), dueAt: is.lte(now) },
    { orderBy: [['dueAt', 'asc']], limit: most },
  );

/** The messages to merchants' servers that are due. */
export const dueWebhooks = (now: UnixSeconds, most: number): Promise<OutboxRecord[]> =>
  outbox().find(
    { kind: 'webhook', state: 'due', dueAt: is.lte(now) },
    {
      orderBy: [
        ['dueAt', 'asc'],
        ['number', 'asc'],
      ],
      limit: most,
    },
  );

/** What its merchant's server is told of an application, in the order in which it happens. */
export const webhooksOf = async (applicationId: string): Promise<OutboxRecord[]> => {
  const found = await outbox().find({ subjectId: applicationId, kind: 'webhook' });
  return found.sort((a, b) => a.createdAt - b.createdAt || a.number - b.number);
};

export const getRow = (id: string): Promise<OutboxRecord | null> => outbox().get(id);

/** Puts a row off that nobody has taken, without counting a try. */
export const putOff = async ({ _id, fence }: OutboxRecord, until: UnixSeconds): Promise<void> =>
  void (await outbox().updateWhere({ _id, fence, state: 'due' }, { dueAt: until, fence: to.increase(1) }));

/** Makes a row due from its first try on, whatever became of it. */
export const startAgain = async (id: string, now: UnixSeconds): Promise<boolean> =>
  (await outbox().updateWhere({ _id: id }, { state: 'due', dueAt: now, tries: 0, fence: to.increase(1) })) === 1;

/** The same for one application, or whatever else waits. */
export const dueRowsOf = async (subjectId: string, now: UnixSeconds): Promise<OutboxRecord[]> =>
  (await outbox().find({ subjectId, state: 'due' })).filter(({ kind, dueAt }) => kind !== 'webhook' && dueAt <= now);

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
  subjectId: string,
  { kind, number }: Pick<Waker, 'kind' | 'number'>,
  now: UnixSeconds,
): Promise<void> =>
  void (await tx.outbox.update(`${subjectId}:${kind}:${number}`, { dueAt: now, fence: to.increase(1) }));

/** Clears away rows that were done before then, and messages that nobody took. */
export const removeDoneRows = async (before: UnixSeconds): Promise<void> => {
  await outbox().removeWhere({ state: 'done', dueAt: is.lt(before) });
  await outbox().removeWhere({ kind: 'webhook', state: 'parked', dueAt: is.lt(before) });
};
