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
