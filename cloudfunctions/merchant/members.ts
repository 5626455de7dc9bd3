import type { memberInputs, MemberOutput } from '../../contract/merchant-members';
import { ports } from '../common/runtime/ports';
import type { Handlers } from '../common/runtime/router';
import {
  acceptInvitation,
  createInvitation,
  lookAtInvitation,
  revokeInvitation,
} from '../common/usecases/merchant/invitations';
import { leaveMerchant } from '../common/usecases/merchant/members-leave';
import { listMembers, removeMemberAs, setMemberRole } from '../common/usecases/merchant/members-people';

/** Who works for a merchant, as what, and how one becomes one of them. */
export const memberActions: Handlers<typeof memberInputs, MemberOutput, string> = {
  'members.list': ({ merchantId }, openid) => listMembers(ports, openid, merchantId),
  'members.setRole': (asked, openid) => setMemberRole(ports, openid, asked),
  'members.remove': (asked, openid) => removeMemberAs(ports, openid, asked),
  'members.leave': ({ merchantId }, openid) => leaveMerchant(ports, openid, merchantId),
  'invitations.create': (asked, openid) => createInvitation(ports, openid, asked),
  'invitations.revoke': (asked, openid) => revokeInvitation(ports, openid, asked),
  'invitations.look': ({ code }, openid) => lookAtInvitation(ports, openid, code),
  'invitations.accept': (asked, openid) => acceptInvitation(ports, openid, asked),
};
