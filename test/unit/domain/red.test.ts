import fc from 'fast-check';
import {
  canActOnRed,
  canMoveRed,
  entriesOf,
  isOpenRed,
  nextRedPause,
  redLookPause,
  redMoves,
  redOfStep,
  redWakersOf,
  stepRed,
  wayTo,
  type RedLife,
  type RedMove,
} from '../../../cloudfunctions/common/domain/red';
import { redTabOf, redWords } from '../../../cloudfunctions/common/domain/red-view';
import { ISSUE_PAUSES } from '../../../cloudfunctions/common/domain/state-wakers';
import type { UnixSeconds } from '../../../contract/primitives';
import { redActions, redStates, type RedState } from '../../../contract/states';

const at = (seconds: number) => seconds as UnixSeconds;
const fresh = (startedBy: 'seller' | 'buyer' = 'seller', n = 1): RedLife => ({
  n,
  startedBy,
  state: 'requested',
  at: at(0),
  attempt: 1,
});
const names = Object.keys(redMoves) as RedMove[];
const problem = (retryable: boolean) => ({ code: 'p', message: '坏了', hint: '修', retryable });

/** Every red that some sequence of allowed moves leads to. */
const histories = fc
  .tuple(
    fc.constantFrom('seller' as const, 'buyer' as const),
    fc.array(fc.tuple(fc.constantFrom(...names), fc.boolean()), { maxLength: 40 }),
  )
  .map(([startedBy, tries]) => {
    const history = [fresh(startedBy)];
    for (const [move, retryable] of tries) {
      const red = history.at(-1) as RedLife;
      if (!canMoveRed(red, move)) continue;
      const next = stepRed(red, move, at(history.length));
      history.push(next.state === 'failed' ? { ...next, problem: problem(retryable) } : next);
    }
    return history;
  });

const through = (red: RedLife, ...moves: RedMove[]) => moves.reduce((now, move, i) => stepRed(now, move, at(i)), red);

describe('the table of a red', () => {
  it('reaches every state that the contract names, and no other', () => {
    const reached = new Set<RedState>(['requested', ...Object.values(redMoves).map(({ to }) => to)]);
    expect([...reached].sort()).toEqual([...redStates].sort());
  });

  it('leads the seller alone, and either side by the other’s word, to a document', () => {
    expect(through(fresh(), 'waive', 'accept', 'issue').state).toBe('issued');
    expect(through(fresh(), 'awaitBuyer', 'buyerConfirms', 'accept', 'issue').state).toBe('issued');
    expect(through(fresh('buyer'), 'awaitSeller', 'sellerConfirms', 'accept', 'issue').state).toBe('issued');
  });

  it('never asks whoever began it to confirm, and lets nobody take back what the other began', () => {
    expect(canMoveRed(fresh('buyer'), 'awaitBuyer')).toBe(false);
    expect(canMoveRed(fresh('buyer'), 'waive')).toBe(false);
    expect(canMoveRed(fresh(), 'awaitSeller')).toBe(false);
    expect(canMoveRed(through(fresh('buyer'), 'awaitSeller'), 'withdraw')).toBe(false);
  });

  it('ends for good, except that a failure that passes is tried again as the next attempt', () => {
    fc.assert(
      fc.property(histories, (history) => {
        history.forEach((red, i) => {
          const next = history[i + 1];
          if (!next) return;
          expect(['issued', 'refused', 'lapsed', 'withdrawn']).not.toContain(red.state);
          const again = red.state === 'failed' && next.state === 'accepted';
          expect(next.attempt).toBe(red.attempt + (again ? 1 : 0));
          if (again) expect(red.problem?.retryable).toBe(true);
        });
      }),
    );
  });

  it('refuses a move that it does not have', () => {
    fc.assert(
      fc.property(histories, fc.constantFrom(...names), (history, move) => {
        const red = history.at(-1) as RedLife;
        if (!canMoveRed(red, move)) expect(() => stepRed(red, move, at(99))).toThrow('no move');
      }),
    );
  });

  it('forgets a problem and what was asked with the state that they belong to', () => {
    const asked = { ...through(fresh('buyer'), 'awaitSeller'), asked: 'confirm' as const };
    expect(stepRed(asked, 'sellerConfirms', at(9))).not.toHaveProperty('asked');
    const failed = { ...through(fresh(), 'fail'), problem: problem(true) };
    expect(stepRed(failed, 'retry', at(9))).not.toHaveProperty('problem');
  });
});

