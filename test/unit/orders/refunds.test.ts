import fc from 'fast-check';
import type { Fen } from '../../../contract/primitives';
import { redReasons } from '../../../contract/states';
import {
  objectionToOrders,
  refundGapOf,
  refundProposals,
  worthOfAll,
  type Invoiced,
} from '../../../cloudfunctions/common/domain/refunds';
import { listStateOf, rowWords } from '../../../cloudfunctions/common/domain/merchant-view';

const fen = (n: number) => n as Fen;
const amount = fc.integer({ min: 1, max: 9_999_999 }).map(fen);
const order = (over: object = {}) => ({
  status: 'paid' as const,
  paid: fen(4100),
  refunded: fen(0),
  excluded: fen(0),
  ...over,
});
const reversal = (taken: number, of: number): NonNullable<Invoiced['reversal']> => ({
  state: taken === 0 ? 'normal' : taken < of ? 'partly_reversed' : 'reversed',
  amount: fen(taken),
});

/** Orders that were invoiced whole, what was refunded of each since, and what reds have taken back of the invoice. */
const story = fc
  .array(
    amount.chain((paid) =>
      fc.record({ paid: fc.constant(paid), refunded: fc.integer({ min: 0, max: paid }).map(fen) }),
    ),
    { minLength: 1, maxLength: 8 },
  )
  .chain((orders) => {
    const total = orders.reduce((sum, { paid }) => sum + paid, 0);
    const refunded = orders.reduce((sum, one) => sum + one.refunded, 0);
    return fc.record({
      orders: fc.constant(orders.map((one) => order(one))),
      total: fc.constant(total),
      refunded: fc.constant(refunded),
      taken: fc.integer({ min: 0, max: total }),
    });
  });

describe('what a refund has left to be reversed', () => {
  it('is what was refunded of all orders less what the reds took back, never below zero and never more than is left', () => {
    fc.assert(
      fc.property(story, ({ orders, total, refunded, taken }) => {
        const gap = refundGapOf({ amount: fen(total), worth: worthOfAll(orders), reversal: reversal(taken, total) });
        expect(gap).toBe(Math.max(0, refunded - taken));
        expect(gap).toBeLessThanOrEqual(total - taken);
      }),
    );
  });

  it('goes by itself with any reds that make it up, whatever their order', () => {
    fc.assert(
      fc.property(amount, amount, fc.array(amount, { maxLength: 5 }), (paid, refund, parts) => {
        const worth = fen(Math.max(0, paid - refund));
        const gap = paid - worth;
        let taken = 0;
        for (const part of parts) {
          taken = Math.min(gap, taken + part);
          expect(refundGapOf({ amount: paid, worth, reversal: reversal(taken, paid) })).toBe(gap - taken);
        }
        expect(refundGapOf({ amount: paid, worth, reversal: reversal(gap, paid) })).toBe(0);
      }),
    );
  });

  it('is nothing for an invoice whose orders are as they were', () => {
    expect(refundGapOf({ amount: fen(4100) })).toBe(0);
    expect(refundGapOf({ amount: fen(4100), worth: fen(4100) })).toBe(0);
    expect(refundGapOf({ amount: fen(4100), worth: fen(5000) })).toBe(0);
  });
});

describe('what is proposed', () => {
  it('settles the refund with any of its ways: nothing of the invoice is left that the orders do not come to', () => {
    fc.assert(
      fc.property(story, fc.subarray([...redReasons]), ({ orders, total, taken }, partReasons) => {
        const invoiced = { amount: fen(total), worth: worthOfAll(orders), reversal: reversal(taken, total) };
        const proposals = refundProposals(invoiced, partReasons);
        if (refundGapOf(invoiced) === 0) expect(proposals).toEqual([]);
        for (const one of proposals) {
          const after = { ...invoiced, reversal: reversal(taken + one.amount, total) };
          expect(refundGapOf(after)).toBe(0);
          expect(taken + one.amount).toBeLessThanOrEqual(total);
          const isPart = taken + one.amount < total || taken > 0;
          expect(!isPart || partReasons.includes(one.reason)).toBe(true);
        }
      }),
    );
  });

  it('is the whole where no part is allowed, and the part before it where one is', () => {
    const invoiced = { amount: fen(4100), worth: fen(3100) };
    const of = (reasons: readonly (typeof redReasons)[number][]) =>
      refundProposals(invoiced, reasons).map(({ text }) => text);
    expect(of([])).toEqual(['全部红冲 ¥41.00']);
    expect(of(['return', 'allowance'])).toEqual(['部分红冲 ¥10.00', '全部红冲 ¥41.00']);
    expect(refundProposals({ amount: fen(4100), worth: fen(0) }, ['return'])).toMatchObject([
      { scope: 'whole', hint: '订单已没有可开票的金额' },
    ]);
  });
});

describe('before an invoice is made', () => {
  const asked = { orderKeys: ['a', 'b'], amount: fen(8200) };
  it.each([
    ['nothing has changed', [order(), order({ status: 'completed' })], undefined],
    ['all is refunded', [order({ status: 'refunded', refunded: 4100 }), order({ refunded: 4100 })], '订单已全额退款'],
    ['all is closed', [order({ status: 'closed' }), order({ status: 'closed' })], '订单已关闭'],
    [
      'one is refunded',
      [order({ status: 'refunded', refunded: 4100 }), order()],
      '订单金额已变化，请按新的金额重新申请',
    ],
    ['one is closed', [order({ status: 'closed' }), order()], '订单金额已变化，请按新的金额重新申请'],
    ['a part is refunded', [order({ refunded: 1 }), order()], '订单金额已变化，请按新的金额重新申请'],
    ['one is gone', [order()], '订单金额已变化，请按新的金额重新申请'],
    ['one is unpaid again', [order({ status: 'unpaid' }), order()], '订单金额已变化，请按新的金额重新申请'],
  ])('%s', (_name, orders, text) => {
    expect(objectionToOrders(asked, orders)?.text).toBe(text);
  });
});

describe('in the merchant’s list', () => {
  const at = 1_700_000_000 as Parameters<typeof listStateOf>[0]['authorization']['at'];
  const life = (more: object = {}) => ({
    type: 0 as const,
    source: 'wxa',
    authorization: { state: 'authorized' as const, at },
    issuing: { state: 'issued' as const, at, attempt: 1 },
    card: { state: 'inserted' as const, at, attempt: 1 },
    timeline: [],
    amount: fen(4100),
    ...more,
  });
  it('it stands apart in words, until the reds make it up', () => {
    const refunded = life({ worth: fen(3100) });
    expect(listStateOf(refunded)).toBe('to_reverse');
    expect(rowWords(refunded)).toEqual({ stateText: '已退款，待红冲', tone: 'attention' });
    const reds = { count: 1, tax: fen(0), at, left: fen(3100), state: 'partly_reversed', amount: fen(1000) };
    expect(listStateOf(life({ worth: fen(3100), reversal: reds }))).toBe('partly_reversed');
    const open = { n: 1, state: 'awaiting_buyer', startedBy: 'seller', answered: false };
    const under = life({ worth: fen(3100), reversal: { ...reds, state: 'normal', amount: fen(0), open } });
    expect(rowWords(under).stateText).toBe('红冲中，待买家确认');
  });
});
