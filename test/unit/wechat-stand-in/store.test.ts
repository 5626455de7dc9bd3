import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { openStore, type Store } from '../../../sandbox/wechat/store';

const fruits = (store: Store) =>
  store.collection<{ name: string; colour?: string }, 'colour'>('fruit', { colour: ({ colour }) => colour });

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'stand-in-store-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

describe('the store', () => {
  it('finds by id and by index, oldest first, also after a change', () => {
    const store = openStore(':memory:');
    const all = fruits(store);
    all.put('1', { name: 'cherry', colour: 'red' });
    all.put('2', { name: 'lemon', colour: 'yellow' });
    all.put('3', { name: 'apple', colour: 'red' });
    all.put('1', { name: 'sour cherry', colour: 'red' });
    all.put('2', { name: 'lime' });
    expect(all.get('1')).toEqual({ name: 'sour cherry', colour: 'red' });
    expect(all.find('colour', 'red').map(({ name }) => name)).toEqual(['sour cherry', 'apple']);
    expect(all.find('colour', 'yellow')).toEqual([]);
    all.remove('3');
    expect(all.all().map(({ name }) => name)).toEqual(['sour cherry', 'lime']);
    store.close();
  });

  it('undoes the whole of a transaction that fails', () => {
    const store = openStore(':memory:');
    const all = fruits(store);
    const fail = () =>
      store.transaction(() => {
        all.put('1', { name: 'cherry', colour: 'red' });
        throw new Error('no');
      });
    expect(fail).toThrow('no');
    expect([all.all(), all.find('colour', 'red')]).toEqual([[], []]);
    store.transaction(() => all.put('1', { name: 'cherry' }));
    expect(all.all()).toHaveLength(1);
    store.close();
  });

  it('keeps the secret, the files and the saved state over a restart', () => {
    const first = openStore(folder);
    fruits(first).put('1', { name: 'cherry', colour: 'red' });
    first.putFile('hash', Buffer.from([0, 255]));
    first.save();
    fruits(first).put('2', { name: 'lemon' });
    const { secret } = first;
    first.close();
    const second = openStore(folder);
    expect(second.secret).toBe(secret);
    expect(fruits(second).all()).toHaveLength(2);
    expect(second.getFile('hash')).toEqual(Buffer.from([0, 255]));
    second.restore();
    expect(fruits(second).find('colour', 'red')).toEqual([{ name: 'cherry', colour: 'red' }]);
    expect(fruits(second).get('2')).toBeUndefined();
    second.close();
  });

  it('loses nothing that was put before the process was killed', async () => {
    const root = resolve(__dirname, '../../..');
    const program = join(folder, 'writer.ts');
    writeFileSync(
      program,
      `import { openStore } from ${JSON.stringify(join(root, 'sandbox/wechat/store'))};
       const numbers = openStore(${JSON.stringify(folder)}).collection<number>('number');
       for (let n = 1; ; n++) { numbers.put(String(n), n); require('fs').writeSync(1, n + '\\n'); }`,
    );
    const writer = spawn(process.execPath, [join(root, 'scripts/run.mjs'), program], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let said = '';
    await new Promise<void>((done) => {
      writer.stdout.on('data', (chunk: Buffer) => {
        said += chunk.toString();
        if (said.length > 400) writer.kill('SIGKILL');
      });
      writer.on('close', () => done());
    });
    const acknowledged = Number(said.trim().split('\n').at(-2));
    const store = openStore(folder);
    const kept = store.collection<number>('number').all();
    expect(kept.length).toBeGreaterThanOrEqual(acknowledged);
    expect(kept).toEqual(kept.map((_value, place) => place + 1));
    store.close();
  }, 30_000);
});
