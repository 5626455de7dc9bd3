import type { UnixSeconds } from '../../../contract/primitives';
import { dayInWords } from '../domain/china-day';
import { earliestOfAll, proceed } from '../domain/policy';
import { objectionToOrders, refusedFor, type Objection } from '../domain/refunds';
import { noted } from '../domain/state';
import { COMPLETION_SECONDS, waitsForItsTime } from '../domain/state-wakers';
import type { ApplicationRecord, OrderRecord } from '../store/records';
import { moveApplication } from './move-application';
import { again, done, type Outcome, type Step } from './outbox-step';

/** The merchant's word of an order wakes the application at once; this is for a word that got lost. */
const LOOK_AGAIN_SECONDS = 6 * 3600;

/** Why no invoice will follow any more; undefined while one may. */
const objectionTo = (
  application: ApplicationRecord,
  orders: readonly OrderRecord[],
  now: UnixSeconds,
): Objection | undefined => {
  const changed = objectionToOrders(application, orders);
  if (changed) return changed;
  return now - application.createdAt > COMPLETION_SECONDS ? { text: '订单一直没有完成' } : undefined;
};

/** Writes down once from when on it may go on, or that nobody can tell yet. */
const waiting = (current: ApplicationRecord, notBefore: UnixSeconds | undefined, now: UnixSeconds) => {
  const { notBefore: before, ...issuing } = current.issuing;
  const isKnown = current.timeline.some(({ code }) => code === 'early') && before === notBefore;
  if (isKnown) return undefined;
  const text = notBefore === undefined ? '等待订单完成后开票' : `商家设定${dayInWords(notBefore)}起开票`;
  const next = { ...current, issuing: { ...issuing, ...(notBefore !== undefined && { notBefore }) } };
  return noted(next, now, { code: 'early', text, tone: 'waiting', by: 'system' });
};

/** Lets an application that came too early go on when its time has come, or ends it when there is nothing left to invoice. */
export const begin = async ({ ports, application }: Step): Promise<Outcome> => {
  const earliest = application.rules?.earliest;
  if (!earliest || !waitsForItsTime(application)) return done;
  const found = [...(await ports.orders.findOrders(application.orderKeys)).values()];
  const now = ports.now();
  const objection = objectionTo(application, found, now);
  const from = earliestOfAll(found, earliest);
  const isTime = from !== undefined && from <= now;
  await moveApplication(ports, application._id, (current) => {
    if (!waitsForItsTime(current)) return undefined;
    if (objection) return refusedFor(current, objection, now, 'system');
    return isTime ? proceed(current, now) : waiting(current, from, now);
  });
  if (objection || isTime) return done;
  return again(Math.min(LOOK_AGAIN_SECONDS, from === undefined ? LOOK_AGAIN_SECONDS : from - now));
};
