import type { BatchAction } from '../../../contract/merchant-reports';
import type { Tab } from '../../../contract/merchant-invoices';
import type { Fen, UnixSeconds } from '../../../contract/primitives';
import type { MemberRole } from '../../../contract/states';
import type { Failure } from '../runtime/errors';
import { collection, is } from './database';
import { rowOf } from './outbox';
import type { Tx } from './transact';

/** What a batch works on: chosen applications, what a filter found when it began, or what failed in another batch. */
export type BatchOn =
  | { is: 'chosen'; applicationIds: string[] }
  | { is: 'found'; tab: Tab; query?: string; from?: string; to?: string }
  | { is: 'failed'; batchId: string };

/** One action on many applications. `_id` is made of who asked and the call. */
export interface BatchRecord {
  _id: string;
  merchantId: string;
  openid: string;
  name: string;
  role: MemberRole;
  action: BatchAction;
  reason?: string;
  on: BatchOn;
  state: 'working' | 'done' | 'failed';
  /** Behind which place the work goes on; empty at the beginning. */
  cursor: string;
  total: number;
  done: number;
  underWay: number;
  failed: number;
  problem?: Failure;
  createdAt: UnixSeconds;
  finishedAt?: UnixSeconds;
  /** `<createdAt, 10 digits>:<_id>`. */
  sortKey: string;
  version: number;
}

/** One application with which a batch did not succeed. `_id` is `<batchId>:<applicationId>`. */
export interface BatchFailureRecord {
  _id: string;
  batchId: string;
  applicationId: string;
  orderNos: string[];
  titleName?: string;
  amount: Fen;
  problem: Failure;
  at: UnixSeconds;
}

const batches = () => collection<BatchRecord>('batches');
const failures = () => collection<BatchFailureRecord>('batch_failures');

export const getBatch = (id: string): Promise<BatchRecord | null> => batches().get(id);

/** Those of a merchant, the newest first, from below `before` on. */
export const batchesOf = (merchantId: string, limit: number, before?: string): Promise<BatchRecord[]> =>
  batches().find(
    { merchantId, ...(before !== undefined && { sortKey: is.lt(before) }) },
    { orderBy: [['sortKey', 'desc']], limit },
  );

/** Writes a new batch and the outward step that works it off. */
export const beginBatch = async (tx: Tx, fresh: BatchRecord): Promise<void> => {
  await tx.batches.put(fresh);
  await tx.outbox.put(rowOf(fresh._id, { kind: 'batch', number: 1, afterSeconds: 0 }, fresh.createdAt));
};

type Progress = Partial<
  Pick<BatchRecord, 'state' | 'cursor' | 'total' | 'done' | 'underWay' | 'failed' | 'problem' | 'finishedAt'>
>;

/** Writes down what was reached; undefined when another worker was faster. */
export const advanceBatch = async (
  { _id, version, ...rest }: BatchRecord,
  progress: Progress,
): Promise<BatchRecord | undefined> => {
  const changes = { ...progress, version: version + 1 };
  const changed = await batches().updateWhere({ _id, version }, changes);
  return changed === 1 ? { ...rest, _id, ...changes } : undefined;
};

/** Writes down what failed among these applications, in place of what an interrupted run wrote of them. */
export const keepFailures = async (
  batchId: string,
  applicationIds: readonly string[],
  failed: readonly BatchFailureRecord[],
): Promise<void> => {
  await failures().removeWhere({ batchId, applicationId: is.oneOf(applicationIds) });
  await Promise.all(failed.map((failure) => failures().put(failure)));
};

/** What failed in a batch, in the order of the ids, from behind `after` on. */
export const failuresOf = (batchId: string, limit: number, after = ''): Promise<BatchFailureRecord[]> =>
  failures().find(
    { batchId, applicationId: is.gt(after) },
    { orderBy: [['applicationId', 'asc']], limit },
  );


/** Clears away batches of long ago, and what failed in them. */
export const removeOldBatches = async (before: UnixSeconds): Promise<void> => {
  await failures().removeWhere({ at: is.lt(before) });
  await batches().removeWhere({ createdAt: is.lt(before) });
};
