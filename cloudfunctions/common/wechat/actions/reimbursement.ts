import { callWechat } from '../client';
import { saidByWechat } from '../errors';
import { invoiceOf } from '../invoice-face';
import type { Action } from './action';

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
