import * as v from 'valibot';
import { InvoiceKind, Title, type AuthorizationEntry, type InvoiceFile, type InvoiceLine } from './buyer';
import type { ErrorBody } from './envelope';
import { callEntries, Fen, Id, OrderNo, personText, UnixSeconds, type OrderId } from './primitives';
import type { AuthorizationState, CardState, InvoiceState, IssuingState } from './states';

/** What an API key may do. */
export const apiScopes = [
  'orders:read',
  'orders:write',
  'applications:read',
  'applications:write',
  'invoices:read',
  'payments:write',
  'webhooks:write',
  'keys:read',
  'keys:write',
] as const;
export type ApiScope = (typeof apiScopes)[number];

/** One line of an order (开票明细); gross amounts in fen. */
export const OrderLine = v.strictObject({
  /** With the short name of its tax class: `*餐饮服务*餐饮服务`. */
  name: personText(100),
  /** 税收分类编码. */
  taxCode: v.pipe(v.string(), v.regex(/^\d{19}$/)),
  quantity: v.optional(v.pipe(v.string(), v.regex(/^(?=.*[1-9])\d{1,9}(\.\d{1,8})?$/))),
  unit: v.optional(personText(20)),
  /** Before the discount. */
  gross: Fen,
  /** `6%`, `13%`, `免税`, `不征税`: the dated table of domain/tax-rates.ts knows which hold. */
  rate: v.pipe(v.string(), v.regex(/^(\d{1,2}(\.\d)?%|免税|不征税)$/)),
  /** A discount bound to this line, gross. */
  discount: v.optional(Fen),
});
export type OrderLine = v.InferOutput<typeof OrderLine>;

/** Business whose invoices carry particulars of their own; never mixed with anything on one invoice. */
export const SpecialBusiness = v.picklist([
  '差额征税',
  '建筑服务',
  '货物运输服务',
  '旅客运输服务',
  '不动产销售',
  '不动产经营租赁服务',
  '机动车',
  '其他特定业务',
]);
export type SpecialBusiness = v.InferOutput<typeof SpecialBusiness>;

export const OrderStatus = v.picklist(['unpaid', 'paid', 'completed', 'refunded', 'closed']);
export type OrderStatus = v.InferOutput<typeof OrderStatus>;

const orderEntries = {
  status: OrderStatus,
  paid: Fen,
  refunded: v.optional(Fen),
  /** 储值卡, 礼品卡, 代收: paid, but not invoiceable. */
  excluded: v.optional(Fen),
  paidAt: v.optional(UnixSeconds),
  /** Of a completed order; when absent, the moment at which it is first heard of. */
  completedAt: v.optional(UnixSeconds),
  /** Shown when there are no lines. */
  summary: v.optional(personText(200)),
  /** Add up to `paid` (as sold), or to what is left of it after `refunded` and `excluded`. */
  lines: v.optional(v.pipe(v.array(OrderLine), v.maxLength(200))),
  business: v.optional(SpecialBusiness),
  /** Proof of whose order it is: the openid under the mini program, or a phone (its last four are enough) to check against. */
  buyer: v.optional(
    v.strictObject({
      openid: v.optional(v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]{10,64}$/))),
      phone: v.optional(v.pipe(v.string(), v.regex(/^\+?[\d *-]*\d{4}$/), v.maxLength(20))),
    }),
  ),
};

/** The body of `PUT /open/v1/orders/{orderNo}`; amounts in fen. A field that nobody knows is a mistake, and refused. */
export const OrderBody = v.strictObject(orderEntries);
export type OrderBody = v.InferOutput<typeof OrderBody>;

/** One row of `POST /open/v1/orders`. */
export const OrderRow = v.strictObject({ orderNo: OrderNo, ...orderEntries });

/** The body of `POST /open/v1/orders`: each row is judged for itself. */
export const OrderBatch = v.strictObject({
  /** When given, it must be the merchant of the API key: a guard against the wrong key. */
  merchantId: v.optional(Id),
  orders: v.pipe(v.array(v.unknown()), v.minLength(1), v.maxLength(200)),
});

