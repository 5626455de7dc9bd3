import fc from 'fast-check';
import { canMove, moves, noted, step, type Life, type Move } from '../../../cloudfunctions/common/domain/state';
import { actionsOf, headlineOf, isMoving, refreshAfter } from '../../../cloudfunctions/common/domain/state-view';
import {
  holdsOrders,
  ISSUE_PAUSES,
  nextIssuePause,
  wakersOf,
} from '../../../cloudfunctions/common/domain/state-wakers';
import type { UnixSeconds } from '../../../contract/primitives';
import { authorizationStates, cardStates, issuingStates } from '../../../contract/states';

const at = (seconds: number) => seconds as UnixSeconds;
const fresh = (type: 0 | 1 | 2 = 0, source = 'wxa'): Life => ({
  type,
  source,
  authorization: { state: 'none', at: at(0) },
  issuing: { state: 'none', at: at(0), attempt: 0 },
  card: { state: 'none', at: at(0), attempt: 0 },
  timeline: [],
});
const problem = (retryable: boolean) => ({ code: 'p', message: '坏了', hint: '修', retryable });

const names = Object.keys(moves) as Move[];
const walkTo = (life: Life, ...path: Move[]): Life => path.reduce((now, move, i) => step(now, move, at(i + 1)), life);
const delivered = () => walkTo(fresh(), 'ask', 'authorize', 'accept', 'issue', 'insert', 'inserted');

/** Every life that some sequence of allowed moves leads to. */
const lives = fc
  .tuple(
    fc.constantFrom(0 as const, 1 as const, 2 as const),
    fc.constantFrom('wxa', 'web', 'pay'),
    fc.array(fc.tuple(fc.constantFrom(...names), fc.boolean()), { maxLength: 40 }),
  )
  .map(([type, source, tries]) => {
    const history = [fresh(type, source)];
    for (const [move, retryable] of tries) {
      const life = history.at(-1) as Life;
      if (!canMove(life, move)) continue;
      history.push(
        step(life, move, at(history.length), move.startsWith('failTo') ? { problem: problem(retryable) } : {}),
      );
    }
    return history;
  });

const rank = {
  authorization: { none: 0, waiting: 1, authorized: 2, failed: 3, withdrawn: 3, expired: 3, rejected: 3 },
  issuing: { none: 0, in_review: 1, accepted: 2, failed: 2, issued: 3 },
  card: { none: 0, insert_accepted: 1, failed: 1, inserted: 2, discarded: 3 },
} as const;

