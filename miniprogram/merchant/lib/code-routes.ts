import type { Code, ReceiptOrder } from '../../../contract/merchant';
import { Handover } from '../../lib/handover';

/** Codes that the page before has just got, by order number. */
export const shownCodes = new Handover<{ order: ReceiptOrder; code: Code }>();

export const receiptsUrl = (merchantId: string): string =>
  `/merchant/receipts/index?merchant=${encodeURIComponent(merchantId)}`;

export const codeUrl = (merchantId: string, orderNo: string): string =>
  `/merchant/code/index?merchant=${encodeURIComponent(merchantId)}&order=${encodeURIComponent(orderNo)}`;

export const claimCodeUrl = (applicationId: string): string =>
  `/merchant/code/index?claim=${encodeURIComponent(applicationId)}`;

export const issueFirstUrl = (merchantId: string, orderNo: string): string =>
  `/merchant/claim/index?merchant=${encodeURIComponent(merchantId)}&order=${encodeURIComponent(orderNo)}`;
