import collections from '../../collections.json';
import { cloud } from '../runtime/cloud';
import { fail } from '../runtime/errors';

/** Every stored document has an id of its own choosing. */
export interface Stored {
  _id: string;
}

type Scalar = string | number | boolean;
/** A condition on one field: a plain value, or a command of `is`. Client objects never reach a query. */
export type Conditions<T> = { readonly [K in keyof T & string]?: Scalar | Command } & Record<string, Scalar | Command>;

/** A query or update operator of the SDK, made only by `is` and `to` below. */
export class Command {
  constructor(readonly sdk: unknown) {}
}

export interface Page {
  orderBy?: readonly (readonly [field: string, direction: 'asc' | 'desc'])[];
  /** 100 unless told; the platform stops at 1,000. */
  limit?: number;
  skip?: number;
}

/** What can be done with the documents of a collection, inside a transaction as well as outside. */
export interface Documents<T extends Stored> {
  get(id: string): Promise<T | null>;
  find(conditions: Conditions<T>, page?: Page): Promise<T[]>;
  /** Answers false when the id, or a unique index, is taken. Inside a transaction that ends the transaction. */
  add(document: T): Promise<boolean>;
  /** Replaces the whole document, or creates it. */
  put(document: T): Promise<void>;
  /** Changes top-level fields, each as a whole; answers whether the document exists. */
  update(id: string, changes: Changes<T>): Promise<boolean>;
  remove(id: string): Promise<boolean>;
}

export type Changes<T> = { readonly [K in keyof T & string]?: T[K] | Command };

/** What escapes a transaction on the real platform, and therefore exists only outside of one. */
export interface Collection<T extends Stored> extends Documents<T> {
  /** Some top-level fields of what is found. */
  pick<K extends keyof T & string>(fields: readonly K[], conditions: Conditions<T>, page?: Page): Promise<Pick<T, K>[]>;
  /** Conditional update: answers how many documents it changed. Always change a counter with it. */
  updateWhere(conditions: Conditions<T>, changes: Changes<T>): Promise<number>;
  removeWhere(conditions: Conditions<T>): Promise<number>;
  count(conditions: Conditions<T>): Promise<number>;
}

export interface Transaction {
  collection<T extends Stored>(name: CollectionName): Documents<T>;
}

const names = collections.collections.map(({ name }) => name);
export type CollectionName = string;

// `throwOnNotFound` is missing from the SDK's typings.
const options: { throwOnNotFound: boolean } = { throwOnNotFound: false };
const db = cloud.database(options as Parameters<typeof cloud.database>[0]);
const _ = db.command;

/** Query operators. */
export const is = {
  lt: (value: Scalar) => new Command(_.lt(value)),
  lte: (value: Scalar) => new Command(_.lte(value)),
  gt: (value: Scalar) => new Command(_.gt(value)),
  gte: (value: Scalar) => new Command(_.gte(value)),
  between: (from: Scalar, to: Scalar) => new Command(_.gte(from).and(_.lte(to))),
  within: (from: Scalar, below: Scalar) => new Command(_.gte(from).and(_.lt(below))),
  /** An array that has every one of these. */
  all: (values: readonly Scalar[]) => new Command(_.and(...values.map((value) => _.eq(value)))),
  not: (value: Scalar) => new Command(_.neq(value)),
  oneOf: (values: readonly Scalar[]) => new Command(_.in([...values])),
  missing: () => new Command(_.exists(false)),
};

/** Update operators. */
export const to = {
  increase: (by: number) => new Command(_.inc(by)),
  remove: () => new Command(_.remove()),
};

const messageOf = (error: unknown): string =>
  typeof error === 'object' && error
    ? `${'code' in error ? String(error.code) : ''} ${'errMsg' in error ? String(error.errMsg) : ''} ${'message' in error ? String(error.message) : ''}`
    : String(error);

/** The SDK's numbers differ between its versions: only the text is reliable. */
export const isDuplicate = (error: unknown): boolean => /E11000|DATABASE_DUPLICATE_WRITE/.test(messageOf(error));
const isConflict = (error: unknown): boolean =>
  /TransactionConflict|TRANSACTION_CONFLICT|TransactionBusy|WriteConflict/.test(messageOf(error));

const plain = (conditions: Record<string, unknown>): Record<string, unknown> => {
  const entries = Object.entries(conditions).map(([field, value]) => {
    if (value instanceof Command) return [field, value.sdk] as const;
    // The SDK drops an undefined condition, which would match everybody, and passes objects through as operators.
    if (!['string', 'number', 'boolean'].includes(typeof value))
      throw fail('internal', { hint: `查询条件 ${field} 不是值` });
    return [field, value] as const;
  });
  return Object.fromEntries(entries);
};

