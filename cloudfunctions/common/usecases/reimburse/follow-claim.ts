import type { ReimburseState } from '../../../../contract/states';
import { stepOf, wantedOf } from '../../domain/reimburse-claim';
import { isFinal, pathTo, stateSaid, statusWords, wantedWords, type Wanted } from '../../domain/reimbursement';
import type { Failure } from '../../runtime/errors';
import type { WorkerPorts } from '../../runtime/ports';
import type { ClaimItemRecord, ClaimRecord } from '../../store/claims';
import type { CompanyRecord } from '../../store/companies';
import { again, done, questionPause, type Outcome, type RowStep } from '../outbox-step';
import { changeClaim, logged } from './change-claim';
import { accountOf } from './examine';
import { eachOf, readItems, takeOver } from './look-again';
import { moveCards, type Movable, type Moved } from './move-cards';
import { problem } from './problems';

/** A busy WeChat is asked so often; then a person has to look. */
const MOST_TRIES = 30;

type Target = Movable & { record: ClaimItemRecord };

/** The claim, while this row is the one that it waits for. */
const waiting = async ({ ports, row }: RowStep): Promise<ClaimRecord | undefined> => {
  const claim = await ports.claims.getClaim(row.subjectId);
  const { follow, state } = claim ?? {};
  const isMine = follow?.number === row.number && follow.state === 'working';
  return claim && isMine && state && row.kind === stepOf[wantedOf[state]] ? claim : undefined;
};

/** Where WeChat stands is asked whenever an earlier try may have come through without an answer. */
const truthOf = async (
  ports: WorkerPorts,
  company: CompanyRecord,
  items: readonly ClaimItemRecord[],
  want: Wanted,
): Promise<{ items: ClaimItemRecord[]; failed?: Failure }> => {
  const reads = await readItems(ports, company, items);
  await eachOf(items, async (item) => {
    const read = reads.get(item._id);
    if (!read || !('invoice' in read)) return;
    const ours = item.status ?? 'INIT';
    const { status } = read.invoice;
    // What our own step asks for may have been done without an answer; anything else is somebody else's doing.
    const onOurWay: readonly ReimburseState[] = [ours, want, ...(pathTo(ours, want) ?? [])];
    if (!onOurWay.includes(status)) await takeOver(ports, item, status, true);
  });
  let failed: Failure | undefined;
  const known = items.map((item): ClaimItemRecord => {
    const read = reads.get(item._id);
    if (read && 'invoice' in read) return { ...item, status: read.invoice.status };
    if (read) failed = read.failed;
    return item;
  });
  return { items: known, ...(failed && { failed }) };
};

/** Before a lock, the invoice must be this claim's, whatever died meanwhile. */
const held = async (ports: WorkerPorts, claim: ClaimRecord, item: ClaimItemRecord): Promise<boolean> => {
  const { companyId, numberKey, card } = item;
  const by = claim.applicant;
  const wish = { companyId, numberKey, appid: card?.appid ?? '', claimId: claim._id, claimNumber: claim.number, by };
  if (await ports.holds.takeHold(wish, ports.now())) return false;
  await ports.holds.keepHold(companyId, numberKey);
  return true;
};

/** Writes down what became of one invoice. */
const keep = async (ports: WorkerPorts, claim: ClaimRecord, want: Wanted, moved: Moved<Target>): Promise<void> => {
  const { record } = moved.item;
  const at = ports.now();
  if ('failed' in moved) {
    await ports.claims.changeItem(record._id, (current) => ({
      problem: moved.failed,
      status: stateSaid(moved.failed) ?? record.status ?? current.status ?? 'INIT',
      statusAt: at,
      log: [...current.log, { at, text: `${wantedWords[want]}未成：${moved.failed.message}` }],
    }));
    return;
  }
  const status = moved.done;
  await ports.claims.changeItem(record._id, (current) =>
    current.status === status && !current.problem && record.status === current.status
      ? undefined
      : { status, statusAt: at, log: [...current.log, { at, text: `微信：${statusWords[status].text}` }] },
  );
  await ports.claims.clearProblem(record._id);
  if (status === 'CLOSURE') await ports.holds.closeHold(record.companyId, record.numberKey);
  else if (want === 'INIT') await ports.holds.releaseHold(record.companyId, record.numberKey, claim._id);
};

