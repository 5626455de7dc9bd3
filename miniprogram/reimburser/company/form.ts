import type { CompanyRules, CompanyView } from '../../../contract/reimburser-company';
import { checkTaxNumber } from '../../rules/tax-number';

/** A yes or no among the rules. */
export type Switch = 'requirePdf' | 'requireVerification' | 'selfApproval';

/** The company's profile as typed. */
export interface CompanyForm extends Record<Switch, boolean> {
  name: string;
  taxNo: string;
  maxAgeDays: string;
  chunk: string;
}

export type CompanyProblems = Partial<Record<'name' | 'taxNo' | 'maxAgeDays' | 'chunk', string>>;

export const switchTexts: { rule: Switch; text: string; under: string }[] = [
  { rule: 'requirePdf', text: '必须有版式文件', under: '没有 PDF 等文件的发票不能提交；不勾只提醒' },
  { rule: 'requireVerification', text: '查验过才能付款', under: '付款时还有没查验的发票，会被拦下' },
  { rule: 'selfApproval', text: '审批人可以批自己的', under: '不勾时，自己的报销单要由别人审批' },
];

export const newCompanyForm = (): CompanyForm => ({
  name: '',
  taxNo: '',
  maxAgeDays: '',
  chunk: '',
  requirePdf: false,
  requireVerification: false,
  selfApproval: false,
});

const numberText = (value: number | undefined): string => (value === undefined ? '' : String(value));

export const formOf = ({ name, taxNo, rules }: CompanyView): CompanyForm => ({
  name,
  taxNo,
  maxAgeDays: numberText(rules.maxAgeDays),
  chunk: numberText(rules.chunk),
  requirePdf: rules.requirePdf,
  requireVerification: rules.requireVerification,
  selfApproval: rules.selfApproval,
});

const whole = (text: string, most: number): number | undefined | 'wrong' => {
  if (text.trim() === '') return undefined;
  const value = Number(text.trim());
  return Number.isInteger(value) && value >= 1 && value <= most ? value : 'wrong';
};

/** What the form says, or what to put right first. */
export const profileOf = (
  form: CompanyForm,
): { profile: { name: string; taxNo: string; rules: CompanyRules } } | { problems: CompanyProblems } => {
  const name = form.name.trim();
  const taxNo = form.taxNo.trim();
  const check = checkTaxNumber(taxNo);
  const [maxAgeDays, chunk] = [whole(form.maxAgeDays, 3660), whole(form.chunk, 100)];
  const problems: CompanyProblems = {
    ...(name === '' ? { name: '请填写企业名称' } : {}),
    ...(taxNo === '' ? { taxNo: '请填写税号' } : check.level === 'error' ? { taxNo: check.text } : {}),
    ...(maxAgeDays === 'wrong' ? { maxAgeDays: '请填 1 到 3660 的天数，或不填' } : {}),
    ...(chunk === 'wrong' ? { chunk: '请填 1 到 100，或不填' } : {}),
  };
  if (maxAgeDays === 'wrong' || chunk === 'wrong' || Object.keys(problems).length > 0) return { problems };
  const { requirePdf, requireVerification, selfApproval } = form;
  const rules: CompanyRules = {
    requirePdf,
    requireVerification,
    selfApproval,
    ...(maxAgeDays === undefined ? {} : { maxAgeDays }),
    ...(chunk === undefined ? {} : { chunk }),
  };
  return { profile: { name, taxNo, rules } };
};
