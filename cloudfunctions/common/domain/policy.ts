import type { InvoiceKind } from '../../../contract/buyer';
import type { Earliest, Policy, Review } from '../../../contract/policy';
import type { Fen, UnixSeconds } from '../../../contract/primitives';
import type { MerchantRecord, OrderRecord } from '../store/records';
import { chinaDay, startOfDayNumber } from './china-day';
import { step, type Life, type Rules } from './state';

/** Of a merchant that has laid down nothing: everything is invoiced at once. */
export const usualPolicy: Policy = {
  review: { which: 'none' },
  earliest: { moment: 'paid', days: 0 },
  reissue: { times: 3, days: 180 },
};

export const policyOf = ({ policy }: Pick<MerchantRecord, 'policy'>): Policy => policy ?? usualPolicy;

/** What the rules look at in an application. */
export interface Asked {
  kind: InvoiceKind;
  amount: Fen;
}

/** Whether a person has to look at it first. */
export const needsReview = (review: Review, { kind, amount }: Asked): boolean => {
  if (review.which !== 'some') return review.which === 'all';
  return (review.special && kind === 'special') || (review.above !== undefined && amount > review.above);
};

type Moments = Pick<OrderRecord, 'status' | 'paidAt' | 'completedAt' | 'createdAt' | 'updatedAt'>;

/** When the counting starts; undefined while that has not happened. */
const momentOf = (order: Moments, moment: Earliest['moment']): UnixSeconds | undefined => {
  if (moment === 'paid') return order.paidAt ?? order.createdAt;
  return order.status === 'completed' ? (order.completedAt ?? order.updatedAt) : undefined;
};

/** From when on an order may be invoiced; undefined while nobody can tell. */
export const earliestOf = (order: Moments, { moment, days }: Earliest): UnixSeconds | undefined => {
  const from = momentOf(order, moment);
  if (from === undefined || days === 0) return from;
  return startOfDayNumber(chinaDay(from) + days);
};

/** The same for all orders of one invoice. */
export const earliestOfAll = (orders: readonly Moments[], earliest: Earliest): UnixSeconds | undefined => {
  const moments = orders.map((order) => earliestOf(order, earliest));
  return moments.includes(undefined) ? undefined : (Math.max(...(moments as UnixSeconds[])) as UnixSeconds);
};

/** What stands between this application and its invoice, besides the buyer; undefined when nothing does. */
export const rulesFor = (
  { review, earliest }: Policy,
  orders: readonly Moments[],
  asked: Asked,
  now: UnixSeconds,
): Rules | undefined => {
  const from = earliestOfAll(orders, earliest);
  const isEarly = from === undefined || from > now;
  const isReviewed = needsReview(review, asked);
  return isEarly || isReviewed ? { ...(isReviewed && { review: true }), ...(isEarly && { earliest }) } : undefined;
};

/** To a person of the merchant, or to the issuer. */
export const proceed = <L extends Life>(life: L, now: UnixSeconds): L =>
  step(life, life.rules?.review ? 'review' : 'accept', now);

/** An application that the buyer has just authorized: it goes on, or waits for its time. */
export const afterAuthorization = <L extends Life>(life: L, now: UnixSeconds): L =>
  life.rules?.earliest ? life : proceed(life, now);
