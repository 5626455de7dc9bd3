import type { Endpoint } from '../wire/endpoint';
import { getAuthData, rejectInsert } from './authorization';
import { bizAttributes } from './biz-attributes';
import { getAuthUrl } from './get-auth-url';
import { insert, insertBill } from './insert';
import { clearOutInvoice, makeOutInvoice, queryInvoiceInfo } from './issuing';
import { createBillCard, getBillAuthUrl } from './nontax';
import { createCard, decryptCode, getPdf, setPdf, setWhitelist, updateStatus } from './platform';
import { getInvoiceBatch, getInvoiceInfo, updateInvoiceStatus, updateStatusBatch } from './reimburse';
import { setUrl } from './set-url';
import { getTicket } from './ticket';
import { getSelectTitleUrl, getUserTitleUrl, scanTitle } from './titles';
import { stableToken, token } from './token';

/** Every interface that the stand-in answers; another one is another entry. */
export const endpoints: readonly Endpoint[] = [
  token,
  stableToken,
  getTicket,
  setUrl,
  ...bizAttributes,
  getAuthUrl,
  getAuthData,
  rejectInsert,
  createCard,
  setPdf,
  getPdf,
  insert,
  updateStatus,
  decryptCode,
  setWhitelist,
  getInvoiceInfo,
  getInvoiceBatch,
  updateInvoiceStatus,
  updateStatusBatch,
  getUserTitleUrl,
  getSelectTitleUrl,
  scanTitle,
  makeOutInvoice,
  clearOutInvoice,
  queryInvoiceInfo,
  getBillAuthUrl,
  createBillCard,
  insertBill,
];
