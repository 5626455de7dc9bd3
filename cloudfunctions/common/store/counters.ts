import type { UnixSeconds } from '../../../contract/primitives';
import type { ListState } from '../../../contract/states';
import { chinaDate } from '../domain/china-day';
import { collection, is, to } from './database';
import type { ApplicationRecord, CounterRecord } from './records';
import type { Tx } from './transact';

type Change = ReadonlyMap<string, number>;

/** So that applications that move at once seldom meet in one document. */
const SHARDS = 8;
const shardOf = (id: string): number => [...id].reduce((sum, sign) => sum + sign.charCodeAt(0), 0) % SHARDS;

interface Share {
  state: ListState;
  count: number;
  amount: number;
  tax: number;
}

const shareOf = ({ listState, amount, issued }: ApplicationRecord, sign: 1 | -1): Share[] =>
  listState ? [{ state: listState, count: sign, amount: sign * amount, tax: sign * (issued?.tax ?? 0) }] : [];

/** Sums by field name; fields that come to nothing are left out. */
const sum = (shares: readonly Share[]): Map<string, number> => {
  const sums = new Map<string, number>();
  for (const { state, ...numbers } of shares) {
    for (const [name, value] of Object.entries(numbers)) {
      sums.set(`${state}_${name}`, (sums.get(`${state}_${name}`) ?? 0) + value);
    }
  }
  return new Map([...sums].filter(([, value]) => value !== 0));
};

const write = async (
  tx: Tx,
  { id: counted, merchantId, at }: { id: string; merchantId: string; at: UnixSeconds },
  changes: Change,
): Promise<void> => {
  if (changes.size === 0) return;
  const date = chinaDate(at);
  for (const period of [`d${date}`, `m${date.slice(0, 7)}`]) {
    const id = `${merchantId}:${period}:${shardOf(counted)}`;
    const increases = Object.fromEntries([...changes].map(([field, by]) => [field, to.increase(by)]));
    if (!(await tx.counters.update(id, increases))) {
      await tx.counters.put({ _id: id, merchantId, period, ...Object.fromEntries(changes) });
    }
  }
};

/**
 * Counts an application where it stands now, and no more where it stood, by the day and by the month in which it was
 * asked for; in the transaction that moves it, so that the counters never differ from the list.
 */
export const count = async (tx: Tx, before: ApplicationRecord | null, after: ApplicationRecord): Promise<void> => {
  const { _id, merchantId, createdAt } = after;
  await write(
    tx,
    { id: _id, merchantId, at: createdAt },
    sum([...(before ? shareOf(before, -1) : []), ...shareOf(after, 1)]),
  );
};

/** A red as it is counted: by the day and by the month of its issue. Amounts are positive. */
interface Counted {
  _id: string;
  merchantId: string;
  issuedAt?: UnixSeconds;
  createdAt: UnixSeconds;
  amount: number;
  tax: number;
}

/** Counts a red that was issued, once, in the transaction that writes it down. */
export const countRed = (tx: Tx, { _id, merchantId, issuedAt, createdAt, amount, tax }: Counted): Promise<void> =>
  write(
    tx,
    { id: _id, merchantId, at: issuedAt ?? createdAt },
    new Map([
      ['red_count', 1],
      ['red_amount', amount],
      ['red_tax', tax],
    ]),
  );

/** From one key on, below another. Whole months are read as months, what lies at the ends by days. */
export const rangesOf = (from?: string, until?: string): [from: string, below: string][] => {
  if (from !== undefined && until !== undefined && from > until) return [];
  const [first, last] = [from?.slice(0, 7), until?.slice(0, 7)];
  if (from !== undefined && first === last) return [[`d${from}`, `d${until}~`]];
  return [
    ...(from === undefined ? [] : [[`d${from}`, `d${first}~`] as [string, string]]),
    [first === undefined ? 'm' : `m${first}~`, last === undefined ? 'm~' : `m${last}`],
    ...(until === undefined ? [] : [[`d${last}`, `d${until}~`] as [string, string]]),
  ];
};

const PAGE = 1000;

/** The counters of a merchant for applications of these days, both included. */
export const countersOf = async (merchantId: string, from?: string, until?: string): Promise<CounterRecord[]> => {
  const found: CounterRecord[] = [];
  for (const [low, below] of rangesOf(from, until)) {
    for (let page: CounterRecord[], skip = 0; ; skip += PAGE) {
      page = await collection<CounterRecord>('daily_counters').find(
        { merchantId, period: is.within(low, below) },
        { orderBy: [['period', 'asc']], limit: PAGE, skip },
      );
      found.push(...page);
      if (page.length < PAGE) break;
    }
  }
  return found;
};
