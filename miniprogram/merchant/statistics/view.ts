import type { Period, Share, Statistics } from '../../../contract/merchant';
import { formatFen } from '../../rules/money';

/** A row of a table, with a bar as long as its share of the largest. */
export interface Line {
  name: string;
  count: string;
  amount: string;
  percent: number;
}

export interface Model {
  sums: { name: string; value: string }[];
  unit: string;
  periods: { name: string; count: string; amount: string; red: string }[];
  states: Line[];
  titles: Line[];
  issuers: Line[];
  failures: Line[];
  times: { name: string; value: string }[];
  /** Of how many the tables below are, when not of all. */
  looked: string;
  empty: boolean;
}

const linesOf = (shares: readonly (Omit<Share, 'amount'> & { amount?: number })[], by: 'count' | 'amount'): Line[] => {
  const most = Math.max(1, ...shares.map((share) => share[by] ?? 0));
  return shares.map(({ name, count, amount, ...rest }) => ({
    name,
    count: `${count} 张`,
    amount: amount === undefined ? '' : `¥${formatFen(amount)}`,
    percent: Math.round((100 * ({ count, amount, ...rest }[by] ?? 0)) / most),
  }));
};

/** `3 分 20 秒`: how long something took. */
export const durationText = (seconds: number): string => {
  if (seconds < 60) return `${seconds} 秒`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} 分 ${seconds % 60} 秒`;
  if (seconds < 86_400) return `${Math.floor(seconds / 3600)} 小时 ${Math.floor((seconds % 3600) / 60)} 分`;
  return `${Math.floor(seconds / 86_400)} 天 ${Math.floor((seconds % 86_400) / 3600)} 小时`;
};

const total = (periods: readonly Period[], key: Exclude<keyof Period, 'period'>): number =>
  periods.reduce((sum, period) => sum + period[key], 0);

export const modelOf = ({ unit, periods, states, looked, titles, issuers, toCard, failures }: Statistics): Model => ({
  sums: [
    { name: '申请', value: `${total(periods, 'count')} 张` },
    { name: '已开票', value: `¥${formatFen(total(periods, 'issuedAmount'))}` },
    { name: '红字', value: `¥${formatFen(0 - total(periods, 'redAmount'))}` },
  ],
  unit: unit === 'day' ? '日期' : '月份',
  periods: periods
    .filter(({ count, redCount }) => count + redCount > 0)
    .map(({ period, count, issuedAmount, redAmount }) => ({
      name: period,
      count: String(count),
      amount: formatFen(issuedAmount),
      red: redAmount > 0 ? formatFen(0 - redAmount) : '',
    })),
  states: linesOf(states, 'count'),
  titles: linesOf(titles, 'amount'),
  issuers: linesOf(issuers, 'amount'),
  failures: linesOf(failures, 'count'),
  times:
    toCard.p50 === undefined || toCard.p95 === undefined
      ? []
      : [
          { name: '一半在', value: `${durationText(toCard.p50)}内` },
          { name: '95% 在', value: `${durationText(toCard.p95)}内` },
        ],
  looked: looked.more ? `以下按最近 ${looked.count} 张申请计算` : '',
  empty: total(periods, 'count') + total(periods, 'redCount') === 0,
});
