import { randomBytes } from 'node:crypto';
import { conflict, duplicateKey, noTransaction } from '../errors';
import { indexEntries } from './index-keys';
import { valuesAt } from './paths';
import type { Sql } from './sqlite';
import type { Index, Stored, Table } from './table';
import { shown } from './update';
import type { Document } from './values';

/** A document as a transaction left it; null when it removed it. */
export interface Pending {
  table: Table;
  id: Buffer;
  before: Stored | undefined;
  after: { document: Document; text: string } | null;
  uniques: { index: Index; row: Buffer[] }[];
}

interface Transaction {
  id: string;
  /** The version of the data that it reads. */
  snapshot: number;
  writes: Map<string, Pending>;
  timer: NodeJS.Timeout;
  finished: Promise<void>;
  finish(): void;
}

/** A write outside of transactions has met one: it waits for its end, as MongoDB's do. */
export class Blocked extends Error {
  constructor(readonly until: Promise<void>) {
    super('blocked by a transaction');
  }
}

export type Overlay = Map<string, Stored | null>;

const EXPIRY_MS = 30_000;
const keyOfDocument = (table: Table, id: Buffer) => `${table.name}\u0000${id.toString('latin1')}`;
export const overlayKey = (id: Buffer) => id.toString('latin1');

const shownKey = (index: Index, document: Document) =>
  `{ ${index.spec.keys.map(({ field }) => `${field}: ${shown(valuesAt(document, field).values[0])}`).join(', ')} }`;

/**
 * Snapshot isolation over the one SQLite writer: a transaction buffers its writes, reads the data as they were when it
 * began, and loses against whoever wrote first. Old versions are kept only while a transaction may read them.
 */
export class Transactions {
  private version = 0;
  private readonly active = new Map<string, Transaction>();
  private readonly history = new Map<string, Map<string, { version: number; before: Stored | undefined }[]>>();

  constructor(
    private readonly sql: Sql,
    private readonly expiryMs = EXPIRY_MS,
  ) {}

  begin(): string {
    const id = randomBytes(16).toString('hex');
    let finish = () => undefined as void;
    const finished = new Promise<void>((resolve) => (finish = resolve));
    // The platform's limit is one of real time, whatever the sandbox's clock says.
    const timer = setTimeout(() => this.end(id), this.expiryMs);
    timer.unref();
    this.active.set(id, { id, snapshot: this.version, writes: new Map(), timer, finished, finish });
    return id;
  }

  commit(id: string): string[] {
    const transaction = this.get(id);
    const pending = [...transaction.writes.values()];
    this.sql.atomically(() => {
      for (const { table, before, after, id: documentId } of pending) {
        if (before && after) table.replace(before, after.document, after.text);
        else if (before) table.remove(before);
        else if (after) table.insert(documentId, after.document, after.text);
      }
    });
    this.end(id);
    this.committed(pending);
    return [...new Set(pending.filter(({ before, after }) => before ?? after).map(({ table }) => table.name))];
  }

  abort(id: string): void {
    this.get(id);
    this.end(id);
  }

  abortAll(): void {
    for (const id of [...this.active.keys()]) this.end(id);
  }

  /** Runs an operation of a transaction; an error ends the transaction, as it does on the platform. */
  within<T>(id: string, work: () => T): T {
    this.get(id);
    try {
      return work();
    } catch (error) {
      this.end(id);
      throw error;
    }
  }

  /** What a transaction sees otherwise than the table shows it now. */
  overlay(id: string, table: Table): Overlay {
    const { snapshot, writes } = this.get(id);
    const seen: Overlay = new Map();
    for (const [key, versions] of this.history.get(table.name) ?? []) {
      const changed = versions.find(({ version }) => version > snapshot);
      if (changed) seen.set(key, changed.before ?? null);
    }
    for (const { table: own, id: documentId, before, after } of writes.values()) {
      if (own.name !== table.name) continue;
      const stored = after && { seq: before?.seq ?? Number.MAX_SAFE_INTEGER, id: documentId, text: after.text };
      seen.set(overlayKey(documentId), stored);
    }
    return seen;
  }

