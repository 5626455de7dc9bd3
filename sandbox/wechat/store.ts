import { randomBytes } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from '@photostructure/sqlite';

/** Values of one kind, found by id or by one of their indexes. */
export interface Collection<T, Index extends string = never> {
  get(id: string): T | undefined;
  put(id: string, value: T): void;
  remove(id: string): void;
  /** The values whose index has this value, oldest first. */
  find(index: Index, value: string): T[];
  /** Every value, oldest first. */
  all(): T[];
}

/** What the stand-in remembers: small values as JSON, files by their hash. */
export interface Store {
  collection<T, Index extends string = never>(
    kind: string,
    indexes?: Record<Index, (value: T) => string | undefined>,
  ): Collection<T, Index>;
  putFile(hash: string, bytes: Uint8Array): void;
  getFile(hash: string): Buffer | undefined;
  /** Known to nobody outside this data directory; signs the stand-in's links. */
  readonly secret: string;
  /** Runs `work` wholly or not at all. */
  transaction<R>(work: () => R): R;
  /** Makes the present data what `restore` goes back to, also after a restart. */
  save(): void;
  restore(): void;
  close(): void;
}

const tables = `
  CREATE TABLE IF NOT EXISTS records (seq INTEGER PRIMARY KEY, kind TEXT NOT NULL, id TEXT NOT NULL, body TEXT NOT NULL, UNIQUE (kind, id));
  CREATE TABLE IF NOT EXISTS lookups (kind TEXT NOT NULL, name TEXT NOT NULL, value TEXT NOT NULL, id TEXT NOT NULL, PRIMARY KEY (kind, name, value, id)) WITHOUT ROWID;
  CREATE INDEX IF NOT EXISTS lookups_by_id ON lookups (kind, id);
  CREATE TABLE IF NOT EXISTS saved_records AS SELECT * FROM records WHERE 0;
  CREATE TABLE IF NOT EXISTS saved_lookups AS SELECT * FROM lookups WHERE 0;
  CREATE TABLE IF NOT EXISTS files (hash TEXT PRIMARY KEY, bytes BLOB NOT NULL);
  CREATE TABLE IF NOT EXISTS settings (name TEXT PRIMARY KEY, value TEXT NOT NULL);
`;

const open = (dataDir: string) => {
  if (dataDir === ':memory:') return new DatabaseSync(':memory:');
  mkdirSync(dataDir, { recursive: true });
  const database = new DatabaseSync(join(dataDir, 'wechat.sqlite'));
  database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA busy_timeout = 5000');
  return database;
};

// Index values come from callers: as JSON text, a NUL or a lone surrogate survives SQLite.
const safe = (value: string) => JSON.stringify(value);

/** @param dataDir the folder of the database file, or `:memory:` */
export const openStore = (dataDir: string): Store => {
  const database = open(dataDir);
  database.exec(tables);

  const select = database.prepare('SELECT body FROM records WHERE kind = ? AND id = ?');
  const selectAll = database.prepare('SELECT body FROM records WHERE kind = ? ORDER BY seq');
  const selectBy = database.prepare(
    `SELECT r.body FROM lookups l JOIN records r ON r.kind = l.kind AND r.id = l.id
     WHERE l.kind = ? AND l.name = ? AND l.value = ? ORDER BY r.seq`,
  );
  const upsert = database.prepare(
    'INSERT INTO records (kind, id, body) VALUES (?, ?, ?) ON CONFLICT (kind, id) DO UPDATE SET body = excluded.body',
  );
  const erase = database.prepare('DELETE FROM records WHERE kind = ? AND id = ?');
  const unindex = database.prepare('DELETE FROM lookups WHERE kind = ? AND id = ?');
  const index = database.prepare('INSERT OR IGNORE INTO lookups (kind, name, value, id) VALUES (?, ?, ?, ?)');
  const insertFile = database.prepare('INSERT OR IGNORE INTO files (hash, bytes) VALUES (?, ?)');
  const selectFile = database.prepare('SELECT bytes FROM files WHERE hash = ?');

  let inside = false;
  const transaction = <R>(work: () => R): R => {
    if (inside) return work();
    inside = true;
    database.exec('BEGIN IMMEDIATE');
    try {
      const result = work();
      database.exec('COMMIT');
      return result;
    } catch (error) {
      database.exec('ROLLBACK');
      throw error;
    } finally {
      inside = false;
    }
  };

  database
    .prepare('INSERT OR IGNORE INTO settings (name, value) VALUES (?, ?)')
    .run('secret', randomBytes(24).toString('base64url'));
  const { value: secret } = database.prepare('SELECT value FROM settings WHERE name = ?').get('secret') as {
    value: string;
  };

  return {
    secret,
    transaction,
    collection: <T, Index extends string = never>(
      kind: string,
      indexes?: Record<Index, (value: T) => string | undefined>,
    ): Collection<T, Index> => {
      const entries = Object.entries(indexes ?? {}) as [Index, (value: T) => string | undefined][];
      const parse = (row: { body: string }) => JSON.parse(row.body) as T;
      return {
        get: (id) => {
          const row = select.get(kind, safe(id)) as { body: string } | undefined;
          return row && parse(row);
        },
        put: (id, value) =>
          transaction(() => {
            upsert.run(kind, safe(id), JSON.stringify(value));
            if (entries.length === 0) return;
            unindex.run(kind, safe(id));
            for (const [name, read] of entries) {
              const key = read(value);
              if (key !== undefined) index.run(kind, name, safe(key), safe(id));
            }
          }),
        remove: (id) =>
          transaction(() => {
            erase.run(kind, safe(id));
            unindex.run(kind, safe(id));
          }),
        find: (name, value) => (selectBy.all(kind, name, safe(value)) as { body: string }[]).map(parse),
        all: () => (selectAll.all(kind) as { body: string }[]).map(parse),
      };
    },
    putFile: (hash, bytes) => void insertFile.run(hash, bytes),
    getFile: (hash) => {
      const row = selectFile.get(hash) as { bytes: Uint8Array } | undefined;
      return row && Buffer.from(row.bytes);
    },
    save: () =>
      transaction(() =>
        database.exec(`
          DELETE FROM saved_records; INSERT INTO saved_records SELECT * FROM records;
          DELETE FROM saved_lookups; INSERT INTO saved_lookups SELECT * FROM lookups;
        `),
      ),
    restore: () =>
      transaction(() =>
        database.exec(`
          DELETE FROM records; INSERT INTO records SELECT * FROM saved_records;
          DELETE FROM lookups; INSERT INTO lookups SELECT * FROM saved_lookups;
        `),
      ),
    close: () => database.close(),
  };
};
