import type { ReverseOptions } from '../../../contract/merchant';
import type { RedReason } from '../../../contract/states';
import { formatFen, parseYuan } from '../../rules/money';

/** What was typed for one line, and what is wrong with it. */
export interface Typed {
  index: number;
  name: string;
  left: number;
  leftText: string;
  text: string;
  wrong: string;
}

export type Scope = 'whole' | 'part';

/** What is to be reversed, as it is asked for. */
export interface Reversal {
  reason: RedReason;
  lines?: { index: number; gross: number }[];
}

export const typedLines = ({ lines }: ReverseOptions): Typed[] =>
  lines
    .filter(({ amount }) => amount > 0)
    .map(({ index, name, amount }) => ({
      index,
      name,
      left: amount,
      leftText: formatFen(amount),
      text: '',
      wrong: '',
    }));

/** The same with the amounts that a refund proposes. */
export const filledLines = (lines: readonly Typed[], { refund }: ReverseOptions): Typed[] =>
  lines.map((line) => {
    const gross = refund?.lines.find(({ index }) => index === line.index)?.gross;
    return gross === undefined ? line : { ...line, text: formatFen(gross) };
  });

/** What is wrong with one amount; nothing typed is nothing reversed. */
const wrongWith = ({ text, left }: Typed): string => {
  if (text.trim() === '') return '';
  const fen = parseYuan(text);
  if (fen === undefined || fen === 0) return '请填写金额，最多两位小数';
  return fen > left ? `最多 ¥${formatFen(left)}` : '';
};

export const checked = (lines: readonly Typed[]): Typed[] => lines.map((line) => ({ ...line, wrong: wrongWith(line) }));

/** The amounts as they are asked for; undefined while one of them is wrong. */
export const partsOf = (lines: readonly Typed[]): { index: number; gross: number }[] | undefined => {
  if (checked(lines).some(({ wrong }) => wrong !== '')) return undefined;
  return lines.flatMap(({ index, text }) => {
    const gross = text.trim() === '' ? undefined : parseYuan(text);
    return gross === undefined ? [] : [{ index, gross }];
  });
};

/** What the typed amounts come to. */
export const typedSum = (lines: readonly Typed[]): number =>
  lines.reduce((sum, { text }) => sum + (text.trim() === '' ? 0 : (parseYuan(text) ?? 0)), 0);
