import type { UnixSeconds } from '../../../contract/primitives';
import { inserters } from '../domain/scenarios';
import { step, type Problem } from '../domain/state';
import { PLATFORM_CARD_SECONDS } from '../domain/state-wakers';
import type { CardResult, Delivery, Issuer } from '../issuing/port';
import { fail } from '../runtime/errors';
import type { ApplicationRecord, MerchantRecord } from '../store/records';
import { problem } from './failures';
import { moveApplication } from './move-application';
import { again, done, problemOf, questionPause, type Outcome, type Step } from './outbox-step';

/** What a platform that inserts cards itself has to know; undefined while the buyer has not authorised, and where we insert. */
export const deliveryOf = (application: ApplicationRecord, merchant: MerchantRecord): Delivery | undefined => {
  const { mode, authorization, key, insertAppid = key.appid } = application;
  if (mode !== 'third_party' || authorization.state !== 'authorized') return undefined;
  return { orderId: key.orderId, appid: insertAppid, title: merchant.shortName };
};

/** The card is on its way from now on: by us, or by a platform that inserts it itself. */
export const startCard = (application: ApplicationRecord, now: UnixSeconds): ApplicationRecord =>
  inserters[application.mode]
    ? step(application, 'insert', now)
    : step(application, 'insert', now, {}, { text: '由开票平台放入卡包', by: 'platform' });

/** How the platform's card stands; a platform that was not asked yet, or is to try once more, is asked. */
const lookAtCard = async (the: Step, merchant: MerchantRecord, issuer: Issuer): Promise<CardResult> => {
  const { row, application, keep } = the;
  const serial = application.issuing.serial ?? application.orderId;
  const known = await issuer.query(serial);
  const card = known?.state === 'issued' ? known.card : undefined;
  const isOver = card?.state === 'refused' && application.card.attempt > 1 && !row.progress['asked'];
  if (card && !isOver) return card;
  const delivery = deliveryOf(application, merchant);
  if (!delivery) throw new Error(`application ${application._id} has nobody to deliver to`);
  if (!issuer.cards) throw fail('internal', { hint: '开发者：这个开票平台不放卡券，接入方式应为自建' });
  const asked = await issuer.cards.deliver(serial, delivery);
  await keep({ ...row.progress, asked: 1 });
  if (asked.state !== 'issued' || !asked.card)
    throw fail('unavailable', { hint: '开发者：开票平台没有说明卡券的状态' });
  return asked.card;
};

const settle = async (
  { ports, application }: Step,
  card: CardResult & { state: 'inserted' | 'refused' },
): Promise<Outcome> => {
  await moveApplication(ports, application._id, (current, now) => {
    if (current.card.state !== 'insert_accepted') return undefined;
    if (card.state === 'refused') return step(current, 'failToInsert', now, { problem: card.problem });
    const { cardId, code } = card;
    const known = { cardId, ...(code && { code }) };
    return step({ ...current, cardRef: `${cardId}:${code ?? ''}` }, 'inserted', now, known, { by: 'platform' });
  });
  return done;
};

const refused = (found: Problem) => ({ state: 'refused', problem: found }) as const;

/** Follows the card of a platform that inserts it with its own account, until it is there, refused or overdue. */
export const followPlatformCard = async (the: Step): Promise<Outcome> => {
  const { ports, row, application } = the;
  const merchant = await ports.merchants.findMerchant(application.merchantId);
  if (!merchant) throw new Error(`merchant ${application.merchantId} is gone`);
  const isOverdue = ports.now() - application.card.at > PLATFORM_CARD_SECONDS;
  let card: CardResult;
  try {
    // As it was connected when the invoice was asked for.
    card = await lookAtCard(the, merchant, ports.issuerOf({ ...merchant, mode: application.mode }));
  } catch (error) {
    const found = problemOf(error);
    if (found.retryable && !isOverdue) throw error;
    return settle(the, refused(found));
  }
  if (card.state !== 'under_way') return settle(the, card);
  return isOverdue ? settle(the, refused(problem('card_overdue'))) : again(questionPause(row.tries));
};
