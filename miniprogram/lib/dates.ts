const DAY = 86_400;
/** Invoices live in the time of Beijing, wherever the phone is. */
const BEIJING = 8 * 3600;

const two = (value: number): string => String(value).padStart(2, '0');

const parts = (seconds: number) => {
  const date = new Date((seconds + BEIJING) * 1000);
  return {
    year: date.getUTCFullYear(),
    day: `${two(date.getUTCMonth() + 1)}-${two(date.getUTCDate())}`,
    time: `${two(date.getUTCHours())}:${two(date.getUTCMinutes())}`,
  };
};

/** `2026-03-05`. */
export const dayText = (seconds: number): string => {
  const { year, day } = parts(seconds);
  return `${year}-${day}`;
};

/** `2026-03-05 14:30`, and for the last two days `今天 14:30`, `昨天 14:30`. */
export const momentText = (seconds: number, now: number = Date.now() / 1000): string => {
  const { year, day, time } = parts(seconds);
  const daysAgo = Math.floor((now + BEIJING) / DAY) - Math.floor((seconds + BEIJING) / DAY);
  if (daysAgo === 0) return `今天 ${time}`;
  if (daysAgo === 1) return `昨天 ${time}`;
  return year === parts(now).year ? `${day} ${time}` : `${year}-${day} ${time}`;
};
