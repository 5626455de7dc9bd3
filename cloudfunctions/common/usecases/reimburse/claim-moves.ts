import type { Fen, UnixSeconds } from '../../../../contract/primitives';
import type { ClaimOutput, ClaimView } from '../../../../contract/reimburser-claims';
import type { ClosingQuestion } from '../../../../contract/reimburser-invoices';
import { formatFen } from '../../../../miniprogram/rules/money';
import { objectionsToPaying } from '../../domain/reimburse-checks';
import { claimAfter, isPossible, type ClaimMove } from '../../domain/reimburse-claim';
import { fail } from '../../runtime/errors';
import type { Ports } from '../../runtime/ports';
import type { ClaimItemRecord, ClaimRecord } from '../../store/claims';
import { changeClaim, followed, logged, runNow } from './change-claim';
import { claimFor, factsOf, requireAction, type ClaimAccess } from './claim-access';
import { viewAgain } from './claim-view';
import { rulesOf } from './examine';
import { eachOf, lookAgain } from './look-again';
import { nextLook } from './next-look';
import type { Caller } from './people';
import { refuse } from './problems';
import { returnReversed, verifyAgain } from './verify';

/** What moves a claim, and which call it was. */
interface Move {
  claimId: string;
  requestId: string;
  version?: number | undefined;
}

type PersonsMove = Exclude<ClaimMove, 'reverse'>;

const moveWords: Readonly<Record<PersonsMove, string>> = {
  submit: '提交审批',
  withdraw: '撤回',
  approve: '审批通过',
  return: '退回',
  markPaid: '标记已付款',
};

const requestOf = ({ openid }: Caller, { requestId }: Move) => `${openid}:${requestId}`;
const MOST_REQUESTS = 20;

const moved = (
  current: ClaimRecord,
  access: ClaimAccess,
  move: PersonsMove,
  request: string,
  now: UnixSeconds,
  reason?: string,
): ClaimRecord => {
  const state = claimAfter(current.state, move);
  if (!state || !isPossible(factsOf(current), move)) throw refuse('claim_closed');
  const { name, role } = access.member;
  const { reason: _before, lookAt: _look, ...rest } = current;
  const next: ClaimRecord = {
    ...rest,
    state,
    ...(move === 'return' && reason !== undefined && { reason }),
    ...(move === 'submit' && { submittedAt: now }),
    ...(move === 'markPaid' && { paidAt: now }),
    ...(state !== 'draft' && state !== 'returned' && { lookAt: nextLook(now, state) }),
    requests: [...current.requests, request].slice(-MOST_REQUESTS),
  };
  const entry = { at: now, text: moveWords[move], name, role, ...(reason !== undefined && { reason }) };
  return logged(move === 'approve' ? next : followed(next), entry);
};

/** Moves a claim as it is stored now; of two who do so at once, one is refused. The same call again changes nothing. */
const act = async (
  ports: Ports,
  caller: Caller,
  move: PersonsMove,
  asked: Move,
  access: ClaimAccess,
  reason?: string,
): Promise<ClaimView> => {
  const request = requestOf(caller, asked);
  await changeClaim(ports, asked.claimId, (current, now) => {
    if (current.requests.includes(request)) return undefined;
    if (asked.version !== undefined && asked.version !== current.version) throw refuse('claim_changed');
    return moved(current, access, move, request, now, reason);
  });
  if (move === 'submit') await ports.holds.keepHolds(asked.claimId);
  if (move !== 'approve') await runNow(ports, asked.claimId);
  return viewAgain(ports, access);
};

const done = ({ claim }: ClaimAccess, caller: Caller, asked: Move): boolean =>
  claim.requests.includes(requestOf(caller, asked));

const numbersOf = (items: readonly ClaimItemRecord[]): string =>
  items
    .slice(0, 5)
    .map(({ face }) => face.number ?? '')
    .join('、');

/** Takes every invoice for this claim, or none: an invoice is in one claim of a company that was handed in. */
const takeHolds = async (
  ports: Ports,
  { claim, member }: ClaimAccess,
  items: readonly ClaimItemRecord[],
): Promise<void> => {
  const taken: ClaimItemRecord[] = [];
  await eachOf(items, async (item) => {
    const { companyId, numberKey, card } = item;
    const by = { openid: member.openid, name: member.name };
    const wish = { companyId, numberKey, appid: card?.appid ?? '', claimId: claim._id, claimNumber: claim.number, by };
    const holder = await ports.holds.takeHold(wish, ports.now());
    if (holder) taken.push(item);
  });
  if (taken.length === 0) return;
  await ports.holds.releasePending(claim._id);
  throw refuse('duplicate_company', { hint: `发票号码 ${numbersOf(taken)}` });
};

/** Hands a claim in: everything is looked at once more, then its invoices are its own, and are locked. */
export const submitClaim = async (ports: Ports, caller: Caller, asked: Move): Promise<ClaimView> => {
  const access = await claimFor(ports, caller, asked.claimId);
  if (done(access, caller, asked)) return viewAgain(ports, access);
  requireAction(access, 'submit', asked.version);
  const { items, stopped, unread } = await lookAgain(ports, access.company, access.claim);
  const [first] = unread;
  if (first) throw fail('unavailable', { ...first, message: `${unread.length} 张发票没有读到：${first.message}` });
  if (stopped.length > 0) throw refuse('claim_has_stops', { hint: `发票号码 ${numbersOf(stopped)}` });
  await takeHolds(ports, access, items);
  return act(ports, caller, 'submit', { ...asked, version: access.claim.version }, access);
};

