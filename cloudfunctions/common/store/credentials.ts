import { collection, is, type Stored } from './database';

/**
 * A token or ticket that all instances share. `version` counts every change: it is the fencing number of the lease,
 * so that a holder who was overtaken cannot publish.
 */
export interface CredentialRecord extends Stored {
  /** Empty until the first fetch. */
  value: string;
  /** All times in milliseconds. */
  expiresAt: number;
  /** When it may be fetched again: ahead of expiry, or after the pause that follows a failure. */
  refreshAt: number;
  leaseUntil: number;
  version: number;
  /** Failures in a row, and the last one as JSON text. */
  failures: number;
  problem: string;
  /** The last forced renewal, its day (days since 1970 in China), and how many there were on that day. */
  forcedAt: number;
  forcedDay: number;
  forcedCount: number;
}

/** Where credentials lie; a port, so that the lease can be tested under every interleaving. */
export interface CredentialStore {
  read(id: string): Promise<CredentialRecord | null>;
  /** Answers false when the document exists. */
  create(record: CredentialRecord): Promise<boolean>;
  /** Takes the lease if nobody changed the record since it was read, and nobody holds it. */
  take(record: CredentialRecord, now: number, leaseUntil: number): Promise<boolean>;
  /** Changes the record if its version is still the holder's; answers whether it was. */
  publish(id: string, version: number, changes: CredentialChanges): Promise<boolean>;
}

export type CredentialChanges = Partial<Omit<CredentialRecord, '_id' | 'version'>>;

const credentials = () => collection<CredentialRecord>('credentials');

export const credentialStore: CredentialStore = {
  read: (id) => credentials().get(id),
  create: (record) => credentials().add(record),
  take: async ({ _id, version }, now, leaseUntil) =>
    (await credentials().updateWhere(
      { _id, version, leaseUntil: is.lte(now) },
      { version: version + 1, leaseUntil },
    )) === 1,
  publish: async (id, version, changes) =>
    (await credentials().updateWhere({ _id: id, version }, { ...changes, version: version + 1 })) === 1,
};
