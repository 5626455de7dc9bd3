import type { MerchantInvoice } from '../../../contract/merchant';
import { Handover } from '../../lib/handover';

/** Invoices that were changed on a page above the list, by application. */
export const changedInvoices = new Handover<MerchantInvoice>();

export const detailUrl = (applicationId: string): string =>
  `/merchant/detail/index?id=${encodeURIComponent(applicationId)}`;

export const reverseUrl = (applicationId: string): string =>
  `/merchant/reverse/index?id=${encodeURIComponent(applicationId)}`;

export const redsUrl = (merchantId: string): string =>
  `/merchant/reds/index?merchant=${encodeURIComponent(merchantId)}`;

/** The page of what cannot be undone. */
export const graveUrl = (action: 'reject' | 'reverse', applicationId: string): string =>
  action === 'reject' ? rejectUrl(applicationId) : reverseUrl(applicationId);

export const rejectUrl = (applicationId: string): string =>
  `/merchant/reject/index?id=${encodeURIComponent(applicationId)}`;
