import type { Fen, UnixSeconds } from '../../../contract/primitives';
import { batchActions } from '../../../contract/merchant-reports';
import {
  authorizationStates,
  cardStates,
  issuingStates,
  listStates,
  memberRoles,
  type CardState,
  type IssuingState,
  type RedState,
} from '../../../contract/states';
import type { Reversal } from '../../../cloudfunctions/common/domain/red-view';
import { memberHeadline } from '../../../cloudfunctions/common/domain/merchant-headline';
import {
  isPossible,
  listStateNames,
  listStateOf,
  merchantActionsOf,
  rowWords,
  tabsWith,
  type Listed,
} from '../../../cloudfunctions/common/domain/merchant-view';

const at = 1_700_000_000 as UnixSeconds;
const life = (
  authorization: Listed['authorization']['state'],
  issuing: IssuingState = 'none',
  card: CardState = 'none',
  more: Partial<Listed> = {},
): Listed => ({
  type: 0,
  source: 'wxa',
  authorization: { state: authorization, at },
  issuing: { state: issuing, at, attempt: 1 },
  card: { state: card, at, attempt: 1 },
  timeline: [],
  ...more,
});
const reversal = (of: Partial<Reversal>): Reversal => ({
  state: 'normal',
  count: 0,
  amount: 0 as Fen,
  tax: 0 as Fen,
  left: 4100 as Fen,
  at,
  ...of,
});
const open = (state: RedState): NonNullable<Reversal['open']> => ({
  n: 1,
  state,
  startedBy: 'seller',
  answered: false,
});
const problem = (code: string) => ({ code, message: '', hint: '', retryable: true });

describe('a place in the merchant’s list', () => {
  it.each([
    [life('waiting'), 'waiting', '待买家确认'],
    [life('authorized'), 'issuing', '开票中'],
    [life('authorized', 'in_review'), 'in_review', '待审核'],
    [life('authorized', 'accepted'), 'issuing', '开票中'],
    [life('authorized', 'failed'), 'failed', '开票失败'],
    [life('authorized', 'issued', 'insert_accepted'), 'issued', '已开票，正在放入卡包'],
    [life('authorized', 'issued', 'inserted'), 'issued', '已开票，已入卡包'],
    [life('authorized', 'issued', 'failed'), 'card_failed', '已开票，未入卡包'],
    [life('authorized', 'issued', 'discarded'), 'discarded', '已作废'],
    [
      life('authorized', 'issued', 'inserted', { reversal: reversal({ open: open('awaiting_buyer') }) }),
      'issued',
      '红冲中，待买家确认',
    ],
    [
      life('authorized', 'issued', 'inserted', { reversal: reversal({ open: open('awaiting_seller') }) }),
      'to_confirm',
      '买家申请红冲，待我确认',
    ],
    [
      life('authorized', 'issued', 'inserted', { reversal: reversal({ state: 'partly_reversed' }) }),
      'partly_reversed',
      '已部分红冲',
    ],
    [
      life('authorized', 'issued', 'inserted', { reversal: reversal({ state: 'reversed' }) }),
      'reversed',
      '已红冲，卡券未作废',
    ],
    [life('authorized', 'issued', 'discarded', { reversal: reversal({ state: 'reversed' }) }), 'reversed', '已红冲'],
    [life('rejected', 'failed'), 'rejected', '已拒绝'],
    [life('withdrawn'), 'ended', '买家已撤回'],
    [life('expired'), 'ended', '超时未确认'],
    [life('failed'), 'ended', '未完成授权'],
    [life('none', 'accepted', 'none', { type: 2 }), 'issuing', '开票中'],
    [life('withdrawn', 'issued', 'none', { type: 2 }), 'issued', '已开票，待领取'],
    [life('withdrawn', 'issued', 'none', { type: 2, supersededBy: 'ap_2' }), 'ended', '已改由另一次领取'],
  ] as const)('%#: is the one its states say', (application, state, words) => {
    expect(listStateOf(application)).toBe(state);
    expect(rowWords(application).stateText).toBe(words);
  });

  it('has a headline with the words of its row, and speaks to the merchant', () => {
    for (const authorization of authorizationStates)
      for (const issuing of issuingStates)
        for (const card of cardStates)
          for (const weInsert of [true, false]) {
            const one = life(authorization, issuing, card);
            const { text, next } = memberHeadline(one, weInsert);
            expect(text).toBe(rowWords(one).stateText);
            expect(next).not.toBe('');
            expect(`${text}${next}`).not.toMatch(/您|联系商家|可离开此页/);
          }
  });

  it('leads whoever has to log in for the issuer to the code in health', () => {
    const problem = { code: 'waiting_for_person', message: '待开票员认证', hint: '', retryable: true };
    const waits = life('authorized', 'accepted');
    const one: Listed = { ...waits, issuing: { ...waits.issuing, problem } };
    expect(memberHeadline(one, true)).toMatchObject({
      actor: 'merchant',
      next: expect.stringContaining('运行状况') as string,
    });
  });

  it('has a name in every tab', () => {
    expect(Object.keys(listStateNames).sort()).toEqual([...listStates].sort());
  });
});

