/** What is known of a tax number (税号) from its text alone. It explains; it never changes what was typed. */
export type TaxNumberCheck =
  | { level: 'ok' }
  /** May be right: say it and go on. `suggestion` is what the person may have meant. */
  | { level: 'warning'; text: string; suggestion?: string }
  /** Cannot be right. */
  | { level: 'error'; text: string };

/** Signs of the unified social credit code (GB 32100): no I, O, S, V, Z. */
const SIGNS = '0123456789ABCDEFGHJKLMNPQRTUWXY';
const WEIGHTS = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28];

/** The check sign that the first 17 signs of a unified code demand. */
export const checkSignOf = (first17: string): string => {
  const sum = WEIGHTS.reduce((total, weight, i) => total + weight * SIGNS.indexOf(first17.charAt(i)), 0);
  return SIGNS.charAt((31 - (sum % 31)) % 31);
};

/** Registration departments in use: the first sign of the code. */
const DEPARTMENTS = '12345679ANY';
const PROVINCES = new Set(
  '10 11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46 50 51 52 53 54 61 62 63 64 65 71 81 82'.split(' '),
);

const halfWidth = (text: string): string =>
  text.replace(/[\uff01-\uff5e]/g, (sign) => String.fromCharCode(sign.charCodeAt(0) - 0xfee0));

/** The same number as it is usually written; in 18 signs there is no letter O or I. */
const tidy = (typed: string): string => {
  const plain = halfWidth(typed)
    .replace(/[\s\u200b\ufeff-]/g, '')
    .toUpperCase();
  return plain.length === 18 ? plain.replace(/O/g, '0').replace(/I/g, '1') : plain;
};

/** What sets the typed number apart from its tidy form, in words. */
const untidiness = (typed: string): string => {
  const half = halfWidth(typed);
  const found = [
    half !== typed && '全角字符',
    /[\s\u200b\ufeff-]/.test(half) && '空格或横线',
    /[a-z]/.test(half) && '小写字母',
    /[oi]/i.test(half) && '字母 O 或 I（应为数字 0 或 1）',
  ].filter((what) => what !== false);
  return `税号里有${found.join('、')}`;
};

const ID_CARD_WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];

/** Before 2015 the number of a sole trader could be the owner's identity number. */
const isPersonNumber = (number: string): boolean =>
  /^\d{17}[\dX]$/.test(number) &&
  '10X98765432'.charAt(
    ID_CARD_WEIGHTS.reduce((total, weight, i) => total + weight * Number(number.charAt(i)), 0) % 11,
  ) === number.charAt(17);

const checkUnifiedCode = (code: string): TaxNumberCheck => {
  const foreign = [...new Set(code)].filter((sign) => !SIGNS.includes(sign));
  if (foreign.length > 0) return { level: 'error', text: `18 位税号里没有字母 ${foreign.join('、')}，请核对` };
  if (checkSignOf(code) !== code.charAt(17)) {
    return isPersonNumber(code)
      ? { level: 'warning', text: '这像是个体户的旧税号，请核对；个人抬头不用填税号' }
      : { level: 'error', text: '校验位不符，请对照营业执照核对' };
  }
  if (!DEPARTMENTS.includes(code.charAt(0))) return { level: 'warning', text: '第 1 位不是常见的登记部门代码，请核对' };
  if (!/^\d{6}$/.test(code.slice(2, 8)) || !PROVINCES.has(code.slice(2, 4))) {
    return { level: 'warning', text: '第 3 到 8 位不是常见的行政区划码，请核对' };
  }
  return { level: 'ok' };
};

const checkTidy = (number: string): TaxNumberCheck => {
  switch (number.length) {
    case 18:
      return checkUnifiedCode(number);
    case 15:
    case 17:
    case 20:
      return { level: 'warning', text: `${number.length} 位是旧税号；如已换成 18 位，请填新的` };
    default:
      return { level: 'warning', text: `税号一般是 18 位，现在是 ${number.length} 位，请核对` };
  }
};

/** Looks at a tax number as typed. WeChat takes 15 to 20 letters and digits, so within that only what is provably wrong is an error. */
export const checkTaxNumber = (typed: string): TaxNumberCheck => {
  const number = tidy(typed);
  if (number === '') return { level: 'error', text: '请填写税号' };
  if (!/^[0-9A-Z]+$/.test(number)) return { level: 'error', text: '税号只有字母和数字，请核对' };
  if (number.length < 15 || number.length > 20) {
    return { level: 'error', text: `税号是 15 到 20 位，现在是 ${number.length} 位` };
  }
  const check = checkTidy(number);
  if (number === typed || check.level === 'error') return check;
  const text = check.level === 'warning' ? `${untidiness(typed)}。${check.text}` : untidiness(typed);
  return { level: 'warning', text, suggestion: number };
};
