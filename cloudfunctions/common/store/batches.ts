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
  /** Everything was begun; what is under way is looked at until it ends. */
  begunAt?: UnixSeconds;
  total: number;
  done: number;
  underWay: number;
  failed: number;
  /** Found, and nothing for this action. */
  skipped?: number;
  problem?: Failure;
  createdAt: UnixSeconds;
  finishedAt?: UnixSeconds;
  /** `<createdAt, 10 digits>:<_id>`. */
  sortKey: string;
  version: number;
}

/** One application that a batch has begun and that is not well done: it is under way, or has failed. */
export interface BatchItemRecord {
  /** `<batchId>:<applicationId>`. */
  _id: string;
  batchId: string;
  applicationId: string;
  state: 'under_way' | 'failed';
  orderNos: string[];
  titleName?: string;
  amount: Fen;
  /** Why it failed. */
  problem?: Failure;
  at: UnixSeconds;
}

const batches = () => collection<BatchRecord>('batches');
const items = () => collection<BatchItemRecord>('batch_items');

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
  await tx.outbox.put(
    rowOf(fresh._id, { kind: 'batch', number: 1, afterSeconds: 0 }, fresh.createdAt, fresh.merchantId),
  );
};

type Progress = Partial<
  Pick<
    BatchRecord,
    'state' | 'cursor' | 'begunAt' | 'total' | 'done' | 'underWay' | 'failed' | 'skipped' | 'problem' | 'finishedAt'
  >
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

/** Writes down what of these applications is not well done, in place of what was known of them before. */
export const keepItems = async (
  batchId: string,
  applicationIds: readonly string[],
  kept: readonly BatchItemRecord[],
): Promise<void> => {
  await items().removeWhere({ batchId, applicationId: is.oneOf(applicationIds) });
  await Promise.all(kept.map((item) => items().put(item)));
};

/** What failed in a batch, or is under way, in the order of the ids, from behind `after` on. */
export const itemsOf = (
  batchId: string,
  state: BatchItemRecord['state'],
  limit: number,
  after = '',
): Promise<BatchItemRecord[]> =>
  items().find({ batchId, state, applicationId: is.gt(after) }, { orderBy: [['applicationId', 'asc']], limit });

export const countItems = (batchId: string, state: BatchItemRecord['state']): Promise<number> =>
  items().count({ batchId, state });

/** Clears away batches of long ago, and what is known of their applications. */
export const removeOldBatches = async (before: UnixSeconds): Promise<void> => {
  await items().removeWhere({ at: is.lt(before) });
  await batches().removeWhere({ createdAt: is.lt(before) });
};
