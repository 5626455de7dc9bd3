import fc from 'fast-check';
import { printedRows, rateText, split, total, yuan, type Rate } from '../../../sandbox/issuer/amounts';
import { unitPrice } from '../../../sandbox/issuer/pdf/model';

const rates: Rate[] = [0, 50, 100, 150, 300, 500, 600, 900, 1300, '免税', '不征税'];
const gross = fc.integer({ min: 1, max: 9_999_999_999 });

describe('tax on a line', () => {
  test('4100 at 6 % is 3868 and 232', () => {
    expect(split(4100, 600)).toEqual({ grossFen: 4100, netFen: 3868, taxFen: 232 });
  });

  test('half a fen is rounded up', () => {
    // No rate in force leaves exactly half a fen; 100 % does.
    expect(split(3, 10_000).netFen).toBe(2);
    expect(split(21, 500).netFen).toBe(20);
  });

  test('net and tax are always the gross, and net × (1 + rate) is within half a fen of it', () => {
    fc.assert(
      fc.property(gross, fc.constantFrom(...rates), (fen, rate) => {
        const { netFen, taxFen } = split(fen, rate);
        expect(netFen + taxFen).toBe(fen);
        const exact = typeof rate === 'string' ? fen : (fen * 10_000) / (10_000 + rate);
        expect(Math.abs(netFen - exact)).toBeLessThanOrEqual(0.5 + 1e-6);
      }),
    );
  });

  test('a discount is a row of its own, and both rows add up to the tax on what is paid', () => {
    fc.assert(
      fc.property(gross, fc.double({ min: 0, max: 1, noNaN: true }), fc.constantFrom(...rates), (fen, part, rate) => {
        const discount = Math.floor(fen * part);
        expect(total(printedRows(fen, discount, rate))).toEqual(split(fen - discount, rate));
      }),
    );
  });
});

describe('figures on paper', () => {
  test.each([
    [0, '0.00'],
    [5, '0.05'],
    [123_456, '1234.56'],
    [-94, '-0.94'],
  ])('%i fen is written %s', (fen, text) => expect(yuan(fen)).toBe(text));

  test.each([
    [600, '6%'],
    [150, '1.5%'],
    [0, '0%'],
    ['免税', '免税'],
  ] as [Rate, string][])('the rate %s is written %s', (rate, text) => expect(rateText(rate)).toBe(text));

  test.each([
    [3868, '1', '38.68'],
    [1164, '1.5', '7.76'],
    [100, '3', '0.33333333'],
    [100, '0.00000001', '100000000.00'],
  ])('%i fen for %s is %s each', (net, quantity, price) => expect(unitPrice(net, quantity)).toBe(price));
});