describe('a red that was seen at the issuer', () => {
  it('has gone every step of the way between', () => {
    expect(wayTo(fresh(), 'issued')).toEqual(['waive', 'accept', 'issue']);
    expect(wayTo(fresh('buyer'), 'issued')).toEqual(['awaitSeller', 'sellerConfirms', 'accept', 'issue']);
    expect(wayTo(through(fresh(), 'awaitBuyer'), 'issued')).toEqual(['buyerConfirms', 'accept', 'issue']);
    expect(wayTo(through(fresh(), 'awaitBuyer'), 'awaiting_buyer')).toEqual([]);
  });

  it('has not gone where no way leads', () => {
    const refused = through(fresh(), 'awaitBuyer', 'buyerRefuses');
    for (const state of redStates) expect(wayTo(refused, state)).toEqual(state === 'refused' ? [] : undefined);
    // Our own finding is no step of the issuer's.
    expect(wayTo(through(fresh(), 'awaitBuyer'), 'failed')).toEqual(['buyerConfirms', 'accept', 'fail']);
  });

  it('arrives where it was seen, from wherever it was', () => {
    fc.assert(
      fc.property(histories, fc.constantFrom(...redStates), (history, state) => {
        const red = history.at(-1) as RedLife;
        const way = wayTo(red, state);
        if (way) expect(through(red, ...way).state).toBe(state);
      }),
    );
  });

  it('tells of every end in the timeline', () => {
    for (const end of ['issued', 'refused', 'lapsed', 'withdrawn', 'failed'])
      for (const move of names.filter((name) => redMoves[name].to === end)) expect(entriesOf([move])).toHaveLength(1);
  });
});

describe('a red that waits', () => {
  it('has somebody who wakes it while it is open, and nobody afterwards', () => {
    fc.assert(
      fc.property(histories, (history) => {
        for (const red of history) expect(redWakersOf(red)).toHaveLength(isOpenRed(red) ? 1 : 0);
      }),
    );
  });

  it('is followed by a step that names it and its attempt', () => {
    const failed = { ...through(fresh('seller', 3), 'fail'), attempt: 2, problem: problem(true) };
    expect(redWakersOf(failed).map(({ number, afterSeconds }) => [redOfStep(number), afterSeconds])).toEqual([
      [{ n: 3, attempt: 3 }, ISSUE_PAUSES[1]],
    ]);
  });

  it('is tried again by itself as often as an invoice, and then no more', () => {
    const failed = (attempt: number) => ({ ...through(fresh(), 'fail'), attempt, problem: problem(true) });
    expect(ISSUE_PAUSES.map((_, i) => nextRedPause(failed(i + 1)))).toEqual([...ISSUE_PAUSES]);
    expect(nextRedPause(failed(ISSUE_PAUSES.length + 1))).toBeUndefined();
    expect(isOpenRed(failed(ISSUE_PAUSES.length + 1))).toBe(false);
  });

  it('is looked at ever more rarely, and right after the time to answer is over', () => {
    const waiting = { state: 'awaiting_buyer' as const, at: at(0), deadline: at(259_200) };
    const pauses = [10, 600, 7200, 100_000].map((now) => redLookPause(waiting, now));
    expect(pauses).toEqual([30, 300, 1800, 1800]);
    expect(redLookPause(waiting, 259_100)).toBe(102);
    expect(redLookPause({ state: 'accepted', at: at(0) }, 2)).toBe(2);
  });

  it('offers a member what the table has, and nothing while the issuer is being told', () => {
    const waiting = through(fresh('buyer'), 'awaitSeller');
    const offered = (red: RedLife) => redActions.filter((action) => canActOnRed(red, action));
    expect(offered(waiting)).toEqual(['confirm', 'refuse']);
    expect(offered({ ...waiting, asked: 'confirm' })).toEqual([]);
    expect(offered(through(fresh(), 'awaitBuyer'))).toEqual(['withdraw']);
    expect(offered({ ...through(fresh(), 'fail'), problem: problem(true) })).toEqual(['withdraw', 'retry']);
    expect(offered({ ...through(fresh(), 'fail'), problem: problem(false) })).toEqual([]);
  });

  it('stands in one tab, with words, whatever its state', () => {
    fc.assert(
      fc.property(histories, (history) => {
        for (const red of history) {
          expect(redWords(red).stateText).not.toBe('');
          expect(redTabOf(red) === 'ended' || redTabOf(red) === 'issued').toBe(!isOpenRed(red));
        }
      }),
    );
  });
});
