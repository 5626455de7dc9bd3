import * as v from 'valibot';
import { callEntries, Fen, Id, personText } from './primitives';
import type { UnixSeconds } from './primitives';
import { memberRoles, type RedReason } from './states';
import { InvoiceKind } from './buyer';
import { Policy } from './policy';
import { OrderLine } from './open';
import { CompanyRules } from './reimburser-company';
import { companyRoles } from './reimburser-states';
import { GivenKeys } from './open-keys';
import { Appid, AuthFields } from './wechat';

/** A merchant as the operator sets it up. */
export const MerchantProfile = v.object({
  /** Without a colon: keys of orders are made of it. */
  id: v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]{1,32}$/)),
  name: v.string(),
  shortName: v.pipe(v.string(), v.maxLength(9)),
  taxNo: v.string(),
  mode: v.picklist(['self_built', 'third_party']),
  sPappid: v.string(),
  appids: v.object({
    authorization: Appid,
    event: Appid,
    platform: Appid,
    pay: v.optional(Appid),
    official: v.optional(Appid),
    app: v.optional(Appid),
  }),
  /** Cells of the table of scenarios that WeChat's documents leave open, filled with another of the `appids`. */
  disputedAccounts: v.optional(
    v.record(
      v.picklist(['wap.event', 'pay.authorization', 'pay.insert']),
      v.picklist(['authorization', 'event', 'platform', 'pay', 'official', 'app']),
    ),
  ),
  mchid: v.optional(v.string()),
  contact: v.object({
    phone: v.string(),
    timeoutSeconds: v.optional(v.pipe(v.number(), v.safeInteger(), v.minValue(1)), 86_400),
  }),
  /** What WeChat's page asks a buyer who fills in the title there; told to each account that shows the page. */
  authFields: v.optional(AuthFields),
  logoUrl: v.string(),
  /** Which adapter of common/issuing issues for this merchant. */
  issuer: v.string(),
  form: v.optional(v.picklist(['digital', 'classic']), 'digital'),
  kinds: v.optional(v.array(InvoiceKind), ['normal']),
  /** What an order with only a total is invoiced as. */
  defaultItem: v.optional(v.pick(OrderLine, ['name', 'taxCode', 'rate'])),
  /** What a clerk chooses from at the till, beside the default item. */
  items: v.optional(v.pipe(v.array(v.pick(OrderLine, ['name', 'taxCode', 'rate'])), v.maxLength(50)), []),
  /** Whether whoever left a mail address with the title is sent the invoice as it is made. */
  mailsWhenIssued: v.optional(v.boolean(), true),
  /** Latest day after payment on which an invoice may be asked for. */
  invoicingDays: v.optional(v.pipe(v.number(), v.safeInteger(), v.minValue(1)), 365),
  /** Kept as it is when absent. */
  policy: v.optional(Policy),
  maxAmount: v.optional(Fen),
  /** Hosts of the merchant's own pages, to which WeChat may send people back. */
  redirectHosts: v.optional(v.pipe(v.array(v.pipe(v.string(), v.regex(/^[a-z0-9.-]+(:\d+)?$/))), v.maxLength(20)), []),
  /**
   * Where the merchant's server is told of state changes; absent for nowhere. All secrets sign, so that one can be
   * exchanged for another.
   */
  webhook: v.optional(
    v.strictObject({
      url: v.pipe(v.string(), v.url(), v.maxLength(512)),
      secrets: v.pipe(v.array(v.pipe(v.string(), v.regex(/^[\x21-\x7e]{24,128}$/))), v.minLength(1), v.maxLength(2)),
    }),
  ),
  /** Those given replace all earlier ones; none keeps them. */
  apiKeys: v.optional(GivenKeys, []),
});
export type MerchantProfile = v.InferOutput<typeof MerchantProfile>;

/** A person who works for a merchant; the openid is the one under the mini program. */
export const Member = v.object({
  merchantId: MerchantProfile.entries.id,
  openid: v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]{1,64}$/)),
  /** As colleagues know them: it stands beside what they did. */
  name: personText(30),
  role: v.picklist(memberRoles),
});
export type Member = v.InferOutput<typeof Member>;

