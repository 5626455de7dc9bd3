import * as v from 'valibot';
import { Day } from './merchant-invoices';
import { callEntries, Cursor, type Fen, Id, personText } from './primitives';
import type { UnixSeconds } from './primitives';
import { MOST_INVOICES, ofCompany } from './reimburser-invoices';
import type { ClaimInvoiceRow, ClosingQuestion, InvoiceProblem } from './reimburser-invoices';
import { claimStates, type ClaimAction, type ClaimState, type FollowState } from './reimburser-states';
import type { CompanyRole } from './reimburser-states';
import type { Tone } from './states';
import { ChosenCard } from './wechat-shapes';

/** A tab of the list of claims; `recover`: 待追回. */
export const ClaimTab = v.picklist(['all', ...claimStates, 'recover']);
export type ClaimTab = v.InferOutput<typeof ClaimTab>;

const filter = {
  /** Own claims, or all of the company's for whoever may see them. */
  scope: v.optional(v.picklist(['mine', 'company']), 'mine'),
  tab: v.optional(ClaimTab, 'all'),
  /** A claim's number or its last six signs, an invoice number or its last six, a part of purpose or name. */
  query: v.optional(personText(100)),
  from: v.optional(Day),
  to: v.optional(Day),
};

/** The claim as the caller saw it: if it has changed since, nothing is done. */
const seen = { version: v.optional(v.pipe(v.number(), v.safeInteger())) };

export const claimInputs = {
  'claims.create': v.object({ ...callEntries, ...ofCompany, purpose: personText(100) }),
  'claims.list': v.object({ ...callEntries, ...ofCompany, ...filter, cursor: v.optional(Cursor) }),
  /** Totals of the filter's tab, and the counts of all tabs. */
  'claims.totals': v.object({ ...callEntries, ...ofCompany, ...filter }),
  'claims.get': v.object({ ...callEntries, claimId: Id }),
  /** The claim's table, a part at a time, in the order in which it was filled. */
  'claims.invoices': v.object({
    ...callEntries,
    claimId: Id,
    only: v.optional(v.picklist(['problems'])),
    cursor: v.optional(Cursor),
  }),
  'claims.update': v.object({ ...callEntries, ...seen, claimId: Id, purpose: personText(100) }),
  /** Cards of the caller's own card pack: read, checked and kept. What cannot be read is named, the others are in. */
  'claims.addInvoices': v.object({
    ...callEntries,
    claimId: Id,
    items: v.pipe(v.array(ChosenCard), v.minLength(1), v.maxLength(MOST_INVOICES)),
  }),
  /** A page for the browser inside WeChat on which the same person picks for the same claim, through the company's account. */
  'claims.pickLink': v.object({ ...callEntries, claimId: Id }),
  'claims.removeInvoice': v.object({ ...callEntries, claimId: Id, itemId: Id }),
  /** Looks again: state at WeChat, duplicates, company's rules. */
  'claims.check': v.object({ ...callEntries, claimId: Id }),
  /** Copies the files, locks the invoices. Refused while a check says `stop`. */
  'claims.submit': v.object({ ...callEntries, ...seen, claimId: Id }),
  /** The applicant takes back what was not approved yet; unlocks. */
  'claims.withdraw': v.object({ ...callEntries, ...seen, claimId: Id }),
  'claims.approve': v.object({ ...callEntries, ...seen, claimId: Id, note: v.optional(personText(200)) }),
  /** Unlocks. */
  'claims.return': v.object({ ...callEntries, ...seen, claimId: Id, reason: personText(200) }),
  /** Tries what stopped once more. */
  'claims.lockAgain': v.object({ ...callEntries, claimId: Id }),
  /** Without `confirm` it only asks the question; with its token it is paid and every invoice is closed, for good. */
  'claims.markPaid': v.object({ ...callEntries, claimId: Id, confirm: v.optional(Id) }),
  /** Throws a draft away. */
  'claims.remove': v.object({ ...callEntries, ...seen, claimId: Id }),

  /** Makes a file of a claim, or of the list that a filter gives. `zip`: each original, its hash and an index. */
  'exports.create': v.union([
    v.object({ ...callEntries, claimId: Id, format: v.picklist(['csv', 'xlsx', 'zip']) }),
    v.object({ ...callEntries, ...ofCompany, ...filter, format: v.picklist(['csv', 'xlsx']) }),
  ]),
  'exports.get': v.object({ ...callEntries, exportId: Id }),
  'exports.list': v.object({ ...callEntries, ...ofCompany }),

  /** Where WeChat, 查验 and the claim do not agree. */
  'differences.list': v.object({
    ...callEntries,
    ...ofCompany,
    settled: v.optional(v.boolean(), false),
    cursor: v.optional(Cursor),
  }),
  /** Nothing is overwritten by itself: a person says what holds. */
  'differences.resolve': v.object({
    ...callEntries,
    differenceId: Id,
    /** `accept`: the state seen becomes ours. `again`: our state is asked of WeChat once more. `noted`: dealt with. */
    how: v.picklist(['accept', 'again', 'noted']),
    note: v.optional(personText(200)),
  }),
};

