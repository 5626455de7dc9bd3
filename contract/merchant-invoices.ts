import * as v from 'valibot';
import type { Attachment, InvoiceFile, InvoiceLine, MailView, TimelineEntry } from './buyer';
import { EmailAddress, InvoiceKind, Title } from './buyer';
import { callEntries, Cursor, type Fen, Id, personText } from './primitives';
import type { OrderId, UnixSeconds } from './primitives';
import type {
  AuthorizationState,
  CardState,
  InvoiceState,
  IssuingState,
  MemberRole,
  MemberTask,
  MerchantAction,
  RedAction,
  RedReason,
  ReimburseState,
  Tone,
  ListState,
} from './states';
import type { BatchAction } from './merchant-reports';
import type { RedView } from './merchant-reds';
import { listStates } from './states';

/** A tab of the invoice list: one state, or all of them. */
export const Tab = v.picklist(['all', ...listStates]);
export type Tab = v.InferOutput<typeof Tab>;

/** A calendar day in China. */
export const Day = v.pipe(
  v.string(),
  v.regex(/^20\d\d-\d\d-\d\d$/),
  v.check((day) => String(new Date(day).toJSON()).startsWith(day)),
);

/** Needed only by a member of several merchants. */
export const ofMerchant = { merchantId: v.optional(Id) };

/** Which invoices are meant: those applied for from the first day to the last, both included. */
export const filter = {
  /** An order number, an invoice number or its last six digits, a phone's last four, a part of a title. */
  query: v.optional(personText(100)),
  from: v.optional(Day),
  to: v.optional(Day),
};

/** The name of an attached file, without its ending. */
export const AttachmentName = v.pipe(personText(40), v.regex(/^[^\\/:*?"<>|.\p{Cf}][^\\/:*?"<>|\p{Cf}]*$/u));

/** A file of at most 1 MB as text. */
const Base64 = v.pipe(v.string(), v.maxLength(1_400_000), v.base64());

export const invoiceInputs = {
  'me.get': v.object({ ...callEntries }),
  'invoices.list': v.object({
    ...callEntries,
    ...ofMerchant,
    ...filter,
    tab: v.optional(Tab, 'all'),
    cursor: v.optional(Cursor),
  }),
  /** Totals and the counts of all tabs, for the same filter. */
  'invoices.totals': v.object({ ...callEntries, ...ofMerchant, ...filter, tab: v.optional(Tab, 'all') }),
  'invoices.get': v.object({ ...callEntries, applicationId: Id }),
  /** What waits for review is invoiced; `applications.approveMany` judges each for itself. */
  'applications.approve': v.object({ ...callEntries, applicationId: Id }),
  'applications.approveMany': v.object({
    ...callEntries,
    applicationIds: v.pipe(v.array(Id), v.minLength(1), v.maxLength(50)),
  }),
  /** It cannot be undone: the buyer reads the reason, and may apply anew. */
  'applications.reject': v.object({ ...callEntries, applicationId: Id, reason: personText(100) }),
  'applications.retry': v.object({ ...callEntries, applicationId: Id }),
  /** Somebody has dealt at the tax bureau with an invoice that came out wrong: the orders may be invoiced anew. */
  'applications.release': v.object({ ...callEntries, applicationId: Id }),
  'invoices.insert': v.object({ ...callEntries, applicationId: Id }),
  /** 换开 in the buyer's name: answers the new application, which waits for the buyer to confirm it. */
  'applications.reissue': v.object({
    ...callEntries,
    applicationId: Id,
    /** Without a title the buyer picks one on WeChat's page. */
    title: v.optional(Title),
    kind: v.optional(InvoiceKind, 'normal'),
  }),
  /** To the address that came with the title, or another one. */
  'invoices.mail': v.object({ ...callEntries, applicationId: Id, email: v.optional(EmailAddress) }),
  /** Keeps a PDF (行程单, 水单) with an application's first order, until the card is made; the same name replaces it. */
  'attachments.add': v.object({ ...callEntries, applicationId: Id, name: AttachmentName, content: Base64 }),
};

/** What the caller may do for a merchant. */
export interface Membership {
  merchantId: string;
  merchantName: string;
  role: MemberRole;
}

/** One line of the merchant's list: an application, and the invoice that came of it. */
export interface InvoiceRow {
  applicationId: string;
  invoiceId?: string;
  orderNos: string[];
  /** Absent while the buyer has yet to pick a title on WeChat's page. */
  titleName?: string;
  amount: Fen;
  /** Known once it is issued. */
  tax?: Fen;
  /** 发票号码. */
  number?: string;
  appliedAt: UnixSeconds;
  issuedAt?: UnixSeconds;
  authorization: AuthorizationState;
  issuing: IssuingState;
  card: CardState;
  /** Which tab the row stands in. */
  stateCode: ListState;
  stateText: string;
  tone: Tone;
  /** What the caller may do with it now. */
  actions: MerchantAction[];
}

