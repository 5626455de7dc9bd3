import type { JobsOutput } from '../../../../contract/jobs';
import type { InvitationMade, InvitationView, MemberOutput } from '../../../../contract/merchant';
import type { UnixSeconds } from '../../../../contract/primitives';
import type { MemberRole } from '../../../../contract/states';
import { AppError, fail } from '../../runtime/errors';
import type { Ports } from '../../runtime/ports';
import { qrPicture } from '../../drawing/qr-picture';
import type { InvitationRecord } from '../../store/invitations';
import { operator, writeDown, type Doer } from './change-merchant';
import { memberWith, roleName } from './rights';

const HOUR = 3600;
const MEMBER_HOURS = 48;
/** Of a first owner, who may do everything. */
const OWNER_HOURS = 24;
/** Twelve signs of 34 cannot be guessed; this keeps anybody from trying. */
const TRIES_AN_HOUR = 20;
const SIGNS = 12;

const refusals = {
  invitation_unknown: ['没有这个邀请码', '请核对后再输入，或请店主重新邀请'],
  invitation_used: ['这个邀请码已经用过了', '一个邀请码只能用一次，请店主重新邀请'],
  invitation_expired: ['这个邀请码已过期', '请店主重新邀请'],
  already_member: ['您已经是这家商户的成员', '需要更换角色请联系店主'],
  too_many_tries: ['试得太频繁，请一小时后再试', '请先核对邀请码'],
} as const;

const refusal = (code: keyof typeof refusals) =>
  new AppError({ code, message: refusals[code][0], hint: refusals[code][1], retryable: code === 'too_many_tries' });

const idOf = (ports: Ports, code: string): string => ports.ids.hashOf(Buffer.from(`invitation:${code}`));

const grouped = (code: string): string => code.match(/.{1,4}/g)?.join('-') ?? code;

const viewOf = ({ _id, role, by, createdAt, expiresAt }: InvitationRecord): InvitationView => ({
  // Ends the invitation and nothing else: the code cannot be had from it.
  invitationId: _id,
  role,
  by: by.name,
  createdAt,
  expiresAt,
});

/** What may still be accepted. */
export const invitationsFor = async (ports: Ports, merchantId: string): Promise<InvitationView[]> =>
  (await ports.invitations.openInvitations(merchantId, ports.now())).map(viewOf);

const makeInvitation = async (
  ports: Ports,
  merchantId: string,
  role: MemberRole,
  by: Doer,
  hours: number,
): Promise<{ code: string; invitation: InvitationRecord }> => {
  const code = ports.ids.randomText(SIGNS);
  const now = ports.now();
  const invitation: InvitationRecord = {
    _id: idOf(ports, code),
    merchantId,
    role,
    by: { openid: by.openid, name: by.name },
    state: 'open',
    createdAt: now,
    expiresAt: (now + hours * HOUR) as UnixSeconds,
    version: 1,
  };
  await ports.transact(async (tx) => {
    await tx.invitations.put(invitation);
    await writeDown(ports, tx, merchantId, by, '邀请成员', [roleName(role)]);
  });
  return { code, invitation };
};

/** An owner invites one person. */
export const createInvitation = async (
  ports: Ports,
  openid: string,
  { merchantId, role }: { merchantId?: string | undefined; role: MemberRole },
): Promise<InvitationMade> => {
  const me = await memberWith(ports, openid, merchantId, 'manage_members');
  const { code, invitation } = await makeInvitation(ports, me.merchantId, role, me, MEMBER_HOURS);
  const shown = grouped(code);
  return { ...viewOf(invitation), code: shown, path: `/merchant/join/index?code=${code}`, qr: await qrPicture(shown) };
};

/** The operator appoints an owner without knowing who it is: whoever gets the code. */
export const inviteOwner = async (
  ports: Ports,
  merchantId: string,
  firstOnly: boolean,
): Promise<JobsOutput['owners.invite']> => {
  if (!(await ports.merchants.findMerchant(merchantId))) throw fail('not_found', { hint: '运维：没有这家商户' });
  const owners = (await ports.members.membersOf(merchantId)).filter(({ role }) => role === 'owner').length;
  if (firstOnly && owners > 0) return { owners };
  const { code, invitation } = await makeInvitation(ports, merchantId, 'owner', operator, OWNER_HOURS);
  return { owners, invitation: { code: grouped(code), expiresAt: invitation.expiresAt } };
};

export const revokeInvitation = async (
  ports: Ports,
  openid: string,
  { merchantId, invitationId }: { merchantId?: string | undefined; invitationId: string },
): Promise<{ revoked: true }> => {
  const me = await memberWith(ports, openid, merchantId, 'manage_members');
  if (!(await ports.invitations.revokeInvitation(me.merchantId, invitationId))) throw fail('not_found');
  await ports.transact((tx) => writeDown(ports, tx, me.merchantId, me, '撤销邀请'));
  return { revoked: true };
};

const objectionTo = (invitation: InvitationRecord | null, now: UnixSeconds) => {
  if (!invitation || invitation.state === 'revoked') return refusal('invitation_unknown');
  if (invitation.state === 'used') return refusal('invitation_used');
  return invitation.expiresAt <= now ? refusal('invitation_expired') : undefined;
};

const countTry = async (ports: Ports, openid: string): Promise<void> => {
  if (!(await ports.rateLimits.takeCall(`invite:${openid}`, ports.now(), TRIES_AN_HOUR, HOUR)))
    throw refusal('too_many_tries');
};

/** What a code invites to, before it is accepted. */
export const lookAtInvitation = async (
  ports: Ports,
  openid: string,
  code: string,
): Promise<MemberOutput['invitations.look']> => {
  await countTry(ports, openid);
  const invitation = await ports.invitations.findInvitation(idOf(ports, code));
  const objection = objectionTo(invitation, ports.now());
  const merchant = invitation && (await ports.merchants.findMerchant(invitation.merchantId));
  if (objection || !merchant) throw objection ?? refusal('invitation_unknown');
  if (await ports.members.findMember(merchant._id, openid)) throw refusal('already_member');
  return { merchantName: merchant.name, role: invitation.role, expiresAt: invitation.expiresAt };
};

/** Becomes a member. The same call again by the same person answers the same; nobody's role changes by a code. */
export const acceptInvitation = async (
  ports: Ports,
  openid: string,
  { code, name }: { code: string; name: string },
): Promise<MemberOutput['invitations.accept']> => {
  await countTry(ports, openid);
  return ports.transact(async (tx) => {
    const invitation = await tx.invitations.get(idOf(ports, code));
    const merchant = invitation && (await tx.merchants.get(invitation.merchantId));
    if (!merchant) throw refusal('invitation_unknown');
    const { _id: merchantId, name: merchantName } = merchant;
    const existing = await tx.members.get(`${merchantId}:${openid}`);
    if (existing && invitation.usedBy === openid) return { merchantId, merchantName, role: existing.role };
    const objection = objectionTo(invitation, ports.now());
    if (objection) throw objection;
    if (existing) throw refusal('already_member');
    const { role, version } = invitation;
    await tx.members.put({ _id: `${merchantId}:${openid}`, merchantId, openid, name, role });
    await tx.invitations.put({ ...invitation, state: 'used', usedBy: openid, version: version + 1 });
    await writeDown(ports, tx, merchantId, { openid, name, role }, `接受邀请（${invitation.by.name}）`, [
      roleName(role),
    ]);
    return { merchantId, merchantName, role };
  });
};
