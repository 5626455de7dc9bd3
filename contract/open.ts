import * as v from 'valibot';
import { callEntries, Fen, personText, UnixSeconds } from './primitives';

/** One line of an order (开票明细); gross amounts in fen. */
export const OrderLine = v.object({
  /** With the short name of its tax class: `*餐饮服务*餐饮服务`. */
  name: personText(100),
  /** 税收分类编码. */
  taxCode: v.pipe(v.string(), v.regex(/^\d{19}$/)),
  quantity: v.optional(v.pipe(v.string(), v.regex(/^\d{1,9}(\.\d{1,8})?$/))),
  unit: v.optional(personText(20)),
  gross: Fen,
  /** `6%`, `13%`, `免税`, `不征税`: the dated table of domain/tax-rates.ts knows which hold. */
  rate: v.pipe(v.string(), v.regex(/^(\d{1,2}(\.\d)?%|免税|不征税)$/)),
  /** A discount bound to this line, gross. */
  discount: v.optional(Fen),
});
export type OrderLine = v.InferOutput<typeof OrderLine>;

/** The body of `PUT /open/v1/orders/{orderNo}`; amounts in fen. */
export const OrderBody = v.object({
  status: v.picklist(['unpaid', 'paid', 'completed', 'refunded', 'closed']),
  paid: Fen,
  refunded: v.optional(Fen),
  excluded: v.optional(Fen),
  paidAt: v.optional(UnixSeconds),
  /** Shown when there are no lines. */
  summary: v.optional(personText(200)),
  lines: v.optional(v.pipe(v.array(OrderLine), v.maxLength(200))),
  /** Proof of whose order it is: the openid under the mini program, or a phone to check against. */
  buyer: v.optional(
    v.object({
      openid: v.optional(v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]{10,64}$/))),
      phone: v.optional(v.pipe(v.string(), v.regex(/^\+?[\d -]{4,20}$/))),
    }),
  ),
});
export type OrderBody = v.InferOutput<typeof OrderBody>;

/** The answer of `PUT /open/v1/orders/{orderNo}`. */
export interface OrderPut {
  orderNo: string;
  result: 'added' | 'unchanged' | 'changed';
  canApply: boolean;
  reason?: string;
  /** For the receipt: what the QR code leads to, and its code for `orders.claim`. */
  receipt: { code: string; url: string };
}

/** What other functions may ask of `open`, which alone holds the link key. */
export const openInputs = {
  /** Reads the signed code of a receipt. */
  'receipts.read': v.object({ ...callEntries, code: v.string() }),
};
export type OpenInput = { [A in keyof typeof openInputs]: v.InferInput<(typeof openInputs)[A]> };

export interface OpenOutput {
  'receipts.read': { merchantId: string; orderNo: string };
}
