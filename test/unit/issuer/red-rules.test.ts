import fc from 'fast-check';
import { split, type Rate } from '../../../sandbox/issuer/amounts';
import { leftOf, partOf, shareOut } from '../../../sandbox/issuer/red-rules';

const rates: Rate[] = [0, 50, 100, 150, 300, 500, 600, 900, 1300, '免税', '不征税'];

describe('a part of a line', () => {
  test('is rounded like a line of its own while more is left, and the last takes the rest', () => {
    const blue = split(100, 1300);
    expect(blue).toMatchObject({ netFen: 88, taxFen: 12 });
    const first = partOf(blue, 50, 1300);
    expect(first).toEqual({ grossFen: 50, netFen: 44, taxFen: 6 });
    const [left] = leftOf([blue], [{ index: 0, ...first }]);
    expect(left && partOf(left, 50, 1300)).toEqual({ grossFen: 50, netFen: 44, taxFen: 6 });
  });

  test('one fen at a time takes no more net than there is: 88 of a hundred have no tax, 12 nothing but tax', () => {
    const blue = split(100, 1300);
    const parts: ReturnType<typeof split>[] = [];
    for (let fen = 0; fen < 100; fen++) {
      const [left] = leftOf(
        [blue],
        parts.map((part) => ({ index: 0, ...part })),
      );
      if (left) parts.push(partOf(left, 1, 1300));
    }
    expect(parts.filter(({ netFen }) => netFen === 1)).toHaveLength(88);
    expect(parts.filter(({ taxFen }) => taxFen === 1)).toHaveLength(12);
  });

  test('any parts that make up a line make up its net and its tax, none of them negative', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 100_000 }), { minLength: 1, maxLength: 12 }),
        fc.constantFrom(...rates),
        (grosses, rate) => {
          const blue = split(
            grosses.reduce((sum, fen) => sum + fen, 0),
            rate,
          );
          let left = blue;
          for (const gross of grosses) {
            const part = partOf(left, gross, rate);
            expect(part.netFen + part.taxFen).toBe(gross);
            expect(Math.min(part.netFen, part.taxFen)).toBeGreaterThanOrEqual(0);
            [left = blue] = leftOf([left], [{ index: 0, ...part }]);
          }
          expect(left).toEqual({ grossFen: 0, netFen: 0, taxFen: 0 });
        },
      ),
    );
  });
});

describe('an amount shared out over lines', () => {
  const left = [split(500, 600), split(300, 600), split(200, 1300)];

  test('fills them in order', () => {
    expect(shareOut(left, 650)).toEqual([
      { index: 0, grossFen: 500 },
      { index: 1, grossFen: 150 },
    ]);
  });

  test('is refused when they cannot hold it', () => {
    expect(shareOut(left, 1000)).toHaveLength(3);
    expect(() => shareOut(left, 1001)).toThrow('剩余金额');
  });
});
