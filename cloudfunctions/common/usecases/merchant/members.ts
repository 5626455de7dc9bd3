import type { JobsOutput, Member } from '../../../../contract/jobs';
import type { MerchantOutput } from '../../../../contract/merchant';
import type { MemberTask, MerchantAction } from '../../../../contract/states';
import { roleMayDo } from '../../domain/member-tasks';
import { roleMay } from '../../domain/merchant-view';
import { fail } from '../../runtime/errors';
import type { Ports } from '../../runtime/ports';
import type { ApplicationRecord, MemberRecord } from '../../store/records';
import { refuse } from '../failures';

/** Appoints a person at a merchant, or changes the role. The operator's door only. */
export const putMember = async (ports: Ports, member: Member): Promise<JobsOutput['members.put']> => {
  if (!(await ports.merchants.findMerchant(member.merchantId))) throw fail('not_found', { hint: '运维：没有这家商户' });
  return { id: await ports.members.putMember(member) };
};

export const removeMember = async (
  ports: Ports,
  merchantId: string,
  openid: string,
): Promise<JobsOutput['members.remove']> => ({ removed: await ports.members.removeMember(merchantId, openid) });

/** What the caller is, and where. */
export const listMemberships = async (ports: Ports, openid: string): Promise<MerchantOutput['me.get']> => {
  const found = await ports.members.membershipsOf(openid);
  const merchants = await ports.merchants.findMerchants(found.map(({ merchantId }) => merchantId));
  const memberships = found.flatMap(({ merchantId, role }) => {
    const merchant = merchants.get(merchantId);
    return merchant ? [{ merchantId, merchantName: merchant.name, role }] : [];
  });
  return { memberships };
};

/** The merchant that a member means: the one named, or the only one there is. */
export const memberOf = async (ports: Ports, openid: string, merchantId?: string): Promise<MemberRecord> => {
  if (merchantId !== undefined) {
    const member = await ports.members.findMember(merchantId, openid);
    if (!member) throw fail('not_found', { hint: '请联系商户的管理员' });
    return member;
  }
  const [only, another] = await ports.members.membershipsOf(openid);
  if (!only) throw fail('forbidden');
  if (another) throw refuse('choose_merchant');
  return only;
};

/** An application of a merchant that the caller belongs to. Any other looks the same as one that does not exist. */
export const applicationForMember = async (
  ports: Ports,
  openid: string,
  applicationId: string,
): Promise<{ application: ApplicationRecord; member: MemberRecord }> => {
  const application = await ports.applications.getApplication(applicationId);
  const member = application && (await ports.members.findMember(application.merchantId, openid));
  if (!application || !member) throw fail('not_found', { hint: '请确认所选的商户' });
  return { application, member };
};

/** The same for what moves no application. */
export const requireTask = ({ role }: MemberRecord, task: MemberTask): void => {
  if (!roleMayDo(role, task)) throw fail('forbidden');
};

/** Refuses what is above a member's role. */
export const requireRole = ({ role }: MemberRecord, action: MerchantAction): void => {
  if (!roleMay(role, action)) throw fail('forbidden');
};