/** A company whose employees hand in invoices, as the operator sets it up. */
export const CompanyProfile = v.object({
  id: v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]{1,32}$/)),
  name: v.pipe(v.string(), v.nonEmpty()),
  taxNo: v.string(),
  /** The account that chooses, reads and locks invoices for the company. */
  appid: Appid,
  /** Of front ends written for seed 002's interfaces, as a browser sends them: no path, no default port. */
  origins: v.optional(
    v.pipe(v.array(v.pipe(v.string(), v.regex(/^https?:\/\/[a-z0-9.-]+(:\d{1,5})?$/))), v.maxLength(20)),
    [],
  ),
  /** Networks in CIDR form from which those interfaces may be called without an origin. */
  networks: v.optional(v.pipe(v.array(v.string()), v.maxLength(20)), []),
  /** Whether those front ends may close an invoice, which nobody can undo. */
  allowClosure: v.optional(v.boolean(), false),
  /** The page that getToken signs for when the call names none. */
  signatureUrl: v.pipe(v.string(), v.url(), v.startsWith('http')),
  /** The service that looks invoices up, by its name in VERIFIERS; without one it is done by hand. */
  verifier: v.optional(v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]{1,32}$/))),
  /** What it asks of invoices; absent: as it is, since the company's owner may change them. */
  rules: v.optional(CompanyRules),
});
export type CompanyProfile = v.InferOutput<typeof CompanyProfile>;

/** A person who works for a company; the openid is the one under the mini program. */
export const CompanyPerson = v.object({
  companyId: CompanyProfile.entries.id,
  openid: Member.entries.openid,
  name: personText(30),
  role: v.picklist(companyRoles),
});

/** The operator's door: what is set up from the console. */
export const operatorInputs = {
  /** Sets a merchant up, or changes it. */
  'merchants.put': v.object({ ...callEntries, merchant: MerchantProfile }),
  /** Gives a person a role for a merchant, instead of any before. */
  'members.put': v.object({ ...callEntries, member: Member }),
  /** A code with which one person becomes an owner: good once, and for a day. `firstOnly`: none while there is an owner. */
  'owners.invite': v.object({ ...callEntries, merchantId: Id, firstOnly: v.optional(v.boolean(), false) }),
  'members.remove': v.object({ ...callEntries, ...v.pick(Member, ['merchantId', 'openid']).entries }),
  /** Sets a company up, or changes it. */
  'companies.put': v.object({ ...callEntries, company: CompanyProfile }),
  /** Gives a person a role for a company: its first owner, who invites the others. */
  'companyMembers.put': v.object({ ...callEntries, member: CompanyPerson }),
  'companyMembers.remove': v.object({ ...callEntries, ...v.pick(CompanyPerson, ['companyId', 'openid']).entries }),
  /** Links the merchant's number at WeChat Pay with its platform, and checks it. */
  'payMerchant.link': v.object({ ...callEntries, merchantId: Id }),
};

/** The `jobs` function: timers and other functions, and the operator's console. */
export const jobsInputs = {
  /** Works off outbox rows that are due: all, or those of one application or other subject. */
  'outbox.run': v.object({ ...callEntries, subjectId: v.optional(Id) }),
  /** Applies a pushed event that `push` has stored. */
  'events.apply': v.object({ ...callEntries, eventId: v.string() }),
  /** What the issuer allows of reversing this application's invoice now. */
  'reds.rule': v.object({ ...callEntries, applicationId: Id }),
  /** How a merchant stands at the tax bureau, as its issuer knows it. */
  'issuers.health': v.object({ ...callEntries, merchantId: Id }),
  /** What a merchant's issuer has sent to `open`: stored if it is signed as agreed. */
  'issuers.told': v.object({
    ...callEntries,
    merchantId: Id,
    headers: v.record(v.string(), v.string()),
    body: v.string(),
  }),
  ...operatorInputs,
};
export type JobsInput = { [A in keyof typeof jobsInputs]: v.InferInput<(typeof jobsInputs)[A]> };

export interface OperatorOutput {
  'merchants.put': { id: string };
  'companies.put': { id: string };
  'companyMembers.put': { id: string };
  'companyMembers.remove': { removed: boolean };
  'members.put': { id: string };
  'owners.invite': { owners: number; invitation?: { code: string; expiresAt: UnixSeconds } };
  'members.remove': { removed: boolean };
  'payMerchant.link': { mchid: string; sPappid: string };
}

/** What an issuer says of the seller; amounts in fen, without tax. */
export interface IssuersHealth {
  login: { ok: boolean; until?: UnixSeconds };
  faceCheck: { ok: boolean; until?: UnixSeconds };
  quotaLeft?: number;
  waiting: number;
  scanUrl?: string;
}

export interface JobsOutput extends OperatorOutput {
  'outbox.run': { done: number; waiting: number; parked: number };
  'events.apply': { applied: boolean; reason?: string };
  /** Whether the buyer has to confirm it, and for which reasons a part may be reversed. */
  'issuers.health': IssuersHealth;
  'reds.rule': { confirm: boolean; partReasons: readonly RedReason[] };
  /** `fresh` unless it was told before. */
  'issuers.told': { eventId: string; fresh: boolean };
}
