import { dayText } from './dates';

const DAY = 86_400;

/** Days of China, both included; absent means open. */
export interface Range {
  from?: string;
  to?: string;
}

export type Preset = 'always' | 'today' | 'week' | 'month' | 'last_month';

/** The presets as the sheet offers them; after them comes 自选日期. */
export const presets: { preset: Preset; text: string }[] = [
  { preset: 'always', text: '全部时间' },
  { preset: 'today', text: '今天' },
  { preset: 'week', text: '近7天' },
  { preset: 'month', text: '本月' },
  { preset: 'last_month', text: '上月' },
];

const dayBefore = (day: string): string => dayText(Date.parse(`${day}T00:00:00+08:00`) / 1000 - DAY);

/** The days that a preset means today. */
export const rangeOf = (preset: Preset, now: number = Date.now() / 1000): Range => {
  const today = dayText(now);
  const firstOfMonth = `${today.slice(0, 8)}01`;
  switch (preset) {
    case 'always':
      return {};
    case 'today':
      return { from: today, to: today };
    case 'week':
      return { from: dayText(now - 6 * DAY), to: today };
    case 'month':
      return { from: firstOfMonth, to: today };
    case 'last_month': {
      const to = dayBefore(firstOfMonth);
      return { from: `${to.slice(0, 8)}01`, to };
    }
  }
};
