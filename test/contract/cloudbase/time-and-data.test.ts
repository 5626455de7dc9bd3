import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sdk from 'wx-server-sdk';
import { createClock } from '../../../sandbox/clock';
import type { Write } from '../../../sandbox/cloudbase';
import { groundOn, refusal, PLAIN, PROBE } from './ground';
import { ENV_ID, pointSdkTo, runSandbox, type RunningSandbox } from './sandbox';
import type { Cloud } from './sdk';

const cloud = sdk as unknown as Cloud;
cloud.init({ env: ENV_ID });
const ground = groundOn(cloud);
const running: RunningSandbox[] = [];

const start = async (options: Parameters<typeof runSandbox>[0] = {}) => {
  const sandbox = await runSandbox(options);
  running.push(sandbox);
  pointSdkTo(sandbox.url);
  return sandbox;
};

afterEach(async () => {
  for (const sandbox of running.splice(0)) await sandbox.close();
});

const texts = async () => (await ground.db.collection(PLAIN).orderBy('_id', 'asc').get()).data.map(({ _id }) => _id);

describe('timers follow the clock of the sandbox', () => {
  /** A clock that stands at a moment of our choosing, so that no timer comes due by accident. */
  const clockAt = (iso: string) => createClock(Date.parse(iso) - Date.now());
  const timer = (name: string, config: string) => ({ triggers: [{ name, type: 'timer', config }] });

  test('a timer that comes due by moving the clock fires before the move is answered', async () => {
    const sandbox = await start({
      clock: clockAt('2026-06-01T12:01:00Z'),
      probes: { every5: timer('renew', '0 */5 * * * * *') },
    });
    await sandbox.clock.advance(1);
    expect((await sandbox.cloudbase.call('every5', {}, { source: 'wx_http' })) as object).toMatchObject({ calls: 1 });
    await sandbox.clock.advance(300);
    expect((await sandbox.cloudbase.call('every5', {}, { source: 'wx_http' })) as object).toMatchObject({ calls: 3 });
  });

  test('a timer fires once for one move, however many of its moments that passes', async () => {
    const sandbox = await start({
      clock: clockAt('2026-06-01T12:01:00Z'),
      probes: { every5: timer('renew', '0 */5 * * * * *') },
    });
    await sandbox.clock.advance(3600);
    expect((await sandbox.cloudbase.call('every5', {}, { source: 'wx_http' })) as object).toMatchObject({ calls: 2 });
  });

  test('a timer fires on its own as real time passes, and tells what it is', async () => {
    const sandbox = await start({ probes: { tick: timer('tick', '* * * * * * *') } });
    await new Promise((resolve) => setTimeout(resolve, 2300));
    const { calls } = (await sandbox.cloudbase.call('tick', {}, { source: 'wx_http' })) as { calls: number };
    expect(calls).toBeGreaterThanOrEqual(3);
  }, 10_000);

  test('the time of a timer is that of China', async () => {
    const sandbox = await start({
      clock: clockAt('2026-06-01T23:30:00Z'),
      probes: { daily: timer('daily', '0 0 8 * * * *') },
    });
    await sandbox.clock.advance(45 * 60);
    expect((await sandbox.cloudbase.call('daily', {}, { source: 'wx_http' })) as object).toMatchObject({ calls: 2 });
  });
});

describe('the clock of the sandbox', () => {
  test('moves serverDate and ends the life of temporary addresses', async () => {
    const sandbox = await start();
    const { fileID } = await cloud.uploadFile({ cloudPath: 'a.txt', fileContent: Buffer.from('text') });
    const { fileList } = await cloud.getTempFileURL({ fileList: [{ fileID, maxAge: 60 }] });
    const url = fileList[0]?.tempFileURL ?? '';
    expect((await fetch(url)).status).toBe(200);
    await sandbox.clock.advance(61);
    expect((await fetch(url)).status).toBe(403);
    await ground.db.collection(PLAIN).add({ data: { _id: 'd', at: ground.db.serverDate() } });
    const { at } = (await ground.db.collection(PLAIN).doc('d').get()).data;
    expect((at as Date).getTime() - Date.now()).toBeGreaterThan(55_000);
  });

  test('a forged address opens nothing', async () => {
    await start();
    const { fileID } = await cloud.uploadFile({ cloudPath: 'a.txt', fileContent: Buffer.from('text') });
    const { fileList } = await cloud.getTempFileURL({ fileList: [fileID] });
    const url = new URL(fileList[0]?.tempFileURL ?? '');
    url.searchParams.set('t', String(Number(url.searchParams.get('t')) + 1));
    expect((await fetch(url)).status).toBe(403);
    expect((await fetch(url.origin + url.pathname)).status).toBe(403);
    expect((await fetch(url, { method: 'PUT', body: 'other' })).status).toBe(403);
  });
});

