import * as v from 'valibot';
import { InvoiceKind, Title, type InvoiceFile } from './buyer';
import type { Envelope, ErrorBody } from './envelope';
import {
  orderHolds,
  OrderLine,
  OrderStatus,
  SpecialBusiness,
  type ApplicationRead,
  type AuthorizationAnswer,
  type AuthorizationRead,
  type InvoiceRead,
  type OrderBatchAnswer,
  type OrderListRow,
  type OrderPut,
  type OrderRead,
  type PageLink,
  type Receipt,
} from './open';
import { Fen, OrderId, UnixSeconds } from './primitives';
import { authorizationStates, cardStates, invoiceStates, issuingStates, redReasons, webhookEvents } from './states';

/**
 * The answers of the open API as schemas, for its description. Each is held to the type that the handlers answer, so
 * that neither can change alone.
 */
type Answer<T> = v.GenericSchema<unknown, T>;

const text = v.string();
const url = v.pipe(v.string(), v.url());

const Receipt = v.strictObject({ code: text, url }) satisfies Answer<Receipt>;

const able = { canApply: v.boolean(), reason: v.exactOptional(text), reasonCode: v.exactOptional(text) };

const orderPutEntries = {
  orderNo: text,
  result: v.picklist(['added', 'unchanged', 'changed']),
  ...able,
  receipt: Receipt,
};
export const AttachmentsAnswer = v.strictObject({
  attachments: v.array(v.strictObject({ name: text, bytes: v.number(), at: v.number() })),
});
export const OrderPutAnswer = v.strictObject(orderPutEntries) satisfies Answer<OrderPut>;

const wechat = v.strictObject({ errcode: v.number(), errmsg: text });

const failureEntries = {
  code: text,
  message: text,
  hint: text,
  retryable: v.boolean(),
  field: v.exactOptional(text),
  wechat: v.exactOptional(wechat),
};
export const ErrorAnswer = v.strictObject({
  ok: v.literal(false),
  error: v.strictObject({ ...failureEntries, requestId: text }),
}) satisfies Answer<Envelope<never> & { ok: false }>;

/** A failure as RFC 9457 has it, with the fields of ours beside. */
export const ProblemAnswer = v.strictObject({
  type: url,
  title: text,
  status: v.pipe(v.number(), v.integer(), v.minValue(400), v.maxValue(599)),
  detail: text,
  instance: text,
  ...failureEntries,
  requestId: text,
}) satisfies Answer<ErrorBody & { type: string; title: string; status: number; detail: string; instance: string }>;

export const OrderBatchRows = v.strictObject({
  rows: v.array(
    v.union([
      v.strictObject({ ok: v.literal(true), ...orderPutEntries }),
      v.strictObject({ ok: v.literal(false), error: v.strictObject(failureEntries) }),
    ]),
  ),
}) satisfies Answer<OrderBatchAnswer>;

const orderRowEntries = {
  orderNo: text,
  status: OrderStatus,
  paid: Fen,
  refunded: Fen,
  excluded: Fen,
  paidAt: v.exactOptional(UnixSeconds),
  completedAt: v.exactOptional(UnixSeconds),
  summary: text,
  business: v.exactOptional(SpecialBusiness),
  hold: v.picklist(orderHolds),
  amount: Fen,
  ...able,
  receipt: Receipt,
  buyerKnown: v.boolean(),
  createdAt: UnixSeconds,
  updatedAt: UnixSeconds,
};
export const OrderListRowAnswer = v.strictObject(orderRowEntries) satisfies Answer<OrderListRow>;
export const OrderReadAnswer = v.strictObject({
  ...orderRowEntries,
  lines: v.array(OrderLine),
}) satisfies Answer<OrderRead>;

const authorizationMade = { applicationId: text, orderId: OrderId, resultUrl: url };
export const AuthorizationMade = v.union([
  v.strictObject({ ...authorizationMade, authUrl: url }),
  v.strictObject({ ...authorizationMade, miniProgram: v.strictObject({ appid: text, path: text }) }),
]) satisfies Answer<AuthorizationAnswer>;

export const AuthorizationReadAnswer = v.strictObject({
  applicationId: text,
  orderId: OrderId,
  orderNos: v.array(text),
  source: text,
  type: v.picklist([0, 1, 2]),
  state: v.picklist(authorizationStates),
  createdAt: UnixSeconds,
  changedAt: UnixSeconds,
  expiresAt: v.exactOptional(UnixSeconds),
  reason: v.exactOptional(text),
  resultUrl: url,
}) satisfies Answer<AuthorizationRead>;

export const PageLinkAnswer = v.strictObject({ url, expiresAt: UnixSeconds }) satisfies Answer<PageLink>;

