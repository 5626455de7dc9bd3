import type { UnixSeconds } from '../../../contract/primitives';
import type { Check, Verification } from '../../../contract/reimburser-invoices';
import type { CompanyRules } from '../../../contract/reimburser-company';
import type { CheckCode, VerificationState } from '../../../contract/reimburser-states';
import type { ReimburseState, Tone } from '../../../contract/states';
import { formatFen } from '../../../miniprogram/rules/money';

/** What is looked at of an invoice. */
export interface Checked {
  form?: 'digital' | 'classic' | undefined;
  number?: string | undefined;
  title?: string | undefined;
  buyerTaxNo?: string | undefined;
  amount: number;
  net?: number | undefined;
  tax?: number | undefined;
  issuedAt?: UnixSeconds | undefined;
  /** Absent when it is not from the card pack. */
  status?: ReimburseState | undefined;
  /** LOCK is ours: this claim asked for it. */
  lockedByUs?: boolean;
  hasPdf: boolean;
  hasXml: boolean;
  verification: VerificationState;
}

/** Against what. */
export interface Against {
  company: { name: string; taxNo: string };
  rules: CompanyRules;
  now: UnixSeconds;
  /** What else has the same number. */
  duplicates: Duplicates;
}

export interface Duplicates {
  here?: boolean;
  /** In the company: closed, or in a claim that was handed in. */
  company?: { closed: boolean; claimNumber?: string };
  elsewhere?: boolean;
  /** In another claim that was not handed in yet. */
  draft?: boolean;
}

const check = (
  code: CheckCode,
  level: Check['level'],
  text: string,
  sides: { ours?: string; theirs?: string } = {},
): Check => ({
  code,
  level,
  text,
  ...sides,
});

/** Without what the eye does not tell apart: width, case, blanks, kinds of brackets. */
export const plainTitle = (text: string): string =>
  text
    .normalize('NFKC')
    .replace(/[\s\p{C}]/gu, '')
    .toUpperCase();

const duplicateChecks = ({ here, company, elsewhere, draft }: Duplicates): Check[] => [
  ...(here ? [check('duplicate_here', 'stop', '同一张发票出现了两次')] : []),
  ...(company?.closed ? [check('already_closed', 'stop', '这张发票本企业已经报销过')] : []),
  ...(company && !company.closed ? [check('duplicate_company', 'stop', '这张发票已在另一张报销单里')] : []),
  ...(elsewhere ? [check('held_elsewhere', 'stop', '这张发票正由另一家企业报销')] : []),
  ...(draft && !company ? [check('duplicate_company', 'warn', '另一张未提交的报销单里也有这张发票')] : []),
];

const titleChecks = ({ title, buyerTaxNo }: Checked, { company }: Against): Check[] => {
  const checks: Check[] = [];
  const sameTitle = title !== undefined && plainTitle(title) === plainTitle(company.name);
  if (!title) checks.push(check('title_differs', 'warn', '没有填抬头，无法核对'));
  else if (sameTitle) checks.push(check('title_differs', 'ok', '抬头一致'));
  else {
    // Without a tax number it may be a person's ticket; only another company's number says that it is not ours.
    const isForeign =
      buyerTaxNo !== undefined && buyerTaxNo !== '' && plainTitle(buyerTaxNo) !== plainTitle(company.taxNo);
    const sides = { ours: company.name, theirs: title };
    checks.push(check('title_differs', isForeign ? 'stop' : 'warn', '抬头不是本企业', sides));
  }
  if (!buyerTaxNo) checks.push(check('tax_no_differs', 'warn', '发票上没有购买方税号'));
  else if (plainTitle(buyerTaxNo) === plainTitle(company.taxNo)) checks.push(check('tax_no_differs', 'ok', '税号一致'));
  else checks.push(check('tax_no_differs', 'stop', '税号不是本企业的', { ours: company.taxNo, theirs: buyerTaxNo }));
  return checks;
};

const amountCheck = ({ amount, net, tax }: Checked): Check => {
  if (net === undefined || tax === undefined)
    return check('amounts_unknown', 'note', '没有不含税金额或税额，无法核对合计');
  if (amount === net + tax) return check('amounts_differ', 'ok', '金额相符');
  return check('amounts_differ', 'stop', '不含税金额加税额不等于价税合计', {
    ours: `${formatFen(net)} + ${formatFen(tax)} = ${formatFen(net + tax)}`,
    theirs: formatFen(amount),
  });
};

