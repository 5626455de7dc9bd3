import { createHash } from 'node:crypto';

/** What makes an issued invoice findable: 20 digits, or the classic triple. */
export interface InvoiceNumber {
  number: string;
  code?: string;
  checkCode?: string;
}

/** Odd and not a multiple of 5, so multiplying by them visits each number of a power of ten once: no two are equal. */
const steps = {
  blue: { digital: 7_654_321_987n, classic: 61_803_399n },
  red: { digital: 3_141_592_657n, classic: 27_182_819n },
  form: 1_414_213_561n,
};

const scatter = (sequence: number, step: bigint, length: number): string =>
  ((BigInt(sequence) * step) % 10n ** BigInt(length)).toString().padStart(length, '0');

export type Color = 'blue' | 'red';

const twoDigits = (value: number) => String(value % 100).padStart(2, '0');

/** 2-digit year + 00 (no province has it) + 16 digits, as 数电发票 count. Blues and reds count apart. */
export const digitalNumber = (sequence: number, year: number, color: Color): InvoiceNumber => ({
  number: `${twoDigits(year)}00${color === 'blue' ? 9 : 8}${scatter(sequence, steps[color].digital, 15)}`,
});

/** 发票代码 0 + 0000 (no province has it) + year + batch + kind, with 8 digits of number and 20 of check code. */
export const classicNumber = (sequence: number, year: number, special: boolean, color: Color): InvoiceNumber => {
  const code = `00000${twoDigits(year)}00${color === 'blue' ? 1 : 2}${special ? '13' : '11'}`;
  const number = scatter(sequence, steps[color].classic, 8);
  const hash = createHash('sha256').update(`${code}${number}`).digest();
  const checkCode = Array.from(hash.subarray(0, 20), (byte) => byte % 10).join('');
  return { code, number, checkCode };
};

const shanghaiMs = 8 * 3_600_000;
const dateOf = (time: number) => {
  const date = new Date(time + shanghaiMs);
  return { year: date.getUTCFullYear(), month: date.getUTCMonth() + 1 };
};

/** The number of what is issued at `time`, in milliseconds; `sequence` is its place among all of its colour. */
export const numberOf = (
  { kind, special }: { kind: 'digital' | 'classic'; special: boolean },
  color: Color,
  sequence: number,
  time: number,
): InvoiceNumber => {
  const { year } = dateOf(time);
  return kind === 'digital' ? digitalNumber(sequence, year, color) : classicNumber(sequence, year, special, color);
};

/** The number of a 红字信息确认单: 00 (no province has it) + year and month + 14 digits. */
export const formNumber = (sequence: number, time: number): string => {
  const { year, month } = dateOf(time);
  return `00${twoDigits(year)}${twoDigits(month)}${scatter(sequence, steps.form, 14)}`;
};