  /** Buffers a write of a transaction. */
  buffer(id: string, table: Table, documentId: Buffer, after: Pending['after']): void {
    const transaction = this.get(id);
    const key = keyOfDocument(table, documentId);
    if (this.lockedBy(key, transaction) || this.changedSince(table, documentId, transaction.snapshot)) throw conflict();
    const before = transaction.writes.get(key)?.before ?? table.get(documentId);
    const uniques = this.uniquesOf(table, after?.document);
    for (const { index, row } of uniques) this.claim(transaction, table, documentId, index, row, after?.document);
    transaction.writes.set(key, { table, id: documentId, before, after, uniques });
  }

  /** Makes sure that a write outside of transactions may happen now. */
  admit(table: Table, documentId: Buffer, document: Document | null, ownSeq: number | undefined): void {
    const holder = this.lockedBy(keyOfDocument(table, documentId), null);
    if (holder) throw new Blocked(holder.finished);
    for (const { index, row } of this.uniquesOf(table, document ?? undefined)) {
      const other = table.holder(index, row);
      if (other && other.seq !== ownSeq)
        throw duplicateKey(table.name, index.spec.name, shownKey(index, document ?? {}));
      const claimant = this.claimedBy(index, row, null);
      if (claimant) throw new Blocked(claimant.finished);
    }
  }

  /** Remembers what was before, for the transactions that may still read it. */
  committed(changes: Pick<Pending, 'table' | 'id' | 'before'>[]): void {
    this.version += 1;
    if (this.active.size === 0) return;
    for (const { table, id, before } of changes) {
      const documents =
        this.history.get(table.name) ?? new Map<string, { version: number; before: Stored | undefined }[]>();
      this.history.set(table.name, documents);
      documents.set(overlayKey(id), [...(documents.get(overlayKey(id)) ?? []), { version: this.version, before }]);
    }
  }

  private claim(
    transaction: Transaction,
    table: Table,
    documentId: Buffer,
    index: Index,
    row: Buffer[],
    document: Document | undefined,
  ): void {
    const taken = () => duplicateKey(table.name, index.spec.name, shownKey(index, document ?? {}));
    for (const write of transaction.writes.values()) {
      const other = write.table.name === table.name && !write.id.equals(documentId);
      if (other && write.uniques.some((unique) => unique.index === index && sameRow(unique.row, row))) throw taken();
    }
    if (this.claimedBy(index, row, transaction)) throw conflict();
    const holder = table.holder(index, row);
    if (!holder || holder.id.equals(documentId) || transaction.writes.has(keyOfDocument(table, holder.id))) return;
    throw this.changedSince(table, holder.id, transaction.snapshot) ? conflict() : taken();
  }

  private uniquesOf(table: Table, document: Document | undefined): Pending['uniques'] {
    if (!document) return [];
    return table.indexes
      .filter(({ spec }) => spec.unique)
      .flatMap((index) => indexEntries(document, index.spec).rows.map((row) => ({ index, row })));
  }

  private lockedBy(key: string, except: Transaction | null): Transaction | undefined {
    for (const transaction of this.active.values())
      if (transaction !== except && transaction.writes.has(key)) return transaction;
    return undefined;
  }

  private claimedBy(index: Index, row: Buffer[], except: Transaction | null): Transaction | undefined {
    for (const transaction of this.active.values()) {
      if (transaction === except) continue;
      for (const { uniques } of transaction.writes.values()) {
        if (uniques.some((unique) => unique.index === index && sameRow(unique.row, row))) return transaction;
      }
    }
    return undefined;
  }

  private changedSince(table: Table, id: Buffer, snapshot: number): boolean {
    const versions = this.history.get(table.name)?.get(overlayKey(id)) ?? [];
    return versions.some(({ version }) => version > snapshot);
  }

  private get(id: string): Transaction {
    const transaction = this.active.get(id);
    if (!transaction) throw noTransaction();
    return transaction;
  }

  private end(id: string): void {
    const transaction = this.active.get(id);
    if (!transaction) return;
    clearTimeout(transaction.timer);
    this.active.delete(id);
    if (this.active.size === 0) this.history.clear();
    transaction.finish();
  }
}

const sameRow = (a: Buffer[], b: Buffer[]) => a.length === b.length && a.every((key, i) => b[i] && key.equals(b[i]));
