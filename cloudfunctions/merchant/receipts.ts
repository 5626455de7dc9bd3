import type { receiptInputs, ReceiptOutput } from '../../contract/merchant-receipts';
import { ports } from '../common/runtime/ports';
import type { Handlers } from '../common/runtime/router';
import { issueForClaim, showClaimCode } from '../common/usecases/merchant/claims';
import { listReceiptOrders, makeCodes, makeTableCard, showCode } from '../common/usecases/merchant/receipts';
import { createTillOrder, getTill, listTillOrders, withdrawTillOrder } from '../common/usecases/merchant/till-orders';

/** Codes to be scanned: at the till, on receipts, on the table, for an invoice that waits for its buyer. */
export const receiptActions: Handlers<typeof receiptInputs, ReceiptOutput, string> = {
  'till.get': (asked, openid) => getTill(ports, openid, asked),
  'tillOrders.create': (asked, openid) => createTillOrder(ports, openid, asked),
  'tillOrders.list': (asked, openid) => listTillOrders(ports, openid, asked),
  'tillOrders.withdraw': (asked, openid) => withdrawTillOrder(ports, openid, asked),
  'receipts.orders': (asked, openid) => listReceiptOrders(ports, openid, asked),
  'receipts.code': (asked, openid) => showCode(ports, openid, asked),
  'receipts.batch': (asked, openid) => makeCodes(ports, openid, asked),
  'receipts.tableCard': (asked, openid) => makeTableCard(ports, openid, asked),
  'claims.issue': (asked, openid) => issueForClaim(ports, openid, asked),
  'claims.link': ({ applicationId }, openid) => showClaimCode(ports, openid, applicationId),
};
