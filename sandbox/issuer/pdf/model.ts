import { printedRows, rateText, total, yuan, type Amounts } from '../amounts';
import { chineseAmount } from '../chinese-amount';
import type { InvoiceNumber } from '../numbers';
import type { IssueRequest } from '../request';

/** An issued invoice with its seller. */
export interface IssuedInvoice extends InvoiceNumber {
  request: IssueRequest;
  seller: { name: string; taxNo: string };
  /** Unix seconds. */
  issuedAt: number;
}

/** All that the files of an invoice show, be it blue or red. */
export interface Paper extends InvoiceNumber {
  title: string;
  buyer: IssueRequest['buyer'];
  seller: { name: string; taxNo: string };
  /** Unix seconds. */
  issuedAt: number;
  rows: Row[];
  remark: string;
  /** Of a red: what it reverses, and why. */
  reverses?: { blue: InvoiceNumber; reason: string; formNo?: string };
}

/** One row of the table of items; a 折扣行 has no quantity. */
export interface Row extends Amounts {
  name: string;
  taxCode: string;
  spec: string;
  unit: string;
  quantity: string;
  unitPrice: string;
  rate: string;
}

export const drawer = '沙盒开票员';

const eightDecimals = 100_000_000n;

/** Net amount ÷ quantity with up to eight decimals, rounded half up, without needless zeros. */
export const unitPrice = (netFen: number, quantity: string): string => {
  const [whole = '0', fraction = ''] = quantity.split('.');
  const units = BigInt(whole + fraction.padEnd(8, '0'));
  const scaled = BigInt(netFen) * eightDecimals * eightDecimals;
  const divisor = units * 100n;
  const price = (2n * scaled + divisor) / (2n * divisor);
  const decimals = (price % eightDecimals)
    .toString()
    .padStart(8, '0')
    .replace(/0{1,6}$/, '');
  return `${price / eightDecimals}.${decimals}`;
};

/** Every row in order, discounts below their lines. */
const rowsOf = (request: IssueRequest): Row[] =>
  request.lines.flatMap((line) =>
    printedRows(line.grossFen, line.discountFen, line.rate).map((amounts, index) => {
      const quantity = index === 0 ? (line.quantity ?? '') : '';
      return {
        ...amounts,
        name: line.name,
        taxCode: line.taxCode,
        spec: index === 0 ? (line.spec ?? '') : '',
        unit: index === 0 ? (line.unit ?? '') : '',
        quantity,
        unitPrice: quantity && unitPrice(amounts.netFen, quantity),
        rate: rateText(line.rate),
      };
    }),
  );

const titles = {
  digital: { ordinary: '电子发票（普通发票）', special: '电子发票（增值税专用发票）' },
  classic: { ordinary: '增值税电子普通发票', special: '增值税电子专用发票' },
} as const;

export const titleOf = ({ kind, special }: IssueRequest): string => titles[kind][special ? 'special' : 'ordinary'];

/** The day of issue in China: 2026年10月05日. */
export const dateOf = (issuedAt: number): string => {
  const [year, month, day] = new Date((issuedAt + 8 * 3600) * 1000).toISOString().slice(0, 10).split('-');
  return `${year}年${month}月${day}日`;
};

/** What stands above the frame on the right. */
export const headOf = (invoice: Paper): { label: string; value: string }[] => [
  ...(invoice.code ? [{ label: '发票代码：', value: invoice.code }] : []),
  { label: '发票号码：', value: invoice.number },
  { label: '开票日期：', value: dateOf(invoice.issuedAt) },
  ...(invoice.checkCode ? [{ label: '校验码：', value: invoice.checkCode.replace(/(.{5})(?=.)/g, '$1 ') }] : []),
];

/** The buyer's address and bank go with the remarks, as 数电发票 have it. */
export const remarkOf = ({ buyer, remark }: Paper): string => {
  const facts = [
    ['购方地址', buyer.address],
    ['电话', buyer.phone],
    ['购方开户银行', buyer.bank],
    ['银行账号', buyer.bankAccount],
  ];
  const known = facts.flatMap(([label, value]) => (value ? [`${label}：${value}；`] : [])).join('');
  return [known, remark].filter(Boolean).join('\n');
};

/** An issued invoice on paper. */
export const bluePaper = ({ request, ...issued }: IssuedInvoice): Paper => ({
  ...issued,
  title: titleOf(request),
  buyer: request.buyer,
  rows: rowsOf(request),
  remark: request.remark ?? '',
});

/** The foot of the invoice, in figures and in words. */
export const footOf = (rows: readonly Row[]) => {
  const sum = total(rows);
  return {
    net: `¥${yuan(sum.netFen)}`,
    tax: `¥${yuan(sum.taxFen)}`,
    gross: `¥${yuan(sum.grossFen)}`,
    words: chineseAmount(sum.grossFen),
  };
};
