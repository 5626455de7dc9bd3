import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { exitCodeOf, importOrders } from '../../../scripts/orders/import';
import { startOpenDoor, type OpenDoor } from './support';

const root = join(__dirname, '../../..');
const fixtures = join(root, 'test/fixtures/orders');
const HEAD = '订单号,商品名称,实付金额,支付时间,订单状态';

let door: OpenDoor;
let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'orders-'));
  door = await startOpenDoor();
});
afterAll(async () => {
  await door.close();
  rmSync(folder, { recursive: true });
});

let files = 0;
const file = (...lines: string[]) => {
  const path = join(folder, `${(files += 1)}.csv`);
  writeFileSync(path, lines.join('\n'));
  return path;
};
const target = () => ({
  merchantId: 'm-cafe',
  url: door.sandbox.url,
  key: door.key('m-cafe'),
  patienceMs: 5,
  mapping: {},
  dryRun: false,
});
const run = async (path: string, changes: object = {}) => {
  const report = await importOrders({ ...target(), file: path, ...changes });
  return { ...report, exit: exitCodeOf(report) };
};
const stored = async (prefix: string) =>
  (await door.documents<{ orderNo: string; paid: number; merchantId: string }>('orders')).filter(({ orderNo }) =>
    orderNo.startsWith(prefix),
  );
const day = () => new Date(door.sandbox.clock.now() - 86_400_000).toISOString().slice(0, 10);

describe('an import', () => {
  it.each([
    ['taobao-like.csv', 5],
    ['youzan-like.csv', 4],
    ['wechat-shop-like.csv', 3],
    ['english.csv', 2],
  ])('of %s adds every order, and a second time changes nothing', async (name, count) => {
    await door.advance(Math.max(0, Date.parse('2026-10-06T00:00:00Z') / 1000 - door.now()));
    const path = join(fixtures, name);
    expect(await run(path)).toMatchObject({ added: count, unchanged: 0, changed: 0, bad: [], exit: 0 });
    expect(await run(path)).toMatchObject({ added: 0, unchanged: count, changed: 0, bad: [], exit: 0 });
  });

  it('puts the good rows in and names the bad ones', async () => {
    const report = await run(join(fixtures, 'bad-rows.csv'));
    expect(report).toMatchObject({ added: 3, unchanged: 1, changed: 0, exit: 2 });
    expect(report.bad).toHaveLength(14);
    expect((await stored('B-')).map(({ orderNo, paid }) => [orderNo, paid])).toEqual(
      expect.arrayContaining([
        ['B-0001', 1230],
        ['B-0014', 101_230],
        ['B-0016', 1230],
      ]),
    );
    expect(await stored('B-')).toHaveLength(3);
  });

  it('counts what has changed since', async () => {
    await run(file(HEAD, `V-1,茶,10.00,${day()},已付款`, `V-2,茶,10.00,${day()},已付款`));
    const report = await run(
      file(HEAD, `V-1,茶,10.00,${day()},交易成功`, `V-2,茶,10.00,${day()},已付款`, `V-3,茶,1.00,${day()},已付款`),
    );
    expect(report).toMatchObject({ added: 1, unchanged: 1, changed: 1, bad: [], exit: 0 });
  });

  it('names what only the server can know by the column of the file', async () => {
    const report = await run(
      file(
        '订单号,实付金额,退款金额,支付时间',
        `W-1,10.00,10.01,${day()}`,
        'W-2,10.00,,2039-01-01',
        `W-3,1.00,,${day()}`,
      ),
    );
    expect(report).toMatchObject({ added: 1, exit: 2 });
    expect(report.bad).toEqual([
      { line: 2, column: '退款金额', reason: expect.stringContaining('多于实付') as string },
      { line: 3, column: '支付时间', reason: expect.stringContaining('将来') as string },
    ]);
  });

  it('that only looks changes nothing', async () => {
    expect(await run(file(HEAD, `D-1,茶,10.00,${day()},已付款`), { dryRun: true })).toMatchObject({
      added: 0,
      ready: 1,
      exit: 0,
    });
    expect(await stored('D-')).toEqual([]);
  });

  it('ends with 1 when nothing could be done', async () => {
    expect(await run(join(folder, 'none.csv'))).toMatchObject({
      exit: 1,
      stopped: expect.stringContaining('打不开') as string,
    });
    expect(await run(file('a,b', '1,2'))).toMatchObject({
      exit: 1,
      stopped: expect.stringContaining('订单号') as string,
    });
    expect(await run(file(HEAD, `X-1,茶,10.00,${day()},已付款`), { key: 'wrong-key-wrong-key' })).toMatchObject({
      exit: 1,
    });
    expect(await run(file(HEAD, `X-1,茶,10.00,${day()},已付款`), { merchantId: 'm-mall' })).toMatchObject({ exit: 1 });
    expect(await stored('X-')).toEqual([]);
  });
});