describe('data', () => {
  const dir = () => mkdtempSync(join(tmpdir(), 'cloudbase-data-'));

  test('outlive a restart, with their indexes', async () => {
    const dataDir = dir();
    const first = await start({ dataDir });
    await ground.db.collection('conformance_unique').add({ data: { _id: 'a', key: 'k' } });
    const { fileID } = await cloud.uploadFile({ cloudPath: 'a.txt', fileContent: Buffer.from('kept') });
    running.pop();
    await first.close();
    await start({ dataDir });
    expect((await refusal(ground.db.collection('conformance_unique').add({ data: { key: 'k' } }))).text).toMatch(
      /E11000/,
    );
    expect((await cloud.downloadFile({ fileID })).fileContent.toString()).toBe('kept');
    rmSync(dataDir, { recursive: true });
  });

  test('go back to the snapshot on reset, also after a restart, and instances start anew', async () => {
    const dataDir = dir();
    const first = await start({ dataDir });
    expect(first.cloudbase.hasSnapshot()).toBe(false);
    await ground.db.collection(PLAIN).add({ data: [{ _id: 'a' }, { _id: 'b' }] });
    const { fileID } = await cloud.uploadFile({ cloudPath: 'a.txt', fileContent: Buffer.from('kept') });
    first.cloudbase.snapshot();
    await first.cloudbase.call(PROBE, {}, { source: 'wx_http' });
    await ground.db.collection(PLAIN).doc('a').remove();
    await ground.db.collection(PLAIN).add({ data: { _id: 'c' } });
    await ground.db.createCollection('extra');
    await cloud.deleteFile({ fileList: [fileID] });
    await first.cloudbase.reset();
    expect(await texts()).toEqual(['a', 'b']);
    expect((await cloud.downloadFile({ fileID })).fileContent.toString()).toBe('kept');
    expect((await refusal(ground.db.collection('extra').get())).errCode).toBe(-502005);
    expect(await first.cloudbase.call(PROBE, {}, { source: 'wx_http' })).toMatchObject({ calls: 1 });
    running.pop();
    await first.close();

    const second = await start({ dataDir });
    expect(second.cloudbase.hasSnapshot()).toBe(true);
    await ground.db.collection(PLAIN).doc('b').remove();
    await second.cloudbase.reset();
    expect(await texts()).toEqual(['a', 'b']);
    rmSync(dataDir, { recursive: true });
  });

  test('are empty after a reset without a snapshot, with the unique indexes in force', async () => {
    const sandbox = await start();
    await ground.db.collection('conformance_unique').add({ data: { key: 'k' } });
    await sandbox.cloudbase.reset();
    await ground.db.collection('conformance_unique').add({ data: { key: 'k' } });
    expect((await refusal(ground.db.collection('conformance_unique').add({ data: { key: 'k' } }))).text).toMatch(
      /E11000/,
    );
  });

  test('a transaction that was open at a reset is lost', async () => {
    const sandbox = await start();
    const transaction = await ground.db.startTransaction();
    await transaction.collection(PLAIN).add({ data: { _id: 'x' } });
    await sandbox.cloudbase.reset();
    expect((await refusal(transaction.commit())).text).toMatch(/TransactionNotExist/);
    expect(await texts()).toEqual([]);
  });
});

describe('a listener for writes', () => {
  test('hears of each committed write before its answer, and of nothing else', async () => {
    const sandbox = await start();
    const writes: Write[] = [];
    const stop = sandbox.cloudbase.onWrite((write) => writes.push(write));
    const collection = ground.db.collection(PLAIN);
    await collection.add({ data: { _id: 'a' } });
    await collection.doc('a').update({ data: { n: 1 } });
    await collection.where({ _id: 'a', n: 7 }).update({ data: { n: 8 } });
    await collection.get();
    await ground.db.runTransaction(async (transaction) => {
      await transaction
        .collection(PLAIN)
        .doc('a')
        .update({ data: { n: 2 } });
      await transaction.collection('conformance_unique').add({ data: { key: 'k' } });
    });
    await collection.doc('a').remove();
    stop();
    await collection.add({ data: { _id: 'b' } });
    expect(writes).toEqual([
      { op: 'insert', collections: [PLAIN] },
      { op: 'modify', collections: [PLAIN] },
      { op: 'commit', collections: [PLAIN, 'conformance_unique'] },
      { op: 'remove', collections: [PLAIN] },
    ]);
  });

  test('can kill the function that wrote: the write holds, the call fails', async () => {
    const sandbox = await start();
    const stop = sandbox.cloudbase.onWrite(() => sandbox.cloudbase.killInstances());
    const call = sandbox.cloudbase.call(PROBE, { do: 'add', name: PLAIN, data: { _id: 'a' } }, { source: 'wx_client' });
    await expect(call).rejects.toThrow('Process exited before completing request');
    stop();
    expect(await texts()).toEqual(['a']);
  });
});
