import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { csvLine, yuanText, type Cell } from '../../../cloudfunctions/common/domain/csv';

const read = (cells: readonly Cell[]): string[] => {
  const rows: string[][] = parse(csvLine(cells));
  return rows[0] ?? [];
};
const cell = (text: string): string => read([text, 'end'])[0] ?? '';

describe('a cell of a CSV file', () => {
  it.each(['=1+1', '+86', '-1', '@SUM(A1)', '\t=1', ' =1', '\u200b=1', '＝1+1', '\u202e=1'])(
    'is no formula: %j',
    (text) => expect(cell(text)).toMatch(/^'/),
  );

  it.each(['26009000000000000001', '0012', '2026-01-02', '1E5', '3-1'])(
    'keeps %s as it is in a spreadsheet',
    (text) => {
      expect(cell(text)).toBe(`${text}\t`);
    },
  );

  it('keeps characters of four bytes, and lets no mark turn the writing round', () => {
    expect(cell('𠮷野家')).toBe('𠮷野家');
    expect(cell('甲\u202e乙\u2067丙')).toBe('甲 乙 丙');
    expect(cell('两\r\n行')).toBe('两  行');
  });

  it('holds any text in one field of one line, with nothing lost but marks', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'binary' }), { minLength: 2, maxLength: 5 }), (texts) => {
        const line = csvLine(texts);
        expect(line.endsWith('\r\n')).toBe(true);
        expect(line.slice(0, -2)).not.toMatch(/[\r\n]/);
        const found = read(texts);
        expect(found).toHaveLength(texts.length);
        found.forEach((field, i) => {
          const plain = (texts[i] ?? '').replace(/[\p{Cc}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu, ' ');
          expect(field.replace(/^'|\t$/g, '').replace(/^'/, '')).toBe(plain.replace(/^'/, ''));
          expect(field).not.toMatch(/^[=+\-@]/);
        });
      }),
    );
  });

  it('writes money exactly', () => {
    fc.assert(
      fc.property(fc.maxSafeInteger(), (fen) => expect(BigInt(yuanText(fen).replace('.', ''))).toBe(BigInt(fen))),
    );
    expect([yuanText(-5), yuanText(0), yuanText(-8200)]).toEqual(['-0.05', '0.00', '-82.00']);
  });
});
