import * as fc from 'fast-check';
import { pathTo, stateSaid, type Wanted } from '../../../cloudfunctions/common/domain/reimbursement';
import {
  claimActionsOf,
  claimAfter,
  claimHeadline,
  type ClaimMove,
  wantedOf,
} from '../../../cloudfunctions/common/domain/reimburse-claim';
import { claimStates, companyRoles, followStates, type ClaimState } from '../../../contract/reimburser-states';
import { reimburseStates, type ReimburseState } from '../../../contract/states';

/** WeChat's own table of section 14.2, for invoices that we have locked ourselves. */
const allowedByWechat: Record<ReimburseState, readonly Wanted[]> = {
  INIT: ['INIT', 'LOCK'],
  LOCK: ['INIT', 'LOCK', 'CLOSURE'],
  CLOSURE: [],
  CANCEL: [],
};

describe('the states of an invoice', () => {
  const wanted: readonly Wanted[] = ['INIT', 'LOCK', 'CLOSURE'];

  it('every path of the table is one that WeChat takes, and ends where it should', () => {
    for (const from of reimburseStates) {
      for (const to of wanted) {
        const path = pathTo(from, to);
        if (!path) continue;
        let state: ReimburseState = from;
        for (const step of path) {
          expect(allowedByWechat[state]).toContain(step);
          state = step;
        }
        expect(state).toBe(to);
      }
    }
  });

  it('nothing leads out of CLOSURE and CANCEL, and no chain of wishes asks for it', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom(...wanted)),
        fc.constantFrom<ReimburseState>('CLOSURE', 'CANCEL'),
        (wishes, end) => {
          for (const wish of wishes) expect(pathTo(end, wish) ?? []).toEqual([]);
        },
      ),
    );
  });

  it('reads the state out of a refusal', () => {
    const said = (errcode: number) => stateSaid({ retryable: false, wechat: { errcode } });
    expect([72023, 72060, 72061, 72036].map(said)).toEqual(['LOCK', 'CANCEL', 'CLOSURE', undefined]);
  });
});

describe('the states of a claim', () => {
  const moves: readonly ClaimMove[] = ['submit', 'withdraw', 'approve', 'return', 'markPaid', 'reverse'];

  it('whatever happens, paid is never left, and is reached only from approved', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...moves), { maxLength: 30 }), (wishes) => {
        let state: ClaimState = 'draft';
        for (const wish of wishes) {
          const next = claimAfter(state, wish);
          if (next === 'paid') expect(state).toBe('approved');
          if (state === 'paid') expect(next).toBeUndefined();
          state = next ?? state;
        }
      }),
    );
  });

  it('WeChat is to lock what waits, to close what is paid, and to hold nothing else', () => {
    expect(claimStates.map((state) => wantedOf[state])).toEqual(['INIT', 'LOCK', 'LOCK', 'CLOSURE', 'INIT']);
  });

  it('only finance pays, nobody approves an own claim, an employee touches own claims only', () => {
    for (const state of claimStates) {
      for (const follow of followStates) {
        for (const role of companyRoles) {
          for (const mine of [true, false]) {
            const actions = claimActionsOf({ state, follow, count: 3 }, { role, mine, selfApproval: false });
            if (role !== 'finance') expect(actions).not.toContain('markPaid');
            if (mine) expect(actions).not.toContain('approve');
            if (role === 'employee' && !mine) expect(actions).toEqual([]);
            if (follow === 'working') expect(actions.filter((one) => !['verify', 'export'].includes(one))).toEqual([]);
            if (follow === 'stopped') expect(actions).not.toContain('approve');
          }
        }
      }
    }
  });

  it('says in words where it stands, whoever has to act', () => {
    for (const state of claimStates) {
      for (const follow of followStates) {
        const { text, next } = claimHeadline({ state, follow, count: 1 }, { troubled: 1, toRecover: 0, cards: 1 });
        expect(text.length).toBeGreaterThan(0);
        expect(next.length).toBeGreaterThan(0);
      }
    }
  });

  it('speaks of locking and closing only where something is in the card pack', () => {
    const said = (state: ClaimState, cards: number) =>
      (['working', 'none'] as const).map((follow) => {
        const { text, next } = claimHeadline({ state, follow, count: 3 }, { troubled: 0, toRecover: 0, cards });
        return `${text}，${next}`;
      });
    for (const state of ['submitted', 'approved', 'paid'] as const) {
      expect(said(state, 0).join()).not.toMatch(/已.*锁定|正在微信|核销/);
      expect(said(state, 2).join()).toMatch(/锁定|核销/);
    }
    expect(said('submitted', 2)[1]).toContain('已在微信锁定 2 张；1 张不在卡包');
  });
});
