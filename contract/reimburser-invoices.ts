import * as v from 'valibot';
import { callEntries, Fen, Id, personText } from './primitives';
import type { UnixSeconds } from './primitives';
import type { CheckCode, InvoiceSource, VerificationState } from './reimburser-states';
import type { ReimburseState, Tone } from './states';
import { ChosenCard, type ReimbursementInvoice } from './wechat-shapes';

/** Needed only by a member of several companies. */
export const ofCompany = { companyId: v.optional(Id) };

/** Of one step: as many as a claim may have. */
export const MOST_INVOICES = 200;
/** A call to WeChat, unless the company has another number. */
export const DEFAULT_CHUNK = 50;
/** Of a file from a chat, before base64. */
export const MOST_FILE_BYTES = 2 * 1024 * 1024;

const Cards = v.pipe(v.array(ChosenCard), v.minLength(1), v.maxLength(MOST_INVOICES));

/** Figures that a person typed from an invoice; text as printed is fine, it is normalised. */
export const TypedFigures = v.object({
  /** 发票号码: 20 digits, or 8 with a 发票代码. */
  number: personText(40),
  code: v.optional(personText(40)),
  checkCode: v.optional(personText(40)),
  /** 开票日期. */
  date: v.pipe(v.string(), v.regex(/^20\d\d-\d\d-\d\d$/)),
  /** 价税合计. */
  amount: Fen,
  net: v.optional(Fen),
  tax: v.optional(Fen),
  title: v.optional(personText(100)),
  buyerTaxNo: v.optional(personText(20)),
  payee: v.optional(personText(100)),
  sellerTaxNo: v.optional(personText(20)),
  /** What was bought, in a few words. */
  summary: v.optional(personText(100)),
});
export type TypedFigures = v.InferOutput<typeof TypedFigures>;

/** A file as `wx.getFileSystemManager().readFile` gives it with encoding base64. */
export const SentFile = v.object({
  name: personText(120),
  base64: v.pipe(v.string(), v.regex(/^[A-Za-z0-9+/]+={0,2}$/), v.maxLength(Math.ceil(MOST_FILE_BYTES / 3) * 4 + 4)),
});
export type SentFile = v.InferOutput<typeof SentFile>;

const ofItem = { claimId: Id, itemId: Id };

export const reimburserInvoiceInputs = {
  /** What `wx.chooseInvoice` gave: read and checked. Changes nothing. */
  'invoices.read': v.object({ ...callEntries, ...ofCompany, items: Cards }),
  /** For finance, without a claim: INIT ⇄ LOCK. */
  'invoices.lock': v.object({ ...callEntries, ...ofCompany, items: Cards }),
  'invoices.unlock': v.object({ ...callEntries, ...ofCompany, items: Cards }),
  /** The second question before `invoices.close`: how many, and the sum. Changes nothing. */
  'invoices.closing': v.object({ ...callEntries, ...ofCompany, items: Cards }),
  /** LOCK → CLOSURE. With the token of the question only as long as it still stands for these invoices and this sum. */
  'invoices.close': v.object({ ...callEntries, ...ofCompany, items: Cards, confirm: v.optional(Id) }),

  /** What a claim says of one invoice, all of it. */
  'invoices.get': v.object({ ...callEntries, ...ofItem }),
  /** Reads the QR code printed on an invoice; what it does not hold is asked of the person. */
  'invoices.scan': v.object({ ...callEntries, qr: v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(500)) }),
  'invoices.addByNumber': v.object({
    ...callEntries,
    claimId: Id,
    figures: TypedFigures,
    /** As it was scanned, when it was. */
    qr: v.optional(v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(500))),
  }),
  /** A file from a chat, kept as it is. */
  'invoices.addByFile': v.object({ ...callEntries, claimId: Id, figures: TypedFigures, file: SentFile }),
  /** One more file for an invoice of the claim: the XML original, a trip list. */
  'invoices.attach': v.object({ ...callEntries, ...ofItem, file: SentFile }),
  /**
   * 查验. By the company's service when it has one; `byHand` says what a person who sees all claims saw on the public
   * page, whose address and figures `invoices.get` gives. It never overrules what the service has found wrong.
   */
  'invoices.verify': v.object({
    ...callEntries,
    claimId: Id,
    itemIds: v.optional(v.pipe(v.array(Id), v.minLength(1), v.maxLength(MOST_INVOICES))),
    byHand: v.optional(v.picklist(['valid', 'not_found', 'reversed'])),
  }),
};

/** One thing that was looked at. `stop` forbids the lock and the submission. */
export interface Check {
  code: CheckCode;
  level: 'ok' | 'note' | 'warn' | 'stop';
  /** A sentence for a person. */
  text: string;
  /** Both sides, where something differs. */
  ours?: string;
  theirs?: string;
  /** The claim that has it, when the caller may know. */
  claimNumber?: string;
}

export interface Verification {
  state: VerificationState;
  /** 已查验, 未查验, 查无此票, 已红冲, 信息不符. */
  text: string;
  tone: Tone;
  at?: UnixSeconds;
  /** 2026-11-14 10:20, in China. */
  atText?: string;
  by?: 'service' | 'hand';
  /** Who looked, when it was by hand. */
  name?: string;
}

