import type { UnixSeconds } from '../../../contract/primitives';
import type { MemberRole } from '../../../contract/states';
import { collection, is } from './database';

/** Who changed what in a merchant's settings, or among its people. Never changed, never removed. */
export interface MerchantAuditRecord {
  _id: string;
  merchantId: string;
  at: UnixSeconds;
  /** Stands for the member, whose openid stays with the membership; empty for the operator. */
  memberId: string;
  name: string;
  role: MemberRole | 'operator';
  text: string;
  /** What was before and what is now, in words; without secrets. */
  detail: string[];
  /** `<milliseconds, 13 digits>:<_id>`: several in one second keep their order. */
  sortKey: string;
}

/** An entry as it is stored. */
export const auditEntry = (entry: Omit<MerchantAuditRecord, 'sortKey'>, ms: number): MerchantAuditRecord => ({
  ...entry,
  sortKey: `${String(ms).padStart(13, '0')}:${entry._id}`,
});

/** A merchant's entries, the newest first, those before a place in the list. */
export const auditOf = (merchantId: string, limit: number, before?: string): Promise<MerchantAuditRecord[]> =>
  collection<MerchantAuditRecord>('merchant_audit').find(
    { merchantId, ...(before !== undefined && { sortKey: is.lt(before) }) },
    { orderBy: [['sortKey', 'desc']], limit },
  );
