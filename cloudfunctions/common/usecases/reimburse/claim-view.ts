import type { ClaimRow, ClaimView } from '../../../../contract/reimburser-claims';
import type { ClaimInvoiceRow, Verification } from '../../../../contract/reimburser-invoices';
import type { InvoiceSource } from '../../../../contract/reimburser-states';
import { minuteText, secondText } from '../../domain/china-time';
import { claimActionsOf, claimHeadline, claimWords } from '../../domain/reimburse-claim';
import { forbids, objections, toneOf, verificationWords } from '../../domain/reimburse-checks';
import { statusWords } from '../../domain/reimbursement';
import type { Ports } from '../../runtime/ports';
import type { ClaimItemRecord, ClaimRecord } from '../../store/claims';
import { factsOf, type ClaimAccess } from './claim-access';

const sourceNames: Readonly<Record<InvoiceSource, string>> = { card: '卡包', qr: '扫码', typed: '手工', file: '文件' };

/** One line of the list. */
export const claimRow = (claim: ClaimRecord, openid: string): ClaimRow => ({
  claimId: claim._id,
  number: claim.number,
  purpose: claim.purpose,
  applicant: claim.applicant.name,
  mine: claim.applicant.openid === openid,
  state: claim.state,
  stateText: claimWords[claim.state].text,
  tone: claim.troubled + claim.toRecover > 0 ? 'attention' : claimWords[claim.state].tone,
  count: claim.count,
  amount: claim.amount,
  createdAt: claim.createdAt,
  ...(claim.submittedAt !== undefined && { submittedAt: claim.submittedAt }),
  troubled: claim.troubled + claim.toRecover,
});

const LOOK_AGAIN_SECONDS = 3;

/** A claim with everything but its table. */
export const viewClaim = async (ports: Ports, access: ClaimAccess): Promise<ClaimView> => {
  const { claim, company, member, viewer } = access;
  const items = await ports.claims.itemsOf(claim._id);
  const facts = factsOf(claim);
  return {
    ...claimRow(claim, member.openid),
    companyId: company._id,
    companyName: company.name,
    version: claim.version,
    headline: claimHeadline(facts, claim),
    follow: claim.follow.state,
    ...(claim.reason !== undefined && { reason: claim.reason }),
    tax: claim.tax,
    stops: items.filter(({ checks }) => forbids(checks)).length,
    warnings: items.filter(({ checks }) => !forbids(checks) && checks.some(({ level }) => level === 'warn')).length,
    unverified: items.filter(({ verification }) => verification.state !== 'valid').length,
    cards: claim.cards,
    actions: claimActionsOf(facts, viewer),
    log: claim.log.map((entry) => ({ ...entry, atText: minuteText(entry.at) })),
    ...(claim.follow.state === 'working' && { refreshAfter: LOOK_AGAIN_SECONDS }),
  };
};

/** The same after a change, as it is stored now. */
export const viewAgain = async (ports: Ports, access: ClaimAccess): Promise<ClaimView> =>
  viewClaim(ports, { ...access, claim: (await ports.claims.getClaim(access.claim._id)) ?? access.claim });

export const verificationView = ({ verification }: ClaimItemRecord): Verification => ({
  ...verification,
  ...verificationWords[verification.state],
  ...(verification.at !== undefined && { atText: minuteText(verification.at) }),
});

/** One line of the claim's table. */
export const itemRow = (item: ClaimItemRecord): ClaimInvoiceRow => {
  const { _id, source, face, status, checks, problem, toRecover = false } = item;
  const state = status && statusWords[status];
  const { number, code, title, payee, summary, amount, net, tax, issuedAt, form = 'classic' } = face;
  return {
    itemId: _id,
    source,
    sourceText: sourceNames[source],
    form,
    ...(number && { number }),
    ...(code && { code }),
    ...(title && { title }),
    ...(payee && { payee }),
    ...(summary && { summary }),
    amount,
    ...(net !== undefined && { net }),
    ...(tax !== undefined && { tax }),
    // Of a typed invoice only the day is known.
    ...(issuedAt !== undefined && { issuedAt, issuedText: secondText(issuedAt).slice(0, source === 'card' ? 19 : 10) }),
    ...(status && { status }),
    statusText: toRecover ? '待追回' : (state?.text ?? '不在卡包（无法锁定）'),
    // The checks say for themselves what is wrong; only what WeChat does not hold is drawn by them.
    tone: problem || toRecover ? 'failed' : (state?.tone ?? toneOf(checks)),
    checks: objections(checks),
    verification: verificationView(item),
    ...(problem && { problem }),
    toRecover,
  };
};
