import type { ClaimAction, ClaimInvoiceRow, ClaimOutput, ClaimView } from '../../../contract/reimburser';
import type { Fact } from '../../lib/facts';
import { fact } from '../../lib/facts';
import { momentText } from '../../lib/dates';
import { toneIcon } from '../../lib/tones';
import { formatFen } from '../../rules/money';
import { actionTexts, back, forward, others } from '../lib/claim-actions';
import { said } from '../lib/invoice-line';
import type { Said } from '../lib/invoice-line';

const textOf = (action: ClaimAction, { cards }: ClaimView): string =>
  action === 'markPaid' && cards === 0 ? '标记已付款' : actionTexts[action];

const choices = (wanted: ClaimAction[], claim: ClaimView) =>
  wanted.filter((action) => claim.actions.includes(action)).map((action) => ({ action, text: textOf(action, claim) }));

/** What the checks found, of all invoices together. */
const findings = ({ stops, warnings, unverified, count }: ClaimView): Said[] => {
  if (count === 0) return [];
  const found = [
    ...(stops > 0 ? [said(`${stops} 张不能提交，要先处理`, 'failed')] : []),
    ...(warnings > 0 ? [said(`${warnings} 张请留意`, 'attention')] : []),
    ...(unverified > 0 ? [said(`${unverified} 张还没有查验`, 'waiting')] : []),
  ];
  return found.length > 0 ? found : [said('检查都通过了', 'done')];
};

const ROLES = { owner: '管理员', finance: '财务', approver: '审批人', employee: '员工' } as const;

const logOf = ({ log }: ClaimView) =>
  log.map(({ atText, text, name, role, reason = '' }, i) => {
    const who =
      name === undefined
        ? '系统'
        : role === undefined || name.includes(ROLES[role])
          ? name
          : `${name}（${ROLES[role]}）`;
    return { key: String(i), text, under: `${who} · ${atText}`, reason };
  });

const factsOf = (claim: ClaimView): Fact[] => [
  { name: '事由', value: claim.purpose },
  { name: '申请人', value: claim.applicant },
  { name: '企业', value: claim.companyName },
  { name: '单号', value: claim.number },
  ...fact('提交时间', claim.submittedAt === undefined ? undefined : momentText(claim.submittedAt)),
];

/** What stands beside the button: adding while it is a draft, else giving it back. */
const besideOf = (claim: ClaimView): { action: ClaimAction | 'add'; text: string } | undefined =>
  claim.actions.includes('edit') ? { action: 'add', text: '添加发票' } : choices(back, claim)[0];

/** A claim as its page draws it, without its table. */
export const claimModel = (claim: ClaimView) => {
  const [primary = null] = choices(forward, claim);
  const aside = besideOf(claim) ?? (primary ? null : (choices(['export'], claim)[0] ?? null));
  return {
    headline: { ...claim.headline, icon: toneIcon(claim.headline.tone) },
    reason: claim.state === 'returned' ? (claim.reason ?? '') : '',
    working: claim.follow === 'working',
    amount: claim.amount as number,
    under: [`${claim.count} 张发票`, ...(claim.count > 0 ? [`税额 ¥${formatFen(claim.tax)}`] : [])].join(' · '),
    count: claim.count,
    stops: claim.stops,
    findings: findings(claim),
    facts: factsOf(claim),
    log: logOf(claim),
    primary,
    beside: aside,
    others: choices(others, claim).filter(({ action }) => action !== aside?.action),
    canEdit: claim.actions.includes('edit'),
  };
};

export type ClaimModel = ReturnType<typeof claimModel>;

/** What became of adding, in words; a list of what could not be taken in. */
export const addedModel = ({ added, known, failed }: ClaimOutput['claims.addInvoices']) => ({
  text: [
    added > 0 ? `加入了 ${added} 张` : '没有加入新的发票',
    ...(known > 0 ? [`${known} 张本来就在`] : []),
    ...(failed.length > 0 ? [`${failed.length} 张没加上`] : []),
  ].join('，'),
  icon: toneIcon(failed.length > 0 ? 'attention' : 'done'),
  tone: failed.length > 0 ? 'attention' : 'done',
  failed: failed.map(({ cardId, encryptCode, problem }, i) => ({
    key: String(i),
    card: { cardId, encryptCode },
    text: problem.message,
    hint: problem.hint,
  })),
  /** Trying again may help with these. */
  again: failed.filter(({ problem }) => problem.retryable).map(({ cardId, encryptCode }) => ({ cardId, encryptCode })),
});

export type AddedModel = ReturnType<typeof addedModel>;

/** So many are named on the page; the table has them all. */
const MOST_NAMED = 5;

/** What WeChat did not do, by name and reason. */
export const stoppedModel = (rows: ClaimInvoiceRow[]) =>
  rows
    .flatMap(({ itemId, payee, number, problem }) =>
      problem ? [{ id: itemId, name: payee ?? number ?? '一张发票', text: problem.message, hint: problem.hint }] : [],
    )
    .slice(0, MOST_NAMED);
