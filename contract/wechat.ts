import * as v from 'valibot';
import { callEntries, Fen, OrderId, personText, type UnixSeconds } from './primitives';
import {
  Appid,
  AuthFields,
  AuthorizationKey,
  CardContent,
  ChosenCard,
  ChosenCards,
  PlatformLine,
  ReimburserStatus,
  type FilledTitle,
  type PaymentParameters,
  type ReimbursementInvoice,
} from './wechat-shapes';

export * from './wechat-shapes';

/**
 * Who tells WeChat of a contact or of fields. An account has one of each: where several merchants share it, what one of
 * them told stands until another one is set by hand.
 */
const Teller = v.optional(v.string());

/** The `wechat` function: only other functions may call it; secrets, tokens and tickets never leave it. */
export const wechatInputs = {
  /** Makes sure of set_contact, then asks for WeChat's authorization page. */
  'authorization.url': v.object({
    ...callEntries,
    key: AuthorizationKey,
    merchantId: Teller,
    money: Fen,
    source: v.picklist(['wxa', 'web', 'app', 'wap']),
    type: v.picklist([0, 1, 2]),
    redirectUrl: v.optional(v.string()),
    contact: v.object({ phone: v.string(), timeoutSeconds: v.pipe(v.number(), v.safeInteger(), v.minValue(1)) }),
    /** Where the merchant configured them: made sure of before a page of type 1. */
    authFields: v.optional(AuthFields),
  }),
  'authorization.read': v.object({ ...callEntries, key: AuthorizationKey }),
  'authorization.reject': v.object({
    ...callEntries,
    key: AuthorizationKey,
    reason: v.string(),
    url: v.optional(v.string()),
  }),
  'platform.identify': v.object({ ...callEntries, appid: Appid }),
  'card.template': v.object({
    ...callEntries,
    appid: Appid,
    payee: v.string(),
    /** At most nine Chinese characters. */
    title: v.string(),
    type: v.string(),
    logoUrl: v.string(),
  }),
  /** `fileId`: a file in the project's own storage. */
  'pdf.upload': v.object({ ...callEntries, appid: Appid, fileId: v.string() }),
  'pdf.url': v.object({ ...callEntries, appid: Appid, mediaId: v.string() }),
  'card.insert': v.object({
    ...callEntries,
    /** The platform account whose token got the s_pappid. */
    appid: Appid,
    key: AuthorizationKey,
    cardId: v.string(),
    mediaId: v.string(),
    /** 行程单 or 水单. */
    tripMediaId: v.optional(v.string()),
    content: CardContent,
  }),
  'card.status': v.object({
    ...callEntries,
    appid: Appid,
    cardId: v.string(),
    code: v.string(),
    status: v.picklist(['INIT', 'LOCK', 'CLOSURE', 'CANCEL']),
  }),
  'card.decrypt': v.object({ ...callEntries, appid: Appid, encryptCode: v.string() }),
  /** Who may take a card while the card right is being tested; replaces the list. */
  'card.testers': v.object({ ...callEntries, appid: Appid, openids: v.array(v.string()) }),

  /** Tells WeChat at once whom a buyer can call; it is made sure of before each page anyway. */
  'contact.set': v.object({
    ...callEntries,
    merchantId: Teller,
    appid: Appid,
    contact: v.object({ phone: v.string(), timeoutSeconds: v.pipe(v.number(), v.safeInteger(), v.minValue(1)) }),
  }),
  'authFields.set': v.object({ ...callEntries, merchantId: Teller, appid: Appid, fields: AuthFields }),
  'authFields.get': v.object({ ...callEntries, appid: Appid }),
  /** Links a WeChat Pay merchant with an invoicing platform: 支付后 needs it once. */
  'payMerchant.set': v.object({ ...callEntries, appid: Appid, mchid: v.string(), sPappid: v.string() }),
  'payMerchant.get': v.object({ ...callEntries, appid: Appid }),

  'reimbursement.read': v.object({ ...callEntries, appid: Appid, ...ChosenCard.entries }),
  /** The answer's order is WeChat's; it names card ids and no encrypt codes. */
  'reimbursement.readMany': v.object({ ...callEntries, appid: Appid, cards: ChosenCards }),
  'reimbursement.set': v.object({ ...callEntries, appid: Appid, ...ChosenCard.entries, status: ReimburserStatus }),
  /** All cards of one person, all or none. */
  'reimbursement.setMany': v.object({
    ...callEntries,
    appid: Appid,
    openid: v.string(),
    cards: ChosenCards,
    status: ReimburserStatus,
  }),

  /** Copies a PDF that `reimbursement.read` linked to into the project's own storage. */
  'reimbursement.file': v.object({
    ...callEntries,
    appid: Appid,
    url: v.pipe(v.string(), v.url()),
    path: v.pipe(v.string(), v.regex(/^[A-Za-z0-9_/.-]{1,200}$/)),
  }),

  /** A page that puts a title into a person's WeChat: this one, or one that the person fills in. */
  'title.offer': v.object({
    ...callEntries,
    appid: Appid,
    title: v.optional(
      v.object({
        title: v.string(),
        taxNo: v.optional(v.string()),
        address: v.optional(v.string()),
        phone: v.optional(v.string()),
        bank: v.optional(v.string()),
        bankAccount: v.optional(v.string()),
      }),
    ),
    reference: v.optional(v.string()),
  }),
  /** A page, for a QR code at the till, on which a person picks a title; it comes back as a pushed event. */
  'title.ask': v.object({
    ...callEntries,
    appid: Appid,
    attach: v.optional(v.string()),
    merchantName: v.optional(v.string()),
  }),
  /** Reads the QR code on a person's title page. */
  'title.scan': v.object({ ...callEntries, appid: Appid, text: v.string() }),

  /** 统一开票, accepted only: `platformIssuing.read` or a pushed event tells the result. `serial` makes it once. */
  'platformIssuing.issue': v.object({
    ...callEntries,
    appid: Appid,
    openid: v.string(),
    orderId: OrderId,
    serial: v.string(),
    seller: v.object({
      taxNo: v.string(),
      name: v.string(),
      address: v.string(),
      phone: v.string(),
      bank: v.string(),
      bankAccount: v.string(),
    }),
    buyer: v.object({
      name: v.string(),
      taxNo: v.optional(v.string()),
      address: v.optional(v.string()),
      phone: v.optional(v.string()),
      bank: v.optional(v.string()),
      bankAccount: v.optional(v.string()),
    }),
    drawer: v.string(),
    cashier: v.optional(v.string()),
    reviewer: v.optional(v.string()),
    amount: Fen,
    net: Fen,
    tax: Fen,
    remark: v.optional(v.string()),
    industry: v.picklist(['commerce', 'other']),
    lines: v.pipe(v.array(PlatformLine), v.minLength(1)),
  }),
  'platformIssuing.reverse': v.object({
    ...callEntries,
    appid: Appid,
    openid: v.string(),
    serial: v.string(),
    seller: v.object({ taxNo: v.string(), name: v.string() }),
    original: v.object({ number: v.string(), code: v.string() }),
  }),
  'platformIssuing.read': v.object({ ...callEntries, appid: Appid, serial: v.string(), sellerTaxNo: v.string() }),

  /** Which access token the account has, and until when; never the token. `renew` asks WeChat for another, within its limits. */
  'token.life': v.object({ ...callEntries, appid: Appid, renew: v.optional(v.boolean()) }),

  /** For `wx.config` of a page; what follows `#` in its address does not count. */
  'signature.jsapi': v.object({ ...callEntries, appid: Appid, url: v.pipe(v.string(), v.url()) }),
  /** For `chooseInvoice` in a page or an app. */
  'signature.card': v.object({ ...callEntries, appid: Appid }),

  /** 统一下单 of WeChat Pay v2, always with the entry to an invoice (receipt=Y). */
  'pay.unifiedOrder': v.object({
    ...callEntries,
    appid: Appid,
    mchid: v.pipe(v.string(), v.regex(/^\d{8,10}$/)),
    outTradeNo: v.pipe(v.string(), v.regex(/^[0-9A-Za-z_|*-]{6,32}$/)),
    description: v.pipe(personText(128), v.maxBytes(128)),
    amount: v.pipe(v.number(), v.minValue(1), Fen),
    /** Of the payer, under `appid`. */
    openid: v.pipe(v.string(), v.nonEmpty(), v.maxLength(128)),
    clientIp: v.pipe(v.string(), v.ip()),
    /** Without a query, which WeChat Pay refuses. */
    notifyUrl: v.pipe(v.string(), v.url(), v.maxLength(256), v.excludes('?')),
    /** HMAC-SHA256 unless told. */
    signType: v.optional(v.picklist(['HMAC-SHA256', 'MD5'])),
  }),
};