const stepped = async (
  ports: WorkerPorts,
  company: CompanyRecord,
  claim: ClaimRecord,
  targets: readonly Target[],
  want: Wanted,
) => {
  const results: Moved<Target>[] = [];
  for (const appid of new Set(targets.map(({ record }) => record.card?.appid ?? ''))) {
    const theirs = targets.filter(({ record }) => record.card?.appid === appid);
    const moved = await moveCards(ports, accountOf(company, appid), want, theirs);
    // Written after each account: what is known is kept, whatever happens to the next.
    await eachOf(moved, (one) => keep(ports, claim, want, one));
    results.push(...moved);
  }
  return results;
};

const finish = (
  ports: WorkerPorts,
  claim: ClaimRecord,
  want: Wanted,
  number: number,
  count: number,
  troubled: number,
) =>
  changeClaim(ports, claim._id, (current, now) => {
    if (current.follow.number !== number || current.follow.state !== 'working') return undefined;
    if (count === 0 && troubled === 0) return { ...current, follow: { number, state: 'none' }, troubled };
    const state = troubled > 0 ? 'stopped' : 'done';
    const text =
      troubled > 0
        ? `${wantedWords[want]} ${count} 张发票，${troubled} 张没有办成`
        : `微信已${wantedWords[want]} ${count} 张发票`;
    return logged({ ...current, follow: { number, state }, troubled }, { at: now, text });
  });

/**
 * Brings WeChat to where a claim stands: submitted locks, returned unlocks, paid closes. Twice does no harm: what is
 * there already is not asked for, and what an answer was lost for is read first.
 */
export const followClaim = async (step: RowStep): Promise<Outcome> => {
  const { ports, row } = step;
  const claim = await waiting(step);
  if (!claim) return done;
  const want = wantedOf[claim.state];
  const company = await ports.companies.findCompany(claim.companyId);
  if (!company) throw new Error(`claim ${claim._id} has lost its company`);
  const all = await ports.claims.itemsOf(claim._id);
  const stored = all.filter(({ card }) => card);
  const { items, failed } = row.tries > 1 ? await truthOf(ports, company, stored, want) : { items: stored };
  if (failed?.retryable && row.tries < MOST_TRIES) return again(questionPause(row.tries), failed);
  const rest = all.filter(({ card }) => !card);
  const missing: ClaimItemRecord[] = [];
  if (want === 'LOCK')
    await eachOf([...items, ...rest], async (item) => void ((await held(ports, claim, item)) || missing.push(item)));
  const targets = items
    .filter((item) => !missing.includes(item))
    .map((record): Target => {
      const { cardId = '', encryptCode = '', openid = '' } = record.card ?? {};
      return { record, card: { cardId, encryptCode }, openid, from: record.status ?? 'INIT' };
    });
  // What is final needs no unlocking.
  const open = targets.filter(({ from }) => !(want === 'INIT' && isFinal(from)));
  const results = await stepped(ports, company, claim, open, want);
  await eachOf(missing, (record) =>
    ports.claims.changeItem(record._id, () => ({ problem: problem('held_elsewhere') })),
  );
  const failures = results.flatMap((one) => ('failed' in one ? [one.failed] : []));
  const passing = failures.filter(({ retryable }) => retryable);
  const [first] = passing;
  if (first && row.tries < MOST_TRIES) return again(questionPause(row.tries), first);
  await settleRest(ports, claim, want, rest);
  await finish(ports, claim, want, row.number, stored.length, failures.length + missing.length);
  return done;
};

/** Invoices outside the card pack follow without WeChat: let go with an unlocked claim, used up with a paid one. */
const settleRest = (
  ports: WorkerPorts,
  claim: ClaimRecord,
  want: Wanted,
  items: readonly ClaimItemRecord[],
): Promise<void> =>
  eachOf(items, async ({ _id, companyId, numberKey }) => {
    if (want === 'LOCK') return;
    await ports.claims.clearProblem(_id);
    if (want === 'CLOSURE') await ports.holds.closeHold(companyId, numberKey);
    else await ports.holds.releaseHold(companyId, numberKey, claim._id);
  });
