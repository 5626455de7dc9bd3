import fc from 'fast-check';
import { checkSignOf, checkTaxNumber } from '../../../miniprogram/rules/tax-number';

const SIGNS = [...'0123456789ABCDEFGHJKLMNPQRTUWXY'];

/** Unified codes as the registry gives them out: department, kind, area of Shanghai, body, check sign. */
const unifiedCode = fc
  .tuple(
    fc.constantFrom('91', '92', '11', '12', '51', '53', 'A1'),
    fc.constantFrom('310000', '110105', '440300', '510107'),
    fc.array(fc.constantFrom(...SIGNS), { minLength: 9, maxLength: 9 }),
  )
  .map(([head, area, body]) => head + area + body.join(''))
  .map((first17) => first17 + checkSignOf(first17));

describe('a tax number', () => {
  it.each(['91310118055085080P', '91310000055937247B', '91440101327598294H'])(
    '%s of a real sample is right',
    (number) => {
      expect(checkTaxNumber(number)).toEqual({ level: 'ok' });
    },
  );

  it('is right whenever the registry could have given it out', () => {
    fc.assert(fc.property(unifiedCode, (code) => checkTaxNumber(code).level === 'ok'));
  });

  it('with one sign of the code mistyped is never taken as right', () => {
    fc.assert(
      fc.property(unifiedCode, fc.nat(17), fc.constantFrom(...SIGNS), (code, at, sign) => {
        fc.pre(code.charAt(at) !== sign);
        expect(checkTaxNumber(code.slice(0, at) + sign + code.slice(at + 1)).level).not.toBe('ok');
      }),
    );
  });

  it('with a wrong check sign is an error that asks to compare, and names no position', () => {
    expect(checkTaxNumber('91310118055085080A')).toEqual({ level: 'error', text: '校验位不符，请对照营业执照核对' });
  });

  it('whose sum is a multiple of 31 ends in 0, which a formula without the second mod gets wrong', () => {
    expect(checkSignOf('91310000000000011')).toBe('0');
    expect(checkTaxNumber('913100000000000110')).toEqual({ level: 'ok' });
  });

  it.each([
    ['91310118055085080p', '小写字母'],
    ['9131 0118 0550 8508 0P', '空格或横线'],
    ['９1310118055085080P', '全角字符'],
    ['9131O118055085080P', '字母 O 或 I'],
    ['913I0118055085080P', '字母 O 或 I'],
  ])('%s is explained and the usual writing only suggested', (typed, reason) => {
    const check = checkTaxNumber(typed);
    expect(check).toMatchObject({ level: 'warning', suggestion: '91310118055085080P' });
    expect(check).toHaveProperty('text', expect.stringContaining(reason));
  });

  it('once the suggestion is taken has nothing more to suggest', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          unifiedCode.map((code) => ` ${code.toLowerCase()} `),
          fc.string({ maxLength: 24 }),
        ),
        (typed) => {
          const check = checkTaxNumber(typed);
          fc.pre(check.level === 'warning' && check.suggestion !== undefined);
          if (check.level !== 'warning' || check.suggestion === undefined) return;
          const again = checkTaxNumber(check.suggestion);
          expect(again.level).not.toBe('error');
          expect(again).not.toHaveProperty('suggestion');
        },
      ),
    );
  });

  it.each([15, 17, 20])('of %d signs is an old one, which may still be right', (length) => {
    expect(checkTaxNumber('310118055085080310118'.slice(0, length)).level).toBe('warning');
  });

  it.each([16, 19])('of %d signs is unusual but WeChat takes it, so it is only pointed out', (length) => {
    expect(checkTaxNumber('310118055085080310118'.slice(0, length)).level).toBe('warning');
  });

  it.each([
    '',
    '   ',
    '9131',
    '9'.repeat(21),
    '91310118055085080*',
    '某某公司税号某某公司税号某某公司',
    '9131S118055085080P',
  ])('%j cannot be one', (typed) => {
    expect(checkTaxNumber(typed).level).toBe('error');
  });

  it('that passes the sum but names an unheard-of department or area is pointed out, not refused', () => {
    const made = (first17: string) => checkTaxNumber(first17 + checkSignOf(first17));
    expect(made('81310118055085080').level).toBe('warning');
    expect(made('91000000MA0CAFE01').level).toBe('warning');
    expect(made('91ABCDEF055085080').level).toBe('warning');
  });

  it("that was a sole trader's identity number is pointed out, not refused", () => {
    expect(checkTaxNumber('000000190001010017').level).toBe('warning');
  });
});
