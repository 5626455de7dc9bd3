import type { UnixSeconds } from '../../../contract/primitives';

/** China has one time zone and no summer time. */
const OFFSET = 8 * 3600;
const DAY = 86_400;
const DAYS_BEFORE_MONTH = [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334];

/** The calendar day in China, counted from 1970-01-01. */
export const chinaDay = (at: UnixSeconds): number => Math.floor((at + OFFSET) / DAY);

/** The number of the day `YYYY-MM-DD`, of the years 1970 to 2099. */
export const dayOf = (date: string): number => {
  const [year = 0, month = 0, day = 0] = date.split('-').map(Number);
  const leapDays = Math.floor((year - 1969) / 4) + (month > 2 && year % 4 === 0 ? 1 : 0);
  return 365 * (year - 1970) + leapDays + (DAYS_BEFORE_MONTH[month - 1] ?? 0) + day - 1;
};

/** The calendar date in China, `YYYY-MM-DD`, of the years 1970 to 2099: each cycle of four years ends with its leap year. */
export const chinaDate = (at: UnixSeconds): string => {
  const sinceCycles = chinaDay(at) + 365;
  const dayOfCycle = sinceCycles % 1461;
  const yearOfCycle = Math.min(3, Math.floor(dayOfCycle / 365));
  const leap = yearOfCycle === 3 ? 1 : 0;
  const dayOfYear = dayOfCycle - 365 * yearOfCycle;
  const starts = DAYS_BEFORE_MONTH.map((days, month) => days + (month > 1 ? leap : 0));
  const month = starts.filter((start) => start <= dayOfYear).length;
  const parts = [
    1969 + 4 * Math.floor(sinceCycles / 1461) + yearOfCycle,
    month,
    dayOfYear - (starts[month - 1] ?? 0) + 1,
  ];
  return parts.map((part) => String(part).padStart(2, '0')).join('-');
};

/** The first second of the day `YYYY-MM-DD` in China. */
export const startOfDay = (date: string): UnixSeconds => (dayOf(date) * DAY - OFFSET) as UnixSeconds;

/** The first second in China of a day counted from 1970-01-01. */
export const startOfDayNumber = (day: number): UnixSeconds => (day * DAY - OFFSET) as UnixSeconds;

/** The calendar day in China as one says it, `11月22日`. */
export const dayInWords = (at: UnixSeconds): string => {
  const [, month, day] = chinaDate(at).split('-').map(Number);
  return `${month}月${day}日`;
};
