import { reimburseStates } from '../../../../contract/states';
import type { ReimbursementInvoice } from '../../../../contract/wechat';
import { callWechat } from '../client';
import type { AnswerOf } from '../endpoints';
import { saidByWechat, wechatTrouble } from '../errors';
import { readBillingPair } from '../invoice-number';
import { filledOf, said } from '../said';
import type { Action } from './action';

type Wire = AnswerOf<'invoiceInfo'>;

const statusOf = (text: string): ReimbursementInvoice['status'] => {
  const status = reimburseStates.find((state) => text.trim() === `INVOICE_REIMBURSE_${state}`);
  if (!status) throw wechatTrouble('wechat_unexpected_answer', `reimburse_status ${text}`);
  return status;
};

const invoiceOf = ({ user_info: face, ...card }: Wire): ReimbursementInvoice => ({
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

const wireCard = ({ cardId, encryptCode }: { cardId: string; encryptCode: string }) => ({
  card_id: cardId,
  encrypt_code: encryptCode,
});

const readInvoice: Action<'reimbursement.read'> = async ({ appid, ...card }) => ({
  invoice: invoiceOf(await callWechat(appid, 'invoiceInfo', wireCard(card))),
});

const readInvoices: Action<'reimbursement.readMany'> = async ({ appid, cards }) => {
  const { item_list: found } = await callWechat(appid, 'invoiceBatch', { item_list: cards.map(wireCard) });
  return { invoices: found.map(invoiceOf) };
};

/** WeChat's code for an invoice that is closed already. */
const CLOSED = 72061;

const setInvoice: Action<'reimbursement.set'> = async ({ appid, status, ...card }) => {
  try {
    await callWechat(appid, 'updateInvoiceStatus', {
      ...wireCard(card),
      reimburse_status: `INVOICE_REIMBURSE_${status}`,
    });
    return { alreadyClosed: false };
  } catch (error) {
    const isThere = status === 'CLOSURE' && saidByWechat(error, 'invoice_final') && error.errcode === CLOSED;
    if (!isThere) throw error;
    return { alreadyClosed: true };
  }
};

const setInvoices: Action<'reimbursement.setMany'> = async ({ appid, openid, cards, status }) => {
  await callWechat(appid, 'updateStatusBatch', {
    openid,
    reimburse_status: `INVOICE_REIMBURSE_${status}`,
    invoice_list: cards.map(wireCard),
  });
  return { done: true };
};

export const actions = {
  'reimbursement.read': readInvoice,
  'reimbursement.readMany': readInvoices,
  'reimbursement.set': setInvoice,
  'reimbursement.setMany': setInvoices,
};
