/** What a spreadsheet is told in one cell: text, a whole number, or an amount in fen. */
export type Cell = string | number | { readonly fen: number } | undefined;

/** Spreadsheets take text that begins so for a formula, and some look through blanks and marks before it. */
const FORMULA = /^[\s\p{C}]*[=+\-@＝＋－＠]/u;
/** And this for a number, of which they keep 15 digits, or for a date. */
const NUMERIC = /^\d[\d.,:/eE+ -]*$/;
/** Marks that turn the direction of writing would turn the columns beside them too. */
const UNSAFE = /[\p{Cc}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/u;
const EVERY_UNSAFE = new RegExp(UNSAFE, 'gu');
const QUOTED = /[",]/;

/** Text for a cell: on one line, in one direction, every character whole. */
export const plainText = (text: string): string => (UNSAFE.test(text) ? text.replace(EVERY_UNSAFE, ' ') : text);

/** Yuan with two decimals, exact. */
export const yuanText = (fen: number): string => {
  const digits = String(Math.abs(fen)).padStart(3, '0');
  return `${fen < 0 ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}`;
};

const guarded = (text: string): string => {
  // A tab behind a number keeps all of its digits in Excel, and whoever trims gets the number.
  if (NUMERIC.test(text)) return `${text}\t`;
  return FORMULA.test(text) ? `'${text}` : text;
};

const cellText = (cell: Cell): string => {
  if (cell === undefined) return '';
  if (typeof cell === 'number') return String(cell);
  if (typeof cell === 'object') return yuanText(cell.fen);
  const text = guarded(plainText(cell));
  return QUOTED.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
};

/** Without it Excel takes UTF-8 for the codepage of its machine. */
export const BYTE_ORDER_MARK = '\ufeff';

/** One row of a CSV file, as RFC 4180 ends it. */
export const csvLine = (cells: readonly Cell[]): string => `${cells.map(cellText).join(',')}\r\n`;
