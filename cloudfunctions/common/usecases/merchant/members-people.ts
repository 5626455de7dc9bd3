import type { MemberOutput, MemberView } from '../../../../contract/merchant';
import type { MemberRole } from '../../../../contract/states';
import { hasRight } from '../../domain/member-rights';
import { fail } from '../../runtime/errors';
import type { Ports } from '../../runtime/ports';
import type { MemberRecord } from '../../store/records';
import { memberIdOf, writeDown } from './change-merchant';
import { invitationsFor } from './invitations';
import { changePeople, isLastOwner, lastOwner } from './members-leave';
import { memberOf } from './members';
import { memberWith, roleName } from './rights';

const ORDER: readonly MemberRole[] = ['owner', 'finance', 'clerk', 'viewer'];

const viewsOf = (ports: Ports, me: MemberRecord, all: readonly MemberRecord[]): MemberView[] =>
  [...all]
    .sort((a, b) => ORDER.indexOf(a.role) - ORDER.indexOf(b.role) || a.name.localeCompare(b.name, 'zh'))
    .map((member) => ({
      memberId: memberIdOf(ports, member.merchantId, member.openid),
      name: member.name,
      role: member.role,
      isMe: member.openid === me.openid,
      canChange: hasRight(me.role, 'manage_members') && !isLastOwner(member, all),
    }));

/** The merchant's people; whoever is one of them may see the others. */
export const listMembers = async (
  ports: Ports,
  openid: string,
  merchantId: string | undefined,
): Promise<MemberOutput['members.list']> => {
  const me = await memberOf(ports, openid, merchantId);
  const canInvite = hasRight(me.role, 'manage_members');
  const [all, invitations] = await Promise.all([
    ports.members.membersOf(me.merchantId),
    canInvite ? invitationsFor(ports, me.merchantId) : [],
  ]);
  return { members: viewsOf(ports, me, all), invitations, canInvite };
};

const namedBy = (ports: Ports, memberId: string) => (member: MemberRecord) =>
  memberIdOf(ports, member.merchantId, member.openid) === memberId;

/** Whether who asks is still who they were when they asked. */
const stillMay = (me: MemberRecord, all: readonly MemberRecord[]): void => {
  const now = all.find(({ openid }) => openid === me.openid);
  if (!now || !hasRight(now.role, 'manage_members')) throw fail('forbidden');
};

export const setMemberRole = async (
  ports: Ports,
  openid: string,
  { merchantId, memberId, role }: { merchantId?: string | undefined; memberId: string; role: MemberRole },
): Promise<MemberOutput['members.setRole']> => {
  const me = await memberWith(ports, openid, merchantId, 'manage_members');
  await changePeople(ports, me.merchantId, namedBy(ports, memberId), async (tx, member, all) => {
    stillMay(me, all);
    if (member.role === role) return;
    if (isLastOwner(member, all)) throw lastOwner();
    await tx.members.put({ ...member, role });
    const detail = [`${roleName(member.role)} → ${roleName(role)}`];
    await writeDown(ports, tx, me.merchantId, me, `更改成员角色：${member.name}`, detail);
  });
  return { members: (await listMembers(ports, openid, me.merchantId)).members };
};

export const removeMemberAs = async (
  ports: Ports,
  openid: string,
  { merchantId, memberId }: { merchantId?: string | undefined; memberId: string },
): Promise<MemberOutput['members.remove']> => {
  const me = await memberWith(ports, openid, merchantId, 'manage_members');
  await changePeople(ports, me.merchantId, namedBy(ports, memberId), async (tx, member, all) => {
    stillMay(me, all);
    if (isLastOwner(member, all)) throw lastOwner();
    await tx.members.remove(member._id);
    await writeDown(ports, tx, me.merchantId, me, `移除成员：${member.name}`, [roleName(member.role)]);
  });
  const isGone = (await ports.members.findMember(me.merchantId, openid)) === null;
  return isGone ? { members: [] } : { members: (await listMembers(ports, openid, me.merchantId)).members };
};
