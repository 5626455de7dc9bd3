import type { MerchantInvoice, RefundProposal } from '../../../contract/merchant';
import { Handover } from '../../lib/handover';

/** Invoices that were changed on a page above the list, by application. */
export const changedInvoices = new Handover<MerchantInvoice>();

export const detailUrl = (applicationId: string): string =>
  `/merchant/detail/index?id=${encodeURIComponent(applicationId)}`;

/** The page of a reversal with what a refund proposes filled in. */
export const refundUrl = (applicationId: string, { scope, reason }: Pick<RefundProposal, 'scope' | 'reason'>): string =>
  `${graveUrl('reverse', applicationId)}&scope=${scope}&reason=${reason}`;

export const redsUrl = (merchantId: string): string =>
  `/merchant/reds/index?merchant=${encodeURIComponent(merchantId)}`;

/** What cannot be undone has a page of its own, by the name of the action. */
export const graveUrl = (action: 'reject' | 'reverse' | 'reissue', applicationId: string): string =>
  `/merchant/${action}/index?id=${encodeURIComponent(applicationId)}`;
