import * as v from 'valibot';

/** The largest amount that an invoice of this project carries: 99,999,999.99 yuan. */
export const MAX_FEN = 9_999_999_999;

/** Money in fen (1/100 yuan), an integer, never negative: a reversal is a document of its own. */
export const Fen = v.pipe(v.number(), v.safeInteger(), v.minValue(0), v.maxValue(MAX_FEN), v.brand('Fen'));
export type Fen = v.InferOutput<typeof Fen>;

/** Seconds since 1970. Thirteen digits are milliseconds, and refused. */
export const UnixSeconds = v.pipe(
  v.number(),
  v.safeInteger(),
  v.minValue(0),
  v.maxValue(0xffff_ffff),
  v.brand('UnixSeconds'),
);
export type UnixSeconds = v.InferOutput<typeof UnixSeconds>;

/** WeChat's `order_id` of one application: made here, used once. Not the merchant's order number. */
export const OrderId = v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]{1,64}$/), v.brand('OrderId'));
export type OrderId = v.InferOutput<typeof OrderId>;

/** The number of a purchase in the merchant's own system: always text, so that no digit is lost. */
export const OrderNo = v.pipe(v.string(), v.trim(), v.regex(/^[^\s\p{C}/\\?#%]{1,64}$/u));

/** An id made by this project. */
export const Id = v.pipe(v.string(), v.regex(/^[A-Za-z0-9_:.-]{1,128}$/));

/** Opaque place in a list, from the answer before. */
export const Cursor = v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]{1,400}$/));

/** Text typed by a person: trimmed, without control characters. */
export const personText = (most: number) =>
  v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(most), v.regex(/^[^\p{Cc}]*$/u));

/** What every call carries: `requestId` makes a repeated call the same call. */
export const callEntries = {
  requestId: v.optional(v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]{1,64}$/))),
};