/** A bad line to the server: requests and answers get lost on it. */
const lossyLine = async (
  mischief: (count: number) => 'ask' | 'answer' | 'busy' | undefined,
): Promise<{ url: string; server: Server }> => {
  let count = 0;
  const server = createServer((request, response) => {
    void (async () => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk as Buffer);
      const trouble = mischief((count += 1));
      if (trouble === 'ask') return response.destroy();
      if (trouble === 'busy') {
        response.writeHead(503, { 'content-type': 'text/html' });
        return response.end('<h1>busy</h1>');
      }
      const headers = Object.fromEntries(
        Object.entries(request.headers).filter(([name]) => /^(authorization|content-type|idempotency-key)$/.test(name)),
      );
      const answer = await fetch(door.sandbox.url + (request.url ?? ''), {
        method: 'POST',
        headers: headers as Record<string, string>,
        body: Buffer.concat(chunks),
      });
      const body = Buffer.from(await answer.arrayBuffer());
      if (trouble === 'answer') return response.destroy();
      response.writeHead(answer.status, { 'content-type': 'application/json' });
      return response.end(body);
    })();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { server, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
};

describe('an import over a bad line', () => {
  it('adds each order once, and counts it once, though requests and answers get lost', async () => {
    const troubles = ['ask', 'answer', 'busy'] as const;
    const { server, url } = await lossyLine((count) => (count % 2 ? troubles[count % 3] : undefined));
    const rows = Array.from({ length: 250 }, (_, i) => `Y-${i},茶,1.00,${day()},已付款`);
    expect(await run(file(HEAD, ...rows), { url })).toMatchObject({
      added: 250,
      unchanged: 0,
      changed: 0,
      bad: [],
      exit: 0,
    });
    server.close();
    expect(await stored('Y-')).toHaveLength(250);
  }, 30_000);

  it('that breaks names every row that did not arrive', async () => {
    const { server, url } = await lossyLine((count) => (count > 1 ? 'ask' : undefined));
    const rows = Array.from({ length: 230 }, (_, i) => `Z-${i},茶,1.00,${day()},已付款`);
    const report = await run(file(HEAD, ...rows), { url });
    server.close();
    expect(report).toMatchObject({ added: 100, exit: 2 });
    expect(report.bad.map(({ line }) => line)).toEqual(Array.from({ length: 130 }, (_, i) => 102 + i));
    expect(report.bad[0]?.reason).toContain('没有送达');
  }, 60_000);
});

const command = (...args: string[]) =>
  new Promise<{ code: number; last: unknown; err: string }>((resolve) => {
    const env = { ...process.env, OPEN_API_KEY: '' };
    execFile(
      process.execPath,
      ['scripts/run.mjs', 'scripts/orders.ts', ...args],
      { cwd: root, env },
      (error, out, err) => {
        const last = out.trimEnd().split('\n').at(-1) ?? '';
        resolve({
          code: typeof error?.code === 'number' ? error.code : 0,
          last: last.startsWith('{') ? JSON.parse(last) : last,
          err,
        });
      },
    );
  });

describe('the command', () => {
  it('ends with one line of JSON, and with 2 when a row is bad', async () => {
    const path = file('单号,金额', 'Q-1,"1,234.50"', 'Q-2,１');
    const map = '{"单号":"订单号","金额":"实付金额"}';
    const { code, last } = await command(
      'import',
      path,
      '--merchant',
      'm-cafe',
      '--url',
      door.sandbox.url,
      '--map',
      map,
    );
    expect(last).toEqual({
      added: 1,
      unchanged: 0,
      changed: 0,
      bad: [{ line: 3, column: '金额', reason: expect.stringContaining('全角') as string }],
    });
    expect(code).toBe(2);
    expect(await stored('Q-')).toMatchObject([{ orderNo: 'Q-1', paid: 123_450, merchantId: 'm-cafe' }]);
  }, 20_000);

  it.each([
    [[]],
    [['import']],
    [['import', 'x.csv']],
    [['import', 'x.csv', '--merchant', 'm-none']],
    [['import', 'x.csv', '--merchant', 'm-cafe', '--map', '{']],
  ])(
    'called as %j says how it is called, and ends with 1',
    async (args) => {
      const { code, err } = await command(...args);
      expect(code).toBe(1);
      expect(err).toContain('用法');
    },
    20_000,
  );
});

describe('a large import', () => {
  it('of ten thousand rows is done in batches', async () => {
    const rows = Array.from({ length: 10_000 }, (_, i) => `K-${i},茶,${i % 1000}.05,${day()} 12:00:00,已付款`);
    const path = file(HEAD, ...rows);
    expect(await run(path)).toMatchObject({ added: 10_000, exit: 0 });
    expect(await run(path)).toMatchObject({ unchanged: 10_000, exit: 0 });
  }, 120_000);
});
