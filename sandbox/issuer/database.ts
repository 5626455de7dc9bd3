import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync, enhance } from '@photostructure/sqlite';

/** Opens `issuer.sqlite` in a folder; `:memory:` keeps nothing. */
export const openDatabase = (dataDir: string) => {
  if (dataDir === ':memory:') return enhance(new DatabaseSync(':memory:'));
  mkdirSync(dataDir, { recursive: true });
  const database = enhance(new DatabaseSync(join(dataDir, 'issuer.sqlite')));
  database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA busy_timeout = 5000');
  return database;
};

export type Database = ReturnType<typeof openDatabase>;
