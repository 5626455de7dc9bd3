import type { UnixSeconds } from '../../../contract/primitives';
import type { ListState } from '../../../contract/states';
import type { CredentialRecord } from './credentials';
import { collection, is } from './database';
import type { ApplicationRecord, EventRecord, OutboxRecord } from './records';

/** What the health page reads: all of it along an index, none of it a secret. */

export const lastEventOf = async (appid: string): Promise<Pick<EventRecord, 'event' | 'receivedAt'> | undefined> =>
  (
    await collection<EventRecord>('events').pick(
      ['event', 'receivedAt'],
      { appid },
      { orderBy: [['receivedAt', 'desc']], limit: 1 },
    )
  )[0];

/** How long the account's last access token is good, and what went wrong since; never the token. */
export const tokenLifeOf = async (
  appid: string,
): Promise<Pick<CredentialRecord, 'expiresAt' | 'failures' | 'problem'> | undefined> =>
  (
    await collection<CredentialRecord>('credentials').pick(['expiresAt', 'failures', 'problem'], {
      _id: `token:${appid}`,
    })
  )[0];

/** The application that has stood in this state for longest. */
export const oldestIn = async (merchantId: string, listState: ListState): Promise<ApplicationRecord | undefined> =>
  (
    await collection<ApplicationRecord>('applications').find(
      { merchantId, listState },
      { orderBy: [['sortKey', 'asc']], limit: 1 },
    )
  )[0];

const outbox = () => collection<OutboxRecord>('outbox');

/** A merchant's outward steps that are due by now, and those whose time is still to come. */
export const countSteps = async (merchantId: string, now: UnixSeconds): Promise<{ due: number; later: number }> => {
  const [due, later] = await Promise.all([
    outbox().count({ merchantId, state: 'due', dueAt: is.lte(now) }),
    outbox().count({ merchantId, state: 'due', dueAt: is.gt(now) }),
  ]);
  return { due, later };
};

const SHOWN = 50;

/** Those that were given up, the newest first. */
export const parkedSteps = (merchantId: string): Promise<OutboxRecord[]> =>
  outbox().find({ merchantId, state: 'parked' }, { orderBy: [['dueAt', 'desc']], limit: SHOWN });
