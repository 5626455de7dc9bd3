import type { UnixSeconds } from '../../../../contract/primitives';
import { stepOf, wantedOf } from '../../domain/reimburse-claim';
import type { Ports } from '../../runtime/ports';
import type { ClaimRecord } from '../../store/claims';
import { rowOf } from '../../store/outbox';
import type { Tx } from '../../store/transact';

/** Writes the next version of a claim, and the rows of the outward steps that it asks for. */
export const saveClaim = async (
  tx: Tx,
  current: ClaimRecord,
  next: ClaimRecord,
  now: UnixSeconds,
): Promise<ClaimRecord> => {
  const saved = { ...next, version: current.version + 1, updatedAt: now };
  await tx.claims.put(saved);
  const { _id, state, follow } = saved;
  const { number } = follow;
  if (number > current.follow.number && follow.state === 'working')
    await tx.outbox.put(rowOf(_id, { kind: stepOf[wantedOf[state]], number, afterSeconds: 0 }, now));
  if (state === 'submitted' && current.state !== 'submitted')
    await tx.outbox.put(rowOf(_id, { kind: 'claim_files', number, afterSeconds: 0 }, now));
  return saved;
};

/** Changes a claim from how it is stored now. `change` answers nothing when there is nothing to do; it may run twice. */
export const changeClaim = (
  ports: Ports,
  claimId: string,
  change: (current: ClaimRecord, now: UnixSeconds) => ClaimRecord | undefined,
): Promise<ClaimRecord | null> =>
  ports.transact(async (tx) => {
    const current = await tx.claims.get(claimId);
    const now = ports.now();
    const next = current && change(current, now);
    return next ? saveClaim(tx, current, next, now) : current;
  });

/** A line of the claim's record. */
export const logged = (claim: ClaimRecord, entry: ClaimRecord['log'][number]): ClaimRecord => ({
  ...claim,
  log: [...claim.log, entry].slice(-MOST_LINES),
});

/** A claim that goes to and fro for months keeps its latest history. */
const MOST_LINES = 300;

/** The step that brings WeChat, and the book of who has an invoice, to where the claim stands. */
export const followed = (claim: ClaimRecord): ClaimRecord => ({
  ...claim,
  follow: { number: claim.follow.number + 1, state: claim.count > 0 ? 'working' : 'none' },
  troubled: 0,
});

/** Has what waits for a claim worked on now; the timer does it otherwise. */
export const runNow = async (ports: Ports, claimId: string): Promise<void> =>
  void (await ports.call('jobs', 'outbox.run', { subjectId: claimId }).catch(() => undefined));
