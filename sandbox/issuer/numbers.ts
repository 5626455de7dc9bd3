import { createHash } from 'node:crypto';

/** What makes an issued invoice findable: 20 digits, or the classic triple. */
export interface InvoiceNumber {
  number: string;
  code?: string;
  checkCode?: string;
}

/** Odd and not a multiple of 5, so multiplying by them visits each number of a power of ten once: no two are equal. */
const digitalStep = 7_654_321_987n;
const classicStep = 61_803_399n;

const scatter = (sequence: number, step: bigint, length: number): string =>
  ((BigInt(sequence) * step) % 10n ** BigInt(length)).toString().padStart(length, '0');

/** 2-digit year + 00 (no province has it) + 16 digits, as 数电发票 count. */
export const digitalNumber = (sequence: number, year: number): InvoiceNumber => ({
  number: `${String(year % 100).padStart(2, '0')}009${scatter(sequence, digitalStep, 15)}`,
});

/** 发票代码 0 + 0000 (no province has it) + year + batch + kind, with 8 digits of number and 20 of check code. */
export const classicNumber = (sequence: number, year: number, special: boolean): InvoiceNumber => {
  const code = `00000${String(year % 100).padStart(2, '0')}001${special ? '13' : '11'}`;
  const number = scatter(sequence, classicStep, 8);
  const hash = createHash('sha256').update(`${code}${number}`).digest();
  const checkCode = Array.from(hash.subarray(0, 20), (byte) => byte % 10).join('');
  return { code, number, checkCode };
};
