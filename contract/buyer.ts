import * as v from 'valibot';
import type { ProblemView } from './envelope';
import { callEntries, Cursor, Fen, Id, OrderNo, personText } from './primitives';
import type { OrderId, UnixSeconds } from './primitives';
import type {
  AuthorizationState,
  BuyerAction,
  CardState,
  InvoiceState,
  IssuingState,
  OrderState,
  ReimburseState,
  Tone,
} from './states';

/** One address, without a name: nothing in it can begin another header or name a second one. */
export const EmailAddress = v.pipe(v.string(), v.trim(), v.maxLength(100), v.email());

/** Who the invoice is made out to (抬头). */
export const Title = v.variant('kind', [
  v.object({
    kind: v.literal('personal'),
    name: personText(100),
    phone: v.optional(personText(20)),
    email: v.optional(v.pipe(v.string(), v.trim(), v.email(), v.maxLength(100))),
  }),
  v.object({
    kind: v.literal('company'),
    name: personText(100),
    /** 税号. The rules of miniprogram/rules/tax-number.ts decide what is refused and what only noted. */
    taxNo: v.optional(personText(20)),
    /** 无税号: public bodies, the army, foreign companies. */
    withoutTaxNo: v.optional(v.boolean()),
    address: v.optional(personText(200)),
    phone: v.optional(personText(30)),
    bank: v.optional(personText(100)),
    bankAccount: v.optional(personText(50)),
    email: v.optional(v.pipe(v.string(), v.trim(), v.email(), v.maxLength(100))),
  }),
]);
export type Title = v.InferOutput<typeof Title>;

/** 普通发票 or 专用发票. */
export const InvoiceKind = v.picklist(['normal', 'special']);
export type InvoiceKind = v.InferOutput<typeof InvoiceKind>;

/** Of these, what concerns applications. */
export const applicationInputs = {
  'applications.create': v.object({
    ...callEntries,
    orderNos: v.pipe(v.array(OrderNo), v.minLength(1), v.maxLength(100)),
    /** Needed only when two merchants gave the caller the same order number. */
    merchantId: v.optional(Id),
    /** Without a title the buyer picks one on WeChat's page (type 1). */
    title: v.optional(Title),
    kind: v.optional(InvoiceKind, 'normal'),
  }),
  /** 换开: one more invoice in place of this application's, which is reversed once the buyer has confirmed the new one. */
  'applications.reissue': v.object({
    ...callEntries,
    applicationId: Id,
    /** Without a title the buyer picks one on WeChat's page (type 1). */
    title: v.optional(Title),
    kind: v.optional(InvoiceKind, 'normal'),
  }),
  'applications.get': v.object({ ...callEntries, applicationId: Id }),
  'applications.refresh': v.object({ ...callEntries, applicationId: Id }),
  /** A fresh way to WeChat's page for an application that still waits. */
  'applications.authorize': v.object({ ...callEntries, applicationId: Id }),
  'applications.withdraw': v.object({ ...callEntries, applicationId: Id }),
};

