import type { MemberRole } from '../../../../contract/states';
import { hasRight, type Right } from '../../domain/member-rights';
import { fail } from '../../runtime/errors';
import type { Ports } from '../../runtime/ports';
import type { MemberRecord } from '../../store/records';
import { memberOf } from './members';

const NAMES: Readonly<Record<MemberRole, string>> = { owner: '店主', finance: '财务', clerk: '店员', viewer: '查看员' };

/** What colleagues call a role. */
export const roleName = (role: MemberRole): string => NAMES[role];

/** The caller as a member of the merchant that is meant, if their role has this right. */
export const memberWith = async (
  ports: Ports,
  openid: string,
  merchantId: string | undefined,
  right: Right,
): Promise<MemberRecord> => {
  const member = await memberOf(ports, openid, merchantId);
  if (!hasRight(member.role, right)) {
    throw fail('forbidden', { hint: `您是${roleName(member.role)}，请联系店主` });
  }
  return member;
};