export type WechatInput = { [A in keyof typeof wechatInputs]: v.InferInput<(typeof wechatInputs)[A]> };

export interface WechatOutput {
  /** `url` is a path of the mini program `appid` when the source is wxa, else an address. */
  'authorization.url': { url: string; appid?: string };
  'authorization.read': { state: 'none' | 'authorized' | 'rejected'; authorizedAt?: UnixSeconds; filled?: FilledTitle };
  'authorization.reject': { alreadyRejected: boolean };
  'platform.identify': { sPappid: string };
  'card.template': { cardId: string };
  'pdf.upload': { mediaId: string };
  'pdf.url': { url: string; expiresInSeconds: number };
  /** `alreadyInserted`: WeChat says the order has its card (72018, 72056); the code is then unknown. */
  'card.insert': { alreadyInserted: false; code: string; openid: string; unionid?: string } | { alreadyInserted: true };
  'card.status': { done: true };
  'card.decrypt': { code: string };
  'card.testers': { done: true };
  'contact.set': { done: true };
  'authFields.set': { done: true };
  /** Nothing when they were never set. */
  'authFields.get': { fields?: AuthFields };
  'payMerchant.set': { done: true };
  /** Nothing when there is no link. */
  'payMerchant.get': { link?: { mchid: string; sPappid: string } };
  'reimbursement.read': { invoice: ReimbursementInvoice };
  'reimbursement.readMany': { invoices: ReimbursementInvoice[] };
  /** `alreadyClosed`: CLOSURE was asked of an invoice that is closed, by whomever. */
  'reimbursement.set': { alreadyClosed: boolean };
  'reimbursement.setMany': { done: true };
  /** `hash`: sha256, hex. */
  'reimbursement.file': { fileId: string; bytes: number; hash: string };
  'title.offer': { url: string };
  'title.ask': { url: string };
  'title.scan': Omit<FilledTitle, 'email' | 'custom'>;
  'platformIssuing.issue': { accepted: true };
  'platformIssuing.reverse': { accepted: true };
  'platformIssuing.read':
    | { state: 'working' }
    | { state: 'issued'; number: string; code?: string; checkCode?: string; issuedAt: UnixSeconds; pdfUrl: string };
  /** `generation` is another one for each token. */
  'token.life': { generation: string; expiresAt: UnixSeconds };
  'signature.jsapi': { appid: string; timestamp: UnixSeconds; nonceStr: string; signature: string };
  /** All texts, as `chooseInvoice` wants them. */
  'signature.card': { appid: string; timestamp: string; nonceStr: string; signType: 'SHA1'; cardSign: string };
  'pay.unifiedOrder': { prepayId: string; payment: PaymentParameters };
}