export interface ClaimRow {
  claimId: string;
  /** 报销单号. */
  number: string;
  purpose: string;
  applicant: string;
  mine: boolean;
  state: ClaimState;
  stateText: string;
  tone: Tone;
  count: number;
  amount: Fen;
  createdAt: UnixSeconds;
  submittedAt?: UnixSeconds;
  /** How many invoices are stopped at WeChat or to be recovered. */
  troubled: number;
}

export interface ClaimLogEntry {
  at: UnixSeconds;
  /** 2026-11-14 10:20, in China. */
  atText: string;
  /** 提交, 审批通过, 退回, 锁定 3 张发票, … */
  text: string;
  /** Absent for what the system did. */
  name?: string;
  role?: CompanyRole;
  reason?: string;
}

export interface ClaimView extends ClaimRow {
  companyId: string;
  companyName: string;
  /** To be sent back with what changes the claim. */
  version: number;
  /** The state as a person would say it, what happens next, who has to act. */
  headline: {
    text: string;
    next: string;
    actor: 'applicant' | 'approver' | 'finance' | 'wechat' | 'nobody';
    tone: Tone;
  };
  follow: FollowState;
  /** Why it was returned. */
  reason?: string;
  tax: Fen;
  /** Invoices by what hinders: a `stop` forbids submitting. */
  stops: number;
  warnings: number;
  unverified: number;
  /** In the card pack, and so locked and closed at WeChat. */
  cards: number;
  actions: ClaimAction[];
  log: ClaimLogEntry[];
  /** When looking again is worth it, in seconds; absent when nothing moves by itself. */
  refreshAfter?: number;
}

export interface ExportView {
  exportId: string;
  state: 'working' | 'done' | 'failed';
  stateText: string;
  format: 'csv' | 'xlsx' | 'zip';
  name: string;
  bytes?: number;
  url?: string;
  expiresAt?: UnixSeconds;
  createdAt: UnixSeconds;
  problem?: InvoiceProblem;
}

export interface Difference {
  differenceId: string;
  claimId: string;
  claimNumber: string;
  itemId: string;
  number?: string;
  amount: Fen;
  /** 微信显示已核销，我们记录为已锁定; 已付报销单中的发票被冲红（待追回）. */
  text: string;
  ours: string;
  theirs: string;
  toRecover: boolean;
  at: UnixSeconds;
  atText: string;
  /** Which answers make sense; none once it is settled. */
  how: ('accept' | 'again' | 'noted')[];
  settled?: { at: UnixSeconds; how: 'accept' | 'again' | 'noted'; name: string; note?: string };
}

export interface ClaimOutput {
  'claims.create': ClaimView;
  'claims.list': { rows: ClaimRow[]; next?: string };
  'claims.totals': {
    totals: { count: number; amount: Fen; invoices: number };
    tabs: { tab: ClaimTab; text: string; count: number }[];
    /** There are more than were counted. */
    more: boolean;
  };
  'claims.get': ClaimView;
  'claims.invoices': { rows: ClaimInvoiceRow[]; next?: string };
  'claims.update': ClaimView;
  'claims.addInvoices': {
    claim: ClaimView;
    added: number;
    /** Were there already. */
    known: number;
    /** Could not be taken in, and why. */
    failed: { cardId: string; encryptCode: string; problem: InvoiceProblem }[];
  };
  'claims.pickLink': { url: string; expiresAt: UnixSeconds };
  'claims.removeInvoice': ClaimView;
  'claims.check': ClaimView;
  'claims.submit': ClaimView;
  'claims.withdraw': ClaimView;
  'claims.approve': ClaimView;
  'claims.return': ClaimView;
  'claims.lockAgain': ClaimView;
  'claims.markPaid': { question: ClosingQuestion } | { claim: ClaimView };
  'claims.remove': { removed: true };
  'exports.create': ExportView;
  'exports.get': ExportView;
  'exports.list': { exports: ExportView[] };
  'differences.list': { differences: Difference[]; next?: string };
  'differences.resolve': Difference;
}
