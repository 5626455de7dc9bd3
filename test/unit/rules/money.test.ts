import fc from 'fast-check';
import { formatFen, parseYuan } from '../../../miniprogram/rules/money';

const anyFen = fc.integer({ min: 0, max: 9_999_999_999 });

describe('money as text', () => {
  it.each([
    [0, '0.00'],
    [5, '0.05'],
    [50, '0.50'],
    [4100, '41.00'],
    [123450, '1,234.50'],
    [100000000, '1,000,000.00'],
    [9999999999, '99,999,999.99'],
    [-4100, '-41.00'],
    [-123450, '-1,234.50'],
  ])('writes %d fen as %s', (fen, text) => {
    expect(formatFen(fen)).toBe(text);
  });

  it.each([0.5, Number.NaN, 2 ** 53])('refuses %d, which is no integer of fen', (fen) => {
    expect(() => formatFen(fen)).toThrow(RangeError);
  });

  it.each([
    ['1,234.50', 123450],
    ['￥1234.5', 123450],
    ['¥0.01', 1],
    [' 41 ', 4100],
    ['007.10', 710],
    ['99,999,999.99', 9999999999],
  ])('reads %s as %d fen', (text, fen) => {
    expect(parseYuan(text)).toBe(fen);
  });

  it.each([
    '',
    '￥',
    '.5',
    '5.',
    '1.234',
    '1,23.4',
    '12,34',
    '1,2345',
    '1e3',
    '１２',
    '-1',
    '+1',
    '1 000',
    '9'.repeat(20),
  ])('does not guess at %j', (text) => {
    expect(parseYuan(text)).toBeUndefined();
  });

  it('gives back every amount that it wrote', () => {
    fc.assert(fc.property(anyFen, (fen) => parseYuan(formatFen(fen)) === fen));
  });

  it('never answers anything but an integer', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const fen = parseYuan(text);
        return fen === undefined || Number.isSafeInteger(fen);
      }),
    );
  });
});
