import { nowMs } from '../../runtime/clock';
import { fail } from '../../runtime/errors';
import type { Ports } from '../../runtime/ports';
import { auditEntry, type MerchantAuditRecord } from '../../store/merchant-audit';
import type { MemberRecord, MerchantRecord } from '../../store/records';
import type { Tx } from '../../store/transact';

/** Who does something, as it is written down. */
export interface Doer extends Pick<MerchantAuditRecord, 'name' | 'role'> {
  openid: string;
}

export const operator: Doer = { openid: '', name: '运维', role: 'operator' };

/** What stands for a member outside: nobody learns a colleague's openid from it. */
export const memberIdOf = (ports: Ports, merchantId: string, openid: string): string =>
  ports.ids.fingerprint(`member:${merchantId}:${openid}`).slice(0, 16);

/** Writes down who changed what, in the transaction that changes it. */
export const writeDown = async (
  ports: Ports,
  tx: Tx,
  merchantId: string,
  { openid, name, role }: Doer,
  text: string,
  detail: readonly string[] = [],
): Promise<void> => {
  const memberId = openid && memberIdOf(ports, merchantId, openid);
  const entry = { merchantId, at: ports.now(), memberId, name, role, text, detail: [...detail] };
  await tx.merchantAudit.put(auditEntry({ _id: ports.ids.freshId('au'), ...entry }, nowMs()));
};

/** What a change comes to, and how it is written down; undefined when nothing changes. */
export interface MerchantChange {
  merchant: MerchantRecord;
  text: string;
  detail?: readonly string[];
}

/**
 * Changes a merchant as it is stored now, with a line in its records of who did it. Answers the merchant as it is then.
 * `change` may run more than once.
 */
export const changeMerchant = (
  ports: Ports,
  member: MemberRecord,
  change: (merchant: MerchantRecord) => MerchantChange | undefined,
): Promise<MerchantRecord> =>
  ports.transact(async (tx) => {
    const merchant = await tx.merchants.get(member.merchantId);
    if (!merchant) throw fail('not_found');
    const changed = change(merchant);
    if (!changed) return merchant;
    const next = { ...changed.merchant, version: merchant.version + 1 };
    await tx.merchants.put(next);
    await writeDown(ports, tx, merchant._id, member, changed.text, changed.detail);
    return next;
  });
