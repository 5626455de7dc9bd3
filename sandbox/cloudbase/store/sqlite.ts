import { DatabaseSync } from '@photostructure/sqlite';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';

export type SqlValue = string | number | Buffer | null;
export type Row = Record<string, unknown>;
type Statement = ReturnType<InstanceType<typeof DatabaseSync>['prepare']>;

/** The thin face of the embedded SQLite that the store needs: prepared once, synchronous, one writer. */
export interface Sql {
  exec(sql: string): void;
  run(sql: string, ...values: SqlValue[]): number;
  get(sql: string, ...values: SqlValue[]): Row | undefined;
  all(sql: string, ...values: SqlValue[]): Row[];
  iterate(sql: string, ...values: SqlValue[]): Generator<Row>;
  /** Runs `work` so that all of its writes hold or none, also after kill -9. */
  atomically<T>(work: () => T): T;
  close(): void;
}

const MEMORY = ':memory:';

/** Opens `cloudbase.db` in the folder, with `cloudbase-snapshot.db` attached as `snapshot`; `:memory:` keeps nothing. */
export const openSql = (dataDir: string): Sql => {
  const file = (name: string) => (dataDir === MEMORY ? MEMORY : join(dataDir, name));
  if (dataDir !== MEMORY) mkdirSync(dataDir, { recursive: true });
  const db = new DatabaseSync(file('cloudbase.db'));
  db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA cache_size = -65536;');
  db.prepare('ATTACH ? AS snapshot').run(file('cloudbase-snapshot.db'));

  // A statement that is still being iterated cannot be started again: each run takes a free one or prepares another.
  const free = new Map<string, Statement[]>();
  const using = <T>(sql: string, work: (statement: Statement) => T): T => {
    const statement = free.get(sql)?.pop() ?? db.prepare(sql);
    try {
      return work(statement);
    } finally {
      release(sql, statement);
    }
  };
  const release = (sql: string, statement: Statement) => {
    const list = free.get(sql);
    if (list) list.push(statement);
    else free.set(sql, [statement]);
  };

  return {
    exec: (sql) => {
      free.clear();
      db.exec(sql);
    },
    run: (sql, ...values) => using(sql, (statement) => Number(statement.run(...values).lastInsertRowid)),
    get: (sql, ...values) => using(sql, (statement) => statement.get(...values) as Row | undefined),
    all: (sql, ...values) => using(sql, (statement) => statement.all(...values) as Row[]),
    *iterate(sql, ...values) {
      const statement = free.get(sql)?.pop() ?? db.prepare(sql);
      const rows = statement.iterate(...values) as IterableIterator<Row>;
      try {
        yield* rows;
      } finally {
        rows.return?.();
        release(sql, statement);
      }
    },
    atomically: (work) => {
      using('BEGIN', (statement) => statement.run());
      try {
        const result = work();
        using('COMMIT', (statement) => statement.run());
        return result;
      } catch (error) {
        using('ROLLBACK', (statement) => statement.run());
        throw error;
      }
    },
    close: () => {
      free.clear();
      db.close();
    },
  };
};
