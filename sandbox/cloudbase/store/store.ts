import { randomBytes } from 'node:crypto';
import { calculateObjectSize } from 'bson';
import { duplicateKey, invalidParam, PlatformError, requestFailed, writeError } from '../errors';
import { aggregate, type Stage } from './aggregate';
import { Catalog, type Manifest } from './catalog';
import { select } from './find';
import { keyOf } from './keys';
import { project } from './match';
import { planFor, type Order } from './plan';
import { countExactly } from './scan';
import type { Sql } from './sqlite';
import type { Stored, Table } from './table';
import { Blocked, Transactions, overlayKey } from './transactions';
import { applyUpdate, shown } from './update';
import { decode, encode, type Document } from './values';

/** A write that is committed and not yet answered. */
export interface Write {
  op: 'insert' | 'modify' | 'remove' | 'commit';
  collections: string[];
}

export interface FindRequest {
  query: unknown;
  order?: Order;
  skip?: number;
  limit?: number;
  projection?: Document;
}

export interface ModifyRequest {
  query: unknown;
  /** Update operators, or with `replace` the whole new document. */
  data: Document;
  replace: boolean;
  multi: boolean;
  upsert: boolean;
}

interface Change {
  table: Table;
  id: Buffer;
  before: Stored | undefined;
}

type Put = (table: Table, id: Buffer, before: Stored | undefined, document: Document | null) => void;

const LARGEST_DOCUMENT = 512 * 1024;

const textOf = (document: Document): string => {
  const text = encode(document);
  // Canonical text is never much shorter than BSON: only long ones are worth measuring.
  if (text.length * 2 > LARGEST_DOCUMENT && calculateObjectSize(document) > LARGEST_DOCUMENT) {
    throw requestFailed(`the document is larger than ${LARGEST_DOCUMENT} bytes`);
  }
  return text;
};

/** Documents, indexes and transactions as CloudBase's database offers them. */
export class Store {
  readonly catalog: Catalog;
  readonly transactions: Transactions;
  private readonly listeners = new Set<(write: Write) => unknown>();

  constructor(
    private readonly sql: Sql,
    manifest: Manifest,
    transactionExpiryMs?: number,
  ) {
    this.catalog = new Catalog(sql, manifest);
    this.transactions = new Transactions(sql, transactionExpiryMs);
  }

  /** Calls `listener` after each committed write and waits for it before the write is answered. */
  onWrite(listener: (write: Write) => unknown): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  async insert(collection: string, documents: Document[], transaction?: string): Promise<unknown[]> {
    const table = this.catalog.get(collection);
    return this.write('insert', table, transaction, (put, seen) =>
      documents.map((given) => {
        const document =
          '_id' in given && given._id !== null ? given : { ...given, _id: randomBytes(16).toString('hex') };
        const strange = Object.keys(document).find((key) => key.startsWith('$'));
        if (strange) throw writeError(`Document can't have $ prefixed field names: ${strange}`);
        if (Array.isArray(document._id) || document._id instanceof RegExp)
          throw writeError("The '_id' value cannot be of type array or regex");
        const id = keyOf(document._id);
        if (seen(table, id)) throw duplicateKey(table.name, '_id_', `{ _id: ${shown(document._id)} }`);
        put(table, id, undefined, document);
        return document._id;
      }),
    );
  }

  find(collection: string, { projection, ...wanted }: FindRequest, transaction?: string): string[] {
    const table = this.catalog.get(collection);
    const read = () =>
      select(this.sql, table, wanted, transaction ? this.transactions.overlay(transaction, table) : undefined);
    const found = transaction ? this.transactions.within(transaction, read) : read();
    if (!projection || Object.keys(projection).length === 0) return found.map(({ stored }) => stored.text);
    return project(
      found.map(({ document }) => document),
      projection,
    ).map(encode);
  }

  count(collection: string, query: unknown): number {
    const table = this.catalog.get(collection);
    return countExactly(this.sql, table, planFor(table, query, [])) ?? select(this.sql, table, { query }).length;
  }

  async modify(
    collection: string,
    request: ModifyRequest,
    transaction?: string,
  ): Promise<{ updated: number; upsertId?: unknown; document?: Document }> {
    const table = this.catalog.get(collection);
    return this.write('modify', table, transaction, (put) => {
      const found = this.matching(table, request.query, request.multi, transaction);
      let updated = 0;
      let last: Document | undefined;
      for (const { stored } of found) {
        const document = this.changed(decode(stored.text), request);
        last = document;
        if (encode(document) === stored.text) continue;
        put(table, stored.id, stored, document);
        updated += 1;
      }
      if (found.length || !request.upsert) return { updated, ...(last ? { document: last } : {}) };
      const { _id: queried } = request.query as Document;
      const document = { _id: queried ?? randomBytes(16).toString('hex'), ...request.data };
      put(table, keyOf(document._id), undefined, document);
      return { updated: 0, upsertId: document._id, document };
    });
  }

