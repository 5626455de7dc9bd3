import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Instance } from '../../../sandbox/cloudbase/functions/instance';
import { Pool } from '../../../sandbox/cloudbase/functions/pool';

const folder = mkdtempSync(join(tmpdir(), 'pool-'));
const file = join(folder, 'index.js');
writeFileSync(
  file,
  `const { threadId } = require('node:worker_threads');
exports.main = async ({ ms }) => {
  await new Promise((resolve) => setTimeout(resolve, ms));
  return threadId;
};`,
);

let started: Instance[];
let pool: Pool;
beforeEach(() => {
  started = [];
  pool = new Pool(() => {
    const instance = new Instance(file, {}, 128, () => undefined);
    started.push(instance);
    return instance;
  });
});
afterEach(() => pool.kill());
afterAll(() => rmSync(folder, { recursive: true }));

const call = (ms: number) => pool.run(() => ({ event: JSON.stringify({ ms }), env: {}, context: {} }), 10_000);
const warm = () => started.filter(({ dead }) => !dead).length;
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

describe('the instances of a function', () => {
  test('share short calls that come at once: waiting is quicker than loading another', async () => {
    await call(0);
    await Promise.all([call(5), call(5), call(5)]);
    expect(started).toHaveLength(1);
  });

  test('grow when a call takes long, so that another is not held up', async () => {
    await call(0);
    const long = call(2000);
    const begun = performance.now();
    const other = await call(0);
    expect(performance.now() - begun).toBeLessThan(1500);
    expect(await long).not.toBe(other);
    expect(started).toHaveLength(2);
  });

  test('are eight at most, and every call has its turn', async () => {
    const answers = await Promise.all(Array.from({ length: 20 }, () => call(400)));
    expect(new Set(answers).size).toBeLessThanOrEqual(8);
    expect(started.length).toBeLessThanOrEqual(8);
    expect(answers).toHaveLength(20);
  }, 20_000);

  test('go soon after a burst, but for one that stays warm', async () => {
    await Promise.all([call(600), call(600), call(600)]);
    expect(warm()).toBeGreaterThan(1);
    await pause(4000);
    expect(warm()).toBe(1);
    const before = started.length;
    await call(0);
    expect(started).toHaveLength(before);
  }, 15_000);
});
