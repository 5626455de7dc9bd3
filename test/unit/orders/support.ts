import type { Fen, UnixSeconds } from '../../../contract/primitives';
import type { MerchantRecord, OrderRecord } from '../../../cloudfunctions/common/store/records';

export const now = (Date.parse('2026-10-05T12:00:00+08:00') / 1000) as UnixSeconds;
export const daysAgo = (days: number) => (now - days * 86_400) as UnixSeconds;

/** A merchant without a default item. */
export const merchant: MerchantRecord = {
  _id: 'm-test',
  name: '样例商户',
  shortName: '样例',
  taxNo: '91000000MA0CAFE012',
  mode: 'self_built',
  sPappid: 's',
  appids: { authorization: 'a', event: 'a', platform: 'p' },
  contact: { phone: '4000000001', timeoutSeconds: 86_400 },
  logoUrl: '',
  issuer: 'sandbox',
  form: 'digital',
  kinds: ['normal', 'special'],
  invoicingDays: 365,
  apiKeyHashes: [],
  version: 1,
};

/** A paid order of that merchant, of yesterday. */
export const anOrder = (orderNo: string, changes: Partial<OrderRecord> = {}): OrderRecord => ({
  _id: `m-test:${orderNo}`,
  merchantId: 'm-test',
  orderNo,
  status: 'paid',
  paid: 4_100 as Fen,
  refunded: 0 as Fen,
  excluded: 0 as Fen,
  paidAt: daysAgo(1),
  summary: '午餐',
  lines: [],
  hold: 'free',
  attempts: 0,
  sortKey: '',
  createdAt: daysAgo(1),
  updatedAt: daysAgo(1),
  version: 1,
  ...changes,
});