/** What became of one of several approvals. */
export type Approval =
  | { ok: true; applicationId: string; row: InvoiceRow }
  | { ok: false; applicationId: string; message: string; hint: string };

export interface Totals {
  count: number;
  amount: Fen;
  tax: Fen;
  /** The reds issued on these days, positive; only beside the whole list, without a state and a search. */
  red?: { count: number; amount: Fen; tax: Fen };
}

export interface TabCount {
  tab: Tab;
  text: string;
  count: number;
}

/** What a member did, and when. */
export interface AuditEntry {
  at: UnixSeconds;
  action: MerchantAction | MemberTask | `red_${RedAction}`;
  /** 已拒绝, 重新开票, … */
  text: string;
  member: { name: string; role: MemberRole };
  reason?: string;
}

/** A way to settle a refund: reversing a part of the invoice, or all that is left of it. */
export interface RefundProposal {
  scope: 'whole' | 'part';
  reason: RedReason;
  amount: Fen;
  /** 部分红冲 ¥10.00. */
  text: string;
  /** What follows from it. */
  hint: string;
}

/** The orders of an invoice were refunded after it was made. */
export interface Refund {
  /** By how much the invoice, less its reds, is too high. */
  gap: Fen;
  /** What the orders still come to. */
  rest: Fen;
  /** What the caller may do about it now, the simplest first; none while a red is under way. */
  proposals: RefundProposal[];
}

/** An application with everything that the merchant may know of it. */
export interface MerchantInvoice extends InvoiceRow {
  merchantId: string;
  orderId: OrderId;
  kind: InvoiceKind;
  form: 'digital' | 'classic';
  /** 0 title from our form · 1 title on WeChat's page · 2 claim. */
  type: 0 | 1 | 2;
  /** The state as a person would say it, what happens next, who has to act. */
  headline: { text: string; next: string; actor: 'buyer' | 'merchant' | 'platform' | 'wechat' | 'nobody'; tone: Tone };
  title?: Title;
  /** What the buyer filled in on WeChat's page beside the title above: another one, and the merchant's own fields. */
  filled?: { title?: Title; own: { label: string; value: string }[] };
  net?: Fen;
  code?: string;
  checkCode?: string;
  invoiceState?: InvoiceState;
  /** What its reds have taken back, and what they have left. */
  reversed?: Fen;
  left?: Fen;
  /** While there is something to be reversed because of a refund. */
  refund?: Refund;
  /** The newest first. */
  reds: RedView[];
  /** 换开: the invoice that this one takes the place of, and the application that takes, or has taken, this one's place. */
  replaces?: { applicationId: string; number: string };
  replacedBy?: string;
  reimburse?: ReimburseState;
  /** As issued, or as they will be. Net and tax are the issuer's, so only an issued invoice has them. */
  lines: (Pick<InvoiceLine, 'name' | 'quantity' | 'unit' | 'rate'> & { gross: Fen; net?: Fen; tax?: Fen })[];
  files: InvoiceFile[];
  attachments: Attachment[];
  /** Where a mail would go unless told, and the latest ones; addresses are masked. */
  mailTo?: string;
  mails: MailView[];
  /** What the caller may do with it now that does not move it. */
  tasks: MemberTask[];
  timeline: TimelineEntry[];
  audit: AuditEntry[];
  /** What stopped it, with WeChat's own code for the small print. */
  problem?: { code: string; message: string; hint: string; wechat?: { errcode: number; errmsg: string } };
  /** When issuing is tried again by itself. */
  retryAt?: UnixSeconds;
}

export interface InvoiceOutput {
  'me.get': { memberships: Membership[] };
  'invoices.list': { rows: InvoiceRow[]; next?: string };
  'invoices.totals': {
    totals: Totals;
    tabs: TabCount[];
    /** With a search: there are more than were counted. */
    more: boolean;
    /** What the caller may do with everything that was counted; each row is looked at again when its turn comes. */
    actions: BatchAction[];
  };
  'invoices.get': MerchantInvoice;
  'applications.approve': MerchantInvoice;
  'applications.approveMany': { results: Approval[] };
  'applications.reject': MerchantInvoice;
  'applications.retry': MerchantInvoice;
  'applications.release': MerchantInvoice;
  'applications.reissue': MerchantInvoice;
  'invoices.insert': MerchantInvoice;
  'invoices.mail': MerchantInvoice;
  'attachments.add': MerchantInvoice;
}
