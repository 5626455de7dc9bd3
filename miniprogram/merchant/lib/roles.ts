import type { MemberRole } from '../../../contract/states';

export const roleTexts: Record<MemberRole, string> = {
  owner: '店主',
  finance: '财务',
  clerk: '店员',
  viewer: '查看员',
};

/** What each may do, for whoever chooses one. */
export const roleNotes: Record<MemberRole, string> = {
  owner: '可以做所有事，包括成员、密钥和微信账号',
  finance: '审核、拒绝、红冲，改开票规则，看修改记录',
  clerk: '重试开票、放入卡包、收银台开单',
  viewer: '只看，不能操作',
};

export const roleOrder: MemberRole[] = ['owner', 'finance', 'clerk', 'viewer'];
