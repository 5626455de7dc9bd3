import fc from 'fast-check';
import {
  fitsInto,
  invoiceStateOf,
  leftOf,
  redLines,
  restOf,
  spread,
  sumOf,
  type RedLine,
} from '../../../cloudfunctions/common/domain/red-amounts';
import { splitTax } from '../../../cloudfunctions/common/domain/tax-rates';
import type { Fen } from '../../../contract/primitives';

const fen = (value: number) => value as Fen;

const blues = fc
  .array(fc.tuple(fc.integer({ min: 1, max: 1_000_000 }), fc.constantFrom('13%', '9%', '6%', '3%', '1%', '免税')), {
    minLength: 1,
    maxLength: 6,
  })
  .map((lines) => lines.map(([gross, rate]) => ({ rate, ...splitTax(fen(gross), rate) })));

/** Reds of random parts, one after another, until all is taken or there are twenty. */
const taken = (blue: ReturnType<typeof lineOf>[], shares: readonly number[]) => {
  const issued: { lines: RedLine[] }[] = [];
  for (const share of shares) {
    const left = leftOf(blue, issued);
    const parts = restOf(left).map(({ index, gross }) => ({
      index,
      gross: fen(Math.max(1, Math.floor(gross * share))),
    }));
    if (parts.length === 0) break;
    const lines = redLines(blue, left, parts);
    if (typeof lines === 'string') throw new Error(lines);
    expect(fitsInto(left, sumOf(lines), lines)).toBe(true);
    issued.push({ lines });
  }
  return issued;
};
const lineOf = (gross: number, rate: string) => ({ rate, ...splitTax(fen(gross), rate) });
const shares = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 20 });

describe('the reds of an invoice', () => {
  it('never exceed it: not in all, not in net, not in tax, not in a line', () => {
    fc.assert(
      fc.property(blues, shares, (blue, some) => {
        for (const { gross, net, tax } of leftOf(blue, taken(blue, some))) {
          expect(net + tax).toBe(gross);
          expect(Math.min(gross, net, tax)).toBeGreaterThanOrEqual(0);
        }
      }),
    );
  });

  it('add up to it to the fen when the last one takes what is left', () => {
    fc.assert(
      fc.property(blues, shares, (blue, some) => {
        const issued = taken(blue, some);
        const left = leftOf(blue, issued);
        const all = [...issued, ...(restOf(left).length > 0 ? [{ lines: restOf(left) }] : [])];
        const sum = sumOf(all.flatMap(({ lines }) => lines));
        expect(sum.net).toBe(blue.reduce((total, { net }) => total + net, 0));
        expect(sum.tax).toBe(blue.reduce((total, { tax }) => total + tax, 0));
        expect(invoiceStateOf(leftOf(blue, all), all)).toBe('reversed');
      }),
    );
  });

  it('decide alone how the invoice stands', () => {
    const blue = [lineOf(4100, '6%')];
    const part = { lines: [{ index: 0, ...lineOf(1000, '6%'), gross: fen(1000) }] };
    expect(invoiceStateOf(leftOf(blue, []), [])).toBe('normal');
    expect(invoiceStateOf(leftOf(blue, [part]), [part])).toBe('partly_reversed');
    const rest = { lines: restOf(leftOf(blue, [part])) };
    expect(invoiceStateOf(leftOf(blue, [part, rest]), [part, rest])).toBe('reversed');
  });
});

describe('what is asked for', () => {
  const blue = [lineOf(3000, '6%'), lineOf(1100, '13%')];
  const left = leftOf(blue, []);

  it.each([
    [[{ index: 0, gross: fen(3001) }], 'exceeds_blue'],
    [[{ index: 2, gross: fen(1) }], 'lines_invalid'],
    [
      [
        { index: 0, gross: fen(1) },
        { index: 0, gross: fen(1) },
      ],
      'lines_invalid',
    ],
  ] as const)('%j is no red', (parts, why) => {
    expect(redLines(blue, left, parts)).toBe(why);
  });

  it('as an amount comes to exactly that, and never to more than a line has', () => {
    fc.assert(
      fc.property(blues, fc.double({ min: 0, max: 1, noNaN: true }), (some, share) => {
        const of = leftOf(some, []);
        const amount = fen(Math.max(1, Math.floor(sumOf(of).gross * share)));
        const parts = spread(amount, of);
        expect(parts.reduce((sum, { gross }) => sum + gross, 0)).toBe(amount);
        for (const { index, gross } of parts) expect(gross).toBeLessThanOrEqual(of[index]?.gross ?? 0);
      }),
    );
  });
});

describe('what an issuer has made', () => {
  const blue = [lineOf(4100, '6%')];
  const left = leftOf(blue, []);
  const line = (gross: number, net: number, tax: number): RedLine => ({
    index: 0,
    gross: fen(gross),
    net: fen(net),
    tax: fen(tax),
  });

  it.each([
    ['more than there is', line(4101, 3869, 232)],
    ['more tax than there is', line(1000, 700, 300)],
    ['halves that do not add up', line(1000, 943, 58)],
    ['a line that is not there', { ...line(1000, 943, 57), index: 1 }],
  ])('does not fit with %s', (_, made) => {
    expect(fitsInto(left, made, [made])).toBe(false);
  });

  it('does not fit when its total is not the sum of its lines', () => {
    expect(fitsInto(left, line(2000, 1887, 113), [line(1000, 943, 57)])).toBe(false);
    expect(fitsInto(left, line(1000, 943, 57), [line(1000, 943, 57)])).toBe(true);
  });
});
