import * as v from 'valibot';
import { callEntries, Id, personText } from './primitives';
import type { UnixSeconds } from './primitives';
import { ofMerchant } from './merchant-invoices';
import { memberRoles, type MemberRole } from './states';

/** As it is typed or scanned: blanks and dashes do not count. */
const Code = v.pipe(
  v.string(),
  v.maxLength(64),
  v.transform((text) => text.toLowerCase().replace(/[^0-9a-z]/g, '')),
  v.minLength(1),
);
const Role = v.picklist(memberRoles);
const MemberName = personText(30);

export const memberInputs = {
  'members.list': v.object({ ...callEntries, ...ofMerchant }),
  'members.setRole': v.object({ ...callEntries, ...ofMerchant, memberId: Id, role: Role }),
  'members.remove': v.object({ ...callEntries, ...ofMerchant, memberId: Id }),
  /** Gives up one's own membership. */
  'members.leave': v.object({ ...callEntries, merchantId: Id }),
  /** Makes a code for one person, which is good once and for two days. */
  'invitations.create': v.object({ ...callEntries, ...ofMerchant, role: Role }),
  'invitations.revoke': v.object({ ...callEntries, ...ofMerchant, invitationId: Id }),
  /** What a code invites to. */
  'invitations.look': v.object({ ...callEntries, code: Code }),
  /** Becomes a member, under the name by which colleagues will know the caller. */
  'invitations.accept': v.object({ ...callEntries, code: Code, name: MemberName }),
};

/** A colleague; who it is at WeChat stays in the cloud. */
export interface MemberView {
  memberId: string;
  name: string;
  role: MemberRole;
  isMe: boolean;
  /** Whether the caller may change or remove it: nobody takes away the last owner. */
  canChange: boolean;
}

/** An invitation that nobody has accepted yet. */
export interface InvitationView {
  invitationId: string;
  role: MemberRole;
  by: string;
  createdAt: UnixSeconds;
  expiresAt: UnixSeconds;
}

/** The only answer that has the code itself. */
export interface InvitationMade extends InvitationView {
  /** In groups of four, to be read aloud. */
  code: string;
  /** The page of the mini program that takes it. */
  path: string;
  /** A picture of the code, to be scanned on that page: a PNG as a data address. */
  qr: string;
}

export interface MemberOutput {
  'members.list': {
    members: MemberView[];
    /** Of the owner only. */
    invitations: InvitationView[];
    canInvite: boolean;
  };
  'members.setRole': { members: MemberView[] };
  'members.remove': { members: MemberView[] };
  'members.leave': { left: true };
  'invitations.create': InvitationMade;
  'invitations.revoke': { revoked: true };
  'invitations.look': { merchantName: string; role: MemberRole; expiresAt: UnixSeconds };
  'invitations.accept': { merchantId: string; merchantName: string; role: MemberRole };
}