/** Fields as the SDK writes them whole: it would flatten a nested object into dotted paths. */
const whole = (changes: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(changes)
      .filter(([, value]) => value !== undefined)
      .map(([field, value]) => {
        if (value instanceof Command) return [field, value.sdk];
        return [field, typeof value === 'object' && value ? _.set(value) : value];
      }),
  );

/** The part of the SDK's collection that both the database and a transaction offer; its own typings are too loose. */
interface SdkCollection {
  doc(id: string): {
    get(): Promise<{ data: unknown }>;
    set(options: { data: object }): Promise<unknown>;
    update(options: { data: object }): Promise<{ stats: { updated: number } }>;
    remove(): Promise<{ stats: { removed: number } }>;
  };
  add(options: { data: object }): Promise<unknown>;
  where(conditions: object): SdkQuery;
}
interface SdkQuery {
  orderBy(field: string, direction: string): SdkQuery;
  limit(most: number): SdkQuery;
  skip(first: number): SdkQuery;
  field(fields: Record<string, boolean>): SdkQuery;
  get(): Promise<{ data: unknown }>;
  update(options: { data: object }): Promise<{ stats: { updated: number } }>;
  remove(): Promise<{ stats: { removed: number } }>;
  count(): Promise<{ total: number }>;
}

const query = (
  source: SdkCollection,
  conditions: Record<string, unknown>,
  { orderBy = [], limit = 100, skip = 0 }: Page,
) => {
  const ordered = orderBy.reduce(
    (q, [field, direction]) => q.orderBy(field, direction),
    source.where(plain(conditions)),
  );
  const limited = ordered.limit(limit);
  return skip ? limited.skip(skip) : limited;
};

const documents = <T extends Stored>(source: SdkCollection, duplicateEnds: boolean): Documents<T> => ({
  get: async (id) => (await source.doc(id).get()).data as T | null,
  find: async (conditions, page = {}) => (await query(source, conditions, page).get()).data as T[],
  add: async (document) => {
    try {
      await source.add({ data: document });
      return true;
    } catch (error) {
      if (isDuplicate(error) && !duplicateEnds) return false;
      throw error;
    }
  },
  put: async ({ _id, ...rest }) => void (await source.doc(_id).set({ data: rest })),
  update: async (id, changes) => (await source.doc(id).update({ data: whole(changes) })).stats.updated > 0,
  remove: async (id) => (await source.doc(id).remove()).stats.removed > 0,
});

const known = (name: CollectionName): CollectionName => {
  if (!names.includes(name)) throw new Error(`collection ${name} is missing from collections.json`);
  return name;
};

/** A collection of `collections.json`, outside any transaction. */
export const collection = <T extends Stored>(name: CollectionName): Collection<T> => {
  const source = db.collection(known(name)) as unknown as SdkCollection;
  return {
    ...documents<T>(source, false),
    pick: async <K extends keyof T & string>(fields: readonly K[], conditions: Conditions<T>, page: Page = {}) => {
      const wanted = Object.fromEntries(fields.map((field) => [field, true]));
      return (await query(source, conditions, page).field(wanted).get()).data as Pick<T, K>[];
    },
    updateWhere: async (conditions, changes) =>
      (await source.where(plain(conditions)).update({ data: whole(changes) })).stats.updated,
    removeWhere: async (conditions) => (await source.where(plain(conditions)).remove()).stats.removed,
    count: async (conditions) => (await source.where(plain(conditions)).count()).total,
  };
};

interface SdkTransaction {
  collection(name: string): unknown;
  commit(): Promise<unknown>;
  rollback(): Promise<unknown>;
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
const ATTEMPTS = 8;

/**
 * Runs `work` so that all of its writes hold or none. On a write conflict it runs again from the start, so `work`
 * must do nothing that a second run would double. The SDK's own runTransaction does not retry conflicts that an
 * operation reports: it has lost their code by then.
 */
export const inTransaction = async <R>(work: (transaction: Transaction) => Promise<R>): Promise<R> => {
  for (let attempt = 1; ; attempt += 1) {
    const sdk = (await db.startTransaction()) as SdkTransaction;
    try {
      const result = await work({
        collection: <T extends Stored>(name: CollectionName) =>
          documents<T>(sdk.collection(known(name)) as SdkCollection, true),
      });
      await sdk.commit();
      return result;
    } catch (error) {
      await sdk.rollback().catch(() => undefined);
      if (!isConflict(error)) throw error;
      if (attempt === ATTEMPTS) throw fail('busy');
      await pause(Math.random() * 20 * 2 ** attempt);
    }
  }
};