export const PaymentAnswer = v.strictObject({
  outTradeNo: text,
  prepayId: text,
  payment: v.strictObject({ timeStamp: text, nonceStr: text, package: text, signType: text, paySign: text }),
});

export type Payment = v.InferOutput<typeof PaymentAnswer>;

/** `parameter` is what `cloud.cloudPay.unifiedOrder` takes. */
export const CloudPaymentAnswer = v.strictObject({
  outTradeNo: text,
  parameter: v.strictObject({
    subMchId: text,
    outTradeNo: text,
    body: text,
    totalFee: Fen,
    spbillCreateIp: text,
    nonceStr: text,
    tradeType: v.literal('JSAPI'),
    receipt: v.literal('Y'),
    functionName: text,
    envId: text,
  }),
});
export type CloudPayment = v.InferOutput<typeof CloudPaymentAnswer>;

export const ApplicationAnswer = v.strictObject({
  applicationId: text,
  orderId: OrderId,
  orderNos: v.array(text),
  source: text,
  type: v.picklist([0, 1, 2]),
  amount: Fen,
  kind: InvoiceKind,
  title: v.exactOptional(Title),
  authorization: v.picklist(authorizationStates),
  issuing: v.picklist(issuingStates),
  card: v.picklist(cardStates),
  problem: v.exactOptional(v.strictObject({ code: text, message: text, hint: text })),
  invoiceId: v.exactOptional(text),
  claimUrl: v.exactOptional(url),
  createdAt: UnixSeconds,
  updatedAt: UnixSeconds,
}) satisfies Answer<ApplicationRead>;

const InvoiceFile = v.strictObject({
  format: v.picklist(['pdf', 'ofd', 'xml']),
  url,
  expiresAt: UnixSeconds,
}) satisfies Answer<InvoiceFile>;

export const InvoiceAnswer = v.strictObject({
  invoiceId: text,
  applicationId: text,
  number: text,
  code: v.exactOptional(text),
  form: v.picklist(['digital', 'classic']),
  kind: InvoiceKind,
  state: v.picklist(invoiceStates),
  title: Title,
  amount: Fen,
  net: Fen,
  tax: Fen,
  lines: v.array(
    v.strictObject({
      name: text,
      quantity: v.exactOptional(text),
      unit: v.exactOptional(text),
      net: Fen,
      tax: Fen,
      rate: text,
    }),
  ),
  orderNos: v.array(text),
  issuedAt: UnixSeconds,
  files: v.exactOptional(v.array(InvoiceFile)),
}) satisfies Answer<InvoiceRead>;

/** A page of a list. */
export const listOf = <Row extends v.GenericSchema>(row: Row) =>
  v.strictObject({ rows: v.array(row), next: v.exactOptional(text) });

const WebhookEventName = v.picklist(webhookEvents);

/** What a merchant's server is told; `data` shows how it stands when it is sent. */
export const WebhookMessage = v.strictObject({
  id: text,
  type: WebhookEventName,
  createdAt: UnixSeconds,
  data: v.strictObject({
    ...v.pick(ApplicationAnswer, [
      'applicationId',
      'orderId',
      'orderNos',
      'amount',
      'authorization',
      'issuing',
      'card',
      'problem',
      'invoiceId',
      'updatedAt',
    ]).entries,
    reason: v.exactOptional(text),
    invoiceState: v.exactOptional(v.picklist(invoiceStates)),
    /** What the reds have left of the invoice. */
    left: v.exactOptional(Fen),
    /** The red that is told of; amounts are positive. */
    red: v.exactOptional(
      v.strictObject({
        number: text,
        code: v.exactOptional(text),
        reason: v.picklist(redReasons),
        amount: Fen,
        net: Fen,
        tax: Fen,
        issuedAt: UnixSeconds,
      }),
    ),
  }),
});
export type WebhookMessage = v.InferOutput<typeof WebhookMessage>;

/** The answer of `GET /open/v1/applications/{orderId}/webhooks`. */
export const WebhookRows = v.strictObject({
  rows: v.array(
    v.strictObject({
      id: text,
      type: WebhookEventName,
      state: v.picklist(['waiting', 'taken', 'given_up']),
      tries: v.number(),
      problem: v.exactOptional(text),
      createdAt: UnixSeconds,
    }),
  ),
});
export type WebhookRows = v.InferOutput<typeof WebhookRows>;

/** The answer of `POST /open/v1/webhooks/{id}/replay`. */
export const WebhookReplay = v.strictObject({ id: text });
export type WebhookReplay = v.InferOutput<typeof WebhookReplay>;
