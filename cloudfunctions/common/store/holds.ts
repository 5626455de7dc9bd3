import type { UnixSeconds } from '../../../contract/primitives';
import { collection, is, to, type Stored } from './database';

/** Which claim, or which person of finance, has an invoice. `_id` is `<companyId>:<numberKey>`. */
export interface HoldRecord extends Stored {
  /** `<appid>:<numberKey>` of a card, else the `_id`: unique, since a lock of one account is one for all its companies. */
  accountKey: string;
  companyId: string;
  /** The account that locks; empty for what is not in a card pack. */
  appid: string;
  /** Empty for a lock without a claim. */
  claimId: string;
  claimNumber: string;
  /** `pending` until the claim was handed in; what is left of one that died, another may take over. */
  state: 'pending' | 'held' | 'closed';
  until: UnixSeconds;
  by: { openid: string; name: string };
  at: UnixSeconds;
  version: number;
}

const holds = () => collection<HoldRecord>('invoice_holds');

/** Longer than any invocation lives. */
const PENDING_SECONDS = 120;

export type HoldWish = Pick<HoldRecord, 'companyId' | 'appid' | 'claimId' | 'claimNumber' | 'by'> & {
  numberKey: string;
};

const keysOf = ({ companyId, appid, numberKey }: Pick<HoldWish, 'companyId' | 'appid' | 'numberKey'>) => {
  const _id = `${companyId}:${numberKey}`;
  return { _id, accountKey: appid ? `${appid}:${numberKey}` : _id };
};

const recordOf = (wish: HoldWish, now: UnixSeconds, version: number): HoldRecord => {
  const { numberKey: _key, ...rest } = wish;
  return {
    ...keysOf(wish),
    ...rest,
    state: 'pending',
    until: (now + PENDING_SECONDS) as UnixSeconds,
    at: now,
    version,
  };
};

/** Who has it: in the company, or elsewhere through the same account. */
const holderOf = async (wish: HoldWish): Promise<HoldRecord | undefined> => {
  const { _id, accountKey } = keysOf(wish);
  return (await holds().get(_id)) ?? (await holds().find({ accountKey }, { limit: 1 }))[0];
};

const ATTEMPTS = 3;

/** Takes an invoice for a claim; answers who has it when somebody else does. The same again is the same. */
export const takeHold = async (wish: HoldWish, now: UnixSeconds): Promise<HoldRecord | undefined> => {
  for (let attempt = 1; ; attempt += 1) {
    if (await holds().add(recordOf(wish, now, 1))) return undefined;
    const holder = await holderOf(wish);
    if (!holder) continue;
    const { _id, version, state, until } = holder;
    const ours = holder.companyId === wish.companyId && holder.claimId === wish.claimId;
    if (ours && state !== 'closed') {
      const longer = { until: (now + PENDING_SECONDS) as UnixSeconds, version: version + 1 };
      if (state === 'held' || (await holds().updateWhere({ _id, version }, longer)) === 1) return undefined;
    } else if (state === 'pending' && until <= now) {
      await holds().removeWhere({ _id, version });
    } else return holder;
    if (attempt === ATTEMPTS) return holder;
  }
};

/** What was taken for a claim, by state. */
export const holdsOf = (claimId: string): Promise<HoldRecord[]> => holds().find({ claimId }, { limit: 1000 });

/** Makes sure of what was taken: it does not run out any more. */
export const keepHolds = (claimId: string): Promise<number> =>
  holds().updateWhere({ claimId, state: 'pending' }, { state: 'held', version: to.increase(1) });

export const keepHold = async (companyId: string, numberKey: string): Promise<void> =>
  void (await holds().updateWhere(
    { _id: `${companyId}:${numberKey}`, state: 'pending' },
    { state: 'held', version: to.increase(1) },
  ));

/** An invoice that is closed stays so. */
export const closeHold = async (companyId: string, numberKey: string): Promise<void> =>
  void (await holds().updateWhere(
    { _id: `${companyId}:${numberKey}`, state: is.not('closed') },
    { state: 'closed', version: to.increase(1) },
  ));

/** Lets an invoice go that this claim has, or all of them; what is closed stays. */
export const releaseHold = async (companyId: string, numberKey: string, claimId: string): Promise<void> =>
  void (await holds().removeWhere({ _id: `${companyId}:${numberKey}`, claimId, state: is.not('closed') }));

export const releasePending = (claimId: string): Promise<number> => holds().removeWhere({ claimId, state: 'pending' });

/** Who has these invoices, in the company or through the account: along two unique indexes. */
export const holdersOf = async (
  companyId: string,
  asked: readonly { numberKey: string; appid: string }[],
): Promise<HoldRecord[]> => {
  if (asked.length === 0) return [];
  const keys = asked.map(({ numberKey, appid }) => keysOf({ companyId, appid, numberKey }));
  const [own, others] = await Promise.all([
    holds().find({ _id: is.oneOf(keys.map(({ _id }) => _id)) }, { limit: 1000 }),
    holds().find({ accountKey: is.oneOf(keys.map(({ accountKey }) => accountKey)) }, { limit: 1000 }),
  ]);
  return [...new Map([...own, ...others].map((hold) => [hold._id, hold])).values()];
};

/** Whether anything is held through an account. */
export const holdsAny = async (appid: string): Promise<boolean> =>
  (await holds().find({ appid }, { limit: 1 })).length > 0;
