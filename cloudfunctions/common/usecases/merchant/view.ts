import type { AuditEntry, MerchantInvoice, Refund } from '../../../../contract/merchant';
import type { Fen, UnixSeconds } from '../../../../contract/primitives';
import { maskedAddress } from '../../domain/mail';
import { tasksOf } from '../../domain/member-tasks';
import { memberHeadline } from '../../domain/merchant-headline';
import { merchantActionsOf } from '../../domain/merchant-view';
import { refundGapOf, refundHeadline, refundProposals } from '../../domain/refunds';
import type { MemberRole, MemberTask, MerchantAction, RedAction, RedReason } from '../../../../contract/states';
import { inserters } from '../../domain/scenarios';
import { nextIssuePause } from '../../domain/state-wakers';
import { sameTitle, titleOf } from '../../domain/title';
import type { Ports } from '../../runtime/ports';
import type { ApplicationRecord, AuditRecord, InvoiceRecord } from '../../store/records';
import { attachmentsOf } from '../attachments';
import { mailsForMember } from '../mail-view';
import { invoiceFiles } from '../view-invoice';
import { viewReds } from '../view-reds';
import { rowOf } from './list';
import { applicationForMember } from './members';

const actionTexts: Readonly<Record<MerchantAction | MemberTask | `red_${RedAction}`, string>> = {
  mail: '发到邮箱',
  attach: '添加附件',
  claim_link: '出示领取二维码',
  issue_first: '先开票，等买家领取',
  till: '收银台开单',
  receipts: '生成二维码',
  approve: '审核通过',
  reject: '拒绝开票',
  retry: '重新开票',
  release: '已在税局处理，放开订单',
  insert: '重新放入卡包',
  reverse: '申请红冲',
  reissue: '换开',
  red_confirm: '同意购买方的红冲',
  red_refuse: '不同意购买方的红冲',
  red_withdraw: '撤回红冲',
  red_retry: '重新红冲',
};

/** Who it was by name; the openid stays here. */
const auditEntry = ({ at, action, name, role, reason }: AuditRecord): AuditEntry => ({
  at,
  action,
  text: actionTexts[action],
  member: { name, role },
  ...(reason !== undefined && { reason }),
});

const linesOf = (application: ApplicationRecord, invoice: InvoiceRecord | null): MerchantInvoice['lines'] => {
  if (invoice) return invoice.lines.map((line) => ({ ...line, gross: (line.net + line.tax) as Fen }));
  return application.lines.map(({ name, quantity, unit, rate, gross, discount = 0 }) => ({
    name,
    ...(quantity !== undefined && { quantity }),
    ...(unit !== undefined && { unit }),
    rate,
    gross: (gross - discount) as Fen,
  }));
};

const problemOf = ({ issuing, card }: ApplicationRecord): Pick<MerchantInvoice, 'problem'> => {
  const problem = issuing.problem ?? card.problem ?? card.cancel?.problem;
  if (!problem) return {};
  const { code, message, hint, wechat } = problem;
  return { problem: { code, message, hint, ...(wechat && { wechat }) } };
};

const partsOf = ({ net, code, checkCode, state, reimburse }: InvoiceRecord): Partial<MerchantInvoice> => ({
  net,
  invoiceState: state,
  ...(code && { code }),
  ...(checkCode && { checkCode }),
  ...(reimburse && { reimburse }),
});

/** The authorization data that the title does not show. */
const filledOf = ({ title, authorization: { filled } }: ApplicationRecord): Pick<MerchantInvoice, 'filled'> => {
  if (!filled) return {};
  const theirs = titleOf(filled);
  const another = theirs && !(title && sameTitle(theirs, title)) ? { title: theirs } : {};
  const own = filled.custom.map(({ key: label, value }) => ({ label, value }));
  return another.title || own.length > 0 ? { filled: { ...another, own } } : {};
};

/** What a refund has left to do, and how the issuer lets it be done; without its answer, what it always allows. */
const refundOf = async (
  ports: Ports,
  application: ApplicationRecord,
  role: MemberRole,
): Promise<Refund | undefined> => {
  const gap = refundGapOf(application);
  const { worth, _id: applicationId } = application;
  if (gap === 0 || worth === undefined || application.supersededBy !== undefined) return undefined;
  if (!merchantActionsOf(application, role).includes('reverse')) return { gap, rest: worth, proposals: [] };
  const { partReasons } = await ports
    .call('jobs', 'reds.rule', { applicationId })
    .catch((): { partReasons: RedReason[] } => ({ partReasons: [] }));
  return { gap, rest: worth, proposals: refundProposals(application, partReasons) };
};

/** An application with everything that a member of its merchant may know. */
export const viewForMember = async (
  ports: Ports,
  application: ApplicationRecord,
  role: MemberRole,
): Promise<MerchantInvoice> => {
  const { merchantId, orderId, kind, form, type, title, timeline, audit = [], invoiceId, mode, issuing } = application;
  const [invoice, files, attachments, mails] = await Promise.all([
    invoiceId ? ports.invoices.getInvoice(invoiceId) : null,
    invoiceId ? invoiceFiles(ports, invoiceId) : [],
    attachmentsOf(ports, application),
    mailsForMember(ports, application),
  ]);
  const pause = nextIssuePause(application);
  const refund = await refundOf(ports, application, role);
  return {
    ...rowOf(application, role),
    merchantId,
    orderId,
    kind,
    form,
    type,
    headline:
      refund && !application.reversal?.open
        ? refundHeadline
        : memberHeadline(application, inserters[mode] !== undefined),
    ...(title && { title }),
    ...filledOf(application),
    ...(invoice && partsOf(invoice)),
    ...(application.reversal && { reversed: application.reversal.amount, left: application.reversal.left }),
    ...(application.replaces && {
      replaces: { applicationId: application.replaces.applicationId, number: application.replaces.number },
    }),
    ...(application.replacedBy !== undefined && { replacedBy: application.replacedBy }),
    ...(refund && { refund }),
    reds: invoice ? await viewReds(ports, invoice, role) : [],
    lines: linesOf(application, invoice),
    files,
    attachments,
    ...(title?.email && { mailTo: maskedAddress(title.email) }),
    mails,
    tasks: tasksOf(application, role).filter((task) => task !== 'mail' || ports.canMail()),
    timeline,
    audit: audit.map(auditEntry),
    ...problemOf(application),
    ...(pause !== undefined && { retryAt: (issuing.at + pause) as UnixSeconds }),
  };
};

export const getInvoice = async (ports: Ports, openid: string, applicationId: string): Promise<MerchantInvoice> => {
  const { application, member } = await applicationForMember(ports, openid, applicationId);
  return viewForMember(ports, application, member.role);
};