/** What went wrong with one invoice. */
export interface InvoiceProblem {
  code: string;
  message: string;
  hint: string;
  retryable: boolean;
  wechat?: { errcode: number; errmsg: string };
}

/** One of the invoices asked for, in the order asked for. */
export interface ReadRow {
  cardId: string;
  encryptCode: string;
  /** Absent when it could not be read: see `problem`. */
  invoice?: ReimbursementInvoice;
  /** 2026-05-01 12:00:00, in China (+08:00). */
  issuedText?: string;
  /** 未锁定, 已锁定, 已核销, 已冲红. */
  statusText?: string;
  tone: Tone;
  checks: Check[];
  /** No check says `stop`. */
  lockable: boolean;
  problem?: InvoiceProblem;
  /** Who has locked, unlocked or closed it without a claim; for those who see all claims. */
  log?: { at: UnixSeconds; atText: string; text: string; name: string }[];
}

/** What became of each of several invoices; all of one person at once, or none of them. */
export interface MovedRow {
  cardId: string;
  encryptCode: string;
  done: boolean;
  /** As WeChat has it now, when it was asked. */
  status?: ReimburseState;
  problem?: InvoiceProblem;
}

/** The second question before what nobody can undo. */
export interface ClosingQuestion {
  /** To be sent back as `confirm`; it stands for exactly these invoices and this sum. */
  token: string;
  count: number;
  amount: Fen;
  /** 将核销 3 张发票，共 ¥123.00。核销后不能恢复。 */
  text: string;
}

/** An invoice of a claim, as the claim's table shows it. */
export interface ClaimInvoiceRow {
  itemId: string;
  source: InvoiceSource;
  /** 卡包, 扫码, 手工, 文件. */
  sourceText: string;
  form: 'digital' | 'classic';
  number?: string;
  code?: string;
  title?: string;
  payee?: string;
  summary?: string;
  amount: Fen;
  net?: Fen;
  tax?: Fen;
  issuedAt?: UnixSeconds;
  issuedText?: string;
  /** At WeChat; absent when it is not in the card pack. */
  status?: ReimburseState;
  /** 未锁定, 已锁定, 已核销, 已冲红, 不在卡包（无法锁定）. */
  statusText: string;
  tone: Tone;
  /** What is not `ok`, the worst first. */
  checks: Check[];
  verification: Verification;
  /** Why WeChat did not do what the claim asks for. */
  problem?: InvoiceProblem;
  /** 待追回: reversed after the claim was paid. */
  toRecover: boolean;
}

export interface ClaimInvoiceFile {
  /** `original`: WeChat's PDF or what was sent; `trip`: 行程单; `xml`: the legal original of a 数电 invoice. */
  kind: 'original' | 'trip' | 'xml' | 'other';
  name: string;
  bytes: number;
  /** sha256, hex. */
  hash: string;
  url: string;
  expiresAt: UnixSeconds;
}

export interface ClaimInvoiceDetail extends ClaimInvoiceRow {
  claimId: string;
  /** Every field of the invoice; without WeChat's short-lived links: the files are ours. */
  invoice: Omit<ReimbursementInvoice, 'status' | 'cardId'> & { cardId?: string };
  /** All of them, also what is in order. */
  checks: Check[];
  files: ClaimInvoiceFile[];
  /** For 查验 by hand: what to copy, field by field, and where to. */
  byHand: { code?: string; number: string; date: string; amount: string; url: string };
  log: { at: UnixSeconds; atText: string; text: string; name?: string }[];
  /** What may be done with it: out of the claim, one more file, 查验 by the service, its result written down by hand. */
  actions: ('remove' | 'attach' | 'verify' | 'verifyByHand')[];
}

/** What a QR code says. The amount of a classic code is net, so the total is asked for. */
export interface ScannedFigures {
  number: string;
  code?: string;
  checkCode?: string;
  date?: string;
  amount?: Fen;
  net?: Fen;
  /** 数电发票（铁路电子客票）, 增值税电子普通发票, … */
  kindText: string;
}

export interface ReimburserInvoiceOutput {
  'invoices.read': {
    rows: ReadRow[];
    /** False: some could not be read; their rows say why. */
    complete: boolean;
    /** Of those that were read. */
    totals: { count: number; amount: Fen; tax: Fen; lockable: number };
  };
  'invoices.lock': { rows: MovedRow[]; complete: boolean };
  'invoices.unlock': { rows: MovedRow[]; complete: boolean };
  'invoices.closing': { question: ClosingQuestion };
  'invoices.close': { rows: MovedRow[]; complete: boolean };
  'invoices.get': ClaimInvoiceDetail;
  'invoices.scan': { figures: ScannedFigures };
  /** `known`: it was in the claim already; a file is kept with it. */
  'invoices.addByNumber': { itemId: string; known: boolean };
  'invoices.addByFile': { itemId: string; known: boolean };
  'invoices.attach': ClaimInvoiceDetail;
  'invoices.verify': { rows: { itemId: string; verification: Verification }[]; service: boolean };
}
