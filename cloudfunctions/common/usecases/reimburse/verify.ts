import type { ReimburserInvoiceOutput } from '../../../../contract/reimburser-invoices';
import { chinaDate } from '../../domain/china-day';
import { claimAfter } from '../../domain/reimburse-claim';
import { fail } from '../../runtime/errors';
import type { Ports, WorkerPorts } from '../../runtime/ports';
import type { ClaimItemRecord, ClaimRecord } from '../../store/claims';
import type { CompanyRecord } from '../../store/companies';
import { rowOf } from '../../store/outbox';
import { again, done, questionPause, type Outcome, type RowStep } from '../outbox-step';
import { problemOf } from '../outbox-step';
import { changeClaim, followed, logged, runNow } from './change-claim';
import { claimFor, requireAction } from './claim-access';
import { verificationView } from './claim-view';
import { eachOf, examineAgain } from './look-again';
import { requireRight, type Caller } from './people';
import { refuse } from './problems';

const numbers = (items: readonly ClaimItemRecord[]): string => items.map(({ face }) => face.number ?? '').join('、');

/**
 * Invoices that turned out to be reversed: their claim goes back to the applicant while that is possible; of a paid one
 * the money is to be recovered.
 */
export const returnReversed = async (
  ports: Ports,
  claimId: string,
  reversed: readonly ClaimItemRecord[],
): Promise<void> => {
  const reason = `发票 ${numbers(reversed)} 已被冲红`;
  let paid = false;
  await changeClaim(ports, claimId, (current, now) => {
    const state = claimAfter(current.state, 'reverse');
    paid = current.state === 'paid';
    if (paid) return undefined;
    // A step under way comes to its end first; the next look finds the invoice again.
    if (!state || current.follow.state === 'working') return undefined;
    const { lookAt: _look, ...rest } = current;
    return logged(followed({ ...rest, state, reason }), { at: now, text: '因发票冲红自动退回', reason });
  });
  if (!paid) {
    await runNow(ports, claimId);
    return;
  }
  await eachOf(reversed, (item) =>
    ports.claims.changeItem(item._id, (current) =>
      current.toRecover
        ? undefined
        : { toRecover: true, log: [...current.log, { at: ports.now(), text: '付款后被冲红，待追回' }] },
    ),
  );
  const toRecover = (await ports.claims.itemsOf(claimId)).filter((item) => item.toRecover).length;
  await changeClaim(ports, claimId, (current, now) =>
    current.toRecover === toRecover
      ? undefined
      : logged({ ...current, toRecover }, { at: now, text: `${reason}，待追回` }),
  );
  for (const item of reversed) await ports.differences.noteReversed(item, ports.now());
};

const SEPARATOR = ' ';

/** Writes the row, and has it worked on now: `jobs` holds the services' credentials. */
const askService = async (ports: Ports, claimId: string, itemIds: readonly string[]): Promise<void> => {
  const now = ports.now();
  await ports.transact(async (tx) => {
    const row = rowOf(claimId, { kind: 'claim_verify', number: now, afterSeconds: 0 }, now);
    await tx.outbox.put({ ...row, progress: { itemIds: itemIds.join(SEPARATOR) } });
  });
  await runNow(ports, claimId);
};

/** What the service has answered so lately counts: with many invoices and a slow service, trying again comes to an end. */
const FRESH_SECONDS = 3600;

/** The service looks an invoice up by its number and date. */
const isAskable = ({ face }: ClaimItemRecord): boolean => Boolean(face.number) && face.issuedAt !== undefined;

const isAnswered = ({ verification: { by, at } }: ClaimItemRecord, since: number): boolean =>
  by === 'service' && at !== undefined && at >= since;

/** 查验 once more, before money leaves; without a service, what a person saw holds. */
export const verifyAgain = async (
  ports: Ports,
  company: CompanyRecord,
  claim: ClaimRecord,
  items: readonly ClaimItemRecord[],
): Promise<ClaimItemRecord[]> => {
  if (!company.verifier) return [...items];
  const since = ports.now() - FRESH_SECONDS;
  const open = items.filter((item) => isAskable(item) && !isAnswered(item, since)).map(({ _id }) => _id);
  if (open.length === 0) return [...items];
  await askService(ports, claim._id, open);
  const after = await answered(ports, claim._id, new Set(open), since);
  if (!after)
    throw fail('unavailable', {
      message: '付款前的查验没有完成，请稍后再试',
      hint: '查验服务没有应答，没有付款也没有核销',
    });
  return after;
};

const LOOKS = 8;
const BETWEEN_LOOKS_MS = 400;