describe('the table of moves', () => {
  test('leads the ordinary way from asking to the card pack', () => {
    expect(delivered()).toMatchObject({
      authorization: { state: 'authorized' },
      issuing: { state: 'issued', attempt: 1 },
      card: { state: 'inserted', attempt: 1 },
    });
    expect(delivered().timeline.map(({ code }) => code)).toEqual([
      'applied',
      'authorized',
      'issuing',
      'issued',
      'card_inserting',
      'card_inserted',
    ]);
  });

  test('reaches every state that the contract names, and no other', () => {
    const reached = {
      authorization: new Set<string>(['none']),
      issuing: new Set<string>(['none']),
      card: new Set<string>(['none']),
    };
    for (const { machine, to } of Object.values(moves)) reached[machine].add(to);
    expect([...reached.authorization].sort()).toEqual([...authorizationStates].sort());
    expect([...reached.issuing].sort()).toEqual([...issuingStates].sort());
    expect([...reached.card].sort()).toEqual([...cardStates].sort());
  });

  test('no state goes back, except into the next numbered attempt', () => {
    fc.assert(
      fc.property(lives, (history) => {
        for (let i = 1; i < history.length; i += 1) {
          const [before, after] = [history[i - 1] as Life, history[i] as Life];
          for (const machine of ['authorization', 'issuing', 'card'] as const) {
            const order: Record<string, number> = rank[machine];
            const [from, to] = [before[machine], after[machine]];
            expect(order[to.state]).toBeGreaterThanOrEqual(order[from.state] ?? 0);
            if (from.state === 'failed' && to.state !== 'failed' && 'attempt' in from && 'attempt' in to) {
              expect(to.attempt).toBe(from.attempt + 1);
            }
          }
        }
      }),
    );
  });

  test('types 0 and 1 issue only when authorized, type 2 authorizes only when issued, a card needs both', () => {
    fc.assert(
      fc.property(lives, (history) => {
        history.forEach((life, i) => {
          const before = history[i - 1];
          if (before && life.type !== 2 && before.issuing.state !== 'accepted' && life.issuing.state === 'accepted') {
            expect(life.authorization.state).toBe('authorized');
          }
          if (
            life.type === 2 &&
            life.source !== 'pay' &&
            before?.authorization.state === 'none' &&
            life.authorization.state !== 'none'
          ) {
            expect(life.issuing.state).toBe('issued');
          }
          if (before && before.card.state !== 'insert_accepted' && life.card.state === 'insert_accepted') {
            expect([life.authorization.state, life.issuing.state]).toEqual(['authorized', 'issued']);
          }
        });
      }),
    );
  });

  test('nobody says no once a platform works on the invoice or has made it', () => {
    for (const path of [
      ['ask', 'authorize', 'accept'],
      ['ask', 'authorize', 'accept', 'issue'],
    ] as Move[][]) {
      expect(canMove(walkTo(fresh(), ...path), 'refuse')).toBe(false);
    }
  });

  test('what happened stays in the timeline, in order of time', () => {
    fc.assert(
      fc.property(lives, (history) => {
        const last = history.at(-1) as Life;
        expect(last.timeline).toHaveLength(history.length - 1);
        expect(last.timeline.map((entry) => entry.at)).toEqual(
          [...last.timeline.map((entry) => entry.at)].sort((a, b) => a - b),
        );
      }),
    );
  });

  test('a move that the table does not have is a mistake of the caller', () => {
    expect(() => step(fresh(), 'issue', at(1))).toThrow('no move issue');
    expect(() => step(delivered(), 'withdraw', at(9))).toThrow();
  });

  test('a problem is over with the state that had it', () => {
    const failed = step(walkTo(fresh(), 'ask', 'authorize', 'accept'), 'failToIssue', at(5), {
      problem: problem(true),
    });
    expect(failed.issuing.problem).toBeDefined();
    expect(step(failed, 'issueAgain', at(6)).issuing.problem).toBeUndefined();
  });

  test('a note adds a line and moves nothing', () => {
    const life = delivered();
    const { timeline, ...rest } = noted(life, at(9), { code: 'x', text: '记一笔', tone: 'done', by: 'system' });
    expect({ ...rest, timeline: life.timeline }).toEqual(life);
    expect(timeline.at(-1)).toMatchObject({ at: 9, code: 'x' });
  });
});

describe('who wakes a state', () => {
  test('every state that waits has somebody who wakes it', () => {
    fc.assert(
      fc.property(lives, (history) => {
        const life = history.at(-1) as Life;
        const kinds = wakersOf(life).map(({ kind }) => kind);
        if (life.authorization.state === 'waiting') expect(kinds).toContain('poll_authorization');
        if (life.issuing.state === 'accepted') expect(kinds).toContain('issue');
        if (nextIssuePause(life) !== undefined && canMove(life, 'issueAgain')) expect(kinds).toContain('issue');
        if (life.card.state === 'insert_accepted') expect(kinds).toContain('insert');
      }),
    );
  });

  test('an invoice that is made before anybody claims it is tried again as any other', () => {
    const life = step(walkTo(fresh(2, 'web'), 'accept'), 'failToIssue', at(5), { problem: problem(true) });
    expect(wakersOf(life)).toContainEqual({ kind: 'issue', number: 2, afterSeconds: 60 });
  });

  test('no waker is called twice by one name', () => {
    fc.assert(
      fc.property(lives, (history) => {
        const ids = wakersOf(history.at(-1) as Life).map(({ kind, number }) => `${kind}:${number}`);
        expect(new Set(ids).size).toBe(ids.length);
      }),
    );
  });

  test('issuing is tried again after 1, 5 and 15 minutes, 1, 6 and 24 hours, and then no more', () => {
    let life = walkTo(fresh(), 'ask', 'authorize', 'accept');
    const pauses: (number | undefined)[] = [];
    for (let i = 0; i <= ISSUE_PAUSES.length; i += 1) {
      life = step(life, 'failToIssue', at(10 + i), { problem: problem(true) });
      pauses.push(nextIssuePause(life));
      life = step(life, 'issueAgain', at(10 + i));
    }
    expect(pauses).toEqual([60, 300, 900, 3600, 21_600, 86_400, undefined]);
  });

  test('a failure that no retry mends has no next attempt', () => {
    const life = step(walkTo(fresh(), 'ask', 'authorize', 'accept'), 'failToIssue', at(5), { problem: problem(false) });
    expect(nextIssuePause(life)).toBeUndefined();
  });

  test('an authorization that no invoice may follow is answered', () => {
    const life = walkTo(fresh(), 'ask', 'withdraw');
    const owing = { ...life, authorization: { ...life.authorization, refusalOwed: true } };
    expect(wakersOf(owing)).toEqual([{ kind: 'reject', number: 1, afterSeconds: 0 }]);
  });
});

