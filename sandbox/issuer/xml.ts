import { XMLBuilder } from 'fast-xml-parser';
import { total, yuan } from './amounts';
import { chineseAmount } from './chinese-amount';
import { drawer, type Paper } from './pdf/model';

const builder = new XMLBuilder({ format: true, suppressEmptyNode: false });

const localTime = (unixSeconds: number) =>
  new Date((unixSeconds + 8 * 3600) * 1000).toISOString().slice(0, 19).replace('T', ' ');

/** Which blue a red reverses. */
const reversal = ({ blue, reason, formNo }: NonNullable<Paper['reverses']>) => ({
  OriginalInvoiceNumber: blue.number,
  ...(blue.code && { OriginalInvoiceCode: blue.code }),
  RedConfirmationNumber: formNo ?? '',
  RedReason: reason,
});

/** The data file of an invoice, shaped like that of 数电发票 and marked as a specimen. */
export const renderInvoiceXml = (paper: Paper): string => {
  const { title, buyer, seller, rows, remark, reverses } = paper;
  const sum = total(rows);
  const body = {
    EInvoice: {
      Header: {
        EIid: paper.number,
        Specimen: '样张 非有效发票',
        InherentLabel: { EInvoiceType: { LabelName: title } },
      },
      EInvoiceData: {
        SellerInformation: { SellerIdNum: seller.taxNo, SellerName: seller.name },
        BuyerInformation: {
          BuyerIdNum: buyer.taxNo ?? '',
          BuyerName: buyer.name,
          BuyerAddr: buyer.address ?? '',
          BuyerTelNum: buyer.phone ?? '',
          BuyerBankName: buyer.bank ?? '',
          BuyerBankAccNum: buyer.bankAccount ?? '',
        },
        BasicInformation: {
          TotalAmWithoutTax: yuan(sum.netFen),
          TotalTaxAm: yuan(sum.taxFen),
          'TotalTax-includedAmount': yuan(sum.grossFen),
          'TotalTax-includedAmountInChinese': chineseAmount(sum.grossFen),
          Drawer: drawer,
          RequestTime: localTime(paper.issuedAt),
        },
        IssuItemInformation: rows.map((row) => ({
          ItemName: row.name,
          SpecMod: row.spec,
          MeaUnits: row.unit,
          Quantity: row.quantity,
          UnPrice: row.unitPrice,
          Amount: yuan(row.netFen),
          TaxRate: row.rate,
          ComTaxAm: yuan(row.taxFen),
          TotaltaxIncludedAmount: yuan(row.grossFen),
          TaxClassificationCode: row.taxCode,
        })),
        ...(reverses && { RedInvoiceInformation: reversal(reverses) }),
        AdditionalInformation: { Remark: remark },
      },
      TaxSupervisionInfo: {
        InvoiceNumber: paper.number,
        ...(paper.code && { InvoiceCode: paper.code, CheckCode: paper.checkCode }),
        IssueTime: localTime(paper.issuedAt),
      },
    },
  };
  return `<?xml version="1.0" encoding="UTF-8"?>\n${builder.build(body)}`;
};
