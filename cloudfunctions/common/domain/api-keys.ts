import type { ApiScope } from '../../../contract/open';
import type { UnixSeconds } from '../../../contract/primitives';
import type { ApiKeyRecord, MerchantRecord } from '../store/records';

const SHOWN = 6;

/** What is kept of a key beside its hash. */
export const prefixOf = (key: string): string => key.slice(0, SHOWN);

/** Every key of a merchant. One from before keys were described may do everything. */
export const keysOf = ({ apiKeyHashes, apiKeys = [] }: Pick<MerchantRecord, 'apiKeyHashes' | 'apiKeys'>) =>
  apiKeyHashes.map(
    (hash): ApiKeyRecord => apiKeys.find((key) => key.hash === hash) ?? plainKey(hash, '', 0 as UnixSeconds),
  );

/** A key that may do everything. */
export const plainKey = (hash: string, prefix: string, createdAt: UnixSeconds): ApiKeyRecord => ({
  id: `key-${hash.slice(0, 8)}`,
  label: '',
  prefix,
  hash,
  createdAt,
});

/** Whether a key may do all of this. */
export const covers = (key: Pick<ApiKeyRecord, 'scopes'>, asked: readonly ApiScope[]): boolean =>
  asked.every((scope) => !key.scopes || key.scopes.includes(scope));

export const isGood = ({ goodUntil }: Pick<ApiKeyRecord, 'goodUntil'>, now: UnixSeconds): boolean =>
  goodUntil === undefined || now < goodUntil;

/** The keys as the record of their merchant has them. */
export const asKept = (keys: readonly ApiKeyRecord[]): Required<Pick<MerchantRecord, 'apiKeyHashes' | 'apiKeys'>> => ({
  apiKeyHashes: keys.map(({ hash }) => hash),
  apiKeys: [...keys],
});