export const withdrawClaim = async (ports: Ports, caller: Caller, asked: Move): Promise<ClaimView> => {
  const access = await claimFor(ports, caller, asked.claimId);
  if (done(access, caller, asked)) return viewAgain(ports, access);
  requireAction(access, 'withdraw', asked.version);
  return act(ports, caller, 'withdraw', asked, access);
};

export const approveClaim = async (
  ports: Ports,
  caller: Caller,
  asked: Move & { note?: string | undefined },
): Promise<ClaimView> => {
  const access = await claimFor(ports, caller, asked.claimId);
  if (done(access, caller, asked)) return viewAgain(ports, access);
  requireAction(access, 'approve', asked.version);
  return act(ports, caller, 'approve', asked, access, asked.note);
};

export const returnClaim = async (
  ports: Ports,
  caller: Caller,
  asked: Move & { reason: string },
): Promise<ClaimView> => {
  const access = await claimFor(ports, caller, asked.claimId);
  if (done(access, caller, asked)) return viewAgain(ports, access);
  requireAction(access, 'return', asked.version);
  return act(ports, caller, 'return', asked, access, asked.reason);
};

/** Tries once more what WeChat did not do. */
export const lockAgain = async (ports: Ports, caller: Caller, { claimId }: { claimId: string }): Promise<ClaimView> => {
  const access = await claimFor(ports, caller, claimId);
  requireAction(access, 'lockAgain');
  const { name, role } = access.member;
  await changeClaim(ports, claimId, (current, now) =>
    current.follow.state === 'stopped' ? logged(followed(current), { at: now, text: '重试', name, role }) : undefined,
  );
  await runNow(ports, claimId);
  return viewAgain(ports, access);
};

/** Only what is from the card pack is closed at WeChat; the rest is used up in the company's book. */
const closingText = (cards: number, count: number, yuan: string): string => {
  if (cards === 0) return `将把 ${count} 张发票记为已报销，共 ¥${yuan}。它们不在卡包，不在微信核销。付款后不能恢复。`;
  const rest = cards < count ? `，另有 ${count - cards} 张不在卡包的记为已报销` : '';
  return `将核销 ${cards} 张发票${rest}，共 ¥${yuan}。核销后不能恢复。`;
};

/** The question that stands for exactly these invoices and this sum. */
export const closingQuestion = (
  ports: Pick<Ports, 'ids'>,
  of: string,
  invoices: readonly { id: string; amount: number; card: boolean }[],
): ClosingQuestion => {
  const amount = invoices.reduce((sum, one) => sum + one.amount, 0) as Fen;
  const facts = invoices.map(({ id, amount: each }) => [id, each]).sort();
  return {
    token: ports.ids.fingerprint(JSON.stringify(['close', of, amount, facts])),
    count: invoices.length,
    amount,
    text: closingText(invoices.filter(({ card }) => card).length, invoices.length, formatFen(amount)),
  };
};

/**
 * Paid: every invoice is closed for good, so it asks first, and what it asked must still hold. Whether the invoices
 * still stand is asked once more before.
 */
export const markPaid = async (
  ports: Ports,
  caller: Caller,
  asked: Move & { confirm?: string | undefined },
): Promise<ClaimOutput['claims.markPaid']> => {
  const access = await claimFor(ports, caller, asked.claimId);
  if (done(access, caller, asked)) return { claim: await viewAgain(ports, access) };
  requireAction(access, 'markPaid', asked.version);
  const before = await ports.claims.itemsOf(asked.claimId);
  const question = closingQuestion(
    ports,
    asked.claimId,
    before.map(({ _id, face, card }) => ({ id: _id, amount: face.amount, card: card !== undefined })),
  );
  if (asked.confirm === undefined) return { question };
  if (asked.confirm !== question.token) throw refuse('confirm_stale');
  const { items, unread } = await lookAgain(ports, access.company, access.claim);
  const [first] = unread;
  if (first) throw fail('unavailable', { ...first, message: `${unread.length} 张发票没有读到：${first.message}` });
  const verified = await verifyAgain(ports, access.company, access.claim, items);
  const reversed = verified.filter(
    ({ status, verification }) => status === 'CANCEL' || verification.state === 'reversed',
  );
  if (reversed.length > 0) {
    await returnReversed(ports, asked.claimId, reversed);
    throw refuse('reversed_found', { hint: `发票号码 ${numbersOf(reversed)}` });
  }
  const hindered = verified.flatMap(({ face, checks, verification }) => {
    const [worst] = objectionsToPaying(checks, verification.state);
    return worst === undefined ? [] : [`${face.number ?? ''}（${worst}）`];
  });
  if (hindered.length > 0)
    throw refuse('claim_has_stops', { hint: `发票号码 ${hindered.slice(0, 5).join('、')}。请退回给申请人更换` });
  const doubtful = verified.filter(({ verification: { state } }) => state !== 'valid');
  if (rulesOf(access.company).requireVerification && doubtful.length > 0)
    throw refuse('unverified', { hint: `发票号码 ${numbersOf(doubtful)}` });
  const { version } = access.claim;
  return { claim: await act(ports, caller, 'markPaid', { ...asked, version }, access) };
};
