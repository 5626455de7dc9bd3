import type { Fen } from '../../../contract/primitives';
import type { InvoiceState } from '../../../contract/states';
import { splitTax } from './tax-rates';

/** An amount with tax and its two parts, in fen. */
export interface Split {
  gross: Fen;
  net: Fen;
  tax: Fen;
}

/** What a red takes back of one line of its blue; positive. */
export interface RedLine extends Split {
  index: number;
}

/** Lines of an invoice, as far as a red has to know them. */
type BlueLine = Pick<Split, 'net' | 'tax'> & { rate: string };

export const sumOf = (lines: readonly Split[]): Split => ({
  gross: lines.reduce((sum, { gross }) => sum + gross, 0) as Fen,
  net: lines.reduce((sum, { net }) => sum + net, 0) as Fen,
  tax: lines.reduce((sum, { tax }) => sum + tax, 0) as Fen,
});

/** What the issued reds have left of each line. */
export const leftOf = (blue: readonly BlueLine[], issued: readonly { lines: readonly RedLine[] }[]): RedLine[] => {
  const taken = issued.flatMap(({ lines }) => lines);
  return blue.map(({ net, tax }, index) => {
    const gone = sumOf(taken.filter((line) => line.index === index));
    return {
      index,
      gross: (net + tax - gone.gross) as Fen,
      net: (net - gone.net) as Fen,
      tax: (tax - gone.tax) as Fen,
    };
  });
};

/** The state of an invoice, which its issued reds alone decide. */
export const invoiceStateOf = (left: readonly Split[], issued: readonly unknown[]): InvoiceState => {
  if (issued.length === 0) return 'normal';
  return sumOf(left).gross === 0 ? 'reversed' : 'partly_reversed';
};

/** A part of a line: net is rounded half up, but neither half exceeds what is left, and the last part takes it all. */
const partOf = (gross: Fen, left: RedLine, rate: string): RedLine => {
  if (gross === left.gross) return left;
  const tax = Math.min(gross - Math.min(splitTax(gross, rate).net, left.net), left.tax) as Fen;
  return { index: left.index, gross, net: (gross - tax) as Fen, tax };
};

export type AmountObjection = 'exceeds_blue' | 'nothing_left' | 'lines_invalid';

/** The lines of a red of these parts, or why there is none. */
export const redLines = (
  blue: readonly BlueLine[],
  left: readonly RedLine[],
  parts: readonly { index: number; gross: Fen }[],
): RedLine[] | AmountObjection => {
  if (new Set(parts.map(({ index }) => index)).size < parts.length) return 'lines_invalid';
  const lines: RedLine[] = [];
  for (const { index, gross } of parts) {
    const [line, of] = [left[index], blue[index]];
    if (!line || !of) return 'lines_invalid';
    if (gross > line.gross) return 'exceeds_blue';
    lines.push(partOf(gross, line, of.rate));
  }
  return lines;
};

/** All that is left, line by line. */
export const restOf = (left: readonly RedLine[]): RedLine[] => left.filter(({ gross }) => gross > 0);

/**
 * An amount spread over what is left, exactly: each line bears the difference of two rounded-down running shares.
 */
export const spread = (amount: Fen, left: readonly RedLine[]): { index: number; gross: Fen }[] => {
  const total = BigInt(sumOf(left).gross) || 1n;
  const shareUpTo = (running: number) => Number((BigInt(amount) * BigInt(running)) / total);
  let running = 0;
  return left
    .map(({ index, gross }) => {
      const before = shareUpTo(running);
      running += gross;
      return { index, gross: (shareUpTo(running) - before) as Fen };
    })
    .filter(({ gross }) => gross > 0);
};

/** Whether a red as it was issued fits into what is left of its blue, and adds up. */
export const fitsInto = (left: readonly RedLine[], total: Split, lines: readonly RedLine[]): boolean => {
  const sum = sumOf(lines);
  const adds = (split: Split) => split.net + split.tax === split.gross;
  return (
    adds(total) &&
    sum.gross === total.gross &&
    sum.net === total.net &&
    sum.tax === total.tax &&
    new Set(lines.map(({ index }) => index)).size === lines.length &&
    lines.every((line) => {
      const of = left[line.index];
      return adds(line) && of && line.gross <= of.gross && line.net <= of.net && line.tax <= of.tax;
    })
  );
};