/** What the till prints: the address in the QR code, and its code for `orders.claim`. */
export interface Receipt {
  code: string;
  url: string;
}

/** The answer of `PUT /open/v1/orders/{orderNo}`. */
export interface OrderPut {
  orderNo: string;
  result: 'added' | 'unchanged' | 'changed';
  canApply: boolean;
  reason?: string;
  reasonCode?: string;
  receipt: Receipt;
}

/** The answer of `POST /open/v1/orders`: one entry for each row, in their order. */
export interface OrderBatchAnswer {
  rows: (({ ok: true } & OrderPut) | { ok: false; error: Omit<ErrorBody, 'requestId'> })[];
}

/** Whether an application holds the order, or has issued its invoice. */
export const orderHolds = ['free', 'held', 'invoiced'] as const;

/** A row of `GET /open/v1/orders`. Who the buyer is stays here. */
export interface OrderListRow extends Omit<OrderBody, 'buyer' | 'lines'> {
  orderNo: string;
  /** What can be invoiced of it. */
  amount: Fen;
  hold: (typeof orderHolds)[number];
  canApply: boolean;
  reason?: string;
  reasonCode?: string;
  /** Whether a person has proved that it is theirs. */
  buyerKnown: boolean;
  receipt: Receipt;
  createdAt: UnixSeconds;
  updatedAt: UnixSeconds;
}

/** The answer of `GET /open/v1/orders/{orderNo}`. */
export interface OrderRead extends OrderListRow {
  lines: OrderLine[];
}

const redirectUrl = v.optional(v.nullable(v.pipe(v.string(), v.url(), v.maxLength(512))));

/** The body of `POST /open/v1/orders/{orderNo}/authorization`: a buyer of the merchant's app or page asks for an invoice. */
export const AuthorizationBody = v.strictObject({
  /** 公众号 and 扫码, a page in any browser, an app, a mini program. */
  source: v.picklist(['web', 'wap', 'app', 'wxa']),
  /** Without a title the buyer picks one on WeChat's page. */
  title: v.optional(Title),
  kind: v.optional(InvoiceKind),
  /** Where WeChat leads afterwards: one of the merchant's hosts; null for nowhere; our own result page when absent. */
  redirectUrl,
});

/** Its answer, for this one buyer and order: WeChat's page, or for wxa what `wx.navigateToMiniProgram` opens. */
export type AuthorizationAnswer = {
  applicationId: string;
  orderId: OrderId;
  /** Our page that shows and follows the state. */
  resultUrl: string;
} & ({ authUrl: string } | { miniProgram: AuthorizationEntry });

/** The answer of `GET …/authorization`: how far the buyer is, and since when. WeChat's page is given out only once. */
export interface AuthorizationRead {
  applicationId: string;
  orderId: OrderId;
  orderNos: string[];
  source: string;
  type: 0 | 1 | 2;
  state: AuthorizationState;
  createdAt: UnixSeconds;
  /** Since when it is in this state. */
  changedAt: UnixSeconds;
  /** Until when a buyer who has not answered may. */
  expiresAt?: UnixSeconds;
  /** Why it was turned down. */
  reason?: string;
  resultUrl: string;
}

/** The body of `POST /open/v1/orders/{orderNo}/link`: the order's page, for some minutes. */
export const PageLinkBody = v.strictObject({ redirectUrl });
export interface PageLink {
  url: string;
  expiresAt: UnixSeconds;
}

/** The body of `POST /open/v1/orders/{orderNo}/invoice`: issued at once, claimed by the buyer later (领票). */
export const IssueBody = v.strictObject({ title: Title, kind: v.optional(InvoiceKind) });

