import type { UnixSeconds } from '../../../contract/primitives';
import type { MemberRole } from '../../../contract/states';
import { collection, is } from './database';

/** A way into a merchant's people, for one person. `_id` is the hash of the code: nobody can read it here. */
export interface InvitationRecord {
  _id: string;
  merchantId: string;
  role: MemberRole;
  /** Who invited, as colleagues know them; the openid is empty for the operator. */
  by: { openid: string; name: string };
  state: 'open' | 'used' | 'revoked';
  usedBy?: string;
  createdAt: UnixSeconds;
  expiresAt: UnixSeconds;
  version: number;
}

const invitations = () => collection<InvitationRecord>('merchant_invitations');

export const findInvitation = (id: string): Promise<InvitationRecord | null> => invitations().get(id);

export const addInvitation = (invitation: InvitationRecord): Promise<boolean> => invitations().add(invitation);

/** Those of a merchant that may still be accepted, the newest first. */
export const openInvitations = (merchantId: string, now: UnixSeconds): Promise<InvitationRecord[]> =>
  invitations().find(
    { merchantId, state: 'open', expiresAt: is.gt(now) },
    { orderBy: [['expiresAt', 'desc']], limit: 50 },
  );

/** Ends an invitation of this merchant that is still open; answers whether it was. */
export const revokeInvitation = async (merchantId: string, id: string): Promise<boolean> =>
  (await invitations().updateWhere({ _id: id, merchantId, state: 'open' }, { state: 'revoked' })) === 1;

/** Clears away what has been over since before then. */
export const removeOldInvitations = (before: UnixSeconds): Promise<number> =>
  invitations().removeWhere({ expiresAt: is.lt(before) });
