import { collection, is } from './database';
import type { ApplicationRecord, CounterRecord } from './records';

const PAGE = 1000;

/** The counters of every single day, both included. */
export const countersByDay = async (merchantId: string, from: string, to: string): Promise<CounterRecord[]> => {
  const found: CounterRecord[] = [];
  for (let page: CounterRecord[] = [], skip = 0; skip === 0 || page.length === PAGE; skip += PAGE) {
    page = await collection<CounterRecord>('daily_counters').find(
      { merchantId, period: is.within(`d${from}`, `d${to}~`) },
      { orderBy: [['period', 'asc']], limit: PAGE, skip },
    );
    found.push(...page);
  }
  return found;
};

const facts = [
  'sortKey',
  'title',
  'amount',
  'issued',
  'issuer',
  'issuing',
  'card',
  'createdAt',
  'supersededBy',
] as const;
export type StatisticFacts = Pick<ApplicationRecord, (typeof facts)[number]>;

/** What is told of the newest applications between two places, at most so many: a bounded walk along `merchant_recent`. */
export const newestFacts = async (
  merchantId: string,
  from: string,
  below: string,
  most: number,
): Promise<StatisticFacts[]> => {
  const found: StatisticFacts[] = [];
  for (let place = below; found.length < most;) {
    const page = await collection<ApplicationRecord>('applications').pick(
      facts,
      { merchantId, sortKey: is.within(from, place) },
      { orderBy: [['sortKey', 'desc']], limit: Math.min(PAGE, most - found.length) },
    );
    found.push(...page);
    const last = page.at(-1);
    if (page.length < PAGE || !last) break;
    place = last.sortKey;
  }
  return found;
};
