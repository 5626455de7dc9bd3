import { collectionExists, noCollection } from '../errors';
import { type IndexSpec } from './index-keys';
import type { Sql } from './sqlite';
import { Table } from './table';

/** `cloudfunctions/collections.json`: what exists from the start. Rules bind clients only, never functions. */
export interface Manifest {
  collections: { name: string; indexes?: IndexSpec[] }[];
}

/** Which collections exist, and the SQLite tables behind each. */
export class Catalog {
  private readonly tables = new Map<string, Table>();

  constructor(
    private readonly sql: Sql,
    private readonly manifest: Manifest,
  ) {
    sql.exec(`
      CREATE TABLE IF NOT EXISTS collections (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);
      CREATE TABLE IF NOT EXISTS indexes (id INTEGER PRIMARY KEY, collection INTEGER NOT NULL, spec TEXT NOT NULL, multikey INTEGER NOT NULL);
    `);
    this.load();
  }

  /** Reads what exists, and makes the manifest's collections and indexes exist; also after the data were replaced. */
  load(): void {
    this.tables.clear();
    this.sql.atomically(() => {
      for (const { id, name } of this.sql.all('SELECT id, name FROM collections')) {
        this.tables.set(String(name), new Table(this.sql, Number(id), String(name)));
      }
      for (const { name, indexes = [] } of this.manifest.collections)
        (this.tables.get(name) ?? this.add(name)).declare(indexes);
    });
  }

  names(): string[] {
    return [...this.tables.keys()];
  }

  has(name: string): boolean {
    return this.tables.has(name);
  }

  get(name: string): Table {
    const table = this.tables.get(name);
    if (!table) throw noCollection(name);
    return table;
  }

  create(name: string): void {
    if (this.has(name)) throw collectionExists(name);
    this.sql.atomically(() => this.add(name));
  }

  private add(name: string): Table {
    const id = this.sql.run('INSERT INTO collections (name) VALUES (?)', name);
    const table = new Table(this.sql, id, name);
    this.tables.set(name, table);
    return table;
  }
}