describe('the orders', () => {
  test('are held while an invoice may come, and free when none can', () => {
    expect(holdsOrders(walkTo(fresh(), 'ask'))).toBe(true);
    expect(holdsOrders(walkTo(fresh(), 'ask', 'authorize', 'accept', 'failToIssue'))).toBe(true);
    for (const end of ['withdraw', 'expire', 'decline', 'refuse'] as const)
      expect(holdsOrders(walkTo(fresh(), 'ask', end))).toBe(false);
  });
});

describe('what the buyer reads and may do', () => {
  test('there is a sentence, a next step and a tone for every life', () => {
    fc.assert(
      fc.property(lives, fc.boolean(), (history, weInsert) => {
        const { text, next } = headlineOf(history.at(-1) as Life, weInsert);
        expect(text.length).toBeGreaterThan(0);
        expect(next.length).toBeGreaterThan(0);
        expect(text + next).not.toMatch(/[！!]|undefined/);
      }),
    );
  });

  test.each([
    [['ask'], '还差一步：在微信页面点“申请开票”', ['authorize', 'refresh', 'withdraw']],
    [['ask', 'withdraw'], '申请已撤回', ['reapply']],
    [['ask', 'expire'], '申请已失效', ['reapply']],
    [['ask', 'decline'], '微信页面没有完成授权', ['reapply']],
    [['ask', 'refuse'], '商家未能开票', ['reapply']],
    [['ask', 'authorize', 'review'], '等待商家审核', []],
    [['ask', 'authorize', 'accept'], '正在开票', ['refresh']],
    [['ask', 'authorize', 'accept', 'issue', 'insert'], '发票已开好，正在放入卡包', ['refresh', 'files', 'reissue']],
    [
      ['ask', 'authorize', 'accept', 'issue', 'insert', 'inserted'],
      '开好了，已放入卡包',
      ['files', 'reissue', 'learn_card'],
    ],
    [
      ['ask', 'authorize', 'accept', 'issue', 'insert', 'failToInsert'],
      '发票已开好，未能放入卡包，可下载或发邮箱',
      ['files', 'reissue'],
    ],
    [['ask', 'authorize', 'accept', 'issue', 'insert', 'inserted', 'discard'], '卡包中的发票已作废', ['files']],
  ] as [Move[], string, string[]][])('after %j: %s', (path, text, actions) => {
    const life = walkTo(fresh(), ...path);
    expect(headlineOf(life, true).text).toBe(text);
    expect(actionsOf(life)).toEqual(actions);
  });

  test('looking again backs off from 2 to 30 seconds, and stops when nothing moves', () => {
    const life = walkTo(fresh(), 'ask', 'authorize', 'accept');
    expect([0, 4, 20, 60, 600].map((age) => refreshAfter(life, 3 + age))).toEqual([2, 2, 5, 15, 30]);
    expect(refreshAfter(delivered(), 100)).toBeUndefined();
    expect(isMoving(walkTo(fresh(), 'ask', 'withdraw'))).toBe(false);
  });
});
