import { openSql } from '../../../sandbox/cloudbase/store/sqlite';
import { Store } from '../../../sandbox/cloudbase/store/store';
import type { IndexSpec } from '../../../sandbox/cloudbase/store/index-keys';

/** A store in memory with one collection `c`. */
export const storeWith = (indexes: IndexSpec[] = [], transactionExpiryMs?: number): Store =>
  new Store(openSql(':memory:'), { collections: [{ name: 'c', indexes }] }, transactionExpiryMs);

/** An index over fields; a leading minus turns a field around. */
export const index = (name: string, fields: string[], more: Partial<IndexSpec> = {}): IndexSpec => ({
  name,
  keys: fields.map((field) =>
    field.startsWith('-') ? { field: field.slice(1), order: -1 as const } : { field, order: 1 as const },
  ),
  ...more,
});

export const read = (texts: string[]) => texts.map((text) => JSON.parse(text) as { _id: string });
