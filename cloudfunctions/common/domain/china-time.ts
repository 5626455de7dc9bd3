import type { UnixSeconds } from '../../../contract/primitives';
import { chinaDate } from './china-day';

const OFFSET = 8 * 3600;
const DAY = 86_400;

const two = (value: number): string => String(value).padStart(2, '0');

/** `2026-05-01 12:00:00`, in China (+08:00). */
export const secondText = (at: number): string => {
  const second = (at + OFFSET) % DAY;
  const clock = [second / 3600, (second % 3600) / 60, second % 60].map((part) => two(Math.floor(part))).join(':');
  return `${chinaDate(at as UnixSeconds)} ${clock}`;
};

/** `2026-05-01 12:00`, in China (+08:00). */
export const minuteText = (at: number): string => secondText(at).slice(0, 16);
