import { hashOf } from '../../runtime/ids';
import { saveFile } from '../../store/files';
import { callWechat } from '../client';
import { saidByWechat, wechatTrouble } from '../errors';
import { fetchBytes, hostOf } from '../http';
import { invoiceOf } from '../invoice-face';
import { pdfProblem } from '../pdf-check';
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

const PDF_HOST = 'mp.weixin.qq.com';
const MOST_BYTES = 10 * 1024 * 1024;
const TIMEOUT_MS = 15_000;

/** WeChat's links lead to one host, or to the host that stands in for WeChat; nothing else is fetched. */
const keepFile: Action<'reimbursement.file'> = async ({ appid, url: link, path }) => {
  const url = new URL(link);
  const isWechat = url.protocol === 'https:' && url.hostname === PDF_HOST;
  if (!isWechat && url.origin !== hostOf('WECHAT_BASE_URL', appid).origin)
    throw wechatTrouble('wechat_unexpected_answer', 'pdf_url');
  const bytes = await fetchBytes(url, TIMEOUT_MS, MOST_BYTES);
  const problem = pdfProblem(Buffer.from(bytes));
  if (problem) throw wechatTrouble('wechat_unexpected_answer', problem);
  return { fileId: await saveFile(path, bytes), bytes: bytes.length, hash: hashOf(bytes) };
};

export const actions = {
  'reimbursement.read': readInvoice,
  'reimbursement.readMany': readInvoices,
  'reimbursement.set': setInvoice,
  'reimbursement.setMany': setInvoices,
  'reimbursement.file': keepFile,
};
