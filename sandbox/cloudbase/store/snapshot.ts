import type { Sql } from './sqlite';

const tablesOf = (sql: Sql, schema: 'main' | 'snapshot'): string[] =>
  sql
    .all(`SELECT name FROM ${schema}.sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'`)
    .map(({ name }) => String(name));

const isData = (name: string) => name === 'collections' || name === 'files' || name.startsWith('documents_');

/** Remembers the present documents and files beside the database, in place of what was remembered before. */
export const takeSnapshot = (sql: Sql): void => {
  sql.atomically(() => {
    for (const name of tablesOf(sql, 'snapshot')) sql.exec(`DROP TABLE snapshot.${name}`);
    for (const name of tablesOf(sql, 'main').filter(isData))
      sql.exec(`CREATE TABLE snapshot.${name} AS SELECT * FROM main.${name}`);
  });
};

/** Whether anything was ever remembered. */
export const hasSnapshot = (sql: Sql): boolean => tablesOf(sql, 'snapshot').length > 0;

/** Puts the remembered documents and files back, all or nothing; without a snapshot, leaves nothing. Indexes are dropped. */
export const restoreSnapshot = (sql: Sql): void => {
  sql.atomically(() => {
    for (const name of tablesOf(sql, 'main').filter((table) => /^(documents|index)_\d+$/.test(table)))
      sql.exec(`DROP TABLE main.${name}`);
    for (const name of ['collections', 'indexes', 'files']) sql.exec(`DELETE FROM main.${name}`);
    const remembered = tablesOf(sql, 'snapshot');
    for (const name of remembered) {
      if (name.startsWith('documents_')) {
        sql.exec(`CREATE TABLE main.${name} (seq INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE, doc TEXT NOT NULL)`);
      }
      sql.exec(`INSERT INTO main.${name} SELECT * FROM snapshot.${name}`);
    }
  });
};
