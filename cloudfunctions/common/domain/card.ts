import type { InvoiceKind, InvoiceLine, Title } from '../../../contract/buyer';
import type { Fen, UnixSeconds } from '../../../contract/primitives';
import type { CardContent } from '../../../contract/wechat';

/** What of an invoice goes onto its card. */
interface Invoice {
  title: Title;
  amount: Fen;
  net: Fen;
  tax: Fen;
  lines: readonly InvoiceLine[];
  issuedAt: UnixSeconds;
  form: 'digital' | 'classic';
  number: string;
  code?: string;
  checkCode?: string;
  seller: { taxNo: string };
}

/** The card knows whole quantities and whole fen only: what does not divide exactly goes as one with the line's amount. */
const cardLine = ({ name, quantity, unit, net }: InvoiceLine): CardContent['lines'][number] => {
  const count = Number(quantity);
  const whole = Number.isSafeInteger(count) && count > 1 && net % count === 0;
  return {
    name,
    ...(quantity !== undefined && { quantity: whole ? count : 1 }),
    ...(unit && { unit }),
    price: (whole ? net / count : net) as Fen,
  };
};

/** The invoice as its card says it; `price` is net. */
export const cardContentOf = (invoice: Invoice): CardContent => {
  const { title, amount, net, tax, issuedAt, form, number, code, checkCode, seller } = invoice;
  const company = title.kind === 'company' ? title : undefined;
  const together = (...parts: (string | undefined)[]) => parts.filter(Boolean).join(' ');
  const addressAndPhone = together(company?.address, company?.phone);
  const bankAccount = together(company?.bank, company?.bankAccount);
  return {
    title: title.name,
    amount,
    net,
    tax,
    issuedAt,
    form,
    number,
    ...(code && { code }),
    ...(checkCode && { checkCode }),
    lines: invoice.lines.map(cardLine),
    ...(company?.taxNo && { buyerTaxNo: company.taxNo }),
    ...(addressAndPhone && { buyerAddressAndPhone: addressAndPhone }),
    ...(bankAccount && { buyerBankAccount: bankAccount }),
    sellerTaxNo: seller.taxNo,
  };
};

/** 普通发票 or 专用发票 as a card template names its type. */
export const cardType = (kind: InvoiceKind, form: 'digital' | 'classic'): string => {
  const name = kind === 'special' ? '增值税专用发票' : '普通发票';
  return form === 'digital' ? `电子发票（${name}）` : `增值税电子${kind === 'special' ? '专用' : '普通'}发票`;
};
