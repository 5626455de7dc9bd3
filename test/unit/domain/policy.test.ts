import fc from 'fast-check';
import type { Earliest, Policy } from '../../../contract/policy';
import type { Fen, UnixSeconds } from '../../../contract/primitives';
import { chinaDate, startOfDay } from '../../../cloudfunctions/common/domain/china-day';
import {
  earliestOf,
  earliestOfAll,
  needsReview,
  policyOf,
  rulesFor,
  usualPolicy,
} from '../../../cloudfunctions/common/domain/policy';

const seconds = fc.integer({ min: 1_600_000_000, max: 2_500_000_000 }).map((value) => value as UnixSeconds);
const days = fc.integer({ min: 1, max: 180 });
const yuan = (amount: number) => (amount * 100) as Fen;
const paid = (at: UnixSeconds) => ({ status: 'paid' as const, paidAt: at, createdAt: at, updatedAt: at });
const completed = (paidAt: UnixSeconds, completedAt: UnixSeconds) => ({
  ...paid(paidAt),
  status: 'completed' as const,
  completedAt,
});
const DAY = 86_400;

describe('who is looked at before being invoiced', () => {
  const amounts = fc.integer({ min: 1, max: 9_999_999_999 }).map((value) => value as Fen);
  const kinds = fc.constantFrom('normal' as const, 'special' as const);

  it('is nobody, or everybody, where the merchant says so', () => {
    fc.assert(
      fc.property(kinds, amounts, (kind, amount) => {
        expect(needsReview({ which: 'none' }, { kind, amount })).toBe(false);
        expect(needsReview({ which: 'all' }, { kind, amount })).toBe(true);
      }),
    );
  });

  it('is whoever asks for 专票 or for more than the limit, and nobody at the limit', () => {
    fc.assert(
      fc.property(kinds, amounts, amounts, fc.boolean(), (kind, amount, above, special) => {
        const wanted = needsReview({ which: 'some', special, above }, { kind, amount });
        expect(wanted).toBe((special && kind === 'special') || amount > above);
      }),
    );
    expect(
      needsReview({ which: 'some', special: false, above: yuan(100) }, { kind: 'special', amount: yuan(100) }),
    ).toBe(false);
  });
});

describe('the earliest moment', () => {
  it('is the very moment without days', () => {
    fc.assert(
      fc.property(seconds, seconds, (paidAt, completedAt) => {
        const order = completed(paidAt, completedAt);
        expect(earliestOf(order, { moment: 'paid', days: 0 })).toBe(paidAt);
        expect(earliestOf(order, { moment: 'completed', days: 0 })).toBe(completedAt);
      }),
    );
  });

  it('with days is midnight in China, of the day that so many days later stands in the calendar', () => {
    fc.assert(
      fc.property(seconds, days, (at, count) => {
        const from = earliestOf(paid(at), { moment: 'paid', days: count }) ?? 0;
        expect(from).toBe(startOfDay(chinaDate(from as UnixSeconds)));
        const calendar = Date.parse(chinaDate(from as UnixSeconds)) - Date.parse(chinaDate(at));
        expect(calendar).toBe(count * DAY * 1000);
      }),
    );
  });

  it('is the same for all moments of one day in China, wherever the server stands', () => {
    const zone = process.env['TZ'];
    try {
      fc.assert(
        fc.property(
          seconds,
          fc.integer({ min: 0, max: DAY - 1 }),
          days,
          fc.constantFrom('UTC', 'America/New_York', 'Pacific/Kiritimati', 'Asia/Shanghai'),
          (at, later, count, where) => {
            process.env['TZ'] = where;
            const midnight = startOfDay(chinaDate(at));
            const earliest: Earliest = { moment: 'paid', days: count };
            expect(earliestOf(paid((midnight + later) as UnixSeconds), earliest)).toBe(midnight + count * DAY);
          },
        ),
      );
    } finally {
      if (zone === undefined) delete process.env['TZ'];
      else process.env['TZ'] = zone;
    }
  });

  it('crosses the end of a year, and the leap day', () => {
    const at = (text: string) => (Date.parse(text) / 1000) as UnixSeconds;
    expect(earliestOf(paid(at('2027-12-31T23:59:59+08:00')), { moment: 'paid', days: 1 })).toBe(
      at('2028-01-01T00:00:00+08:00'),
    );
    expect(earliestOf(paid(at('2028-02-28T12:00:00+08:00')), { moment: 'paid', days: 2 })).toBe(
      at('2028-03-01T00:00:00+08:00'),
    );
    // Already the next day in China, still the day before in UTC.
    expect(earliestOf(paid(at('2027-05-01T17:00:00Z')), { moment: 'paid', days: 1 })).toBe(
      at('2027-05-03T00:00:00+08:00'),
    );
  });

  it('is unknown until the order is completed, and never earlier for another day more', () => {
    fc.assert(
      fc.property(seconds, seconds, fc.integer({ min: 0, max: 179 }), (paidAt, completedAt, count) => {
        expect(earliestOf(paid(paidAt), { moment: 'completed', days: count })).toBeUndefined();
        const one = earliestOf(completed(paidAt, completedAt), { moment: 'completed', days: count }) ?? 0;
        const more = earliestOf(completed(paidAt, completedAt), { moment: 'completed', days: count + 1 }) ?? 0;
        expect(more).toBeGreaterThan(one);
      }),
    );
  });

  it('of several orders is that of the last one', () => {
    fc.assert(
      fc.property(fc.array(seconds, { minLength: 1, maxLength: 5 }), days, (moments, count) => {
        const earliest: Earliest = { moment: 'paid', days: count };
        const all = earliestOfAll(moments.map(paid), earliest) ?? 0;
        expect(moments.map((at) => earliestOf(paid(at), earliest))).toContain(all);
        for (const at of moments) expect(all).toBeGreaterThanOrEqual(earliestOf(paid(at), earliest) ?? 0);
      }),
    );
    const at = 1_700_000_000 as UnixSeconds;
    expect(earliestOfAll([paid(at), completed(at, at)], { moment: 'completed', days: 0 })).toBeUndefined();
  });
});

describe('what stands between an application and its invoice', () => {
  const at = 1_700_000_000 as UnixSeconds;
  const asked = { kind: 'normal' as const, amount: yuan(41) };
  const with_ = (changes: Partial<Policy>): Policy => ({ ...usualPolicy, ...changes });

  it('is nothing where the merchant has laid down nothing', () => {
    expect(policyOf({})).toBe(usualPolicy);
    expect(rulesFor(usualPolicy, [paid(at)], asked, at)).toBeUndefined();
  });

  it('is the time only while it has not come', () => {
    const earliest: Earliest = { moment: 'paid', days: 3 };
    const from = earliestOf(paid(at), earliest) ?? 0;
    expect(rulesFor(with_({ earliest }), [paid(at)], asked, (from - 1) as UnixSeconds)).toEqual({ earliest });
    expect(rulesFor(with_({ earliest }), [paid(at)], asked, from as UnixSeconds)).toBeUndefined();
  });

  it('is both where both are asked for', () => {
    const earliest: Earliest = { moment: 'completed', days: 0 };
    expect(rulesFor(with_({ earliest, review: { which: 'all' } }), [paid(at)], asked, at)).toEqual({
      earliest,
      review: true,
    });
  });
});
