import { rateText } from '../amounts';
import type { InvoiceNumber } from '../numbers';
import { redLineFacts } from '../red-facts';
import { reasonTexts } from '../red-rules';
import type { StoredRed } from '../red-store';
import { titleOf, unitPrice, type IssuedInvoice, type Paper, type Row } from './model';

const rowsOf = (red: StoredRed, blue: IssuedInvoice): Row[] =>
  redLineFacts(red, blue).map(({ quantity = '', spec = '', unit = '', rate, ...line }) => ({
    ...line,
    spec,
    unit,
    quantity,
    unitPrice: quantity && unitPrice(-line.netFen, quantity.slice(1)),
    rate: rateText(rate),
  }));

/** What the tax bureau has printed on a red: which blue it reverses. */
const remarkLine = ({ number, code }: InvoiceNumber, formNo: string | undefined) => {
  const blue = code ? `对应正数发票代码：${code} 号码：${number}` : `被红冲蓝字数电发票号码：${number}`;
  return formNo ? `${blue} 红字发票信息确认单编号：${formNo}` : blue;
};

/** An issued red on paper: the blue's parties, and negative amounts. */
export const redPaper = (blue: IssuedInvoice, red: StoredRed, issued: InvoiceNumber & { issuedAt: number }): Paper => {
  const { request, seller } = blue;
  const { formNo, reason } = red;
  const { number, code, checkCode, issuedAt } = issued;
  return {
    number,
    ...(code && { code }),
    ...(checkCode && { checkCode }),
    issuedAt,
    title: titleOf(request),
    buyer: request.buyer,
    seller,
    rows: rowsOf(red, blue),
    remark: remarkLine(blue, formNo),
    reverses: { blue, reason: reasonTexts[reason], ...(formNo && { formNo }) },
  };
};
