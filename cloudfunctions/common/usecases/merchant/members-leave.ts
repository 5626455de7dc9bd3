import { AppError, fail } from '../../runtime/errors';
import type { Ports } from '../../runtime/ports';
import type { MemberRecord } from '../../store/records';
import type { Tx } from '../../store/transact';
import { writeDown } from './change-merchant';
import { memberOf } from './members';
import { roleName } from './rights';

export const lastOwner = () =>
  new AppError({
    code: 'last_owner',
    message: '这家商户至少要有一位店主',
    hint: '请先让另一位成员成为店主',
    retryable: false,
  });

export const isLastOwner = ({ role }: MemberRecord, all: readonly MemberRecord[]): boolean =>
  role === 'owner' && all.filter((one) => one.role === 'owner').length === 1;

/**
 * Changes one of the merchant's people as they are stored now. Whoever does so touches the merchant, so that of two
 * owners who take each other's place at once one comes second and is refused.
 */
export const changePeople = async (
  ports: Ports,
  merchantId: string,
  find: (member: MemberRecord) => boolean,
  change: (tx: Tx, member: MemberRecord, all: readonly MemberRecord[]) => Promise<void>,
): Promise<void> => {
  await ports.transact(async (tx) => {
    const merchant = await tx.merchants.get(merchantId);
    const all = await tx.members.find({ merchantId });
    const member = all.find(find);
    if (!merchant || !member) throw fail('not_found');
    await change(tx, member, all);
    await tx.merchants.update(merchantId, { version: merchant.version + 1 });
  });
};

/** Gives up one's own membership. */
export const leaveMerchant = async (ports: Ports, openid: string, merchantId: string): Promise<{ left: true }> => {
  const me = await memberOf(ports, openid, merchantId);
  const isMe = (member: MemberRecord) => member.openid === openid;
  await changePeople(ports, me.merchantId, isMe, async (tx, member, all) => {
    if (isLastOwner(member, all)) throw lastOwner();
    await tx.members.remove(member._id);
    await writeDown(ports, tx, me.merchantId, me, '退出商户', [roleName(member.role)]);
  });
  return { left: true };
};

/** The same everywhere, for somebody who closes their account. */
export const leaveEverywhere = async (ports: Ports, openid: string): Promise<void> => {
  for (const { merchantId } of await ports.members.membershipsOf(openid))
    await leaveMerchant(ports, openid, merchantId);
};