export const buyerInputs = {
  'orders.list': v.object({ ...callEntries, cursor: v.optional(Cursor) }),
  'orders.get': v.object({ ...callEntries, orderNo: OrderNo, merchantId: v.optional(Id) }),
  /** The signed code of the receipt, or number + amount + the phone's last four. */
  'orders.claim': v.union([
    v.object({ ...callEntries, code: v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(600)) }),
    v.object({
      ...callEntries,
      orderNo: OrderNo,
      amount: Fen,
      phoneLast4: v.pipe(v.string(), v.regex(/^\d{4}$/)),
    }),
  ]),
  ...applicationInputs,
  'invoices.list': v.object({ ...callEntries, cursor: v.optional(Cursor) }),
  'invoices.get': v.object({ ...callEntries, invoiceId: Id }),
  /** Sends the files of an own invoice to an address. */
  'invoices.mail': v.object({ ...callEntries, invoiceId: Id, email: EmailAddress }),
  /** What wx.chooseInvoice gave, to learn the code of a card whose insert answer was lost. */
  'cards.learn': v.object({
    ...callEntries,
    applicationId: Id,
    cards: v.pipe(
      v.array(v.object({ cardId: personText(64), encryptCode: personText(512), appid: v.optional(personText(64)) })),
      v.minLength(1),
      v.maxLength(50),
    ),
  }),
  'titles.list': v.object({ ...callEntries }),
  'titles.save': v.object({
    ...callEntries,
    titleId: v.optional(Id),
    title: Title,
    isDefault: v.optional(v.boolean()),
  }),
  'titles.remove': v.object({ ...callEntries, titleId: Id }),
  /** 注销: titles, mail, phone and openid go; issued invoices stay as the merchant's records. */
  'account.close': v.object({ ...callEntries, confirm: v.literal(true) }),
  'settings.get': v.object({ ...callEntries }),
  /** One of WeChat's error codes in words. */
  'problems.get': v.object({ ...callEntries, errcode: v.pipe(v.number(), v.safeInteger()) }),
};

export type BuyerInput = { [A in keyof typeof buyerInputs]: v.InferInput<(typeof buyerInputs)[A]> };

export interface MerchantRef {
  id: string;
  name: string;
}

export interface OrderSummary {
  orderNo: string;
  merchant: MerchantRef;
  /** What was bought, in one line. */
  summary: string;
  /** 可开票金额 in fen. */
  amount: Fen;
  paid: Fen;
  refunded: Fen;
  /** 储值卡, 礼品卡, 代收: paid, but not invoiceable. */
  excluded: Fen;
  paidAt?: UnixSeconds;
  state: OrderState;
  canApply: boolean;
  /** Why not, as a sentence. */
  reason?: string;
  reasonCode?: string;
  /** The application that holds the order, or issued its invoice. */
  applicationId?: string;
  /** Kinds that the merchant and the order allow. */
  kinds: InvoiceKind[];
  /** Orders with the same key may share an invoice. */
  mergeKey: string;
}

/** Where WeChat's authorization mini program is opened. */
export interface AuthorizationEntry {
  appid: string;
  path: string;
}

export interface TimelineEntry {
  at: UnixSeconds;
  /** Stable: `applied`, `authorized`, `issuing`, `issued`, `card_inserted`, `card_failed`, … */
  code: string;
  text: string;
  tone: Tone;
  by: 'buyer' | 'merchant' | 'platform' | 'wechat' | 'system';
}

export interface InvoiceFile {
  format: 'pdf' | 'ofd' | 'xml';
  /** Works for a while; ask again for a fresh one. */
  url: string;
  expiresAt: UnixSeconds;
}

/** 行程单, 水单: a PDF that goes along with an invoice. */
export interface Attachment {
  name: string;
  bytes: number;
  /** Works for a while; ask again for a fresh one. */
  url: string;
  expiresAt: UnixSeconds;
}

/** How a mail stands. */
export interface MailView {
  to: string;
  state: 'waiting' | 'sent' | 'failed';
  /** When it was sent, or else asked for. */
  at: UnixSeconds;
  problem?: { message: string; hint: string };
}

export interface InvoiceSummary {
  invoiceId: string;
  applicationId: string;
  merchant: MerchantRef;
  /** 发票号码: twenty digits when fully digital, eight in classic invoices. */
  number: string;
  /** 发票代码, classic invoices only. */
  code?: string;
  form: 'digital' | 'classic';
  kind: InvoiceKind;
  titleName: string;
  amount: Fen;
  issuedAt: UnixSeconds;
  state: InvoiceState;
  card: CardState;
  /** The state in words, and how to draw it. */
  stateText: string;
  tone: Tone;
}

export interface InvoiceLine {
  name: string;
  quantity?: string;
  unit?: string;
  net: Fen;
  tax: Fen;
  /** `6%`, `免税`, `不征税`. */
  rate: string;
}

