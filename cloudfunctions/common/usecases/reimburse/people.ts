import type { CompanyMember, CompanyMembership, CompanyOutput } from '../../../../contract/reimburser';
import type { UnixSeconds } from '../../../../contract/primitives';
import type { CompanyRole } from '../../../../contract/reimburser-states';
import { may, rightsOf, roleNames, type CompanyRight } from '../../domain/reimburse-claim';
import { fail } from '../../runtime/errors';
import type { Ports } from '../../runtime/ports';
import type { CompanyRecord } from '../../store/companies';
import type { CompanyMemberRecord } from '../../store/company-people';
import { refuse } from './problems';

/** Who calls, and the mini program that they use: its account runs chooseInvoice. */
export interface Caller {
  openid: string;
  appid: string;
}

/** A member of a company, and the company. */
export interface Colleague {
  company: CompanyRecord;
  member: CompanyMemberRecord;
}

const noCompany = () => fail('not_found', { hint: '请联系企业的管理员' });

/** The company that the caller means: the one named, or the only one. A foreign one looks as if it did not exist. */
export const colleagueOf = async (ports: Ports, { openid }: Caller, companyId?: string): Promise<Colleague> => {
  const found = companyId
    ? [await ports.companyPeople.findCompanyMember(companyId, openid)]
    : await ports.companyPeople.companyMembershipsOf(openid);
  const [member, another] = found;
  if (another) throw refuse('choose_company');
  const company = member && (await ports.companies.findCompany(member.companyId));
  if (!member || !company) throw companyId ? noCompany() : fail('forbidden', { hint: '请让企业管理员邀请您加入' });
  return { company, member };
};

/** Refuses what is above the member's role. */
export const requireRight = ({ role }: Pick<CompanyMemberRecord, 'role'>, right: CompanyRight): void => {
  if (!may(role, right)) throw fail('forbidden', { hint: '请联系企业的管理员' });
};

const membershipOf = ({ company, member }: Colleague): CompanyMembership => ({
  companyId: company._id,
  companyName: company.name,
  role: member.role,
  roleText: roleNames[member.role],
  may: rightsOf(member.role),
});

export const listCompanies = async (ports: Ports, { openid }: Caller): Promise<CompanyOutput['me.get']> => {
  const memberships: CompanyMembership[] = [];
  for (const member of await ports.companyPeople.companyMembershipsOf(openid)) {
    const company = await ports.companies.findCompany(member.companyId);
    if (company) memberships.push(membershipOf({ company, member }));
  }
  return { memberships };
};

const everyRole: readonly CompanyRole[] = ['owner', 'finance', 'approver', 'employee'];

const listed = async (ports: Ports, { company, member: me }: Colleague): Promise<CompanyMember[]> => {
  const canEdit = may(me.role, 'company');
  return (await ports.companyPeople.membersOfCompany(company._id)).map(
    ({ memberId, name, role, joinedAt, openid }) => ({
      memberId,
      name,
      role,
      roleText: roleNames[role],
      me: openid === me.openid,
      joinedAt,
      roles: canEdit ? everyRole.filter((one) => one !== role) : [],
    }),
  );
};

export const listMembers = async (
  ports: Ports,
  caller: Caller,
  companyId?: string,
): Promise<CompanyOutput['members.list']> => {
  const colleague = await colleagueOf(ports, caller, companyId);
  return { members: await listed(ports, colleague), canInvite: may(colleague.member.role, 'company') };
};

const CODE_SIGNS = 10;
const HOUR = 3600;

/** A code for one person; it is told once, and only its fingerprint is kept. */
export const invite = async (
  ports: Ports,
  caller: Caller,
  { companyId, role, hours }: { companyId?: string | undefined; role: CompanyRole; hours: number },
): Promise<CompanyOutput['members.invite']> => {
  const { company, member } = await colleagueOf(ports, caller, companyId);
  requireRight(member, 'company');
  const code = ports.ids.randomText(CODE_SIGNS).toUpperCase();
  const expiresAt = (ports.now() + hours * HOUR) as UnixSeconds;
  const invitation = { _id: invitationId(ports, code), companyId: company._id, role, by: caller.openid, expiresAt };
  if (!(await ports.companyPeople.addInvitation(invitation))) throw fail('busy');
  return { code, role, expiresAt };
};

