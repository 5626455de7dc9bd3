import { collection } from './database';
import type { MemberRecord } from './records';

const members = () => collection<MemberRecord>('members');

const idOf = (merchantId: string, openid: string): string => `${merchantId}:${openid}`;

export const findMember = (merchantId: string, openid: string): Promise<MemberRecord | null> =>
  members().get(idOf(merchantId, openid));

/** Whatever this person is, at whichever merchant. */
export const membershipsOf = (openid: string): Promise<MemberRecord[]> => members().find({ openid });

/** Everybody who works for a merchant. */
export const membersOf = (merchantId: string): Promise<MemberRecord[]> => members().find({ merchantId });

export const putMember = async (member: Omit<MemberRecord, '_id'>): Promise<string> => {
  const _id = idOf(member.merchantId, member.openid);
  await members().put({ _id, ...member });
  return _id;
};

export const removeMember = (merchantId: string, openid: string): Promise<boolean> =>
  members().remove(idOf(merchantId, openid));
