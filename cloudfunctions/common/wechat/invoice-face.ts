import { reimburseStates } from '../../../contract/states';
import type { ReimbursementInvoice } from '../../../contract/wechat';
import type { AnswerOf } from './endpoints';
import { wechatTrouble } from './errors';
import { readBillingPair } from './invoice-number';
import { filledOf, said } from './said';

type Wire = AnswerOf<'invoiceInfo'>;

const statusOf = (text: string): ReimbursementInvoice['status'] => {
  const status = reimburseStates.find((state) => text.trim() === `INVOICE_REIMBURSE_${state}`);
  if (!status) throw wechatTrouble('wechat_unexpected_answer', `reimburse_status ${text}`);
  return status;
};

/** An invoice that WeChat read out, in this project's words. */
export const invoiceOf = ({ user_info: face, ...card }: Wire): ReimbursementInvoice => ({
  cardId: card.card_id,
  status: statusOf(face.reimburse_status),
  title: face.title,
  amount: face.fee,
  lines: face.info.map(({ name, num, unit, price }) => said({ name, quantity: num, unit: filledOf(unit), price })),
  ...said({
    openid: filledOf(card.openid),
    type: filledOf(card.type),
    payee: filledOf(card.payee),
    detail: filledOf(card.detail),
    cardStatus: filledOf(card.user_card_status),
    validFrom: card.begin_time,
    validTo: card.end_time,
    orderId: filledOf(face.order_id),
    net: face.fee_without_tax,
    tax: face.tax,
    issuedAt: face.billing_time,
    ...readBillingPair(face),
    checkCode: filledOf(face.check_code),
    summary: filledOf(face.detail),
    pdfUrl: filledOf(face.pdf_url),
    tripPdfUrl: filledOf(face.trip_pdf_url) ?? filledOf(face.trip_pdf_ur),
    buyerTaxNo: filledOf(face.buyer_number),
    buyerAddressAndPhone: filledOf(face.buyer_address_and_phone),
    buyerBankAccount: filledOf(face.buyer_bank_account),
    sellerTaxNo: filledOf(face.seller_number),
    sellerAddressAndPhone: filledOf(face.seller_address_and_phone),
    sellerBankAccount: filledOf(face.seller_bank_account),
    remark: filledOf(face.remarks),
    cashier: filledOf(face.cashier),
    drawer: filledOf(face.maker),
  }),
});
