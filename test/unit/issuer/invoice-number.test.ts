import { classicNumber, digitalNumber, formNumber } from '../../../sandbox/issuer/numbers';

const thousands = Array.from({ length: 5000 }, (_, index) => index + 1);

describe('invoice numbers', () => {
  test('of 数电 invoices have 20 digits, the year, no province, and never come twice', () => {
    const numbers = thousands.map((sequence) => digitalNumber(sequence, 2026, 'blue').number);
    for (const number of numbers) expect(number).toMatch(/^2600\d{16}$/);
    expect(new Set(numbers).size).toBe(numbers.length);
  });

  test('of classic invoices have code 12, number 8 and check code 20 digits, no province, and never come twice', () => {
    const triples = thousands.map((sequence) => classicNumber(sequence, 2026, sequence % 2 === 0, 'blue'));
    for (const { code, number, checkCode } of triples) {
      expect(code).toMatch(/^0000026001(11|13)$/);
      expect(number).toMatch(/^\d{8}$/);
      expect(checkCode).toMatch(/^\d{20}$/);
    }
    expect(new Set(triples.map(({ number }) => number)).size).toBe(triples.length);
  });

  test('of reds and of their forms never come twice either, and none is a blue’s', () => {
    const digital = (['blue', 'red'] as const).flatMap((color) =>
      thousands.map((sequence) => digitalNumber(sequence, 2026, color).number),
    );
    const forms = thousands.map((sequence) => formNumber(sequence, Date.UTC(2026, 9, 5)));
    for (const form of forms) expect(form).toMatch(/^002610\d{14}$/);
    expect(new Set([...digital, ...forms]).size).toBe(3 * thousands.length);
    const classic = (['blue', 'red'] as const).flatMap((color) =>
      thousands.map((sequence) => classicNumber(sequence, 2026, false, color)),
    );
    expect(new Set(classic.map(({ code = '', number }) => code + number)).size).toBe(2 * thousands.length);
  });
});
