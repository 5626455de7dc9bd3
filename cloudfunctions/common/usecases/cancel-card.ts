import { inserters } from '../domain/scenarios';
import { canMove, step, type Problem } from '../domain/state';
import { cancelsCard, PLATFORM_CARD_SECONDS } from '../domain/state-wakers';
import type { CancelResult } from '../issuing/port';
import type { ApplicationRecord } from '../store/records';
import { problem } from './failures';
import { moveApplication } from './move-application';
import { again, done, problemOf, questionPause, type Outcome, type Step } from './outbox-step';

/** WeChat says of a final card only that it is final: void already, or handed in and closed. */
const FINAL = 72024;
/** How often its own event is waited for before a card that we had told to be void counts as void. */
const LOOKS = 4;
/** Pauses before the next try at a busy WeChat; the last one repeats. */
const PAUSES = [5, 15, 60, 300, 1800, 7200] as const;
/** A code that was lost is learned by a person or an event, which say so: this only keeps the wait from being forgotten. */
const WAIT_FOR_CODE = 6 * 3600;

/** Names what the card waits for, or why it stays. */
const name = ({ ports, application, row }: Step, found: Problem, refused: boolean) =>
  moveApplication(ports, application._id, (current) => {
    if (!cancelsCard(current)) return undefined;
    const { cancel } = current.card;
    if (cancel?.problem.code === found.code && cancel.refused === refused) return undefined;
    return { ...current, card: { ...current.card, cancel: { attempt: row.number, problem: found, refused } } };
  });

/** What WeChat said stays for the small print; what it means is the same for all. */
const refused = async (the: Step, { wechat }: Pick<Problem, 'wechat'>): Promise<Outcome> => {
  await name(the, { ...problem('card_not_cancelled'), ...(wechat && { wechat }) }, true);
  return done;
};

/** The platform's own patience is over by now. */
const overdue = async (the: Step): Promise<Outcome> => {
  await name(the, problem('cancel_overdue'), true);
  return done;
};

/** The card is void; what was said of the way there is over with it. */
const discarded = async ({ ports, application }: Step): Promise<Outcome> => {
  await moveApplication(ports, application._id, (current, now) => {
    if (!canMove(current, 'discard')) return undefined;
    const { cancel: _cancel, ...card } = current.card;
    return step({ ...current, card }, 'discard', now);
  });
  return done;
};

/** Whether a card that is final is so by us, by the reimburser, or nobody has said it yet. */
const whyFinal = async ({ ports, application, row }: Step): Promise<'void' | 'closed' | 'unknown'> => {
  const invoice = application.invoiceId ? await ports.invoices.getInvoice(application.invoiceId) : null;
  if (invoice?.reimburse === 'CLOSURE') return 'closed';
  if (invoice?.reimburse === 'CANCEL') return 'void';
  // Ours was under way and nobody has closed the card: its answer is what was lost.
  const told = Number(row.progress['told'] ?? 0);
  if (told < 2) return 'closed';
  return told > LOOKS ? 'void' : 'unknown';
};

const tell = async (the: Step, code: string): Promise<Outcome> => {
  const { ports, row, application, keep } = the;
  const { platformAppid: appid, card } = application;
  const told = Number(row.progress['told'] ?? 0) + 1;
  // Marked before the call: if its answer is lost, "final" at the next try may be our own doing.
  await keep({ ...row.progress, told });
  try {
    await ports.call('wechat', 'card.status', { appid, cardId: card.cardId ?? '', code, status: 'CANCEL' });
    return await discarded(the);
  } catch (error) {
    const found = problemOf(error);
    if (found.retryable) return again(PAUSES[Math.min(told, PAUSES.length) - 1] ?? 5, found);
    const why = found.wechat?.errcode === FINAL ? await whyFinal(the) : 'closed';
    if (why === 'void') return discarded(the);
    return why === 'unknown' ? again(30 * told, found) : refused(the, found);
  }
};

/** A platform that inserted the card itself makes it void itself: it is asked how far it has come. */
const followPlatform = async (the: Step): Promise<Outcome> => {
  const { ports, row, application } = the;
  const merchant = await ports.merchants.findMerchant(application.merchantId);
  if (!merchant) throw new Error(`merchant ${application.merchantId} is gone`);
  const known = await ports.issuerOf(merchant).query(application.issuing.serial ?? application.orderId);
  const card = known?.state === 'issued' ? known.card : undefined;
  const cancel: CancelResult = (card?.state === 'inserted' && card.cancel) || { state: 'under_way' };
  if (cancel.state === 'done') return discarded(the);
  if (cancel.state === 'refused') return refused(the, cancel.problem);
  const since = application.reversal?.at ?? application.updatedAt;
  return ports.now() - since > PLATFORM_CARD_SECONDS ? overdue(the) : again(questionPause(row.tries));
};

/** Has the card of a wholly reversed invoice made void. What WeChat will not do is kept, for both sides to see. */
export const cancelCard = async (the: Step): Promise<Outcome> => {
  const { row, application } = the;
  const { card, mode } = application;
  if (!cancelsCard(application) || row.number !== (card.cancel?.attempt ?? 1)) return done;
  if (!inserters[mode]) return followPlatform(the);
  if (card.code !== undefined) return tell(the, card.code);
  await name(the, problem('card_code_unknown'), false);
  return again(WAIT_FOR_CODE);
};

/** The reimburser has let a card go that WeChat would not make void: there is another try. */
export const cancelAgain = (current: ApplicationRecord): ApplicationRecord | undefined => {
  const { cancel, ...card } = current.card;
  if (!cancel?.refused || card.state !== 'inserted') return undefined;
  return { ...current, card: { ...card, cancel: { ...cancel, attempt: cancel.attempt + 1, refused: false } } };
};
