import type { UnixSeconds } from '../../../contract/primitives';
import type { CompanyRole } from '../../../contract/reimburser-states';
import { collection, inTransaction, is, type Stored } from './database';

/** A person who works for a company. `_id` is `<companyId>:<openid>`; the openid is the one under the mini program. */
export interface CompanyMemberRecord extends Stored {
  companyId: string;
  openid: string;
  /** What others see of the id. */
  memberId: string;
  name: string;
  role: CompanyRole;
  /** Who the person is under other accounts, by appid: bound when they first pick invoices there. */
  openids?: Readonly<Record<string, string>>;
  joinedAt: UnixSeconds;
  version: number;
}

/** A code that lets one person join. `_id` is the code's fingerprint: the code itself is told once. */
interface InvitationRecord extends Stored {
  companyId: string;
  role: CompanyRole;
  by: string;
  expiresAt: UnixSeconds;
}

const MEMBERS = 'company_members';
const INVITATIONS = 'invitations';
const MOST = 1000;
const members = () => collection<CompanyMemberRecord>(MEMBERS);

export const companyMemberId = (companyId: string, openid: string): string => `${companyId}:${openid}`;

export const findCompanyMember = (companyId: string, openid: string): Promise<CompanyMemberRecord | null> =>
  members().get(companyMemberId(companyId, openid));

/** Whatever this person is, at whichever company. */
export const companyMembershipsOf = (openid: string): Promise<CompanyMemberRecord[]> => members().find({ openid });

export const membersOfCompany = (companyId: string): Promise<CompanyMemberRecord[]> =>
  members().find({ companyId }, { orderBy: [['joinedAt', 'asc']], limit: MOST });

export const putCompanyMember = (member: CompanyMemberRecord): Promise<void> => members().put(member);

/** Changes a role, if nobody else has changed it meanwhile. */
export const changeRole = async ({ _id, version }: CompanyMemberRecord, role: CompanyRole): Promise<boolean> =>
  (await members().updateWhere({ _id, version }, { role, version: version + 1 })) === 1;

/** Binds a member to who they are under an account, once and for all; answers to whom they are bound then. */
export const bindOpenid = (
  { _id }: Pick<CompanyMemberRecord, '_id'>,
  appid: string,
  openid: string,
): Promise<string | undefined> =>
  inTransaction(async (transaction) => {
    const documents = transaction.collection<CompanyMemberRecord>(MEMBERS);
    const member = await documents.get(_id);
    const known = member?.openids?.[appid];
    if (!member || known !== undefined) return known;
    await documents.put({ ...member, openids: { ...member.openids, [appid]: openid }, version: member.version + 1 });
    return openid;
  });

export const removeCompanyMember = (companyId: string, openid: string): Promise<boolean> =>
  members().remove(companyMemberId(companyId, openid));

export const addInvitation = (invitation: InvitationRecord): Promise<boolean> =>
  collection<InvitationRecord>(INVITATIONS).add(invitation);

/** Uses an invitation up for a person; answers nothing when there is none that is good. Whoever is a member stays one. */
export const joinByInvitation = (
  invitationId: string,
  now: UnixSeconds,
  person: { openid: string; name: string; memberId: string },
): Promise<CompanyMemberRecord | undefined> =>
  inTransaction(async (transaction) => {
    const invitations = transaction.collection<InvitationRecord>(INVITATIONS);
    const invitation = await invitations.get(invitationId);
    if (!invitation || invitation.expiresAt <= now) return undefined;
    const { companyId, role } = invitation;
    const documents = transaction.collection<CompanyMemberRecord>(MEMBERS);
    const _id = companyMemberId(companyId, person.openid);
    const known = await documents.get(_id);
    await invitations.remove(invitationId);
    if (known) return known;
    const member: CompanyMemberRecord = { _id, companyId, role, joinedAt: now, version: 1, ...person };
    await documents.put(member);
    return member;
  });

export const removeOldInvitations = (now: UnixSeconds): Promise<number> =>
  collection<InvitationRecord>(INVITATIONS).removeWhere({ expiresAt: is.lte(now) });
