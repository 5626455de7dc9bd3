import { DatabaseSync } from '@photostructure/sqlite';
import { copyFileSync, renameSync, rmSync } from 'node:fs';
import { freemem } from 'node:os';
import { join } from 'node:path';
import { indexEntries, type IndexSpec } from '../sandbox/cloudbase/store/index-keys';
import { keyOf } from '../sandbox/cloudbase/store/keys';
import { encode } from '../sandbox/cloudbase/store/values';

const ROOM = 8 * 1024 ** 3;

/**
 * The database without a journal, which would be as large again. A sandbox that was closed in this process keeps the
 * file until its statements are collected: it keeps the old one then, and a copy takes its place.
 */
const openAlone = (file: string): InstanceType<typeof DatabaseSync> => {
  const withoutJournal = () => {
    const db = new DatabaseSync(file);
    try {
      // A database in WAL mode leaves it only for DELETE.
      db.exec('PRAGMA journal_mode = DELETE; PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;');
      return db;
    } catch {
      db.close();
      return undefined;
    }
  };
  const free = withoutJournal();
  if (free) return free;
  for (const end of ['', '-wal']) copyFileSync(file + end, `${file}.copy${end}`);
  for (const end of ['', '-wal', '-shm']) rmSync(file + end);
  for (const end of ['', '-wal']) renameSync(`${file}.copy${end}`, file + end);
  const copy = withoutJournal();
  if (!copy) throw new Error(`${file} is in use`);
  return copy;
};

/**
 * Writes documents straight into the sandbox's database while no sandbox has it open: through the functions a million
 * would take days. What is written is what the store itself would have written, index entries and all; they are
 * gathered first and put in sorted, so that the trees only grow at their end.
 */
export const bulkWrite = (dataDir: string, collection: string, documents: Iterable<{ _id: string }>): void => {
  const db = openAlone(join(dataDir, 'cloudbase.db'));
  // What is sorted is some gigabytes for a million: a disk would take longer for it than for the rest.
  db.exec(`PRAGMA cache_size = -262144; PRAGMA temp_store = ${freemem() > ROOM ? 'MEMORY' : 'FILE'}; BEGIN`);
  const { id: table } = db.prepare('SELECT id FROM collections WHERE name = ?').get(collection) as { id: number };
  const indexes = (
    db.prepare('SELECT id, spec FROM indexes WHERE collection = ?').all(table) as { id: number; spec: string }[]
  ).map(({ id, spec }) => {
    const parsed = JSON.parse(spec) as IndexSpec;
    const columns = parsed.keys.map((_, i) => `k${i}`);
    db.exec(`CREATE TEMP TABLE rows_${id} (${columns.join(', ')}, seq INTEGER)`);
    const insert = db.prepare(`INSERT INTO rows_${id} VALUES (${columns.map(() => '?').join(', ')}, ?)`);
    return { id, spec: parsed, columns, insert, multikey: 0 };
  });

  const insert = db.prepare(`INSERT INTO documents_${table} (seq, id, doc) VALUES (?, ?, ?)`);
  const last = db.prepare(`SELECT max(seq) AS seq FROM documents_${table}`).get() as { seq: number | null };
  let seq = last.seq ?? 0;
  for (const document of documents) {
    seq += 1;
    insert.run(seq, keyOf(document._id), encode(document));
    for (const index of indexes) {
      const { rows, multikey } = indexEntries(document, index.spec);
      index.multikey |= multikey;
      for (const row of rows) index.insert.run(...row, seq);
    }
  }

  for (const { id, spec, columns, multikey } of indexes) {
    const order = spec.keys.map((key, i) => `k${i} ${key.order === 1 ? 'ASC' : 'DESC'}`);
    db.exec(
      `INSERT INTO index_${id} SELECT ${columns.join(', ')}, seq FROM rows_${id} ORDER BY ${order.join(', ')}, seq`,
    );
    db.exec(`DROP TABLE rows_${id}`);
    db.prepare('UPDATE indexes SET multikey = multikey | ? WHERE id = ?').run(multikey, id);
  }
  db.exec('COMMIT');
  db.close();
};
