import fc from 'fast-check';
import type { Fen, UnixSeconds } from '../../../contract/primitives';
import { chinaDay, dayOf } from '../../../cloudfunctions/common/domain/china-day';
import {
  basisPointsOf,
  bearsTax,
  rateHolds,
  splitTax,
  taxLines,
} from '../../../cloudfunctions/common/domain/tax-rates';

const at = (time: string) => (Date.parse(time) / 1000) as UnixSeconds;
const rates = ['13%', '9%', '6%', '5%', '3%', '1.5%', '1%', '0.5%', '0%', '免税', '不征税'];

describe('tax on an amount', () => {
  it('is 232 of 4100 at 6 %', () => {
    expect(splitTax(4_100 as Fen, '6%')).toEqual({ net: 3_868, tax: 232 });
  });

  it('leaves the rounding to the tax', () => {
    expect(splitTax(53 as Fen, '6%')).toEqual({ net: 50, tax: 3 });
    expect(splitTax(201 as Fen, '0.5%')).toEqual({ net: 200, tax: 1 });
    expect(splitTax(1 as Fen, '13%')).toEqual({ net: 1, tax: 0 });
  });

  it('is none for 免税 and 不征税, which are no rate of 0 %', () => {
    expect(splitTax(4_100 as Fen, '免税')).toEqual({ net: 4_100, tax: 0 });
    expect(basisPointsOf('不征税')).toBeUndefined();
    expect(basisPointsOf('0%')).toBe(0);
    expect([bearsTax('免税'), bearsTax('不征税'), bearsTax('0%'), bearsTax('1%')]).toEqual([false, false, false, true]);
  });

  it('is the nearest whole fen, exactly, up to the largest amount', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 9_999_999_999 }), fc.constantFrom(...rates), (amount, rate) => {
        const { net, tax } = splitTax(amount as Fen, rate);
        const divisor = BigInt(10_000 + (basisPointsOf(rate) ?? 0));
        const twiceTheError = 2n * (BigInt(net) * divisor - BigInt(amount) * 10_000n);
        expect(net + tax).toBe(amount);
        expect(tax).toBeGreaterThanOrEqual(0);
        // Within half a fen; exactly half is rounded up.
        expect(twiceTheError > -divisor && twiceTheError <= divisor).toBe(true);
      }),
    );
  });
});

describe('the lines of an invoice', () => {
  it('are taxed after the discount that is bound to them, and totals are their sums', () => {
    const item = { name: '*餐饮服务*午餐', taxCode: '3070401000000000000' };
    const taxed = taxLines([
      { ...item, gross: 5_000 as Fen, discount: 900 as Fen, rate: '6%', quantity: '2', unit: '份' },
      { ...item, gross: 1_130 as Fen, rate: '13%' },
      { ...item, gross: 100 as Fen, rate: '免税' },
    ]);
    expect(taxed).toEqual({
      lines: [
        { name: item.name, quantity: '2', unit: '份', net: 3_868, tax: 232, rate: '6%' },
        { name: item.name, net: 1_000, tax: 130, rate: '13%' },
        { name: item.name, net: 100, tax: 0, rate: '免税' },
      ],
      amount: 5_330,
      net: 4_968,
      tax: 362,
    });
  });
});

describe('the table of rates', () => {
  it('knows on which day a rate came and went, in China', () => {
    expect(rateHolds('16%', at('2019-03-31T23:59:59+08:00'))).toBe(true);
    expect(rateHolds('16%', at('2019-04-01T00:00:00+08:00'))).toBe(false);
    expect(rateHolds('13%', at('2019-03-31T23:59:59+08:00'))).toBe(false);
    expect(rateHolds('13%', at('2019-04-01T00:00:00+08:00'))).toBe(true);
    expect(rateHolds('4%', at('2026-10-05T00:00:00+08:00'))).toBe(false);
    expect(rateHolds('免税', at('2026-10-05T00:00:00+08:00'))).toBe(true);
  });

  it('counts days as the calendar does', () => {
    const day = fc.date({
      min: new Date('1970-01-02T00:00:00Z'),
      max: new Date('2099-12-31T00:00:00Z'),
      noInvalidDate: true,
    });
    fc.assert(
      fc.property(day, (date) => {
        const text = date.toISOString().slice(0, 10);
        expect(dayOf(text)).toBe(Date.parse(text) / 86_400_000);
        expect(chinaDay(at(`${text}T00:00:00+08:00`))).toBe(dayOf(text));
        expect(chinaDay(at(`${text}T23:59:59+08:00`))).toBe(dayOf(text));
      }),
    );
  });
});
