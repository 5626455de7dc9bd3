import { chinaDate, startOfDay } from '../../../cloudfunctions/common/domain/china-day';
import type { UnixSeconds } from '../../../contract/primitives';

jest.mock('wx-server-sdk', () => ({ init: () => undefined, database: () => ({ command: {} }) }));
import { rangesOf } from '../../../cloudfunctions/common/store/counters';

const days = (from: string, until: string): string[] => {
  const found: string[] = [];
  for (let at = startOfDay(from); at <= startOfDay(until); at = (at + 86_400) as UnixSeconds) found.push(chinaDate(at));
  return found;
};

describe('the counters that a date range reads', () => {
  const all = days('2024-11-01', '2026-03-31');
  const months = [...new Set(all.map((day) => day.slice(0, 7)))];
  const reads = (from?: string, until?: string) => {
    const ranges = rangesOf(from, until);
    const within = (key: string) => ranges.filter(([low, below]) => key >= low && key < below).length;
    return all.map((day) => within(`d${day}`) + (months.includes(day.slice(0, 7)) ? within(`m${day.slice(0, 7)}`) : 0));
  };

  it.each([
    [undefined, undefined],
    ['2025-01-01', '2025-12-31'],
    ['2024-12-31', '2025-01-01'],
    ['2025-02-28', '2026-03-01'],
    ['2025-05-05', '2025-05-05'],
    ['2025-05-05', '2025-05-31'],
    ['2025-05-05', undefined],
    [undefined, '2025-05-05'],
    ['2025-05-05', '2025-05-04'],
  ])('count every day from %s to %s once, and no other', (from, until) => {
    const wanted = all.map((day) =>
      (from === undefined || day >= from) && (until === undefined || day <= until) ? 1 : 0,
    );
    expect(reads(from, until)).toEqual(wanted);
  });

  it('follow the calendar of China', () => {
    const everyDay = days('1970-01-02', '2099-12-31');
    expect(everyDay).toHaveLength(47_481);
    expect(everyDay.filter((day, i) => new Date(Date.UTC(1970, 0, 2 + i)).toISOString().slice(0, 10) !== day)).toEqual(
      [],
    );
    expect(chinaDate(1_767_196_799 as UnixSeconds)).toBe('2025-12-31');
    expect(chinaDate(1_767_196_800 as UnixSeconds)).toBe('2026-01-01');
    expect(startOfDay('2026-01-01')).toBe(1_767_196_800);
  });
});
