import type { MerchantRecord, OrderRecord } from '../store/records';

/**
 * Orders with the same key may share an invoice: one merchant and one seller. Special business (特定业务, 差额征税)
 * is never mixed with anything, so each such order stands alone.
 */
export const mergeKey = (
  { orderNo, business }: Pick<OrderRecord, 'orderNo' | 'business'>,
  merchant: Pick<MerchantRecord, '_id' | 'taxNo'>,
): string => [merchant._id, merchant.taxNo, ...(business ? [business, orderNo] : [])].join('|');