describe('what a member may do', () => {
  const failed = life('authorized', 'failed');
  const noCard = life('authorized', 'issued', 'failed');

  it('follows from the role', () => {
    const of = (application: Listed) => memberRoles.map((role) => merchantActionsOf(application, role));
    expect(of(failed)).toEqual([['reject', 'retry'], ['reject', 'retry'], ['retry'], []]);
    expect(of(noCard)).toEqual([['insert', 'reverse'], ['insert', 'reverse'], ['insert'], []]);
    expect(of(life('authorized', 'issued', 'inserted'))).toEqual([['reverse'], ['reverse'], [], []]);
  });

  it('is nothing where a platform is at work, the buyer has not confirmed or all was taken back', () => {
    for (const application of [
      life('waiting'),
      life('authorized', 'accepted'),
      life('authorized', 'issued', 'inserted', { reversal: reversal({ state: 'reversed' }) }),
      life('authorized', 'issued', 'inserted', { reversal: reversal({ open: open('awaiting_buyer') }) }),
    ])
      expect(merchantActionsOf(application, 'owner')).toEqual([]);
  });

  it('never lets an order go whose invoice exists at the issuer', () => {
    const mismatch = { ...failed, issuing: { ...failed.issuing, problem: problem('amount_mismatch') } };
    expect(merchantActionsOf(mismatch, 'owner')).not.toContain('reject');
  });

  it('lets it go where owner or finance says that this invoice was dealt with at the tax bureau, and only there', () => {
    const mismatch = { ...failed, issuing: { ...failed.issuing, problem: problem('amount_mismatch') } };
    expect(memberRoles.map((role) => merchantActionsOf(mismatch, role))).toEqual([
      ['retry', 'release'],
      ['retry', 'release'],
      ['retry'],
      [],
    ]);
    expect(merchantActionsOf({ ...mismatch, issuing: { ...mismatch.issuing, state: 'accepted' } }, 'owner')).toEqual(
      [],
    );
  });

  it('is looked for in every tab in which it may stand', () => {
    const lives = authorizationStates.flatMap((authorization) =>
      issuingStates.flatMap((issuing) =>
        cardStates.flatMap((card) =>
          [{}, { worth: 1000 }].flatMap((worth) =>
            [{}, { open: open('awaiting_seller') }, { state: 'partly_reversed' as const }].map((of) =>
              life(authorization, issuing, card, {
                amount: 4100 as Fen,
                ...worth,
                ...(issuing === 'issued' && { reversal: reversal(of) }),
              } as Partial<Listed>),
            ),
          ),
        ),
      ),
    );
    const early = life('authorized', 'none', 'none', { rules: { earliest: { moment: 'completed', days: 0 } } });
    for (const action of batchActions) {
      const tabs = new Set([...lives, early].filter((one) => isPossible(one, action)).map(listStateOf));
      expect([...tabs].sort()).toEqual([...tabsWith[action]].sort());
    }
  });

  it('leaves an invoice alone that another claim has taken over', () => {
    expect(merchantActionsOf({ ...noCard, supersededBy: 'ap_2' }, 'owner')).toEqual([]);
  });
});
