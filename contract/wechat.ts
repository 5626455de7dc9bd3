import * as v from 'valibot';
import { callEntries, Fen, OrderId, UnixSeconds } from './primitives';

/** An appid as the WeChat console prints it. */
export const Appid = v.pipe(v.string(), v.regex(/^wx[0-9a-f]{16}$/));

/** The immutable triple of one authorization. */
export const AuthorizationKey = v.object({ sPappid: v.string(), appid: Appid, orderId: OrderId });
export type AuthorizationKey = v.InferOutput<typeof AuthorizationKey>;

/** What an invoice card says; amounts in fen. */
export const CardContent = v.object({
  title: v.string(),
  amount: Fen,
  net: Fen,
  tax: Fen,
  issuedAt: UnixSeconds,
  form: v.picklist(['digital', 'classic']),
  number: v.string(),
  code: v.optional(v.string()),
  checkCode: v.optional(v.string()),
  lines: v.array(
    v.object({
      name: v.string(),
      /** Whole numbers only; a fractional quantity goes as 1 with the line's amount. */
      quantity: v.optional(v.pipe(v.number(), v.safeInteger(), v.minValue(1))),
      unit: v.optional(v.string()),
      /** Net, whole fen. */
      price: Fen,
    }),
  ),
  buyerTaxNo: v.optional(v.string()),
  buyerAddressAndPhone: v.optional(v.string()),
  buyerBankAccount: v.optional(v.string()),
  sellerTaxNo: v.optional(v.string()),
  sellerAddressAndPhone: v.optional(v.string()),
  sellerBankAccount: v.optional(v.string()),
  remark: v.optional(v.string()),
});
export type CardContent = v.InferOutput<typeof CardContent>;

/** The `wechat` function: only other functions may call it; secrets, tokens and tickets never leave it. */
export const wechatInputs = {
  /** Makes sure of set_contact, then asks for WeChat's authorization page. */
  'authorization.url': v.object({
    ...callEntries,
    key: AuthorizationKey,
    money: Fen,
    source: v.picklist(['wxa', 'web', 'app', 'wap']),
    type: v.picklist([0, 1, 2]),
    redirectUrl: v.optional(v.string()),
    contact: v.object({ phone: v.string(), timeoutSeconds: v.pipe(v.number(), v.safeInteger(), v.minValue(1)) }),
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
};

export type WechatInput = { [A in keyof typeof wechatInputs]: v.InferInput<(typeof wechatInputs)[A]> };

/** What the buyer filled in on WeChat's page (type 1). */
export interface FilledTitle {
  kind: 'personal' | 'company';
  title: string;
  taxNo?: string;
  address?: string;
  phone?: string;
  email?: string;
  bank?: string;
  bankAccount?: string;
  custom: { key: string; value: string }[];
}

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
}
