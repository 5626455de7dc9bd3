import type { Period, Share, Statistics } from '../../../../contract/merchant-reports';
import type { Fen } from '../../../../contract/primitives';
import { listStates, type ListState } from '../../../../contract/states';
import { chinaDate, dayOf, startOfDay } from '../../domain/china-day';
import { listStateNames } from '../../domain/merchant-view';
import { fail } from '../../runtime/errors';
import type { Ports } from '../../runtime/ports';
import type { CounterRecord } from '../../store/records';
import type { StatisticFacts } from '../../store/statistics';
import { listingOf } from '../merchant/list';
import { memberOf } from '../merchant/members';

/** A longer range is shown by months. */
const MOST_DAYS = 62;
const MOST_YEARS = 5;
/** Titles, causes and times are those of so many applications, the newest ones; days and states are of all. */
const MOST_LOOKED = 10_000;
const MOST_TITLES = 20;

/** Those of the states in which there is an invoice. */
const issuedStates: readonly ListState[] = [
  'issued',
  'card_failed',
  'to_confirm',
  'to_reverse',
  'partly_reversed',
  'reversed',
  'discarded',
];

const sumOf = (
  counters: readonly CounterRecord[],
  states: readonly (ListState | 'red')[],
  key: 'count' | 'amount',
): number =>
  counters.reduce((sum, counter) => states.reduce((of, state) => of + (counter[`${state}_${key}`] ?? 0), sum), 0);

const periodOf = (period: string, counters: readonly CounterRecord[]): Period => ({
  period,
  count: sumOf(counters, listStates, 'count'),
  amount: sumOf(counters, listStates, 'amount') as Fen,
  issuedCount: sumOf(counters, issuedStates, 'count'),
  issuedAmount: sumOf(counters, issuedStates, 'amount') as Fen,
  redCount: sumOf(counters, ['red'], 'count'),
  redAmount: sumOf(counters, ['red'], 'amount') as Fen,
});

/** Every period of the range, also those in which nothing happened. */
const periodsOf = (from: string, to: string, unit: Statistics['unit']): string[] => {
  const days = Array.from({ length: dayOf(to) - dayOf(from) + 1 }, (_, i) =>
    chinaDate((startOfDay(from) + i * 86_400) as Parameters<typeof chinaDate>[0]),
  );
  return unit === 'day' ? days : [...new Set(days.map((day) => day.slice(0, 7)))];
};

const shares = (facts: readonly StatisticFacts[], nameOf: (fact: StatisticFacts) => string | undefined): Share[] => {
  const all = new Map<string, Share>();
  for (const fact of facts) {
    const name = nameOf(fact);
    if (name === undefined || !fact.issued) continue;
    const { count, amount } = all.get(name) ?? { count: 0, amount: 0 };
    all.set(name, { name, count: count + 1, amount: (amount + fact.amount) as Fen });
  }
  return [...all.values()].sort((a, b) => b.amount - a.amount);
};

/** The smallest value that so large a part of all does not exceed. */
const percentile = (sorted: readonly number[], part: number): number | undefined =>
  sorted[Math.max(0, Math.ceil(part * sorted.length) - 1)];

const timesToCard = (facts: readonly StatisticFacts[]): Statistics['toCard'] => {
  const times = facts
    .filter(({ card, supersededBy }) => card.state === 'inserted' && supersededBy === undefined)
    .map(({ card, createdAt }) => card.at - createdAt)
    .sort((a, b) => a - b);
  const [p50, p95] = [percentile(times, 0.5), percentile(times, 0.95)];
  return { count: times.length, ...(p50 !== undefined && { p50 }), ...(p95 !== undefined && { p95 }) };
};

const causesOf = (facts: readonly StatisticFacts[]): Statistics['failures'] => {
  const causes = new Map<string, Statistics['failures'][number]>();
  for (const { issuing, card } of facts) {
    const failed = issuing.state === 'failed' ? issuing.problem : card.state === 'failed' ? card.problem : undefined;
    if (!failed) continue;
    const { count, name } = causes.get(failed.code) ?? { count: 0, name: failed.message };
    causes.set(failed.code, { code: failed.code, name, count: count + 1 });
  }
  return [...causes.values()].sort((a, b) => b.count - a.count);
};

/**
 * What became of what was asked for on these days. Periods and states come from the counters, which are exact however
 * many there are; the rest from a walk over the newest applications of the range, which is bounded.
 */
export const getStatistics = async (
  ports: Ports,
  openid: string,
  { merchantId: asked, from, to }: { merchantId?: string | undefined; from: string; to: string },
): Promise<Statistics> => {
  const { merchantId } = await memberOf(ports, openid, asked);
  const days = dayOf(to) - dayOf(from) + 1;
  if (days < 1 || days > MOST_YEARS * 366) throw fail('bad_request', { hint: '请选择五年以内的日期', field: 'from' });
  const unit = days > MOST_DAYS ? 'month' : 'day';
  const { from: first, below } = listingOf(merchantId, { tab: 'all', from, to });
  const [counters, facts] = await Promise.all([
    unit === 'day'
      ? ports.statistics.countersByDay(merchantId, from, to)
      : ports.counters.countersOf(merchantId, from, to),
    ports.statistics.newestFacts(merchantId, first, below, MOST_LOOKED),
  ]);
  const length = unit === 'day' ? 11 : 8;
  const all = sumOf(counters, listStates, 'count');
  return {
    from,
    to,
    unit,
    periods: periodsOf(from, to, unit).map((period) =>
      periodOf(
        period,
        counters.filter((counter) => counter.period.slice(1, length) === period),
      ),
    ),
    states: listStates
      .map((state) => ({
        state,
        name: listStateNames[state],
        count: sumOf(counters, [state], 'count'),
        amount: sumOf(counters, [state], 'amount') as Fen,
      }))
      .filter(({ count }) => count > 0),
    looked: { count: facts.length, more: facts.length < all },
    titles: shares(facts, ({ title }) => title?.name).slice(0, MOST_TITLES),
    issuers: shares(facts, ({ issuer = '未记录' }) => issuer),
    toCard: timesToCard(facts),
    failures: causesOf(facts),
  };
};
