import { again, done, Overtaken, problemOf, type Outcome, type RowStep } from '../outbox-step';
import type { Failure } from '../../runtime/errors';
import type { WorkerPorts } from '../../runtime/ports';
import type { BatchItemRecord, BatchRecord } from '../../store/batches';
import type { ApplicationRecord } from '../../store/records';
import { isPossible } from '../../domain/merchant-view';
import { moveAsMember } from '../merchant/act';
import { found, listingOf } from '../merchant/list';

/** So many applications are worked on between two marks of progress, some side by side. */
const CHUNK = 50;
const SIDE_BY_SIDE = 5;
/** The worker works no longer on one step: what is left is for the next turn. */
const BUDGET_MS = 15_000;
/** What is under way is looked at so often, and so long. */
const LOOK_AGAIN_SECONDS = 5;
const LOOKED_SECONDS = 15 * 60;

/** The next applications, and the place behind them; none when that was all. */
interface Part {
  ids: string[];
  /** Nothing for this action. */
  skipped?: number;
  cursor?: string;
}

/** Whether a filter has found it for this action: one that the batch has moved already was. */
const fits = ({ _id, action, openid }: BatchRecord, application: ApplicationRecord): boolean =>
  isPossible(application, action) ||
  (application.audit ?? []).some((entry) => entry.requestId === _id && entry.openid === openid);

const nextOf = async (ports: WorkerPorts, batch: BatchRecord): Promise<Part> => {
  const { merchantId, on, cursor, createdAt } = batch;
  switch (on.is) {
    case 'chosen': {
      const ids = on.applicationIds.filter((id) => id > cursor).slice(0, CHUNK);
      return { ids, ...behind(ids) };
    }
    case 'failed': {
      const failed = await ports.batches.itemsOf(on.batchId, 'failed', CHUNK, cursor);
      const ids = failed.map(({ applicationId }) => applicationId);
      return { ids, ...behind(ids) };
    }
    case 'found': {
      // What is asked for after the batch began is not part of it.
      const listing = listingOf(merchantId, on);
      const begun = `${String(createdAt + 1).padStart(10, '0')}`;
      const below = [listing.below, cursor || begun].reduce((a, b) => (a < b ? a : b));
      const applications = await found(ports, { ...listing, below }, on.query, CHUNK);
      const last = applications.at(-1);
      const fitting = applications.filter((application) => fits(batch, application));
      return {
        ids: fitting.map((application) => application._id),
        skipped: applications.length - fitting.length,
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

/** How it stands with an application: a problem only when it failed. */
interface End {
  is: 'done' | 'under_way' | 'failed';
  problem?: Failure;
}

const endOf = (application: ApplicationRecord | null, action: BatchRecord['action']): End => {
  if (!application) return { is: 'done' };
  const problem = problemAfter(application, action);
  if (problem) return { is: 'failed', problem };
  return { is: isUnderWay(application, action) ? 'under_way' : 'done' };
};

/** Does it to one application as the member would, and waits for what follows at once. Again, it changes nothing. */
const workOn = async ({ ports, follow }: RowStep, batch: BatchRecord, applicationId: string): Promise<End> => {
  const { _id: requestId, openid, action, reason } = batch;
  try {
    await moveAsMember(ports, openid, action, { requestId, applicationId, ...(reason !== undefined && { reason }) });
    await follow(applicationId);
    return endOf(await ports.applications.getApplication(applicationId), action);
  } catch (error) {
    return { is: 'failed', problem: problemOf(error) };
  }
};

const itemOf = async (
  ports: WorkerPorts,
  batchId: string,
  applicationId: string,
  { is: state, problem }: End,
): Promise<BatchItemRecord[]> => {
  const application = await ports.applications.getApplication(applicationId);
  if (!application || state === 'done') return [];
  const { orderNos, title, amount } = application;
  const told = { orderNos, ...(title && { titleName: title.name }), amount };
  return [
    {
      _id: `${batchId}:${applicationId}`,
      batchId,
      applicationId,
      state,
      ...told,
      ...(problem && { problem }),
      at: ports.now(),
    },
  ];
};

/** Works on some applications, and writes down in one stroke how far the batch is. */
const workChunk = async (step: RowStep, batch: BatchRecord): Promise<BatchRecord | undefined> => {
  const { ports } = step;
  const { ids, cursor, skipped: unfit = 0 } = await nextOf(ports, batch);
  const queue = [...ids];
  const counts = { done: 0, under_way: 0, failed: 0 };
  const kept: BatchItemRecord[] = [];
  const worker = async () => {
    for (let id = queue.shift(); id !== undefined; id = queue.shift()) {
      const end = await workOn(step, batch, id);
      counts[end.is] += 1;
      kept.push(...(await itemOf(ports, batch._id, id, end)));
    }
  };
  await Promise.all(Array.from({ length: SIDE_BY_SIDE }, worker));
  if (ids.length > 0) await ports.batches.keepItems(batch._id, ids, kept);
  const [ended, underWay, failed, skipped] = [
    batch.done + counts.done,
    batch.underWay + counts.under_way,
    batch.failed + counts.failed,
    (batch.skipped ?? 0) + unfit,
  ];
  return ports.batches.advanceBatch(batch, {
    done: ended,
    underWay,
    failed,
    skipped,
    ...(cursor === undefined ? { total: ended + underWay + failed + skipped, begunAt: ports.now() } : { cursor }),
  });
};

/** Looks at what is under way; whatever has ended is counted as what it has become. */
const look = async (ports: WorkerPorts, batch: BatchRecord): Promise<BatchRecord | undefined> => {
  const { _id, action, total, skipped = 0, begunAt = 0 } = batch;
  for (let after: string | undefined = ''; after !== undefined;) {
    const found: BatchItemRecord[] = await ports.batches.itemsOf(_id, 'under_way', CHUNK, after);
    for (const { applicationId } of found) {
      const end = endOf(await ports.applications.getApplication(applicationId), action);
      if (end.is !== 'under_way')
        await ports.batches.keepItems(_id, [applicationId], await itemOf(ports, _id, applicationId, end));
    }
    after = found.length === CHUNK ? found.at(-1)?.applicationId : undefined;
  }
  const underWay = await ports.batches.countItems(_id, 'under_way');
  const failed = await ports.batches.countItems(_id, 'failed');
  const now = ports.now();
  const over = underWay === 0 || now > begunAt + LOOKED_SECONDS;
  return ports.batches.advanceBatch(batch, {
    done: total - underWay - failed - skipped,
    underWay,
    failed,
    ...(over && { state: 'done' as const, finishedAt: now }),
  });
};

/**
 * Works a batch off, some applications at a time, then waits for those that are under way. What was interrupted is done
 * again from the last mark, which changes nothing that is done: each application knows the batch that moved it.
 */
export const workBatch = async (step: RowStep): Promise<Outcome> => {
  const { ports, row } = step;
  const until = Date.now() + BUDGET_MS;
  let batch = await ports.batches.getBatch(row.subjectId);
  while (batch?.state === 'working' && batch.begunAt === undefined) {
    if (Date.now() > until) return again(0);
    batch = (await workChunk(step, batch)) ?? null;
    if (!batch) throw new Overtaken();
  }
  if (batch?.state !== 'working') return done;
  batch = (await look(ports, batch)) ?? null;
  if (!batch) throw new Overtaken();
  return batch.state === 'done' ? done : again(LOOK_AGAIN_SECONDS);
};
