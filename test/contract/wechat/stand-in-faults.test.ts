import type { AddressInfo } from 'node:net';
import type { Server } from 'node:http';
import { serve } from '@hono/node-server';
import { appids, startStandIn, type Json, type StandIn } from './stand-in-support';

const path = '/card/invoice/platform/createcard';
const body = JSON.stringify({ invoice_info: { base_info: { logo_url: 'l', title: 't' }, payee: 'p', type: 't' } });

let at: StandIn;
let server: Server;
let base: string;
let created: number;
beforeEach(async () => {
  at = startStandIn();
  created = 0;
  at.wechat.onCall((call) => {
    if (call.path === path && call.errcode === 0) created += 1;
  });
  server = serve({ fetch: at.wechat.app.fetch, port: 0, hostname: '127.0.0.1' }) as Server;
  await new Promise((resolve) => server.once('listening', resolve));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterEach(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  await at.wechat.close();
});

const faults = (...rules: Json[]) =>
  at.control('faults', { seed: 7, rules: rules.map((rule) => ({ path, ...rule })) }, 'PUT');
const call = async (signal?: AbortSignal) => {
  const answer = await fetch(`${base}${path}?access_token=${await at.token(appids.cafe)}`, {
    method: 'POST',
    body,
    ...(signal ? { signal } : {}),
  });
  return (await answer.json()) as Json;
};

it('errcode answers without the effect, as often as it is counted', async () => {
  await faults({ kind: 'errcode', errcode: 45009, count: 1 }, { kind: 'errcode', errcode: -1, count: 1 });
  expect(await call()).toEqual({
    errcode: 45009,
    errmsg: expect.stringMatching(/^reach max api daily quota limit hint: /),
  });
  expect(await call()).toMatchObject({ errcode: -1, errmsg: expect.stringMatching(/^system error /) });
  expect(await call()).toMatchObject({ errcode: 0 });
  expect(created).toBe(1);
});

it('timeout_after does the work and loses the answer', async () => {
  await faults({ kind: 'timeout_after', ms: 0, count: 1 });
  await expect(call()).rejects.toThrow();
  expect(created).toBe(1);
  expect(await call()).toMatchObject({ errcode: 0 });
});

it('timeout_after keeps its caller waiting until they give up, if nothing else is said', async () => {
  await faults({ kind: 'timeout_after', count: 1 });
  await expect(call(AbortSignal.timeout(200))).rejects.toThrow();
  expect(created).toBe(1);
});

it.each(['timeout_before', 'drop'])('%s does nothing and answers nothing', async (kind) => {
  await faults({ kind, ms: 0, count: 1 });
  await expect(call()).rejects.toThrow();
  expect(created).toBe(0);
  expect((await at.control('calls')).body).not.toHaveProperty([path]);
});

it('delay answers late', async () => {
  await faults({ kind: 'delay', ms: 150 });
  const start = Date.now();
  await call();
  expect(Date.now() - start).toBeGreaterThanOrEqual(145);
});

it('double does the work twice and gives the second answer', async () => {
  await faults({ kind: 'double', count: 1 });
  const order = { order_id: 'order-1' };
  await at.authUrl(appids.mini, order);
  await at.control('authorize', order);
  const card_id = await at.createTemplate();
  const data = at.digitalInvoice((await at.upload(appids.cafe))['s_media_id']);
  await at.control('faults', { rules: [{ path: '/card/invoice/insert', kind: 'double', count: 1 }] }, 'PUT');
  expect(await at.insert({ ...order, card_id, data })).toMatchObject({ errcode: 72056 });
  expect((await at.control('cards')).body).toHaveLength(1);
});

it('reorder lets the next call to the same interface go first', async () => {
  await faults({ kind: 'reorder', count: 1 });
  const order: string[] = [];
  await at.token(appids.cafe);
  const first = call().then(() => order.push('first'));
  await new Promise((resolve) => setTimeout(resolve, 100));
  await Promise.all([first, call().then(() => order.push('second'))]);
  expect(order).toEqual(['second', 'first']);
});

it('a rule may name the bare path of an interface with an action', async () => {
  await at.control('faults', { rules: [{ path: '/card/invoice/setbizattr', kind: 'errcode', errcode: 72015 }] }, 'PUT');
  expect(await at.setContact(appids.mini)).toMatchObject({ errcode: 72015 });
});

it('the same seed strikes the same calls', async () => {
  const run = async (seed: number) => {
    await at.control('faults', { seed, rules: [{ path, kind: 'errcode', errcode: -1, probability: 0.5 }] }, 'PUT');
    const codes: unknown[] = [];
    for (let round = 0; round < 24; round++) codes.push((await at.call(appids.cafe, path, body))['errcode']);
    return codes.join(' ');
  };
  const first = await run(1);
  expect(await run(1)).toBe(first);
  expect(await run(2)).not.toBe(first);
  expect(first).toMatch(/-1/);
  expect(first).toMatch(/ 0/);
});
