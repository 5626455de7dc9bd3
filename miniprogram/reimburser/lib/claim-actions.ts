import type { ClaimAction, ClaimOutput, ClaimView } from '../../../contract/reimburser';
import { intentionOf } from '../../services/intention';
import { reimburser } from '../../services/reimburser';
import { askForText, choose, isSure } from '../../lib/ask';
import { companyPageUrl } from './routes';

/** What the buttons say. */
export const actionTexts: Record<ClaimAction, string> = {
  submit: '提交审批',
  approve: '审批通过',
  markPaid: '付款并核销',
  lockAgain: '再试一次',
  edit: '改事由',
  withdraw: '撤回',
  return: '退回',
  verify: '查验全部发票',
  export: '导出',
  remove: '删除',
};

/** What moves a claim on: the first that is offered is the button. */
export const forward: ClaimAction[] = ['lockAgain', 'submit', 'approve', 'markPaid'];
/** What takes it back: beside the button. */
export const back: ClaimAction[] = ['withdraw', 'return'];
/** What lies behind the dots. */
export const others: ClaimAction[] = ['verify', 'export', 'edit', 'remove'];

type Move = 'submit' | 'withdraw' | 'approve' | 'lockAgain';
interface Seen {
  claimId: string;
  version: number;
}

const calls: Record<Move, (seen: Seen) => Promise<ClaimView>> = {
  submit: intentionOf((seen: Seen, requestId) => reimburser('claims.submit', seen, requestId)),
  withdraw: intentionOf((seen: Seen, requestId) => reimburser('claims.withdraw', seen, requestId)),
  approve: intentionOf((seen: Seen, requestId) => reimburser('claims.approve', seen, requestId)),
  lockAgain: intentionOf(({ claimId }: Seen, requestId) => reimburser('claims.lockAgain', { claimId }, requestId)),
};

const questionOf = (move: Exclude<Move, 'lockAgain'>, { count, cards }: ClaimView) => {
  switch (move) {
    case 'submit':
      return {
        title: `提交 ${count} 张发票？`,
        content: cards > 0 ? `其中 ${cards} 张会在微信锁定，退回或撤回后解锁。` : '提交后不能再改，退回或撤回后可以。',
        confirmText: '提交审批',
      };
    case 'withdraw':
      return {
        title: '撤回这张报销单？',
        content: cards > 0 ? '发票会解锁，改好后可以再提交。' : '改好后可以再提交。',
        confirmText: '撤回',
      };
    case 'approve':
      return {
        title: '审批通过？',
        content: cards > 0 ? '通过后由财务付款并核销发票。' : '通过后由财务付款。',
        confirmText: '审批通过',
      };
  }
};

const move = async (name: Move, claim: ClaimView): Promise<ClaimView | undefined> => {
  if (name !== 'lockAgain' && !(await isSure(questionOf(name, claim)))) return undefined;
  const { claimId, version } = claim;
  return calls[name]({ claimId, version });
};

const REASONS = ['发票抬头或税号不对', '发票与事由不符', '缺少说明或附件', '重复报销', '其他原因'].map((text) => ({
  text,
}));

const giveBack = intentionOf((input: Seen & { reason: string }, requestId) =>
  reimburser('claims.return', input, requestId),
);

/** Returns a claim with a reason that its applicant reads. */
const returnClaim = async ({ claimId, version }: ClaimView): Promise<ClaimView | undefined> => {
  const common = await choose(REASONS);
  if (!common) return undefined;
  const reason = await askForText({
    title: '退回的原因',
    placeholder: '申请人会看到',
    confirmText: '退回',
    text: common.text === '其他原因' ? '' : common.text,
  });
  return reason === undefined ? undefined : giveBack({ claimId, version, reason });
};

const pay = intentionOf((input: { claimId: string; confirm: string }, requestId) =>
  reimburser('claims.markPaid', input, requestId),
);

const claimOf = (answer: ClaimOutput['claims.markPaid']): ClaimView | undefined =>
  'claim' in answer ? answer.claim : undefined;

/** Pays: the cloud side asks with the sum, since what is closed can never be opened again. */
const payClaim = async ({ claimId, cards }: ClaimView): Promise<ClaimView | undefined> => {
  const answer = await reimburser('claims.markPaid', { claimId });
  if (!('question' in answer)) return claimOf(answer);
  const { text, token } = answer.question;
  const asked =
    cards > 0 ? { title: '付款并核销？', confirmText: '核销' } : { title: '已付款？', confirmText: '已付款' };
  if (!(await isSure({ ...asked, content: text }))) return undefined;
  return claimOf(await pay({ claimId, confirm: token }));
};

const FORMATS = [
  { format: 'xlsx', text: 'Excel 表格（XLSX）' },
  { format: 'csv', text: 'CSV 表格' },
  { format: 'zip', text: '归档包（ZIP，含原件和目录）' },
] as const;

/** Has a file made, and goes where it can be had. */
const exportClaim = async ({ claimId, companyId }: ClaimView): Promise<undefined> => {
  const chosen = await choose(FORMATS);
  if (!chosen) return;
  await reimburser('exports.create', { claimId, format: chosen.format });
  void wx.navigateTo({ url: companyPageUrl('exports', companyId) });
};

const verifyAll = async ({ claimId }: ClaimView): Promise<ClaimView> => {
  await reimburser('invoices.verify', { claimId });
  return reimburser('claims.get', { claimId });
};

const rename = async ({ claimId, version, purpose: text }: ClaimView): Promise<ClaimView | undefined> => {
  const purpose = await askForText({ title: '改事由', placeholder: '如：上海出差', confirmText: '保存', text });
  if (purpose === undefined || purpose === text) return undefined;
  return reimburser('claims.update', { claimId, version, purpose: purpose.slice(0, 100) });
};

const remove = async ({ claimId, version }: ClaimView): Promise<undefined> => {
  const content = '删除后不能恢复；发票本身不受影响。';
  if (!(await isSure({ title: '删除这张报销单？', content, confirmText: '删除' }))) return;
  await reimburser('claims.remove', { claimId, version });
  await wx.navigateBack();
};

/**
 * Asks, and does it. Answers with the claim as it is then; undefined when the person thought better of it, or nothing
 * of the claim changed. Throws an AppError.
 */
export const deeds: Record<ClaimAction, (claim: ClaimView) => Promise<ClaimView | undefined>> = {
  submit: (claim) => move('submit', claim),
  withdraw: (claim) => move('withdraw', claim),
  approve: (claim) => move('approve', claim),
  lockAgain: (claim) => move('lockAgain', claim),
  return: returnClaim,
  markPaid: payClaim,
  edit: rename,
  verify: verifyAll,
  export: exportClaim,
  remove,
};
