import type {
  Check,
  ClaimInvoiceDetail,
  ClaimInvoiceFile,
  InvoiceProblem,
  ReadRow,
  Verification,
} from '../../../contract/reimburser';
import type { Tone } from '../../../contract/states';
import type { ReimbursementInvoice } from '../../../contract/wechat-shapes';
import { dayText } from '../../lib/dates';
import { fact } from '../../lib/facts';
import type { FileRow } from '../../lib/file-rows';
import type { Fact } from '../../lib/facts';
import { groupedNumber } from '../../lib/invoice-row';
import { toneIcon } from '../../lib/tones';
import { formatFen } from '../../rules/money';
import { sizeText } from '../../services/files';
import { attachmentKey } from '../../services/invoice-files';
import { checkSaid } from '../lib/invoice-line';
import { canOpen } from '../lib/use-file';

type Invoice = Omit<ReimbursementInvoice, 'status' | 'cardId'> & { cardId?: string };

const FORMS = { digital: '数电发票', classic: '增值税发票' } as const;

const moneyFact = (name: string, fen: number | undefined): Fact[] =>
  fen === undefined ? [] : [{ name, value: `¥${formatFen(fen)}` }];

/** What is printed on the face of the invoice. */
const faceOf = (invoice: Invoice, issuedText: string | undefined): Fact[] => [
  { name: '发票号码', value: invoice.number === undefined ? '没有' : groupedNumber(invoice.number) },
  ...fact('发票代码', invoice.code),
  ...fact('校验码', invoice.checkCode),
  ...fact('开票时间', issuedText),
  ...fact('类型', invoice.type ?? (invoice.form && FORMS[invoice.form])),
  ...moneyFact('不含税', invoice.net),
  ...moneyFact('税额', invoice.tax),
  ...(invoice.lines.length > 0 ? fact('摘要', invoice.summary) : []),
  ...fact('备注', invoice.remark),
  ...fact('收款人', invoice.cashier),
  ...fact('开票人', invoice.drawer),
];

const buyerOf = (invoice: Invoice): Fact[] => [
  ...fact('抬头', invoice.title),
  ...fact('税号', invoice.buyerTaxNo),
  ...fact('地址电话', invoice.buyerAddressAndPhone),
  ...fact('开户行账号', invoice.buyerBankAccount),
];

const sellerOf = (invoice: Invoice): Fact[] => [
  ...fact('名称', invoice.payee),
  ...fact('税号', invoice.sellerTaxNo),
  ...fact('地址电话', invoice.sellerAddressAndPhone),
  ...fact('开户行账号', invoice.sellerBankAccount),
];

/** What WeChat says of the card that is no part of the invoice. */
const cardOf = (invoice: Invoice): Fact[] => [
  ...fact('卡券 ID', invoice.cardId),
  ...fact('订单号', invoice.orderId),
  ...fact('用户标识', invoice.openid),
  ...fact('有效期从', invoice.validFrom === undefined ? undefined : dayText(invoice.validFrom)),
  ...fact('有效期至', invoice.validTo === undefined ? undefined : dayText(invoice.validTo)),
  ...fact('说明', invoice.detail),
  ...fact('PDF 链接（两小时有效）', invoice.pdfUrl),
  ...fact('行程单链接（两小时有效）', invoice.tripPdfUrl),
];

const linesOf = ({ lines, summary }: Invoice) => {
  const all = lines.map(({ name, quantity, unit = '', price }, i) => ({
    key: String(i),
    name,
    quantity: quantity === undefined ? unit : `${quantity}${unit}`,
    price: price === undefined ? '' : `单价 ¥${formatFen(price)}`,
  }));
  return all.length > 0 || summary === undefined ? all : [{ key: '0', name: summary, quantity: '', price: '' }];
};

const checksOf = (checks: Check[], forbidden: string) =>
  checks.map((check, i) => ({
    key: String(i),
    ...checkSaid(check, forbidden),
    /** Both sides, where something differs. */
    sides: [...fact('应为', check.ours), ...fact('发票上', check.theirs), ...fact('报销单', check.claimNumber)],
  }));

