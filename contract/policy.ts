import * as v from 'valibot';
import { Fen } from './primitives';

const wholeNumber = (least: number, most: number) =>
  v.pipe(v.number(), v.safeInteger(), v.minValue(least), v.maxValue(most));

/** Which authorized applications a person of the merchant looks at before they are invoiced (人工审核). */
export const Review = v.variant('which', [
  v.strictObject({ which: v.literal('none') }),
  v.strictObject({ which: v.literal('all') }),
  v.strictObject({
    which: v.literal('some'),
    /** 专用发票. */
    special: v.boolean(),
    /** Those of more than this. */
    above: v.optional(Fen),
  }),
]);
export type Review = v.InferOutput<typeof Review>;

/**
 * The first moment for an invoice: when the order was paid or completed, or the beginning of the n-th calendar day in
 * China after that one's. Who asks earlier waits, and it goes on by itself.
 */
export const Earliest = v.strictObject({ moment: v.picklist(['paid', 'completed']), days: wholeNumber(0, 180) });
export type Earliest = v.InferOutput<typeof Earliest>;

/** How often an invoice may be exchanged for one with another title (换开), and until how many days after it was issued. */
export const Reissue = v.strictObject({ times: wholeNumber(0, 10), days: wholeNumber(1, 1000) });
export type Reissue = v.InferOutput<typeof Reissue>;

/** What a merchant has laid down for its invoices. */
export const Policy = v.strictObject({ review: Review, earliest: Earliest, reissue: Reissue });
export type Policy = v.InferOutput<typeof Policy>;
