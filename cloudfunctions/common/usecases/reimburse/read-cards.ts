import type { ChosenCard, ReimbursementInvoice } from '../../../../contract/wechat';
import { bisect, dealOut, matchAnswers } from '../../domain/reimburse-batch';
import { blamesOne } from '../../domain/reimbursement';
import type { Failure } from '../../runtime/errors';
import type { Ports } from '../../runtime/ports';
import { failureOf } from '../../runtime/router';
import { problem } from './problems';

/** Through which account cards are asked for, and how many at once. */
export interface Account {
  /** The one that ran chooseInvoice. */
  appid: string;
  chunk: number;
}

export type CardRead = { card: ChosenCard } & ({ invoice: ReimbursementInvoice } | { failed: Failure });

const AT_ONCE = 4;

export const keyOf = ({ cardId, encryptCode }: ChosenCard): string => `${cardId} ${encryptCode.trim()}`;

type Called<T> = { done: T } | { failed: Failure };

const tried = async <T>(work: () => Promise<T>): Promise<Called<T>> => {
  try {
    return { done: await work() };
  } catch (error) {
    return { failed: failureOf(error) };
  }
};

const readOne = async (ports: Pick<Ports, 'call'>, appid: string, card: ChosenCard): Promise<CardRead> => {
  const read = await tried(() => ports.call('wechat', 'reimbursement.read', { appid, ...card }));
  if ('failed' in read) return { card, failed: read.failed };
  const { invoice } = read.done;
  return invoice.cardId === card.cardId ? { card, invoice } : { card, failed: problem('answer_unclear') };
};

/** One part, in which no card_id comes twice. What WeChat's answer leaves open is asked for one by one. */
const readPart = async (
  ports: Pick<Ports, 'call'>,
  appid: string,
  part: readonly ChosenCard[],
): Promise<CardRead[]> => {
  const ask = (cards: readonly ChosenCard[]) =>
    tried(async () => {
      const { invoices } = await ports.call('wechat', 'reimbursement.readMany', { appid, cards: [...cards] });
      const matched = matchAnswers(
        cards,
        invoices,
        ({ cardId }) => cardId,
        ({ cardId }) => cardId,
      );
      return new Map(cards.map((card, i) => [card, matched[i]]));
    });
  const results: CardRead[] = [];
  for (const one of await bisect(part, ask, blamesOne)) {
    const card = one.item;
    if ('failed' in one) results.push({ card, failed: one.failed });
    else {
      const invoice = one.done.get(card);
      results.push(invoice ? { card, invoice } : await readOne(ports, appid, card));
    }
  }
  return results;
};

/**
 * The invoices that a person chose, each asked for once, in the order given. Answers carry the card_id only, so a call
 * never holds one twice; one that fails takes no other with it.
 */
export const readCards = async (
  ports: Pick<Ports, 'call'>,
  { appid, chunk }: Account,
  cards: readonly ChosenCard[],
): Promise<CardRead[]> => {
  const each = new Map(cards.map((card) => [keyOf(card), card]));
  const parts = dealOut([...each.values()], chunk, ({ cardId }) => cardId);
  const known = new Map<string, CardRead>();
  const worker = async () => {
    for (let part = parts.shift(); part; part = parts.shift()) {
      for (const read of await readPart(ports, appid, part)) known.set(keyOf(read.card), read);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return cards.map((card) => known.get(keyOf(card)) ?? { card, failed: problem('answer_unclear') });
};