  async remove(collection: string, query: unknown, multi: boolean, transaction?: string): Promise<number> {
    const table = this.catalog.get(collection);
    return this.write('remove', table, transaction, (put) => {
      const found = this.matching(table, query, multi, transaction);
      for (const { stored } of found) put(table, stored.id, stored, null);
      return found.length;
    });
  }

  /** Reads everything anew after the data under the store were replaced; open transactions are lost. */
  reload(): void {
    this.transactions.abortAll();
    this.catalog.load();
  }

  aggregate(collection: string, stages: Stage[]): string[] {
    return aggregate(this.sql, this.catalog, collection, stages).map(encode);
  }

  async commit(transaction: string): Promise<void> {
    const collections = this.transactions.commit(transaction);
    if (collections.length) await this.announce({ op: 'commit', collections });
  }

  private changed(document: Document, { data, replace }: ModifyRequest): Document {
    if (!replace) {
      applyUpdate(document, data);
      return document;
    }
    if ('_id' in data && !keyOf(data._id).equals(keyOf(document._id))) {
      throw writeError("After applying the update, the (immutable) field '_id' was found to have been altered");
    }
    return { _id: document._id, ...data };
  }

  private matching(table: Table, query: unknown, multi: boolean, transaction?: string) {
    const overlay = transaction ? this.transactions.overlay(transaction, table) : undefined;
    return select(this.sql, table, { query, ...(multi ? {} : { limit: 1 }) }, overlay);
  }

  private async write<T>(
    op: Write['op'],
    table: Table,
    transaction: string | undefined,
    work: (put: Put, seen: (table: Table, id: Buffer) => boolean) => T,
  ): Promise<T> {
    if (transaction) return this.writeWithin(transaction, work);
    for (;;) {
      const changes: Change[] = [];
      const outcome = this.attempt(work, changes);
      if ('blocked' in outcome) {
        await outcome.blocked;
        continue;
      }
      if (changes.length) {
        this.transactions.committed(changes);
        await this.announce({ op, collections: [table.name] });
      }
      if ('refused' in outcome) throw outcome.refused;
      return outcome.result;
    }
  }

  /** One try of a write outside of transactions; what came before a refused document stays, as in MongoDB. */
  private attempt<T>(
    work: (put: Put, seen: (table: Table, id: Buffer) => boolean) => T,
    changes: Change[],
  ): { result: T } | { refused: PlatformError } | { blocked: Promise<void> } {
    const put: Put = (table, id, before, document) => {
      const text = document && textOf(document);
      this.transactions.admit(table, id, document, before?.seq);
      if (before && document && text !== null) table.replace(before, document, text);
      else if (before) table.remove(before);
      else if (document && text !== null) table.insert(id, document, text);
      changes.push({ table, id, before });
    };
    try {
      return this.sql.atomically(() => {
        try {
          return { result: work(put, (table, id) => table.get(id) !== undefined) };
        } catch (error) {
          if (error instanceof PlatformError) return { refused: error };
          throw error;
        }
      });
    } catch (error) {
      if (error instanceof Blocked) return { blocked: error.until };
      throw error;
    }
  }

  private writeWithin<T>(transaction: string, work: (put: Put, seen: (table: Table, id: Buffer) => boolean) => T): T {
    const put: Put = (table, id, _before, document) => {
      this.transactions.buffer(transaction, table, id, document && { document, text: textOf(document) });
    };
    const seen = (table: Table, id: Buffer) => {
      const own = this.transactions.overlay(transaction, table).get(overlayKey(id));
      return own === undefined ? table.get(id) !== undefined : own !== null;
    };
    return this.transactions.within(transaction, () => work(put, seen));
  }

  private async announce(write: Write): Promise<void> {
    for (const listener of this.listeners) await listener(write);
  }
}

/** An order as the wire has it. */
export const orderFrom = (value: unknown): Order =>
  Object.entries((value ?? {}) as Record<string, unknown>).map(([field, direction]) => {
    if (direction !== 1 && direction !== -1) throw invalidParam(`order of ${field} must be 1 or -1`);
    return [field, direction];
  });
