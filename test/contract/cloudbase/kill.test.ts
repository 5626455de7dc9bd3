import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { openSql } from '../../../sandbox/cloudbase/store/sqlite';
import { Store } from '../../../sandbox/cloudbase/store/store';

const root = resolve(__dirname, '../../..');
const MANIFEST = {
  collections: [
    { name: 'accounts', indexes: [{ name: 'owner', keys: [{ field: 'owner', order: 1 as const }] }] },
    { name: 'records' },
  ],
};

/** Runs the writer and kills it with SIGKILL some time after its first acknowledgement; answers the last one. */
const writeAndKill = (dataDir: string, prefix: string, afterMs: number) =>
  new Promise<number>((done) => {
    const child = spawn(
      process.execPath,
      ['--require', 'tsx/cjs', 'test/contract/cloudbase/writer.ts', dataDir, prefix],
      { cwd: root, stdio: ['ignore', 'pipe', 'inherit'] },
    );
    let printed = '';
    child.stdout.once('data', () => setTimeout(() => child.kill('SIGKILL'), afterMs));
    child.stdout.on('data', (chunk: Buffer) => (printed += chunk.toString()));
    child.on('close', () => done(Number(printed.trim().split('\n').at(-1))));
  });

const balance = (store: Store, id: string) => {
  const [text = ''] = store.find('accounts', { query: { _id: id } });
  return Number((JSON.parse(text) as { balance: { $numberInt: string } }).balance.$numberInt);
};

test('kill -9 in the middle of writing loses nothing acknowledged and leaves no half transaction', async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'cloudbase-kill-'));
  const open = () => {
    const sql = openSql(dataDir);
    return { sql, store: new Store(sql, MANIFEST) };
  };
  const first = open();
  await first.store.insert('accounts', [
    { _id: 'a', balance: 0, owner: 'x' },
    { _id: 'b', balance: 0, owner: 'x' },
  ]);
  first.sql.close();

  for (const [round, afterMs] of [30, 75, 140].entries()) {
    const last = await writeAndKill(dataDir, `p${round}`, afterMs);
    expect(last).toBeGreaterThan(0);
    const { sql, store } = open();
    for (const kind of ['t', 'r']) {
      const ids = Array.from({ length: last + 1 }, (_, number) => `p${round}-${kind}${number}`);
      expect(store.count('records', { _id: { $in: ids } })).toBe(last + 1);
    }
    const transfers = store.count('records', { kind: 'transfer' });
    expect([balance(store, 'a'), balance(store, 'b')]).toEqual([-transfers, transfers]);
    expect(store.count('accounts', { owner: 'x' })).toBe(2);
    expect(sql.get('PRAGMA integrity_check')).toMatchObject({ integrity_check: 'ok' });
    sql.close();
  }
  rmSync(dataDir, { recursive: true });
}, 60_000);
