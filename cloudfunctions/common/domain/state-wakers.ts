import { canMove, type Life } from './state';
import { tellings } from './webhook-events';

/** What a claim (报销单) waits for. */
type ClaimStep = 'claim_lock' | 'claim_unlock' | 'claim_close' | 'claim_files' | 'claim_verify' | 'claim_export';

/** The outward steps; each is worked off from the outbox. */
export type OutwardStep =
  | ClaimStep
  | 'poll_authorization'
  | 'issue'
  | 'insert'
  | 'reject'
  | 'notify'
  | 'mail'
  | 'webhook'
  | 'begin'
  | 'review'
  | 'tell_members'
  | 'red'
  | 'cancel_card'
  | 'export'
  | 'batch';

/** Somebody who wakes a state that waits: an outward step, its number, and when it is first due. */
export interface Waker {
  kind: OutwardStep;
  number: number;
  afterSeconds: number;
}

const MINUTE = 60;
const HOUR = 60 * MINUTE;

/** Pauses before the next attempt at issuing: 1 min, 5 min, 15 min, 1 h, 6 h, 24 h. Then the failure is final. */
export const ISSUE_PAUSES = [MINUTE, 5 * MINUTE, 15 * MINUTE, HOUR, 6 * HOUR, 24 * HOUR] as const;

/** Pauses between looks at WeChat while the buyer has not confirmed; the last one repeats. */
const POLL_PAUSES = [MINUTE, 2 * MINUTE, 5 * MINUTE, 10 * MINUTE, 30 * MINUTE] as const;

/** How long an authorization may wait. */
export const AUTHORIZATION_SECONDS = 24 * HOUR;

/** How long a platform may take for a card that it inserts itself. */
export const PLATFORM_CARD_SECONDS = 3 * 24 * HOUR;

export const pollPause = (looks: number): number => POLL_PAUSES[Math.min(looks, POLL_PAUSES.length - 1)] ?? 30 * MINUTE;

/** When a failed issue is tried again by itself, in seconds; undefined when it is final or needs a person. */
export const nextIssuePause = ({ issuing }: Life): number | undefined =>
  issuing.state === 'failed' && issuing.problem?.retryable ? ISSUE_PAUSES[issuing.attempt - 1] : undefined;

/** Whether WeChat has to be told that the card's invoice was taken back, the whole of it. */
export const cancelsCard = ({ card, reversal }: Life): boolean =>
  reversal?.state === 'reversed' && card.state === 'inserted' && !card.cancel?.refused;

/** How long an application may wait for a person of the merchant to look at it, and for an order that nobody completes. */
export const REVIEW_SECONDS = 30 * 24 * HOUR;
export const COMPLETION_SECONDS = 180 * 24 * HOUR;

/** What the merchant's members are told of, by the number of the row. */
export const TELLINGS = { review: 1, person: 2, overdue: 3 } as const;

/** Authorized, and too early by what the merchant laid down. */
export const waitsForItsTime = ({ rules, authorization, issuing }: Life): boolean =>
  rules?.earliest !== undefined && authorization.state === 'authorized' && issuing.state === 'none';

/** The issuer goes on when somebody of the merchant has logged in or shown their face (待开票员认证). */
export const waitsForPerson = ({ issuing }: Life): boolean =>
  issuing.state === 'accepted' && issuing.problem?.code === 'waiting_for_person';

/** How long an issuer may be at work, or out of reach, until the merchant's people are told. It is asked on. */
export const ISSUER_PATIENCE_SECONDS = 2 * HOUR;

/** That is over, and nothing has come. */
export const isOverdue = ({ issuing }: Life): boolean =>
  issuing.state === 'accepted' && issuing.problem?.code === 'issuer_overdue';

/** Who wakes the application in its present state. New ones become outbox rows as the state is written. */
export const wakersOf = (life: Life): Waker[] => {
  const { authorization, issuing, card } = life;
  const wakers: Waker[] = [];
  if (authorization.state === 'waiting')
    wakers.push({ kind: 'poll_authorization', number: 1, afterSeconds: pollPause(0) });
  if (authorization.refusalOwed) wakers.push({ kind: 'reject', number: 1, afterSeconds: 0 });
  if (authorization.state === 'rejected') wakers.push({ kind: 'notify', number: 2, afterSeconds: 0 });
  if (waitsForItsTime(life)) wakers.push({ kind: 'begin', number: 1, afterSeconds: 0 });
  if (issuing.state === 'in_review') {
    wakers.push({ kind: 'tell_members', number: TELLINGS.review, afterSeconds: 0 });
    wakers.push({ kind: 'review', number: 1, afterSeconds: REVIEW_SECONDS });
  }
  if (waitsForPerson(life)) wakers.push({ kind: 'tell_members', number: TELLINGS.person, afterSeconds: 0 });
  if (isOverdue(life)) wakers.push({ kind: 'tell_members', number: TELLINGS.overdue, afterSeconds: 0 });
  if (issuing.state === 'accepted') wakers.push({ kind: 'issue', number: issuing.attempt, afterSeconds: 0 });
  if (issuing.state === 'issued') wakers.push({ kind: 'notify', number: 1, afterSeconds: 0 });
  const pause = nextIssuePause(life);
  if (pause !== undefined && canMove(life, 'issueAgain')) {
    wakers.push({ kind: 'issue', number: issuing.attempt + 1, afterSeconds: pause });
  }
  if (life.reversal?.state === 'reversed') wakers.push({ kind: 'notify', number: 3, afterSeconds: 0 });
  if (cancelsCard(life)) wakers.push({ kind: 'cancel_card', number: card.cancel?.attempt ?? 1, afterSeconds: 0 });
  if (card.state === 'insert_accepted') wakers.push({ kind: 'insert', number: card.attempt, afterSeconds: 0 });
  for (const number of tellings(life, pause !== undefined)) wakers.push({ kind: 'webhook', number, afterSeconds: 0 });
  return wakers;
};

/** Whether the application still holds its orders, so that no other may ask for them. */
export const holdsOrders = ({ authorization }: Life): boolean =>
  ['none', 'waiting', 'authorized'].includes(authorization.state);