const statusChecks = ({ status, lockedByUs }: Checked): Check[] => {
  switch (status) {
    case undefined:
      return [check('no_lock', 'note', '不在卡包里，无法在微信锁定，请保管好原件')];
    case 'LOCK':
      return lockedByUs
        ? [check('locked', 'ok', '已为这张报销单锁定')]
        : [check('locked', 'stop', '已被锁定，微信没有说明是谁；请先由锁定方解锁')];
    case 'CLOSURE':
      return [check('closed', 'stop', '微信显示已核销，不能再报销')];
    case 'CANCEL':
      return [check('cancelled', 'stop', '发票已冲红')];
    case 'INIT':
      return [check('locked', 'ok', '未被锁定')];
  }
};

const DAY = 86_400;

const ageCheck = ({ issuedAt }: Checked, { rules: { maxAgeDays }, now }: Against): Check => {
  if (issuedAt === undefined) return check('date_unknown', 'warn', '没有开票日期');
  const days = Math.floor((now - issuedAt) / DAY);
  if (maxAgeDays !== undefined && days > maxAgeDays)
    return check('too_old', 'stop', `开票已 ${days} 天，超过企业规定的 ${maxAgeDays} 天`);
  return check('too_old', 'ok', '在报销期限内');
};

const fileChecks = ({ form, hasPdf, hasXml }: Checked, { rules: { requirePdf } }: Against): Check[] => [
  hasPdf
    ? check('pdf_missing', 'ok', '有版式文件')
    : check('pdf_missing', requirePdf ? 'stop' : 'warn', '没有版式文件（PDF）'),
  ...(form === 'digital' && !hasXml ? [check('xml_missing', 'note', '缺XML原件')] : []),
];

export const verificationWords: Readonly<Record<VerificationState, { text: string; tone: Tone }>> = {
  none: { text: '未查验', tone: 'waiting' },
  valid: { text: '已查验', tone: 'done' },
  not_found: { text: '查无此票', tone: 'failed' },
  reversed: { text: '已红冲', tone: 'failed' },
  differs: { text: '信息不符', tone: 'failed' },
};

const verificationCheck = (state: VerificationState, { requireVerification }: CompanyRules): Check => {
  const { text } = verificationWords[state];
  if (state === 'valid') return check('verification', 'ok', text);
  if (state === 'none') return check('verification', requireVerification ? 'warn' : 'note', text);
  return check('verification', 'stop', text);
};

/** Everything that is looked at before an invoice is locked; `stop` forbids it. */
export const checksOf = (invoice: Checked, against: Against): Check[] => [
  ...(invoice.number ? [] : [check('number_missing', 'stop', '没有发票号码，无法查重')]),
  ...duplicateChecks(against.duplicates),
  ...titleChecks(invoice, against),
  amountCheck(invoice),
  ...statusChecks(invoice),
  ageCheck(invoice, against),
  ...fileChecks(invoice, against),
  verificationCheck(invoice.verification, against.rules),
];

const order: readonly Check['level'][] = ['stop', 'warn', 'note', 'ok'];

/** What is not in order, the worst first. */
export const objections = (checks: readonly Check[]): Check[] =>
  checks.filter(({ level }) => level !== 'ok').sort((a, b) => order.indexOf(a.level) - order.indexOf(b.level));

export const forbids = (checks: readonly Check[]): boolean => checks.some(({ level }) => level === 'stop');

/** Somebody else has it, or has used it up: true at whatever time it is asked. */
const TAKEN: readonly CheckCode[] = ['duplicate_company', 'already_closed', 'held_elsewhere', 'locked', 'closed'];

/**
 * Why an invoice that was handed in and approved must not be paid after all, in words. What it was approved with, such
 * as its title, is no reason; nor that it grew older meanwhile.
 */
export const objectionsToPaying = (checks: readonly Check[], verification: VerificationState): string[] => [
  ...checks.flatMap(({ code, level, text }) => (level === 'stop' && TAKEN.includes(code) ? [text] : [])),
  ...(verification === 'not_found' || verification === 'differs'
    ? [`查验：${verificationWords[verification].text}`]
    : []),
];

/** A row's tone by its worst check. */
export const toneOf = (checks: readonly Check[]): Tone => {
  if (forbids(checks)) return 'failed';
  return checks.some(({ level }) => level === 'warn') ? 'attention' : 'done';
};

export type KeptVerification = Pick<Verification, 'state' | 'at' | 'by' | 'name'>;
