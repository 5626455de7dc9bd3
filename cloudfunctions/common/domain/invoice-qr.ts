import type { Fen } from '../../../contract/primitives';
import type { ScannedFigures } from '../../../contract/reimburser-invoices';
import { parseYuan } from '../../../miniprogram/rules/money';

/** The kinds of the code's second field, as tax software prints them. */
const kinds: Readonly<Record<string, string>> = {
  '01': '增值税专用发票',
  '04': '增值税普通发票',
  '08': '增值税电子专用发票',
  '10': '增值税电子普通发票',
  '11': '增值税普通发票（卷票）',
  '14': '增值税电子普通发票（通行费）',
  '31': '数电发票（增值税专用发票）',
  '32': '数电发票（普通发票）',
  '51': '数电发票（铁路电子客票）',
  '61': '数电发票（航空运输电子客票行程单）',
  '81': '数电票（增值税专用发票纸质）',
  '82': '数电票（普通发票纸质）',
};

const dateOf = (text: string): string | undefined => {
  const [, year, month, day] = /^(20\d\d)(\d\d)(\d\d)$/.exec(text) ?? [];
  return year && month && day ? `${year}-${month}-${day}` : undefined;
};

/**
 * Reads `01,<kind>,<code>,<number>,<amount>,<yyyymmdd>,<check code>,…`. A number of twenty digits is a 数电 invoice, whose
 * amount includes the tax; the amount of a classic one does not. Undefined for any other code.
 */
export const readInvoiceQr = (text: string): ScannedFigures | undefined => {
  const fields = text
    .normalize('NFKC')
    .split(',')
    .map((field) => field.trim());
  const [version = '', kind = '', code = '', number = '', yuan = '', day = '', checkCode = ''] = fields;
  if (version !== '01' || !/^\d{2}$/.test(kind)) return undefined;
  const digital = /^\d{20}$/.test(number);
  if (!digital && !(/^\d{8}$/.test(number) && /^(\d{10}|\d{12})$/.test(code))) return undefined;
  const fen = parseYuan(yuan) as Fen | undefined;
  const date = dateOf(day);
  return {
    number,
    kindText: kinds[kind] ?? (digital ? '数电发票' : '增值税发票'),
    ...(!digital && { code }),
    ...(!digital && /^\d{20}$/.test(checkCode) && { checkCode }),
    ...(date && { date }),
    ...(fen !== undefined && (digital ? { amount: fen } : { net: fen })),
  };
};
