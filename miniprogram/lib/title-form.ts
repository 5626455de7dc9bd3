import type { InvoiceKind, Title } from '../../contract/buyer';
import { checkTaxNumber } from '../rules/tax-number';
import type { TaxNumberCheck } from '../rules/tax-number';

/** What was typed, on both sides of the 个人/单位 switch: neither loses anything to the other. */
export interface TitleForm {
  kind: 'personal' | 'company';
  personal: { name: string };
  company: {
    name: string;
    taxNo: string;
    withoutTaxNo: boolean;
    address: string;
    phone: string;
    bank: string;
    bankAccount: string;
  };
  email: string;
}

/** What is wrong with a form, field by field, in words; absent means nothing. */
export interface TitleProblems {
  name?: string;
  taxNo?: string;
  email?: string;
}

export const newTitleForm = (): TitleForm => ({
  kind: 'personal',
  personal: { name: '' },
  company: { name: '', taxNo: '', withoutTaxNo: false, address: '', phone: '', bank: '', bankAccount: '' },
  email: '',
});

/** Puts a title into the form; the other side, and the mail unless the title has one, stay as they were. */
export const fillIn = (form: TitleForm, title: Title): TitleForm => {
  const email = title.email ?? form.email;
  if (title.kind === 'personal') return { ...form, kind: 'personal', personal: { name: title.name }, email };
  return {
    ...form,
    kind: 'company',
    company: {
      name: title.name,
      taxNo: title.taxNo ?? '',
      withoutTaxNo: title.withoutTaxNo ?? false,
      address: title.address ?? '',
      phone: title.phone ?? '',
      bank: title.bank ?? '',
      bankAccount: title.bankAccount ?? '',
    },
    email,
  };
};

const typed = <K extends string>(fields: Record<K, string>): { [P in K]?: string } => {
  const filled = Object.entries<string>(fields).filter(([, value]) => value.trim() !== '');
  return Object.fromEntries(filled.map(([name, value]) => [name, value.trim()])) as { [P in K]?: string };
};

/** The title that the form says, without empty fields. */
export const titleOf = ({ kind, personal, company, email }: TitleForm): Title => {
  if (kind === 'personal') return { kind, name: personal.name.trim(), ...typed({ email }) };
  const { name, taxNo, withoutTaxNo, ...more } = company;
  return {
    kind,
    name: name.trim(),
    ...(withoutTaxNo ? { withoutTaxNo } : typed({ taxNo })),
    ...typed({ ...more, email }),
  };
};

/** What the tax number field says of itself; nothing to say while it is empty or not asked for. */
export const taxNumberNote = ({ kind, company }: TitleForm): TaxNumberCheck => {
  if (kind === 'personal' || company.withoutTaxNo || company.taxNo === '') return { level: 'ok' };
  return checkTaxNumber(company.taxNo);
};

const EMAIL = /^[^\s@]+@[^\s@.]+(\.[^\s@.]+)+$/;

const taxNoProblem = ({ kind, company }: TitleForm): string | undefined => {
  if (kind === 'personal' || company.withoutTaxNo) return undefined;
  const check = checkTaxNumber(company.taxNo);
  if (company.taxNo.trim() === '') return '请填写税号；机关、部队、境外单位可勾选“无税号”';
  if (check.level === 'warning' && check.suggestion !== undefined) return `${check.text}。请点“改为”，或自己改正`;
  return check.level === 'error' ? check.text : undefined;
};

/** What has to be put right before the form can go on. */
export const problemsOf = (form: TitleForm): TitleProblems => {
  const name = form.kind === 'personal' ? form.personal.name : form.company.name;
  const taxNo = taxNoProblem(form);
  return {
    ...(name.trim() === '' ? { name: form.kind === 'personal' ? '请填写姓名' : '请填写单位名称' } : {}),
    ...(taxNo === undefined ? {} : { taxNo }),
    ...(form.email.trim() !== '' && !EMAIL.test(form.email.trim()) ? { email: '邮箱格式不对，请核对' } : {}),
  };
};

export const isComplete = (problems: TitleProblems): boolean => Object.keys(problems).length === 0;

/** Why a special invoice (专用发票) is not to be had with this form; undefined when it is. */
export const whyNoSpecial = (form: TitleForm, allowed: InvoiceKind[]): string | undefined => {
  if (!allowed.includes('special')) return '这个订单只能开普通发票';
  if (form.kind === 'personal') return '专用发票只开给单位';
  if (form.company.withoutTaxNo) return '专用发票需要税号';
  return undefined;
};

/** A title in one line, the tax number masked: for lists that others may see over the shoulder. */
export const titleLine = (title: Title): string => {
  if (title.kind === 'personal') return '个人';
  if (title.taxNo === undefined) return '单位 · 无税号';
  return `单位 · 税号 ${title.taxNo.slice(0, 4)}••••${title.taxNo.slice(-4)}`;
};
