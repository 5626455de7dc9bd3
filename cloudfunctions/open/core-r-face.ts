import type { ReimbursementInvoice } from '../../contract/wechat';
import { writeBillingPair } from '../common/wechat/invoice-number';

/** 发票代码 goes as billing_no and 发票号码 as billing_code; a 数电 invoice has one number, as billing_no. */
const pairOf = ({ form, number = '', code = '' }: ReimbursementInvoice) =>
  writeBillingPair({ form: form ?? 'classic', number, code }, 'code_first');

/** An invoice with the fields of seed 002; what WeChat did not say is empty there, or left out where it is 选填. */
export const faceOf = (invoice: ReimbursementInvoice): object => ({
  user_info: {
    fee: invoice.amount,
    title: invoice.title,
    billing_time: invoice.issuedAt,
    ...pairOf(invoice),
    info: invoice.lines.map(({ name, quantity, unit, price }) => ({ name, num: quantity, unit, price })),
    fee_without_tax: invoice.net,
    tax: invoice.tax,
    detail: invoice.summary ?? '',
    pdf_url: invoice.pdfUrl ?? '',
    trip_pdf_url: invoice.tripPdfUrl,
    reimburse_status: `INVOICE_REIMBURSE_${invoice.status}`,
    order_id: invoice.orderId ?? '',
    check_code: invoice.checkCode ?? '',
    buyer_number: invoice.buyerTaxNo ?? '',
    buyer_address_and_phone: invoice.buyerAddressAndPhone ?? '',
    buyer_bank_account: invoice.buyerBankAccount ?? '',
    seller_number: invoice.sellerTaxNo ?? '',
    seller_address_and_phone: invoice.sellerAddressAndPhone ?? '',
    seller_bank_account: invoice.sellerBankAccount ?? '',
    remarks: invoice.remark ?? '',
    cashier: invoice.cashier,
    maker: invoice.drawer,
  },
  card_id: invoice.cardId,
  begin_time: invoice.validFrom,
  end_time: invoice.validTo,
  openid: invoice.openid ?? '',
  type: invoice.type ?? '',
  payee: invoice.payee ?? '',
  detail: invoice.detail ?? '',
});
