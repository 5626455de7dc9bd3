import * as v from 'valibot';
import { Fen, OrderId, UnixSeconds } from './primitives';
import type { ReimburseState } from './states';

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

/** How the authorization page (type 1) treats a field. */
const FieldUse = v.picklist(['hidden', 'shown', 'required']);
export type FieldUse = v.InferOutput<typeof FieldUse>;

/** A field that the merchant adds; its label has at most five Chinese characters. */
const OwnField = v.object({
  label: v.pipe(v.string(), v.nonEmpty(), v.maxGraphemes(10)),
  required: v.boolean(),
  notice: v.optional(v.string()),
});
export type OwnField = v.InferOutput<typeof OwnField>;

/** What the authorization page (type 1) asks the buyer; the title itself always. */
export const AuthFields = v.object({
  personal: v.object({ phone: FieldUse, email: FieldUse, own: v.array(OwnField) }),
  company: v.object({
    taxNo: FieldUse,
    address: FieldUse,
    phone: FieldUse,
    bank: FieldUse,
    bankAccount: FieldUse,
    own: v.array(OwnField),
  }),
});
export type AuthFields = v.InferOutput<typeof AuthFields>;

/** An invoice as a person chose it from the card pack. */
export const ChosenCard = v.object({
  cardId: v.pipe(v.string(), v.nonEmpty()),
  encryptCode: v.pipe(v.string(), v.nonEmpty()),
});
export type ChosenCard = v.InferOutput<typeof ChosenCard>;
export const ChosenCards = v.pipe(v.array(ChosenCard), v.minLength(1), v.maxLength(100));

/** What a reimburser may set; CANCEL is the platform's alone. */
export const ReimburserStatus = v.picklist(['INIT', 'LOCK', 'CLOSURE']);

/** One line of 统一开票. Amounts in fen, negative on a discount line; `net` without tax. */
export const PlatformLine = v.object({
  kind: v.picklist(['ordinary', 'discount', 'discounted']),
  taxCode: v.string(),
  name: v.string(),
  unit: v.optional(v.string()),
  model: v.optional(v.string()),
  /** Decimal text, as is the unit price: in yuan, net, with up to eight decimals. */
  quantity: v.string(),
  unitPrice: v.string(),
  net: v.pipe(v.number(), v.safeInteger()),
  /** As a fraction: `0.06`. */
  rate: v.string(),
  tax: v.pipe(v.number(), v.safeInteger()),
});

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

/** An invoice of the card pack as WeChat knows it; what it did not say is absent. */
export interface ReimbursementInvoice {
  cardId: string;
  /** Whose it is, under the account that asked. */
  openid?: string;
  /** Words of the template, not of the invoice. */
  type?: string;
  payee?: string;
  detail?: string;
  cardStatus?: string;
  validFrom?: UnixSeconds;
  validTo?: UnixSeconds;
  status: ReimburseState;
  orderId?: string;
  title: string;
  amount: Fen;
  net?: Fen;
  tax?: Fen;
  issuedAt?: UnixSeconds;
  form?: 'digital' | 'classic';
  number?: string;
  code?: string;
  checkCode?: string;
  lines: { name: string; quantity?: number; unit?: string; price?: Fen }[];
  /** All lines in a few words. */
  summary?: string;
  /** Good for two hours. */
  pdfUrl?: string;
  tripPdfUrl?: string;
  buyerTaxNo?: string;
  buyerAddressAndPhone?: string;
  buyerBankAccount?: string;
  sellerTaxNo?: string;
  sellerAddressAndPhone?: string;
  sellerBankAccount?: string;
  remark?: string;
  cashier?: string;
  drawer?: string;
}

/** What `wx.requestPayment` takes, besides. */
export interface PaymentParameters {
  timeStamp: string;
  nonceStr: string;
  package: string;
  signType: 'HMAC-SHA256' | 'MD5';
  paySign: string;
}
