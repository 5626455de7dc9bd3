import { listStates, type ListState } from '../../../contract/states';
import { collection, is, type Conditions } from './database';
import type { ApplicationRecord } from './records';

/** Which applications of a merchant are meant. */
export interface Listing {
  merchantId: string;
  state?: ListState | undefined;
  /** Places in the list, as `sortKey` has them: from the first on, below the second. */
  from: string;
  below: string;
}

/** One way along the search index: any of some keys, or all of some. */
export type Keys = { any: readonly string[] } | { all: readonly string[] };

/*
 * Which index serves what, whatever the number of applications:
 * - a merchant's list: `merchant_recent`; one of its tabs: `merchant_state`. Both end in `sortKey`, so that a page at
 *   any depth is a seek to the cursor and a walk of as many entries as the page has rows.
 * - a search: `merchant_search`. A search key and a state are always named, the state as one of all if need be: the
 *   planner merges the walks of all states in the order of `sortKey` instead of sorting what was found. Of several
 *   keys the index can follow only one, since they are elements of one array; the others are looked up in what it
 *   finds. The rarest is named first, so that this is little.
 */
const conditions = ({ merchantId, state, from, below }: Listing, keys?: Keys): Conditions<ApplicationRecord> => ({
  merchantId,
  ...(keys && { searchKeys: 'any' in keys ? is.oneOf(keys.any) : is.all(keys.all) }),
  ...(state ? { listState: state } : keys && { listState: is.oneOf(listStates) }),
  sortKey: is.within(from, below),
});

const applications = () => collection<ApplicationRecord>('applications');
const newestFirst = [['sortKey', 'desc']] as const;

/** So far each key is followed to learn how rare it is. */
const SAMPLE = 100;
const MOST_SAMPLES = 12;

/** Keys that must all be there, the rarest first: the one of which there are few, or whose newest reach back furthest. */
export const rarestFirst = async (listing: Listing, all: readonly string[]): Promise<string[]> => {
  const [some, rest] = [all.slice(0, MOST_SAMPLES), all.slice(MOST_SAMPLES)];
  if (some.length < 2) return [...all];
  const sampled = await Promise.all(
    some.map(async (key) => {
      const newest = { orderBy: newestFirst, limit: SAMPLE };
      const found = await applications().pick(['sortKey'], conditions(listing, { any: [key] }), newest);
      const reach = found.length < SAMPLE ? '' : (found.at(-1)?.sortKey ?? '');
      return { key, count: found.length, reach };
    }),
  );
  sampled.sort((a, b) => a.count - b.count || (a.reach < b.reach ? -1 : 1));
  return [...sampled.map(({ key }) => key), ...rest];
};

/** The newest of them: a walk along one index. */
export const listed = (listing: Listing, limit: number, keys?: Keys): Promise<ApplicationRecord[]> =>
  applications().find(conditions(listing, keys), { orderBy: newestFirst, limit });

const facts = ['_id', 'sortKey', 'listState', 'amount', 'issued'] as const;
export type ListedFacts = Pick<ApplicationRecord, (typeof facts)[number]>;

/** The same, with only what adds up. */
export const listedFacts = (listing: Listing, limit: number, keys: Keys): Promise<ListedFacts[]> =>
  applications().pick(facts, conditions(listing, keys), { orderBy: newestFirst, limit });

/** How many of these applications are the merchant's. */
export const countOwn = (merchantId: string, ids: readonly string[]): Promise<number> =>
  applications().count({ _id: is.oneOf(ids), merchantId });
