const digits = '零壹贰叁肆伍陆柒捌玖';
const placeNames = ['', '拾', '佰', '仟'];
const groupNames = ['', '万', '亿', '万亿'];

/** Four digits, without zeros before and after them: 1050 is 壹仟零伍拾. */
const group = (value: number): string => {
  let text = '';
  let gap = false;
  for (let place = 3; place >= 0; place--) {
    const digit = Math.floor(value / 10 ** place) % 10;
    if (digit === 0) {
      gap ||= text !== '';
      continue;
    }
    text += `${gap ? '零' : ''}${digits[digit]}${placeNames[place]}`;
    gap = false;
  }
  return text;
};

const whole = (yuan: number): string => {
  let text = '';
  let gap = false;
  for (let index = groupNames.length - 1; index >= 0; index--) {
    const value = Math.floor(yuan / 10_000 ** index) % 10_000;
    if (value === 0) {
      gap ||= text !== '';
      continue;
    }
    const zero = text !== '' && (gap || value < 1000);
    text += `${zero ? '零' : ''}${group(value)}${groupNames[index]}`;
    gap = false;
  }
  return text;
};

/** An amount in words, as 价税合计（大写） shows it: 4100 fen is 肆拾壹圆整. */
export const chineseAmount = (fen: number): string => {
  if (!Number.isSafeInteger(fen)) throw new RangeError('an amount is a whole number of fen');
  if (fen === 0) return '零圆整';
  const value = Math.abs(fen);
  const yuan = Math.floor(value / 100);
  const jiao = Math.floor(value / 10) % 10;
  const cents = value % 10;
  let text = fen < 0 ? '（负数）' : '';
  if (yuan > 0) text += `${whole(yuan)}圆`;
  if (jiao > 0) text += `${digits[jiao]}角`;
  else if (yuan > 0 && cents > 0) text += '零';
  return text + (cents > 0 ? `${digits[cents]}分` : '整');
};
