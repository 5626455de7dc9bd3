/** Money as people read and write it. Inside, money is an integer of fen; a float never touches it. */

const withThousands = (digits: string): string => digits.replace(/\B(?=(\d{3})+$)/g, ',');

/** Fen as text: `123450` is `1,234.50`. */
export const formatFen = (fen: number): string => {
  if (!Number.isSafeInteger(fen)) throw new RangeError(`not an integer of fen: ${fen}`);
  const digits = String(Math.abs(fen)).padStart(3, '0');
  const text = `${withThousands(digits.slice(0, -2))}.${digits.slice(-2)}`;
  return fen < 0 ? `-${text}` : text;
};

const YUAN = /^[￥¥]?(\d+|\d{1,3}(?:,\d{3})+)(?:\.(\d{1,2}))?$/;

/**
 * Yuan as typed or exported, as exact fen: an optional ￥ or ¥, digits with correct commas, at most two
 * decimals. Anything else, or more than a safe integer, is undefined: a guess at money is worse than a question.
 */
export const parseYuan = (text: string): number | undefined => {
  const match = YUAN.exec(text.trim());
  if (!match) return undefined;
  const [, yuan = '', decimals = ''] = match;
  const fen = Number(yuan.replace(/,/g, '') + decimals.padEnd(2, '0'));
  return Number.isSafeInteger(fen) ? fen : undefined;
};
