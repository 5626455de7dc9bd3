import { createHash } from 'node:crypto';
import { collection, inTransaction, is } from './database';
import type { MerchantRecord } from './records';

const NAME = 'merchants';
const merchants = () => collection<MerchantRecord>(NAME);

export const findMerchant = (id: string): Promise<MerchantRecord | null> => merchants().get(id);

/** Those of the merchants that exist, by id. */
export const findMerchants = async (ids: readonly string[]): Promise<Map<string, MerchantRecord>> => {
  if (ids.length === 0) return new Map();
  const found = await merchants().find({ _id: is.oneOf([...new Set(ids)]) });
  return new Map(found.map((merchant) => [merchant._id, merchant]));
};

/** Merchants in the order of their ids, those after one of them. */
export const merchantsAfter = (id: string, limit: number): Promise<MerchantRecord[]> =>
  merchants().find({ _id: is.gt(id) }, { orderBy: [['_id', 'asc']], limit });

/** What is stored of an API key. The key is long and random, so a plain hash gives nothing away. */
export const hashApiKey = (key: string): string => createHash('sha256').update(key).digest('hex');

/** The merchants that own an API key, by its hash: one, unless two were given the same key. */
export const findMerchantsByKeyHash = (hash: string): Promise<MerchantRecord[]> =>
  merchants().find({ apiKeyHashes: hash });

/** Writes what `change` makes of the merchant as it stands, or of nothing. */
export const putMerchantRecord = (
  id: string,
  change: (existing: MerchantRecord | null) => MerchantRecord,
): Promise<void> =>
  inTransaction(async (transaction) => {
    const documents = transaction.collection<MerchantRecord>(NAME);
    await documents.put(change(await documents.get(id)));
  });