const verificationOf = ({ text, tone, atText, by, name }: Verification) => ({
  text,
  tone,
  under: [
    ...(atText === undefined ? [] : [atText]),
    ...(by === 'service' ? ['查验服务'] : []),
    ...(by === 'hand' ? [name === undefined ? '手工' : `${name} 手工`] : []),
  ].join(' · '),
});

const KINDS: Record<ClaimInvoiceFile['kind'], string> = {
  original: '发票原件',
  trip: '行程单',
  xml: 'XML 原件',
  other: '附件',
};

const filesOf = (files: ClaimInvoiceFile[]): FileRow[] =>
  files.map(({ kind, name, bytes, hash }) => ({
    key: attachmentKey(hash),
    name,
    note: `${KINDS[kind]} · ${sizeText(bytes)}`,
    fileName: name,
    opens: canOpen(name),
    ready: false,
  }));

const LEVELS: Check['level'][] = ['stop', 'warn', 'note', 'ok'];
const worstFirst = (checks: Check[]): Check[] =>
  [...checks].sort((a, b) => LEVELS.indexOf(a.level) - LEVELS.indexOf(b.level));

/** The state as a person would say it. */
const headline = (text: string, tone: Tone, next: string) => ({ text, tone, next, icon: toneIcon(tone) });

const nextOf = (problem: InvoiceProblem | undefined, checks: Check[], forbidden: string): string => {
  if (problem) return `${problem.message}。${problem.hint}`;
  const stops = checks.filter(({ level }) => level === 'stop').length;
  if (stops > 0) return `${stops} 项检查没有通过，${forbidden}`;
  return checks.some(({ level }) => level === 'warn') ? '可以用，有几处请留意' : '检查都通过了';
};

const common = (invoice: Invoice, issuedText: string | undefined) => ({
  amount: invoice.amount as number,
  face: faceOf(invoice, issuedText),
  buyer: buyerOf(invoice),
  seller: sellerOf(invoice),
  lines: linesOf(invoice),
  card: cardOf(invoice),
});

const logOf = (log: { atText: string; text: string; name?: string }[]) =>
  log.map(({ atText, text, name }, i) => ({ key: String(i), text, under: `${name ?? '系统'} · ${atText}` }));

/** An invoice of a claim as its page draws it. */
export const itemModel = (item: ClaimInvoiceDetail) => ({
  ...common(item.invoice, item.issuedText),
  headline: headline(
    item.toRecover ? '待追回：付款后被冲红' : item.statusText,
    item.problem || item.toRecover ? 'failed' : item.tone,
    nextOf(item.problem, item.checks, '不能提交'),
  ),
  checks: checksOf(worstFirst(item.checks), '不能提交'),
  verification: verificationOf(item.verification),
  byHand: item.byHand,
  files: filesOf(item.files),
  noFiles: item.source === 'card' ? '提交时会把发票原件存下来' : '还没有文件',
  log: logOf(item.log),
  canRemove: item.actions.includes('remove'),
  canAttach: item.actions.includes('attach'),
  canVerify: item.actions.includes('verify'),
  canNote: item.actions.includes('verifyByHand'),
});

/** An invoice of the quick check: nothing of it is kept. */
export const readModel = (row: ReadRow & { invoice: ReimbursementInvoice }): ItemModel => ({
  ...common(row.invoice, row.issuedText),
  headline: headline(row.statusText ?? '', row.tone, nextOf(row.problem, row.checks, '不能锁定')),
  checks: checksOf(worstFirst(row.checks), '不能锁定'),
  verification: null,
  byHand: null,
  files: [],
  noFiles: '',
  log: logOf(row.log ?? []),
  canRemove: false,
  canAttach: false,
  canVerify: false,
  canNote: false,
});

export type ItemModel = Omit<ReturnType<typeof itemModel>, 'verification' | 'byHand'> & {
  verification: ReturnType<typeof verificationOf> | null;
  byHand: ClaimInvoiceDetail['byHand'] | null;
};
