import type { UnixSeconds } from '../../contract/primitives';
import { ports } from '../common/runtime/ports';
import type { Caller } from './core-r-caller';

const MINUTE = 60;
const DAY = 86_400;
/** WeChat counts its days in China. */
const AHEAD = 8 * 3600;

/** Calls of one front end from one place in a minute. */
const CALLS = 600;

/**
 * WeChat forces twenty new tokens a day for an account, thirty seconds apart. Where only an `Origin` speaks for the
 * caller, which anybody can write, front ends get half of them, and one place half of that: the rest is for tokens that
 * WeChat itself has turned down.
 */
const RENEWALS = { account: 10, place: 5 };

const placeOf = ({ company, origin, network }: Caller): string =>
  ports.ids.fingerprint(JSON.stringify([company._id, origin, network]));

/** Counts a call; answers false when this place calls too often. */
export const mayCall = (caller: Caller): Promise<boolean> =>
  ports.rateLimits.takeCall(`core-r:${placeOf(caller)}`, ports.now(), CALLS, MINUTE);

/**
 * Counts a call that wants a new token; answers false when there is none left for it today. From the company's own
 * networks only WeChat's limits count, which the token's lease keeps.
 */
export const mayRenew = async (caller: Caller): Promise<boolean> => {
  if (caller.company.networks.includes(caller.network)) return true;
  const now = (ports.now() + AHEAD) as UnixSeconds;
  const take = (whose: string, most: number) => ports.rateLimits.takeCall(`core-r-renewal:${whose}`, now, most, DAY);
  return (await take(placeOf(caller), RENEWALS.place)) && take(caller.company.appid, RENEWALS.account);
};