/** The body of `POST /open/v1/orders/{orderNo}/payment`: WeChat Pay's unified order with the entry to an invoice. */
export const PaymentBody = v.strictObject({
  /** Of the payer, under the account bound to the merchant number. */
  openid: v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]{10,64}$/)),
  clientIp: v.pipe(v.string(), v.ip()),
  /** The merchant's own, told by WeChat Pay. */
  notifyUrl: v.pipe(v.string(), v.url(), v.maxLength(256), v.excludes('?')),
  description: v.optional(v.pipe(personText(42), v.maxBytes(128))),
  signType: v.optional(v.picklist(['HMAC-SHA256', 'MD5'])),
});

/** The body of `POST /open/v1/orders/{orderNo}/cloud-payment`: the same, placed by the merchant's own cloud function. */
export const CloudPaymentBody = v.strictObject({
  clientIp: PaymentBody.entries.clientIp,
  /** That cloud function is told of the payment. */
  functionName: v.pipe(v.string(), v.regex(/^[A-Za-z][A-Za-z0-9_-]{0,59}$/)),
  envId: v.pipe(v.string(), v.regex(/^[A-Za-z0-9-]{1,64}$/)),
  description: PaymentBody.entries.description,
});

/** An application as its merchant's server sees it. */
export interface ApplicationRead {
  applicationId: string;
  orderId: OrderId;
  orderNos: string[];
  source: string;
  type: 0 | 1 | 2;
  amount: Fen;
  kind: InvoiceKind;
  title?: Title;
  authorization: AuthorizationState;
  issuing: IssuingState;
  card: CardState;
  /** Why it stopped. */
  problem?: { code: string; message: string; hint: string };
  invoiceId?: string;
  /** Where the buyer claims it, when it was issued first. */
  claimUrl?: string;
  createdAt: UnixSeconds;
  updatedAt: UnixSeconds;
}

/** An invoice as its merchant's server sees it; files only when it is read by itself. */
export interface InvoiceRead {
  invoiceId: string;
  applicationId: string;
  number: string;
  code?: string;
  form: 'digital' | 'classic';
  kind: InvoiceKind;
  state: InvoiceState;
  title: Title;
  amount: Fen;
  net: Fen;
  tax: Fen;
  lines: InvoiceLine[];
  orderNos: string[];
  issuedAt: UnixSeconds;
  files?: InvoiceFile[];
}

/** What goes along with an order's invoice. */
export interface AttachmentsRead {
  attachments: { name: string; bytes: number; at: UnixSeconds }[];
}

/** A page of a list; `next` is the cursor of the following one. */
export interface OpenList<Row> {
  rows: Row[];
  next?: string;
}

/** What other functions may ask of `open`, which alone holds the link key. */
export const openInputs = {
  /** Reads the signed code of a receipt. */
  'receipts.read': v.object({ ...callEntries, code: v.pipe(v.string(), v.maxLength(600)) }),
  /** The address in an order's QR code. */
  'receipts.link': v.object({ ...callEntries, merchantId: Id, orderNo: OrderNo }),
  'receipts.links': v.object({ ...callEntries, merchantId: Id, orderNos: v.pipe(v.array(OrderNo), v.maxLength(100)) }),
  /** The address on a merchant's 台卡. */
  'shops.link': v.object({ ...callEntries, merchantId: Id }),
  /** Where an invoice that was issued first is claimed, for so many days. */
  'claims.link': v.object({ ...callEntries, invoiceId: Id, days: v.pipe(v.number(), v.safeInteger(), v.minValue(1)) }),
  /** The page on which a person picks invoices for a 报销单, through the company's own account. */
  'picks.link': v.object({ ...callEntries, claimId: Id, openid: v.pipe(v.string(), v.maxLength(64)) }),
};
export type OpenInput = { [A in keyof typeof openInputs]: v.InferInput<(typeof openInputs)[A]> };

export interface OpenOutput {
  'receipts.read': { merchantId: string; orderNo: string };
  'receipts.link': { url: string };
  /** In the order in which they were asked for. */
  'receipts.links': { urls: string[] };
  'shops.link': { url: string };
  'claims.link': { url: string; expiresAt: UnixSeconds };
  'picks.link': { url: string; expiresAt: UnixSeconds };
}
