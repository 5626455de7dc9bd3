import type { JobsOutput } from '../../../contract/jobs';
import type { UnixSeconds } from '../../../contract/primitives';
import type { OutwardStep } from '../domain/state-wakers';
import { log } from '../runtime/log';
import type { WorkerPorts } from '../runtime/ports';
import type { OutboxRecord } from '../store/records';
import { cancelCard } from './cancel-card';
import { begin } from './begin';
import { insert } from './insert';
import { issue } from './issue';
import { sendInvoice } from './mail-step';
import { makeExport } from './reports/make-export';
import { workBatch } from './reports/work-batch';
import { notify } from './notify';
import { again, done, Overtaken, problemOf, type Outcome, type RowStep, type Step } from './outbox-step';
import { pollAuthorization } from './poll-authorization';
import { followRed } from './red-step';
import { reject } from './reject';
import { exportClaims } from './reimburse/export-step';
import { followClaim } from './reimburse/follow-claim';
import { keepClaimFiles } from './reimburse/keep-files';
import { verifyClaim } from './reimburse/verify';
import { endReview } from './review';
import { tellMembers } from './tell-members';
import { tellMerchant } from './tell-merchant';

const ofApplication =
  (work: (step: Step) => Promise<Outcome>) =>
  async (step: RowStep): Promise<Outcome> => {
    const application = await step.ports.applications.getApplication(step.row.subjectId);
    return application ? work({ ...step, application }) : done;
  };

const steps: Record<OutwardStep, (step: RowStep) => Promise<Outcome>> = {
  poll_authorization: ofApplication(pollAuthorization),
  issue: ofApplication(issue),
  insert: ofApplication(insert),
  red: followRed,
  cancel_card: ofApplication(cancelCard),
  reject: ofApplication(reject),
  notify: ofApplication(notify),
  mail: sendInvoice,
  webhook: ofApplication(tellMerchant),
  claim_lock: followClaim,
  claim_unlock: followClaim,
  claim_close: followClaim,
  claim_files: keepClaimFiles,
  claim_verify: verifyClaim,
  claim_export: exportClaims,
  export: makeExport,
  batch: workBatch,
  begin: ofApplication(begin),
  review: ofApplication(endReview),
  tell_members: ofApplication(tellMembers),
};

const AT_ONCE = 5;
const ROWS = 50;
/** Leaves the rest to the next run, well before the function's own time is over. */
const BUDGET_MS = 30_000;
const MOST_TRIES = 40;

/** 5 s, 10 s, 20 s … 1 h, spread so that what failed together does not come back together. */
const pauseAfter = (tries: number): number =>
  Math.round(Math.min(3600, 5 * 2 ** (tries - 1)) * (0.8 + Math.random() * 0.4));

/** What becomes of a step that ended in an error nobody expected there. */
const afterError = (row: OutboxRecord, error: unknown): Outcome => {
  const problem = problemOf(error);
  return problem.retryable || row.tries < MOST_TRIES
    ? again(pauseAfter(row.tries), problem)
    : { is: 'parked', problem };
};

const perform = async (ports: WorkerPorts, row: OutboxRecord): Promise<Outcome> => {
  const keep = async (progress: OutboxRecord['progress']) => {
    if (!(await ports.outbox.changeRow(row, { progress }))) throw new Overtaken();
    row.progress = progress;
  };
  const follow = async (subjectId: string) => void (await runOutbox(ports, subjectId));
  return steps[row.kind]({ ports, row, keep, follow });
};

/** Works on one row, if no other worker does; answers how it ended. */
export const workOn = async (ports: WorkerPorts, due: OutboxRecord): Promise<Outcome['is'] | 'taken'> => {
  const row = await ports.outbox.leaseRow(due, ports.now());
  if (!row) return 'taken';
  let outcome: Outcome;
  try {
    outcome = await perform(ports, row);
  } catch (error) {
    if (error instanceof Overtaken) return 'taken';
    outcome = afterError(row, error);
  }
  const problem = 'problem' in outcome ? { problem: outcome.problem } : {};
  await ports.outbox.changeRow(
    row,
    outcome.is === 'again'
      ? { ...problem, dueAt: (ports.now() + Math.max(1, outcome.afterSeconds)) as UnixSeconds }
      : { ...problem, state: outcome.is },
  );
  log('outward_step', {
    step: row.kind,
    subject: row.subjectId,
    tries: row.tries,
    outcome: outcome.is,
    ...('problem' in outcome && { code: outcome.problem?.code, errcode: outcome.problem?.wechat?.errcode }),
  });
  return outcome.is;
};

/** Works off what is due, of one subject or of all, and what becomes due by it. */
export const runOutbox = async (ports: WorkerPorts, subjectId?: string): Promise<JobsOutput['outbox.run']> => {
  const tally = { done: 0, waiting: 0, parked: 0 };
  const until = Date.now() + BUDGET_MS;
  const dueNow = () =>
    subjectId ? ports.outbox.dueRowsOf(subjectId, ports.now()) : ports.outbox.dueRows(ports.now(), ROWS);
  for (let rows = await dueNow(); rows.length > 0 && Date.now() < until; rows = await dueNow()) {
    const queue = [...rows];
    let moved = 0;
    const worker = async () => {
      for (let row = queue.shift(); row && Date.now() < until; row = queue.shift()) {
        const ended = await workOn(ports, row);
        if (ended === 'taken') continue;
        moved += 1;
        tally[ended === 'again' ? 'waiting' : ended] += 1;
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, worker));
    if (moved === 0) break;
  }
  return tally;
};