/** The invoices once these were answered; the timer's worker may have been faster than ours, and still be at it. */
const answered = async (
  ports: Ports,
  claimId: string,
  asked: ReadonlySet<string>,
  since: number,
): Promise<ClaimItemRecord[] | undefined> => {
  for (let look = 1; ; look += 1) {
    const items = await ports.claims.itemsOf(claimId);
    if (items.every((item) => !asked.has(item._id) || isAnswered(item, since))) return items;
    if (look === LOOKS) return undefined;
    await new Promise((resolve) => setTimeout(resolve, BETWEEN_LOOKS_MS));
  }
};

type Asked = {
  claimId: string;
  itemIds?: string[] | undefined;
  byHand?: 'valid' | 'not_found' | 'reversed' | undefined;
};

/** What the company's service has found wrong, only the service takes back. */
export const serviceSaidNo = ({ verification: { state, by } }: Pick<ClaimItemRecord, 'verification'>): boolean =>
  by === 'service' && state !== 'none' && state !== 'valid';

/**
 * 查验 by the company's service, which the applicant may ask too; or written down as a person saw it on the public page,
 * which is for those who look at everybody's claims.
 */
export const verifyItems = async (
  ports: Ports,
  caller: Caller,
  { claimId, itemIds, byHand }: Asked,
): Promise<ReimburserInvoiceOutput['invoices.verify']> => {
  const access = await claimFor(ports, caller, claimId);
  requireAction(access, 'verify');
  const items = await ports.claims.itemsOf(claimId);
  const chosen = itemIds ? items.filter(({ _id }) => itemIds.includes(_id)) : items;
  if (itemIds && chosen.length < new Set(itemIds).size) throw fail('not_found', { hint: '请刷新报销单' });
  const { verifier } = access.company;
  if (byHand !== undefined) {
    requireRight(access.member, 'claims');
    const final = chosen.filter(serviceSaidNo);
    if (final.length > 0) throw refuse('service_said_no', { message: `查验服务说发票 ${numbers(final)} 有问题` });
    const { name } = access.member;
    await eachOf(chosen, (item) => note(ports, item, { state: byHand, by: 'hand', name }));
  } else if (verifier)
    await askService(
      ports,
      claimId,
      chosen.map(({ _id }) => _id),
    );
  else throw refuse('verifier_missing');
  const ids = new Set(chosen.map(({ _id }) => _id));
  const after = await examineAgain(ports, access.company, claimId, await ports.claims.itemsOf(claimId));
  const looked = after.filter(({ _id }) => ids.has(_id));
  const reversed = looked.filter(({ verification }) => verification.state === 'reversed');
  if (reversed.length > 0) await returnReversed(ports, claimId, reversed);
  return {
    rows: looked.map((item) => ({ itemId: item._id, verification: verificationView(item) })),
    service: Boolean(verifier),
  };
};

const note = (ports: Ports, { _id }: ClaimItemRecord, found: Omit<ClaimItemRecord['verification'], 'at'>) =>
  ports.claims.changeItem(_id, () => ({ verification: { ...found, at: ports.now() } }));

const MOST_TRIES = 5;

/** The outward step: asks the service about the invoices that the row names. */
export const verifyClaim = async ({ ports, row }: RowStep): Promise<Outcome> => {
  const claim = await ports.claims.getClaim(row.subjectId);
  const company = claim && (await ports.companies.findCompany(claim.companyId));
  const service = company && ports.verifierOf(company);
  if (!claim || !service) return done;
  const wanted = new Set(String(row.progress['itemIds'] ?? '').split(SEPARATOR));
  const items = (await ports.claims.itemsOf(claim._id)).filter(
    (item) => wanted.has(item._id) && !isAnswered(item, row.createdAt),
  );
  try {
    await askAll(ports, service, items);
  } catch (error) {
    const problem = problemOf(error);
    return row.tries < MOST_TRIES ? again(questionPause(row.tries), problem) : { is: 'parked', problem };
  }
  const after = await ports.claims.itemsOf(claim._id);
  await examineAgain(ports, company, claim._id, after);
  const reversed = after.filter(({ _id, verification }) => wanted.has(_id) && verification.state === 'reversed');
  if (reversed.length > 0) await returnReversed(ports, claim._id, reversed);
  return done;
};

/** Asks about each, and keeps every answer at once. */
export const askAll = (
  ports: WorkerPorts,
  service: NonNullable<ReturnType<WorkerPorts['verifierOf']>>,
  items: readonly ClaimItemRecord[],
): Promise<void> =>
  eachOf(items, async (item) => {
    const { form = 'classic', number, code, checkCode, issuedAt, amount, net } = item.face;
    // As isAskable has it, for the types.
    if (!number || issuedAt === undefined) return;
    const { state } = await service.verify({
      form,
      number,
      ...(code && { code }),
      ...(checkCode && { checkCode }),
      date: chinaDate(issuedAt),
      amount,
      ...(net !== undefined && { net }),
    });
    await note(ports, item, { state, by: 'service' });
  });
