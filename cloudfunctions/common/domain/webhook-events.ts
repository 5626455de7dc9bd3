import type { WebhookEvent } from '../../../contract/states';
import type { Life } from './state';

/** What happens first has the smaller one; they are stored. */
const numbers: Readonly<Record<WebhookEvent, number>> = {
  'invoice.issued': 1,
  'invoice.failed': 2,
  'application.rejected': 3,
  'card.inserted': 4,
  'card.failed': 5,
  'red.issued': 6,
  'invoice.reversed': 7,
};

const ATTEMPTS = 1000;

/** Event and attempt as one number, so that each is told once. */
const numberOf = (event: WebhookEvent, attempt: number): number => numbers[event] * ATTEMPTS + attempt;

export const eventOf = (number: number): WebhookEvent | undefined =>
  (Object.keys(numbers) as WebhookEvent[]).find((event) => numbers[event] === Math.floor(number / ATTEMPTS));

/** Which attempt, or which red, it is that is told of. */
export const nthOf = (number: number): number => number % ATTEMPTS;

/** The numbers of what there is to tell of an application in its present state. A failure that passes is none. */
export const tellings = ({ authorization, issuing, card, reversal }: Life, issueGoesOn: boolean): number[] => {
  const told: number[] = [];
  if (issuing.state === 'issued') told.push(numberOf('invoice.issued', issuing.attempt));
  if (issuing.state === 'failed' && !issueGoesOn) told.push(numberOf('invoice.failed', issuing.attempt));
  if (authorization.state === 'rejected') told.push(numberOf('application.rejected', 1));
  if (card.state === 'inserted') told.push(numberOf('card.inserted', card.attempt));
  if (card.state === 'failed') told.push(numberOf('card.failed', card.attempt));
  for (let nth = 1; nth <= (reversal?.count ?? 0); nth += 1) told.push(numberOf('red.issued', nth));
  if (reversal?.state === 'reversed') told.push(numberOf('invoice.reversed', 1));
  return told;
};

const MINUTE = 60;
const HOUR = 60 * MINUTE;

/** Pauses before a message is sent again, as WeChat Pay has them; after the last one only a replay helps. */
export const WEBHOOK_PAUSES: readonly number[] = [
  15,
  15,
  30,
  3 * MINUTE,
  10 * MINUTE,
  20 * MINUTE,
  30 * MINUTE,
  30 * MINUTE,
  30 * MINUTE,
  HOUR,
  3 * HOUR,
  3 * HOUR,
  3 * HOUR,
  6 * HOUR,
  6 * HOUR,
];
