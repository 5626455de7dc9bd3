import type { ListState } from '../../../contract/states';
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

const conditions = ({ merchantId, state, from, below }: Listing, keys?: Keys): Conditions<ApplicationRecord> => ({
  merchantId,
  ...(state && { listState: state }),
  ...(keys && { searchKeys: 'any' in keys ? is.oneOf(keys.any) : is.all(keys.all) }),
  sortKey: is.within(from, below),
});

const newestFirst = [['sortKey', 'desc']] as const;

/** The newest of them: a walk along one index. */
export const listed = (listing: Listing, limit: number, keys?: Keys): Promise<ApplicationRecord[]> =>
  collection<ApplicationRecord>('applications').find(conditions(listing, keys), { orderBy: newestFirst, limit });

const facts = ['_id', 'sortKey', 'listState', 'amount', 'issued'] as const;
export type ListedFacts = Pick<ApplicationRecord, (typeof facts)[number]>;

/** The same, with only what adds up. */
export const listedFacts = (listing: Listing, limit: number, keys: Keys): Promise<ListedFacts[]> =>
  collection<ApplicationRecord>('applications').pick(facts, conditions(listing, keys), { orderBy: newestFirst, limit });
