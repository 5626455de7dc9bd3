import { problemOf, again, done, Overtaken, type Outcome, type RowStep } from '../outbox-step';
import type { Failure } from '../../runtime/errors';
import type { WorkerPorts } from '../../runtime/ports';
import type { BatchFailureRecord, BatchRecord } from '../../store/batches';
import type { ApplicationRecord } from '../../store/records';
import { moveAsMember } from '../merchant/act';
import { found, listingOf } from '../merchant/list';

/** So many applications are worked on between two marks of progress, some side by side. */
const CHUNK = 50;
const SIDE_BY_SIDE = 5;
/** The worker works no longer on one step: what is left is for the next turn. */
const BUDGET_MS = 15_000;

/** The next applications, and the place behind them; none when that was all. */
interface Part {
  ids: string[];
  cursor?: string;
}

const nextOf = async (ports: WorkerPorts, { merchantId, on, cursor, createdAt }: BatchRecord): Promise<Part> => {
  switch (on.is) {
    case 'chosen': {
      const ids = on.applicationIds.filter((id) => id > cursor).slice(0, CHUNK);
      return { ids, ...behind(ids) };
    }
    case 'failed': {
      const failures = await ports.batches.failuresOf(on.batchId, CHUNK, cursor);
      const ids = failures.map(({ applicationId }) => applicationId);
      return { ids, ...behind(ids) };
    }
    case 'found': {
      // What is asked for after the batch began is not part of it.
      const listing = listingOf(merchantId, on);
      const begun = `${String(createdAt + 1).padStart(10, '0')}`;
      const below = [listing.below, cursor || begun].reduce((a, b) => (a < b ? a : b));
      const applications = await found(ports, { ...listing, below }, on.query, CHUNK);
      const last = applications.at(-1);
      return {
        ids: applications.map((application) => application._id),
        ...(last && applications.length === CHUNK && { cursor: last.sortKey }),
      };
    }
  }
};

const behind = (ids: readonly string[]): Pick<Part, 'cursor'> => {
  const last = ids.at(-1);
  return last !== undefined && ids.length === CHUNK ? { cursor: last } : {};
};

/** What went wrong at the end of what the action began; undefined while it is under way, or went well. */
const problemAfter = (application: ApplicationRecord, action: BatchRecord['action']): Failure | undefined => {
  if ((action === 'retry' || action === 'approve') && application.issuing.state === 'failed')
    return application.issuing.problem;
  if (action === 'insert' && application.card.state === 'failed') return application.card.problem;
  return undefined;
};

const isUnderWay = ({ authorization, issuing, card }: ApplicationRecord, action: BatchRecord['action']): boolean => {
  if (action === 'retry' || action === 'approve') return issuing.state === 'accepted';
  return action === 'insert' ? card.state === 'insert_accepted' : authorization.refusalOwed === true;
};

type End = { is: 'done' | 'underWay' } | { is: 'failed'; problem: Failure };

/** Does it to one application as the member would, and waits for what follows at once. Again, it changes nothing. */
const workOn = async ({ ports, follow }: RowStep, batch: BatchRecord, applicationId: string): Promise<End> => {
  const { _id: requestId, openid, action, reason } = batch;
  try {
    await moveAsMember(ports, openid, action, { requestId, applicationId, ...(reason !== undefined && { reason }) });
    await follow(applicationId);
    const application = await ports.applications.getApplication(applicationId);
    const problem = application && problemAfter(application, action);
    if (problem) return { is: 'failed', problem };
    return { is: application && isUnderWay(application, action) ? 'underWay' : 'done' };
  } catch (error) {
    return { is: 'failed', problem: problemOf(error) };
  }
};

const failureRecord = async (
  { ports }: RowStep,
  batchId: string,
  applicationId: string,
  problem: Failure,
): Promise<BatchFailureRecord | undefined> => {
  const application = await ports.applications.getApplication(applicationId);
  if (!application) return undefined;
  const { orderNos, title, amount } = application;
  return {
    _id: `${batchId}:${applicationId}`,
    batchId,
    applicationId,
    orderNos,
    ...(title && { titleName: title.name }),
    amount,
    problem,
    at: ports.now(),
  };
};

/** Works on some applications, and writes down in one stroke how far the batch is. */
const workChunk = async (step: RowStep, batch: BatchRecord): Promise<BatchRecord | undefined> => {
  const { ports } = step;
  const { ids, cursor } = await nextOf(ports, batch);
  const queue = [...ids];
  const counts = { done: batch.done, underWay: batch.underWay, failed: batch.failed };
  const failed: BatchFailureRecord[] = [];
  const worker = async () => {
    for (let id = queue.shift(); id !== undefined; id = queue.shift()) {
      const end = await workOn(step, batch, id);
      if (end.is === 'failed') {
        counts.failed += 1;
        const record = await failureRecord(step, batch._id, id, end.problem);
        if (record) failed.push(record);
      } else {
        counts.done += 1;
        if (end.is === 'underWay') counts.underWay += 1;
      }
    }
  };
  await Promise.all(Array.from({ length: SIDE_BY_SIDE }, worker));
  if (ids.length > 0) await ports.batches.keepFailures(batch._id, ids, failed);
  if (cursor !== undefined) return ports.batches.advanceBatch(batch, { ...counts, cursor });
  const total = counts.done + counts.failed;
  return ports.batches.advanceBatch(batch, { ...counts, total, state: 'done', finishedAt: ports.now() });
};

/**
 * Works a batch off, some applications at a time. What was interrupted is done again from the last mark, which changes
 * nothing that is done: each application knows the batch that moved it.
 */
export const workBatch = async (step: RowStep): Promise<Outcome> => {
  const until = Date.now() + BUDGET_MS;
  let batch = await step.ports.batches.getBatch(step.row.subjectId);
  while (batch?.state === 'working') {
    if (Date.now() > until) return again(0);
    batch = (await workChunk(step, batch)) ?? null;
    if (!batch) throw new Overtaken();
  }
  return done;
};
