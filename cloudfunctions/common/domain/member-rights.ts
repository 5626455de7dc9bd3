import type { SettingsPart } from '../../../contract/merchant-settings';
import type { MemberRole } from '../../../contract/states';

/** What a member may do that concerns no single application. */
export type Right =
  | `change_${SettingsPart}`
  /** API keys and webhooks. */
  | 'manage_keys'
  | 'manage_members'
  | 'read_audit'
  /** Try again what was given up. */
  | 'retry_steps'
  /** See the code that logs the issuing clerk in. */
  | 'scan_login';

const owner: readonly MemberRole[] = ['owner'];
const money: readonly MemberRole[] = ['owner', 'finance'];
const staff: readonly MemberRole[] = ['owner', 'finance', 'clerk'];

const allowedTo: Readonly<Record<Right, readonly MemberRole[]>> = {
  change_profile: owner,
  change_contact: money,
  change_accounts: owner,
  change_platform: owner,
  change_fields: money,
  change_payment: owner,
  change_issuing: money,
  change_policy: money,
  manage_keys: owner,
  manage_members: owner,
  read_audit: money,
  retry_steps: staff,
  scan_login: staff,
};

/** Whether a role has this right. Whoever is a member may read the rest. */
export const hasRight = (role: MemberRole, right: Right): boolean => allowedTo[right].includes(role);