const invitationId = (ports: Ports, code: string) => ports.ids.fingerprint(`invitation ${code.toUpperCase()}`);

/** Codes cannot be guessed at leisure. */
const MOST_TRIES = 10;
const TRY_SECONDS = 600;

export const join = async (
  ports: Ports,
  { openid }: Caller,
  { code, name }: { code: string; name: string },
): Promise<CompanyMembership> => {
  const caller = `join:${ports.ids.fingerprint(openid)}`;
  if (!(await ports.rateLimits.takeCall(caller, ports.now(), MOST_TRIES, TRY_SECONDS)))
    throw fail('busy', { message: '试得太频繁，请十分钟后再试' });
  const person = { openid, name, memberId: ports.ids.freshId('mb') };
  const member = await ports.companyPeople.joinByInvitation(invitationId(ports, code), ports.now(), person);
  const company = member && (await ports.companies.findCompany(member.companyId));
  if (!member || !company) throw refuse('invitation_invalid');
  return membershipOf({ company, member });
};

const targetOf = async (ports: Ports, { company }: Colleague, memberId: string) => {
  const members = await ports.companyPeople.membersOfCompany(company._id);
  const target = members.find((one) => one.memberId === memberId);
  if (!target) throw fail('not_found', { hint: '请刷新成员列表' });
  const owners = members.filter(({ role }) => role === 'owner').length;
  return { target, isLastOwner: target.role === 'owner' && owners === 1 };
};

export const changeMember = async (
  ports: Ports,
  caller: Caller,
  { companyId, memberId, role }: { companyId?: string | undefined; memberId: string; role: CompanyRole },
): Promise<CompanyOutput['members.change']> => {
  const colleague = await colleagueOf(ports, caller, companyId);
  requireRight(colleague.member, 'company');
  const { target, isLastOwner } = await targetOf(ports, colleague, memberId);
  if (isLastOwner && role !== 'owner') throw refuse('last_owner');
  if (!(await ports.companyPeople.changeRole(target, role))) throw fail('busy');
  return { members: await listed(ports, await colleagueOf(ports, caller, colleague.company._id)) };
};

export const removeMember = async (
  ports: Ports,
  caller: Caller,
  { companyId, memberId }: { companyId?: string | undefined; memberId: string },
): Promise<CompanyOutput['members.remove']> => {
  const colleague = await colleagueOf(ports, caller, companyId);
  requireRight(colleague.member, 'company');
  const { target, isLastOwner } = await targetOf(ports, colleague, memberId);
  if (isLastOwner) throw refuse('last_owner');
  return { removed: await ports.companyPeople.removeCompanyMember(target.companyId, target.openid) };
};

/** Appoints a person at a company, the first owner above all. The operator's door only. */
export const appoint = async (
  ports: Ports,
  { companyId, openid, name, role }: { companyId: string; openid: string; name: string; role: CompanyRole },
): Promise<{ id: string }> => {
  if (!(await ports.companies.findCompany(companyId))) throw fail('not_found', { hint: '运维：没有这家企业' });
  const known = await ports.companyPeople.findCompanyMember(companyId, openid);
  await ports.companyPeople.putCompanyMember({
    _id: `${companyId}:${openid}`,
    companyId,
    openid,
    name,
    role,
    memberId: known?.memberId ?? ports.ids.freshId('mb'),
    joinedAt: known?.joinedAt ?? ports.now(),
    version: (known?.version ?? 0) + 1,
  });
  return { id: `${companyId}:${openid}` };
};

export const dismiss = async (ports: Ports, companyId: string, openid: string): Promise<{ removed: boolean }> => ({
  removed: await ports.companyPeople.removeCompanyMember(companyId, openid),
});
