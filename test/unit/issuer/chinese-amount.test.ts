import fc from 'fast-check';
import { chineseAmount } from '../../../sandbox/issuer/chinese-amount';

const digits = '零壹贰叁肆伍陆柒捌玖';
const places: Record<string, number> = { 拾: 10, 佰: 100, 仟: 1000 };

/** Reads the words back as a cashier would, independently of how they were written. */
const readBack = (text: string): number => {
  const negative = text.startsWith('（负数）');
  let fen = 0;
  let group = 0;
  let whole = 0;
  let digit = 0;
  for (const sign of text.replace('（负数）', '')) {
    if (digits.includes(sign)) digit = digits.indexOf(sign);
    else if (sign in places) {
      group += digit * (places[sign] ?? 0);
      digit = 0;
    } else if (sign === '万') {
      whole += (group + digit) * 10_000;
      group = digit = 0;
    } else if (sign === '亿') {
      whole = (whole + group + digit) * 100_000_000;
      group = digit = 0;
    } else if (sign === '圆') {
      fen += (whole + group + digit) * 100;
      digit = 0;
    } else if (sign === '角') {
      fen += digit * 10;
      digit = 0;
    } else if (sign === '分') {
      fen += digit;
      digit = 0;
    }
  }
  return negative ? -fen : fen;
};

const amount = fc.oneof(
  fc.integer({ min: -9_999_999_999, max: 9_999_999_999 }),
  // Amounts with many zeros are where the words go wrong.
  fc.tuple(fc.integer({ min: 1, max: 99_999 }), fc.integer({ min: 0, max: 5 })).map(([n, zeros]) => n * 10 ** zeros),
);

describe('an amount in words', () => {
  test.each([
    [0, '零圆整'],
    [1, '壹分'],
    [10, '壹角整'],
    [4100, '肆拾壹圆整'],
    [4105, '肆拾壹圆零伍分'],
    [4150, '肆拾壹圆伍角整'],
    [1_000, '壹拾圆整'],
    [10_050_000, '壹拾万零伍佰圆整'],
    [100_000_100, '壹佰万零壹圆整'],
    [1_010_000_000, '壹仟零壹拾万圆整'],
    [10_000_000_000, '壹亿圆整'],
    [9_999_999_999, '玖仟玖佰玖拾玖万玖仟玖佰玖拾玖圆玖角玖分'],
    [-4100, '（负数）肆拾壹圆整'],
  ])('%i fen is %s', (fen, words) => {
    expect(chineseAmount(fen)).toBe(words);
  });

  test('reads back to the same fen', () => {
    fc.assert(fc.property(amount, (fen) => expect(readBack(chineseAmount(fen))).toBe(fen)));
  });

  test('never doubles a zero, never ends a place with one, and closes with 整 or 分', () => {
    fc.assert(
      fc.property(amount, (fen) => {
        const words = chineseAmount(fen);
        expect(words).not.toMatch(/零零|零[万亿角分]|.零圆|零$/);
        expect(words).toMatch(/[整分]$/);
      }),
    );
  });

  test('is refused for fractions of a fen', () => {
    expect(() => chineseAmount(0.5)).toThrow(RangeError);
  });
});
