import type { ScannedFigures } from '../../../contract/reimburser';
import { formatFen, parseYuan } from '../../rules/money';

/** The figures of an invoice as typed. */
export interface FiguresForm {
  number: string;
  code: string;
  checkCode: string;
  date: string;
  amount: string;
  net: string;
  tax: string;
  title: string;
  buyerTaxNo: string;
  payee: string;
  sellerTaxNo: string;
  summary: string;
}

export type FiguresProblems = Partial<Record<keyof FiguresForm, string>>;

export const newFiguresForm = (): FiguresForm => ({
  number: '',
  code: '',
  checkCode: '',
  date: '',
  amount: '',
  net: '',
  tax: '',
  title: '',
  buyerTaxNo: '',
  payee: '',
  sellerTaxNo: '',
  summary: '',
});

/** Money as typed, without signs that only help to read it. */
const typedFen = (fen: number | undefined): string => (fen === undefined ? '' : formatFen(fen).replace(/,/g, ''));

/** What a code said, ready to be completed. */
export const filledIn = ({
  number,
  code = '',
  checkCode = '',
  date = '',
  amount,
  net,
}: ScannedFigures): FiguresForm => ({
  ...newFiguresForm(),
  number,
  code,
  checkCode,
  date,
  amount: typedFen(amount),
  net: typedFen(net),
});

interface Figures {
  number: string;
  date: string;
  amount: number;
  code?: string;
  checkCode?: string;
  net?: number;
  tax?: number;
  title?: string;
  buyerTaxNo?: string;
  payee?: string;
  sellerTaxNo?: string;
  summary?: string;
}

const digits = (text: string): string => text.normalize('NFKC').replace(/[\s-]/g, '');

const numberProblem = (number: string, code: string): FiguresProblems => {
  if (/^\d{20}$/.test(number)) return {};
  if (!/^\d{8}$/.test(number)) return { number: '请填写 20 位数电发票号码，或 8 位发票号码' };
  return /^(\d{10}|\d{12})$/.test(code) ? {} : { code: '8 位号码的发票，还要填 10 或 12 位发票代码' };
};

const optionalFen = (text: string): number | undefined | 'wrong' =>
  text.trim() === '' ? undefined : (parseYuan(text) ?? 'wrong');

/** The figures that the form says, or what to put right first. */
export const figuresOf = (form: FiguresForm): { figures: Figures } | { problems: FiguresProblems } => {
  const number = digits(form.number);
  const code = digits(form.code);
  const amount = parseYuan(form.amount);
  const [net, tax] = [optionalFen(form.net), optionalFen(form.tax)];
  const problems: FiguresProblems = {
    ...numberProblem(number, code),
    ...(form.date === '' ? { date: '请选开票日期' } : {}),
    ...(amount === undefined || amount === 0 ? { amount: '请填写价税合计，如 128.50' } : {}),
    ...(net === 'wrong' ? { net: '金额不对，如 120.00' } : {}),
    ...(tax === 'wrong' ? { tax: '税额不对，如 8.50' } : {}),
  };
  if (amount === undefined || net === 'wrong' || tax === 'wrong' || Object.keys(problems).length > 0)
    return { problems };
  const texts = {
    checkCode: digits(form.checkCode),
    title: form.title,
    buyerTaxNo: form.buyerTaxNo,
    payee: form.payee,
  };
  const more = { ...texts, sellerTaxNo: form.sellerTaxNo, summary: form.summary };
  const filled = Object.entries(more).flatMap(([name, text]) => (text.trim() === '' ? [] : [[name, text.trim()]]));
  return {
    figures: {
      number,
      date: form.date,
      amount,
      ...(number.length === 20 ? {} : { code }),
      ...(net === undefined ? {} : { net }),
      ...(tax === undefined ? {} : { tax }),
      ...(Object.fromEntries(filled) as Partial<Record<keyof typeof more, string>>),
    },
  };
};
