import { createHash } from 'node:crypto';
import type { UnixSeconds } from '../../../contract/primitives';
import { collection, is, type Stored } from './database';

/** What stands for an account's access token outside: good for one company, from where it was asked for. */
export interface HandleRecord extends Stored {
  companyId: string;
  appid: string;
  /** Which of the account's tokens it stands for. */
  generation: string;
  /** Empty when the call came without one. */
  origin: string;
  network: string;
  expiresAt: UnixSeconds;
}

const handles = () => collection<HandleRecord>('handles');

/** Long and random, so a plain hash gives nothing away. */
const idOf = (handle: string): string => createHash('sha256').update(handle).digest('hex');

/** Remembers a handle; the same one again changes nothing. */
export const keepHandle = async (handle: string, record: Omit<HandleRecord, '_id'>): Promise<void> => {
  await handles().add({ _id: idOf(handle), ...record });
};

export const findHandle = (handle: string): Promise<HandleRecord | null> => handles().get(idOf(handle));

/** Lets the handles of an account's earlier tokens end at `until`, if they did not before. */
export const endEarlierHandles = (appid: string, generation: string, until: UnixSeconds): Promise<number> =>
  handles().updateWhere({ appid, generation: is.not(generation), expiresAt: is.gt(until) }, { expiresAt: until });

/** Clears away what has ended. */
export const removeOldHandles = (now: UnixSeconds): Promise<number> =>
  handles().removeWhere({ expiresAt: is.lte(now) });
