import * as v from 'valibot';
import { callEntries, Id, personText } from './primitives';
import type { UnixSeconds } from './primitives';
import { ofCompany } from './reimburser-invoices';
import { companyRoles, type CompanyRole } from './reimburser-states';

/** What a company asks of invoices. */
export const CompanyRules = v.object({
  /** Older ones are refused; absent: any age. */
  maxAgeDays: v.optional(v.pipe(v.number(), v.safeInteger(), v.minValue(1), v.maxValue(3660))),
  /** How many invoices go into one question to WeChat. */
  chunk: v.optional(v.pipe(v.number(), v.safeInteger(), v.minValue(1), v.maxValue(100))),
  /** Without a PDF an invoice is refused, not only marked. */
  requirePdf: v.optional(v.boolean(), false),
  /** Not 已查验 forbids paying. */
  requireVerification: v.optional(v.boolean(), false),
  /** An approver may approve an own claim. */
  selfApproval: v.optional(v.boolean(), false),
});
export type CompanyRules = v.InferOutput<typeof CompanyRules>;

export const companyInputs = {
  'me.get': v.object({ ...callEntries }),
  'company.get': v.object({ ...callEntries, ...ofCompany }),
  /** The owner's: title, tax number, rules. Accounts, origins and networks are the operator's. */
  'company.put': v.object({
    ...callEntries,
    ...ofCompany,
    name: personText(100),
    taxNo: personText(20),
    rules: CompanyRules,
    version: v.pipe(v.number(), v.safeInteger()),
  }),
  'members.list': v.object({ ...callEntries, ...ofCompany }),
  /** A code for one person, good until it expires. */
  'members.invite': v.object({
    ...callEntries,
    ...ofCompany,
    role: v.picklist(companyRoles),
    hours: v.optional(v.pipe(v.number(), v.safeInteger(), v.minValue(1), v.maxValue(168)), 24),
  }),
  /** The caller joins with a code. */
  'members.join': v.object({
    ...callEntries,
    code: v.pipe(v.string(), v.trim(), v.minLength(6), v.maxLength(40)),
    name: personText(30),
  }),
  'members.change': v.object({ ...callEntries, ...ofCompany, memberId: Id, role: v.picklist(companyRoles) }),
  'members.remove': v.object({ ...callEntries, ...ofCompany, memberId: Id }),
};

/** What the caller is for a company, and may do there. */
export interface CompanyMembership {
  companyId: string;
  companyName: string;
  role: CompanyRole;
  roleText: string;
  /** `claims`: sees all claims; `lock`: locks and closes; `company`: profile and members. */
  may: ('claims' | 'approve' | 'lock' | 'company')[];
}

export interface CompanyView {
  companyId: string;
  name: string;
  taxNo: string;
  rules: CompanyRules;
  version: number;
  /** The account that chooses invoices on H5 pages and in front ends of the company's own. */
  appid: string;
  /** Whether a service does 查验; otherwise it is done by hand. */
  verification: boolean;
  canEdit: boolean;
}

export interface CompanyMember {
  memberId: string;
  name: string;
  role: CompanyRole;
  roleText: string;
  me: boolean;
  joinedAt: UnixSeconds;
  /** Roles that the caller may give; empty: may not be changed or removed by the caller. */
  roles: CompanyRole[];
}

export interface CompanyOutput {
  'me.get': { memberships: CompanyMembership[] };
  'company.get': CompanyView;
  'company.put': CompanyView;
  'members.list': { members: CompanyMember[]; canInvite: boolean };
  'members.invite': { code: string; role: CompanyRole; expiresAt: UnixSeconds };
  'members.join': CompanyMembership;
  'members.change': { members: CompanyMember[] };
  'members.remove': { removed: boolean };
}
