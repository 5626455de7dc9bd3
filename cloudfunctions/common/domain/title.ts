import type { InvoiceKind, Title } from '../../../contract/buyer';
import type { OrderLine } from '../../../contract/open';
import type { FilledTitle } from '../../../contract/wechat';
import { checkTaxNumber } from '../../../miniprogram/rules/tax-number';
import { bearsTax } from './tax-rates';

/** What is wrong with a title or a kind of invoice: a code of the failure table, and the words that explain it. */
export interface Objection {
  code: 'title_required' | 'tax_no_required' | 'tax_no_invalid' | 'tax_no_contradicts' | 'kind_not_allowed';
  text?: string;
}

/** A number typed with blanks or small letters is explained, never silently changed. */
const objectionToTaxNo = (taxNo: string): Objection | undefined => {
  const check = checkTaxNumber(taxNo);
  if (check.level === 'error') return { code: 'tax_no_invalid', text: check.text };
  if (check.level === 'warning' && check.suggestion) {
    return { code: 'tax_no_invalid', text: `${check.text}，是不是 ${check.suggestion}` };
  }
  return undefined;
};

/** What speaks against a title from our form. Soft doubts about a tax number pass: the phone has shown them. */
export const objectionToTitle = (title: Title): Objection | undefined => {
  if (title.kind === 'personal') return undefined;
  if (title.taxNo !== undefined) {
    return title.withoutTaxNo ? { code: 'tax_no_contradicts' } : objectionToTaxNo(title.taxNo);
  }
  return title.withoutTaxNo ? undefined : { code: 'tax_no_required' };
};

/** What speaks against a kind: 专票 only for a company with a tax number, where the merchant allows it, every line of which bears tax. */
export const objectionToKind = (
  kind: InvoiceKind,
  title: Title | undefined,
  lines: readonly Pick<OrderLine, 'rate'>[],
  allowed: readonly InvoiceKind[],
): Objection | undefined => {
  if (!allowed.includes(kind)) return { code: 'kind_not_allowed', text: '这家商户暂不开这种发票' };
  if (kind === 'normal') return undefined;
  if (!title) return { code: 'title_required' };
  if (title.kind !== 'company' || !title.taxNo) return { code: 'kind_not_allowed', text: '专用发票需要单位抬头和税号' };
  if (!lines.every(({ rate }) => bearsTax(rate))) {
    return { code: 'kind_not_allowed', text: '含免税、不征税或零税率项目的订单不能开专用发票' };
  }
  return undefined;
};

/** What the buyer filled in on WeChat's page as a title; undefined when it names nobody. */
export const titleOf = (filled: FilledTitle): Title | undefined => {
  const name = filled.title.trim().slice(0, 100);
  if (!name) return undefined;
  const { phone, email, taxNo, address, bank, bankAccount } = filled;
  if (filled.kind === 'personal') return { kind: 'personal', name, ...(phone && { phone }), ...(email && { email }) };
  return {
    kind: 'company',
    name,
    ...(taxNo ? { taxNo } : { withoutTaxNo: true }),
    ...(address && { address }),
    ...(phone && { phone }),
    ...(bank && { bank }),
    ...(bankAccount && { bankAccount }),
    ...(email && { email }),
  };
};

export const sameTitle = (a: Title, b: Title): boolean => {
  const text = (title: Title) => JSON.stringify(Object.entries(title).sort());
  return text(a) === text(b);
};

/** A title as the merchant must keep it after its person has closed the account. */
export const withoutPerson = (title: Title): Title => {
  const { email: _email, ...rest } = title;
  if (rest.kind === 'company') return rest;
  const { phone: _phone, ...name } = rest;
  return name;
};
