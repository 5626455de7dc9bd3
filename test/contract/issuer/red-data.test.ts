import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClock } from '../../../sandbox/clock';
import { part, startReds, wish } from './red-caller';

let dataDir: string;
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'issuer-reds-'));
});
afterEach(() => rmSync(dataDir, { recursive: true }));

describe('reds', () => {
  test('go back to the snapshot with all that they have done, also after a restart', async () => {
    const clock = createClock();
    const first = startReds({ dataDir, clock });
    await first.blueOf('K-1', {}, true);
    const kept = await first.reversed('K-1', part('R-1', 100));
    await first.buyersRed('K-1', { amount: 50 });
    first.issuer.snapshot();
    const lost = await first.blueOf('K-2');
    const lostRed = await first.reversed('K-2', wish('R-2'));
    await first.issuer.close();

    const second = startReds({ dataDir, clock });
    expect((await second.blue('K-2')).reversedFen).toBe(lost.grossFen);
    await second.issuer.reset();
    expect((await second.call({ path: '/v1/reds/R-2' })).status).toBe(404);
    expect(await second.blue('K-1')).toMatchObject({ booked: true, reversedFen: 100 });
    expect((await second.list('status=awaiting_seller')).body.result.reds).toHaveLength(1);
    await second.blueOf('K-3');
    const next = await second.reversed('K-3', wish('R-2'));
    expect([kept.number, lostRed.number]).not.toContain(next.number);
    expect([kept.formNo, lostRed.formNo]).not.toContain(next.formNo);
    await second.issuer.close();
  });

  test('that were acknowledged are there after kill -9', async () => {
    const script = join(__dirname, 'red-until-killed.ts');
    const run = join(__dirname, '../../../scripts/run.mjs');
    const child = spawn(process.execPath, [run, script, dataDir], { stdio: ['ignore', 'pipe', 'inherit'] });
    let acknowledged = '';
    const ended = new Promise<NodeJS.Signals | null>((end) => child.on('exit', (_code, signal) => end(signal)));
    child.stdout.on('data', (chunk: Buffer) => {
      acknowledged += chunk.toString();
      if (acknowledged.split('\n').length > 12) child.kill('SIGKILL');
    });
    expect(await ended).toBe('SIGKILL');
    const redSerials = acknowledged.split('\n').filter((redSerial) => /^R-\d+;$/.test(redSerial));
    expect(redSerials.length).toBeGreaterThanOrEqual(12);

    const after = startReds({ dataDir });
    for (const redSerial of redSerials.map((line) => line.slice(0, -1)))
      expect(await after.red(redSerial)).toMatchObject({ redSerial, whole: true });
    await after.issuer.close();
  }, 60_000);
});
