/** Basis points, or a label under which no tax is computed at all (which is not 0 %). */
export type Rate = number | '免税' | '不征税';

export interface Amounts {
  grossFen: number;
  netFen: number;
  taxFen: number;
}

/** Splits an amount with tax: net = gross ÷ (1 + rate), rounded half up; the tax is the rest. */
export const split = (grossFen: number, rate: Rate): Amounts => {
  if (typeof rate === 'string') return { grossFen, netFen: grossFen, taxFen: 0 };
  const divisor = 10_000 + rate;
  const netFen = Math.floor((2 * grossFen * 10_000 + divisor) / (2 * divisor));
  return { grossFen, netFen, taxFen: grossFen - netFen };
};

/** The sums that stand at the foot of an invoice. */
export const total = (lines: readonly Amounts[]): Amounts =>
  lines.reduce(
    (sum, line) => ({
      grossFen: sum.grossFen + line.grossFen,
      netFen: sum.netFen + line.netFen,
      taxFen: sum.taxFen + line.taxFen,
    }),
    { grossFen: 0, netFen: 0, taxFen: 0 },
  );

const minus = (left: Amounts, right: Amounts): Amounts => ({
  grossFen: left.grossFen - right.grossFen,
  netFen: left.netFen - right.netFen,
  taxFen: left.taxFen - right.taxFen,
});

/**
 * The rows that a line is printed as: itself and, with a discount, a 折扣行 below.
 * Their sum is the split of what is really paid, so a discount never shifts a fen between net and tax.
 */
export const printedRows = (grossFen: number, discountFen: number, rate: Rate): [Amounts] | [Amounts, Amounts] => {
  const full = split(grossFen, rate);
  return discountFen === 0 ? [full] : [full, minus(split(grossFen - discountFen, rate), full)];
};

/** Fen as an invoice prints them: `12345` is `123.45`. */
export const yuan = (fen: number): string => {
  const digits = String(Math.abs(fen)).padStart(3, '0');
  return `${fen < 0 ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}`;
};

/** A rate as an invoice prints it: 600 is `6%`, 150 is `1.5%`, labels as they are. */
export const rateText = (rate: Rate): string => (typeof rate === 'string' ? rate : `${rate / 100}%`);
