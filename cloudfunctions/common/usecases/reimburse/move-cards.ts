import type { ReimburseState } from '../../../../contract/states';
import type { ChosenCard } from '../../../../contract/wechat';
import { bisect, partsOf } from '../../domain/reimburse-batch';
import { blamesOne, pathTo, stateSaid, type Wanted } from '../../domain/reimbursement';
import type { Failure } from '../../runtime/errors';
import type { Ports } from '../../runtime/ports';
import { failureOf } from '../../runtime/router';
import { problem } from './problems';
import type { Account } from './read-cards';

/** A card, whose it is under the account, and where it stands as far as is known. */
export interface Movable {
  card: ChosenCard;
  openid: string;
  from: ReimburseState;
}

export type Moved<T> = { item: T } & ({ done: ReimburseState } | { failed: Failure });

/** One call: all of these, or none. */
export const setAll = async (
  ports: Pick<Ports, 'call'>,
  { appid }: Pick<Account, 'appid'>,
  openid: string,
  status: Wanted,
  cards: readonly ChosenCard[],
): Promise<{ done: ReimburseState } | { failed: Failure }> => {
  try {
    await ports.call('wechat', 'reimbursement.setMany', { appid, openid, status, cards: [...cards] });
    return { done: status };
  } catch (error) {
    return { failed: failureOf(error) };
  }
};

/** What a refusal means that says: there is nothing left to do. */
const settledBy = (want: Wanted, failed: Failure): ReimburseState | undefined => {
  const state = stateSaid(failed);
  // What is closed or cancelled, or locked by another account, holds no lock of ours.
  if (want === 'INIT') return state;
  return want === 'CLOSURE' && state === 'CLOSURE' ? state : undefined;
};

const impossible = (from: ReimburseState): Failure =>
  problem(from === 'CANCEL' ? 'invoice_cancelled' : 'invoice_closed');

const grouped = <T>(items: readonly T[], keyOf: (item: T) => string): T[][] => {
  const groups = new Map<string, T[]>();
  for (const item of items) groups.set(keyOf(item), [...(groups.get(keyOf(item)) ?? []), item]);
  return [...groups.values()];
};

/** Invoices of one person that go the same way, at most one call's worth. */
const movePart = async <T extends Movable>(
  ports: Pick<Ports, 'call'>,
  account: Account,
  want: Wanted,
  part: readonly T[],
  steps: readonly Wanted[],
): Promise<Moved<T>[]> => {
  const ended: Moved<T>[] = [];
  let going = part;
  for (const status of steps) {
    const openid = going[0]?.openid ?? '';
    const attempt = (items: readonly T[]) =>
      setAll(
        ports,
        account,
        openid,
        status,
        items.map(({ card }) => card),
      );
    const tried = await bisect(going, attempt, blamesOne);
    going = tried.flatMap((one) => ('done' in one ? [one.item] : []));
    for (const one of tried) {
      if ('done' in one) continue;
      const settled = settledBy(want, one.failed);
      ended.push(settled ? { item: one.item, done: settled } : one);
    }
  }
  return [...ended, ...going.map((item) => ({ item, done: want }))];
};

/**
 * Brings invoices to a state by the table of moves. A call holds one person's invoices and is all or nothing; where it
 * fails because of some, it is halved until those stand alone, and the others are done.
 */
export const moveCards = async <T extends Movable>(
  ports: Pick<Ports, 'call'>,
  account: Account,
  want: Wanted,
  cards: readonly T[],
): Promise<Moved<T>[]> => {
  const results: Moved<T>[] = [];
  for (const group of grouped(cards, ({ openid, from }) => `${openid} ${from}`)) {
    const [{ from } = { from: 'INIT' as const }] = group;
    const steps = pathTo(from, want);
    if (!steps) results.push(...group.map((item) => ({ item, failed: impossible(from) })));
    else {
      for (const part of partsOf(group, account.chunk))
        results.push(...(await movePart(ports, account, want, part, steps)));
    }
  }
  return results;
};
