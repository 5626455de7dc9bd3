import { indexEntries, type IndexSpec } from './index-keys';
import type { Row, Sql, SqlValue } from './sqlite';
import { decode, type Document } from './values';

/** A document as it lies in its table; `seq` is the order of insertion. */
export interface Stored {
  seq: number;
  id: Buffer;
  text: string;
}

export interface Index {
  table: string;
  spec: IndexSpec;
  /** The fields that hold, or once held, an array in some document, as bits by their place. */
  multikey: number;
}

/** SQLite hands blobs out as bare byte arrays. */
export const asBuffer = (value: unknown): Buffer => {
  const bytes = value as Uint8Array;
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
};

export const asStored = ({ seq, id, doc }: Row): Stored => ({ seq: Number(seq), id: asBuffer(id), text: String(doc) });

const same = (a: Buffer[], b: Buffer[]) => a.every((key, i) => b[i] && key.equals(b[i]));

/**
 * One collection: a table of documents, and for each index a table of its keys, whose primary key is the index. Keys
 * lie apart from the documents because an array puts several into one index, and a sparse index leaves some out.
 */
export class Table {
  readonly documents: string;
  indexes: Index[] = [];

  constructor(
    private readonly sql: Sql,
    private readonly id: number,
    readonly name: string,
  ) {
    this.documents = `documents_${id}`;
    sql.exec(
      `CREATE TABLE IF NOT EXISTS ${this.documents} (seq INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE, doc TEXT NOT NULL)`,
    );
    this.indexes = sql.all('SELECT id, spec, multikey FROM indexes WHERE collection = ?', id).map((row) => ({
      table: `index_${String(row.id)}`,
      spec: JSON.parse(String(row.spec)) as IndexSpec,
      multikey: Number(row.multikey),
    }));
  }

  get(id: Buffer): Stored | undefined {
    const row = this.sql.get(`SELECT seq, id, doc FROM ${this.documents} WHERE id = ?`, id);
    return row && asStored(row);
  }

  bySeq(seq: number): Stored | undefined {
    const row = this.sql.get(`SELECT seq, id, doc FROM ${this.documents} WHERE seq = ?`, seq);
    return row && asStored(row);
  }

  insert(id: Buffer, document: Document, text: string): void {
    // A document that an index refuses must not be half written.
    const entries = this.indexes.map((index) => ({ index, rows: this.entries(index, document) }));
    const seq = this.sql.run(`INSERT INTO ${this.documents} (id, doc) VALUES (?, ?)`, id, text);
    for (const { index, rows } of entries) this.addRows(index, seq, rows);
  }

  replace(stored: Stored, document: Document, text: string): void {
    const before = decode(stored.text);
    const entries = this.indexes.map((index) => ({
      index,
      old: indexEntries(before, index.spec).rows,
      rows: this.entries(index, document),
    }));
    this.sql.run(`UPDATE ${this.documents} SET doc = ? WHERE seq = ?`, text, stored.seq);
    for (const { index, old, rows } of entries) {
      this.dropRows(
        index,
        stored.seq,
        old.filter((row) => !rows.some((other) => same(row, other))),
      );
      this.addRows(
        index,
        stored.seq,
        rows.filter((row) => !old.some((other) => same(row, other))),
      );
    }
  }

  remove(stored: Stored): void {
    const before = decode(stored.text);
    for (const index of this.indexes) this.dropRows(index, stored.seq, indexEntries(before, index.spec).rows);
    this.sql.run(`DELETE FROM ${this.documents} WHERE seq = ?`, stored.seq);
  }

  /** The document that holds a row of a unique index. */
  holder(index: Index, row: Buffer[]): Stored | undefined {
    const found = this.sql.get(`SELECT seq FROM ${index.table} WHERE ${this.match(row)}`, ...row);
    return found && this.bySeq(Number(found.seq));
  }

  /** Makes the indexes those of the manifest: builds what is new or changed, drops the rest. */
  declare(specs: IndexSpec[]): void {
    const wanted = new Set(specs.map((spec) => JSON.stringify(spec)));
    for (const index of this.indexes.filter(({ spec }) => !wanted.has(JSON.stringify(spec)))) {
      this.sql.run('DELETE FROM indexes WHERE id = ?', Number(index.table.slice('index_'.length)));
      this.sql.exec(`DROP TABLE ${index.table}`);
    }
    const present = this.indexes.filter(({ spec }) => wanted.has(JSON.stringify(spec)));
    const known = new Set(present.map(({ spec }) => JSON.stringify(spec)));
    this.indexes = [
      ...present,
      ...specs.filter((spec) => !known.has(JSON.stringify(spec))).map((spec) => this.build(spec)),
    ];
  }

  private build(spec: IndexSpec): Index {
    const id = this.sql.run(
      'INSERT INTO indexes (collection, spec, multikey) VALUES (?, ?, 0)',
      this.id,
      JSON.stringify(spec),
    );
    const index: Index = { table: `index_${id}`, spec, multikey: 0 };
    const columns = spec.keys.map((_, i) => `k${i} BLOB NOT NULL`);
    const order = spec.keys.map(({ order }, i) => `k${i} ${order === 1 ? 'ASC' : 'DESC'}`);
    this.sql.exec(
      `CREATE TABLE ${index.table} (${columns.join(', ')}, seq INTEGER NOT NULL, PRIMARY KEY (${order.join(', ')}, seq)) WITHOUT ROWID`,
    );
    for (const row of this.sql.iterate(`SELECT seq, id, doc FROM ${this.documents}`)) {
      const { seq, text } = asStored(row);
      const rows = this.entries(index, decode(text));
      if (spec.unique && rows.some((keys) => this.holder(index, keys))) {
        throw new Error(`index ${spec.name} of ${this.name} cannot be unique: the data hold a duplicate`);
      }
      this.addRows(index, seq, rows);
    }
    return index;
  }

  private entries(index: Index, document: Document): Buffer[][] {
    const { rows, multikey } = indexEntries(document, index.spec);
    if (multikey & ~index.multikey) {
      index.multikey |= multikey;
      const id = Number(index.table.slice('index_'.length));
      this.sql.run('UPDATE indexes SET multikey = ? WHERE id = ?', index.multikey, id);
    }
    return rows;
  }

  private addRows(index: Index, seq: number, rows: Buffer[][]): void {
    const marks = index.spec.keys.map(() => '?').join(', ');
    for (const row of rows)
      this.sql.run(`INSERT INTO ${index.table} VALUES (${marks}, ?)`, ...(row as SqlValue[]), seq);
  }

  private dropRows(index: Index, seq: number, rows: Buffer[][]): void {
    for (const row of rows)
      this.sql.run(`DELETE FROM ${index.table} WHERE ${this.match(row)} AND seq = ?`, ...(row as SqlValue[]), seq);
  }

  private match(row: Buffer[]): string {
    return row.map((_, i) => `k${i} = ?`).join(' AND ');
  }
}
