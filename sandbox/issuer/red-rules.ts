import { split, type Amounts, type Rate } from './amounts';
import { Refusal } from './errors';
import type { LineAsked, RedLine } from './red-store';

export const redReasons = ['error', 'return', 'service_ended', 'allowance'] as const;
export type RedReason = (typeof redReasons)[number];
export type Side = 'seller' | 'buyer';

export const reasonTexts: Record<RedReason, string> = {
  error: '开票有误',
  return: '销货退回',
  service_ended: '服务中止',
  allowance: '销售折让',
};

interface RedRule {
  kind: 'digital' | 'classic';
  booked: boolean;
  startedBy: readonly Side[];
  /** The other side has to confirm. */
  confirm: boolean;
  /** For which reasons a part may be reversed. */
  partReasons: readonly RedReason[];
}

const confirmHours = 72;
export const confirmSeconds = confirmHours * 3600;

const rules: readonly RedRule[] = [
  { kind: 'digital', booked: false, startedBy: ['seller'], confirm: false, partReasons: [] },
  {
    kind: 'digital',
    booked: true,
    startedBy: ['seller', 'buyer'],
    confirm: true,
    partReasons: redReasons.filter((reason) => reason !== 'error'),
  },
  { kind: 'classic', booked: false, startedBy: ['seller'], confirm: false, partReasons: [] },
  { kind: 'classic', booked: true, startedBy: ['seller', 'buyer'], confirm: true, partReasons: [] },
];

/** The tax bureau's rules of reds, as health tells them. */
export const redLimits = { reasons: redReasons, confirmHours, rules };

/** What holds for an invoice as it stands now. */
export const redRule = (kind: RedRule['kind'], booked: boolean): RedRule => {
  const rule = rules.find((each) => each.kind === kind && each.booked === booked);
  if (!rule) throw new Error(`no rule for reds of ${kind}`);
  return rule;
};

/** Takes a part out of what is left of a line: rounded like a line of its own, but never more net or tax than is left. */
export const partOf = (left: Amounts, grossFen: number, rate: Rate): Amounts => {
  const { netFen: rounded } = split(grossFen, rate);
  const netFen = Math.min(Math.max(rounded, grossFen - left.taxFen), left.netFen);
  return { grossFen, netFen, taxFen: grossFen - netFen };
};

/** What of each line no red has taken back yet. */
export const leftOf = (lines: readonly Amounts[], reversed: readonly RedLine[]): Amounts[] =>
  lines.map((line, index) =>
    reversed
      .filter((red) => red.index === index)
      .reduce(
        (left, red) => ({
          grossFen: left.grossFen - red.grossFen,
          netFen: left.netFen - red.netFen,
          taxFen: left.taxFen - red.taxFen,
        }),
        { grossFen: line.grossFen, netFen: line.netFen, taxFen: line.taxFen },
      ),
  );

/** Takes what is asked for out of what is left of each line; refuses more. */
export const redLines = (
  left: readonly Amounts[],
  lines: readonly { rate: Rate }[],
  asked: readonly LineAsked[],
): RedLine[] =>
  asked.map(({ index, grossFen }, position) => {
    const [rest, line] = [left[index], lines[index]];
    if (!rest || !line || grossFen > rest.grossFen)
      throw new Refusal(409, 'exceeds_blue', '红冲金额超过该行的剩余金额', { field: `lines[${position}].grossFen` });
    return { index, ...partOf(rest, grossFen, line.rate) };
  });

/** Shares an amount out over what is left of the lines, in order. */
export const shareOut = (left: readonly Amounts[], amount: number): LineAsked[] => {
  let rest = amount;
  const asked = left.map(({ grossFen }, index) => {
    const taken = Math.min(rest, grossFen);
    rest -= taken;
    return { index, grossFen: taken };
  });
  if (rest > 0) throw new Refusal(409, 'exceeds_blue', '红冲金额超过发票的剩余金额', { field: 'amount' });
  return asked.filter(({ grossFen }) => grossFen > 0);
};
