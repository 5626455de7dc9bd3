import type { SettingsPart } from '../../../contract/merchant';

const url = (page: string, merchantId: string, more = ''): string =>
  `/merchant/${page}/index?merchant=${encodeURIComponent(merchantId)}${more}`;

export const settingsUrl = (merchantId: string): string => url('settings', merchantId);

export const editUrl = (merchantId: string, part: SettingsPart): string =>
  url('settings/edit', merchantId, `&part=${part}`);

export const keysUrl = (merchantId: string): string => url('settings/keys', merchantId);
export const webhookUrl = (merchantId: string): string => url('settings/webhook', merchantId);
export const auditUrl = (merchantId: string): string => url('settings/audit', merchantId);
export const membersUrl = (merchantId: string): string => url('members', merchantId);
export const inviteUrl = (merchantId: string): string => url('members/invite', merchantId);
export const healthUrl = (merchantId: string): string => url('health', merchantId);