export interface InvoiceDetail extends InvoiceSummary {
  title: Title;
  seller: { name: string; taxNo: string };
  net: Fen;
  tax: Fen;
  lines: InvoiceLine[];
  checkCode?: string;
  reimburse?: ReimburseState;
  /** What the card needs to be opened by wx.openCard, when it is known. */
  cardRef?: { cardId: string; code?: string };
  files: InvoiceFile[];
  attachments: Attachment[];
  orderNos: string[];
  /** Where a mail would go, and what became of the last one; absent where no mail is sent. */
  mailing?: { to?: string; last?: MailView };
  /** What reds have taken back, and the one under way. */
  reversal?: Reversal;
  /** Whether it may be exchanged for one with another title; otherwise why not, as a sentence. */
  reissue: { can: boolean; reason?: string };
  /** 换开: the application that takes, or has taken, this one's place. */
  replacedBy?: string;
}

/** Amounts are positive: what was taken back. */
export interface Reversal {
  reversed: Fen;
  left: Fen;
  reds: { number: string; code?: string; amount: Fen; issuedAt: UnixSeconds; reason: string; files: InvoiceFile[] }[];
  /** Of the one under way: how it stands, and what happens next. */
  open?: { text: string; next: string; tone: Tone };
}

export interface ApplicationView {
  applicationId: string;
  orderId: OrderId;
  orderNos: string[];
  merchant: MerchantRef;
  amount: Fen;
  kind: InvoiceKind;
  title?: Title;
  /** 0 title from our form · 1 title on WeChat's page · 2 claim. */
  type: 0 | 1 | 2;
  authorization: AuthorizationState;
  issuing: IssuingState;
  card: CardState;
  /** The state as a person would say it, what happens next, who has to act. */
  headline: { text: string; next: string; actor: 'buyer' | 'merchant' | 'platform' | 'wechat' | 'nobody'; tone: Tone };
  timeline: TimelineEntry[];
  actions: BuyerAction[];
  invoice?: InvoiceSummary;
  /** 换开: the invoice that this one takes the place of. */
  replaces?: { applicationId: string; number: string };
  /** 换开: the application that takes, or has taken, this one's place. */
  replacedBy?: string;
  /** The error that stopped it, with WeChat's code in small print. */
  problem?: { code: string; message: string; hint: string; wechat?: { errcode: number; errmsg: string } };
  /** When looking again is worth it, in seconds; absent when nothing moves by itself. */
  refreshAfter?: number;
}

export interface SavedTitle {
  titleId: string;
  title: Title;
  isDefault: boolean;
}

export interface ApplicationOutput {
  'applications.create': { applicationId: string; orderId: OrderId; authorization: AuthorizationEntry };
  'applications.reissue': { applicationId: string; orderId: OrderId; authorization: AuthorizationEntry };
  'applications.get': ApplicationView;
  'applications.refresh': ApplicationView;
  'applications.authorize': { applicationId: string; orderId: OrderId; authorization: AuthorizationEntry };
  'applications.withdraw': ApplicationView;
}

export interface BuyerOutput extends ApplicationOutput {
  'orders.list': { orders: OrderSummary[]; next?: string };
  'orders.get': { order: OrderSummary };
  'orders.claim': { order: OrderSummary };
  'invoices.list': { invoices: InvoiceSummary[]; next?: string };
  'invoices.get': InvoiceDetail;
  'invoices.mail': { mail: MailView };
  'cards.learn': ApplicationView;
  'titles.list': { titles: SavedTitle[] };
  'titles.save': { titleId: string };
  'titles.remove': { removed: boolean };
  'account.close': { closed: true };
  'settings.get': {
    /** Templates for wx.requestSubscribeMessage: done and failed. */
    subscribeTemplates: string[];
    /** Shown in a sandbox or trial only. */
    sandbox: boolean;
  };
  'problems.get': ProblemView;
}
