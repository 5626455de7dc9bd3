import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { appids, mallPlatform, startStandIn } from '../wechat/stand-in-support';
import { order } from './caller';
import { startCardWorld, type CardWorld } from './card-world';

const INSERT = '/card/invoice/insert';
let world: CardWorld;
beforeEach(async () => {
  world = await startCardWorld();
});
afterEach(() => world.close());

const issue = async (serial: string, changes: object = {}) => {
  const answer = await world.issue(world.withCard(serial, changes));
  expect(answer.status).toBe(202);
  await world.clock.advance(2);
};

describe('an invoice with a wish for its card', () => {
  test('is issued and put into the buyer’s card pack by the platform’s own account, and both are told', async () => {
    await world.authorize('C-1');
    await issue('C-1');
    const { number } = (await world.read('C-1')).body.result;
    const [card] = await world.cards();
    expect(card).toMatchObject({
      order_id: 'C-1',
      app_id: appids.platform,
      appid: appids.mall,
      billing_no: number,
      billing_code: '',
      title: '样例科技有限公司',
      fee: 4100,
      fee_without_tax: 3868,
      tax: 232,
      info: [{ name: '*餐饮服务*餐费', num: 1, price: 3868 }],
      buyer_number: '91000000MA0C0MPA1D',
      seller_number: '91000000MA0MAX1A22',
    });
    expect(await world.cardOf('C-1')).toEqual({
      status: 'inserted',
      orderId: 'C-1',
      cardId: card?.['card_id'],
      code: card?.['code'],
    });
    expect(world.told.map(({ type }) => type)).toEqual(['issued', 'card_inserted']);
    expect(world.told).toEqual([
      expect.objectContaining({ serial: 'C-1', number, signed: true, path: '/told?merchant=m-mall' }),
      expect.objectContaining({ serial: 'C-1', card: await world.cardOf('C-1'), signed: true }),
    ]);
    expect(new Set(world.told.map(({ id }) => id)).size).toBe(2);
  });

  test('may be classic', async () => {
    await world.authorize('C-2');
    await issue('C-2', { kind: 'classic' });
    const { code, number, checkCode } = (await world.read('C-2')).body.result;
    expect(await world.cards()).toMatchObject([{ billing_no: code, billing_code: number, check_code: checkCode }]);
  });

  test('without an address to call tells nobody, and the card comes all the same', async () => {
    await world.authorize('C-3');
    await issue('C-3', { callbackUrl: undefined });
    expect(await world.cardOf('C-3')).toMatchObject({ status: 'inserted' });
    expect(world.told).toEqual([]);
  });

  test('that fails tells why and leaves WeChat alone', async () => {
    await world.control({ do: 'fail_next', code: 'buyer_refused' });
    await issue('C-4');
    expect(world.told).toMatchObject([{ type: 'failed', failure: { code: 'buyer_refused' } }]);
    expect(await world.cardOf('C-4')).toBeUndefined();
  });

  test('makes one template for a payee, also for many at once', async () => {
    const serials = ['C-5', 'C-6', 'C-7', 'C-8'];
    for (const serial of serials) await world.authorize(serial);
    for (const serial of serials) await world.issue(world.withCard(serial));
    await world.clock.advance(2);
    const cards = await world.cards();
    expect(cards).toHaveLength(4);
    expect(new Set(cards.map((card) => card['card_id'])).size).toBe(1);
  });

  test('is one card however often it is asked for', async () => {
    await world.authorize('C-9');
    await issue('C-9');
    const delivery = { orderId: 'C-9', appid: appids.mall, title: '拾光百货' };
    for (const answer of [
      await world.issue(world.withCard('C-9')),
      await world.call({ method: 'POST', path: '/v1/invoices/C-9/card', body: delivery }),
    ]) {
      expect(answer).toMatchObject({ status: 200, body: { result: { card: { status: 'inserted' } } } });
    }
    expect(await world.cards()).toHaveLength(1);
    expect(world.told).toHaveLength(2);
  });
});

describe('a card that is asked for later', () => {
  const ask = (serial: string, body: object = { orderId: serial, appid: appids.mall, title: '拾光百货' }) =>
    world.call({ method: 'POST', path: `/v1/invoices/${serial}/card`, body });

  test('is inserted once the buyer has authorised', async () => {
    await world.issued(order('L-1', { callbackUrl: world.callbackUrl }));
    await world.authorize('L-1');
    expect(await ask('L-1')).toMatchObject({ status: 202, body: { result: { card: { status: 'inserting' } } } });
    await world.clock.advance(1);
    expect(await world.cardOf('L-1')).toMatchObject({ status: 'inserted' });
    expect(world.told.map(({ type }) => type)).toEqual(['issued', 'card_inserted']);
  });

  test('may be asked for again after a refusal', async () => {
    await issue('L-2');
    expect(await world.cardOf('L-2')).toMatchObject({ status: 'refused', errcode: 72038 });
    await world.authorize('L-2');
    await ask('L-2');
    await world.clock.advance(1);
    expect(await world.cardOf('L-2')).toMatchObject({ status: 'inserted' });
    expect(world.told.map(({ type }) => type)).toEqual(['issued', 'card_refused', 'card_inserted']);
  });

  test('needs an invoice', async () => {
    await world.issue(order('L-3'));
    expect(await ask('L-3')).toMatchObject({ status: 409, body: { error: { code: 'not_issued' } } });
    expect(await ask('L-none')).toMatchObject({ status: 404 });
  });

  test.each([
    [{ orderId: '', appid: appids.mall, title: '拾' }, 'orderId'],
    [{ orderId: 'a b', appid: appids.mall, title: '拾' }, 'orderId'],
    [{ orderId: 'a', appid: 'wx1', title: '拾' }, 'appid'],
    [{ orderId: 'a', appid: mallPlatform, title: '拾' }, 'appid'],
    [{ orderId: 'a', appid: appids.mall, title: '一二三四五六七八九十' }, 'title'],
    [{ orderId: 'a', appid: appids.mall }, 'title'],
    [{ orderId: 'a', appid: appids.mall, title: '拾', more: 1 }, 'more'],
  ])('is refused with %j', async (body, field) => {
    expect(await ask('L-3', body)).toMatchObject({ status: 400, body: { error: { field } } });
    expect(await world.issue(order('L-4', { delivery: body }))).toMatchObject({
      status: 400,
      body: { error: { field: `delivery.${field}` } },
    });
  });

  test.each(['http://example.com/x', 'ftp://127.0.0.1/x', 'http://127.0.0.1.example.com/', 'x', 1])(
    'is not told to %s: the sandbox calls nobody but this machine',
    async (callbackUrl) => {
      expect(await world.issue(order('L-5', { callbackUrl }))).toMatchObject({
        status: 400,
        body: { error: { field: 'callbackUrl' } },
      });
    },
  );
});

describe('a card that WeChat will not have', () => {
  test('because the merchant has rejected the order, is refused with 72035', async () => {
    await world.authorize('R-1');
    await world.wechat.call(appids.mall, '/card/invoice/rejectinsert', {
      s_pappid: mallPlatform,
      order_id: 'R-1',
      reason: '已撤回',
    });
    await issue('R-1');
    expect(await world.cardOf('R-1')).toMatchObject({ status: 'refused', errcode: 72035 });
    expect(world.told.at(-1)).toMatchObject({ type: 'card_refused', card: { errcode: 72035 } });
    expect((await world.read('R-1')).body.result.status).toBe('issued');
  });

  test.each([72040, 72045, 72082])('because its invoice is 数电, is refused with %i', async (code) => {
    await world.wechat.control('account', { appid: appids.platform, digitalCards: code });
    await world.authorize('R-2');
    await issue('R-2');
    expect(world.told.at(-1)).toMatchObject({
      type: 'card_refused',
      card: { errcode: code, message: expect.any(String) },
    });
  });

  test('because it already has one that is not the platform’s, is refused with 72056', async () => {
    await world.authorize('R-3');
    await issue('R-3');
    await issue('R-3b', { delivery: { orderId: 'R-3', appid: appids.mall, title: '拾光百货' } });
    expect(await world.cardOf('R-3b')).toMatchObject({ status: 'refused', errcode: 72056 });
  });
});

describe('when WeChat is in trouble', () => {
  test('a busy moment, a dead token and a young template only cost time', async () => {
    await world.wechat.control('account', { appid: appids.platform, templatePauseS: 8 });
    await world.faults(
      { path: INSERT, kind: 'errcode', errcode: 40001, count: 1 },
      { path: '/card/invoice/platform/setpdf', kind: 'errcode', errcode: -1, count: 1 },
    );
    await world.authorize('T-1');
    await issue('T-1');
    expect(await world.cardOf('T-1')).toMatchObject({ status: 'inserting' });
    for (const pause of [5, 15, 60]) await world.clock.advance(pause);
    expect(await world.cardOf('T-1')).toMatchObject({ status: 'inserted' });
    expect(await world.cards()).toHaveLength(1);
  });

  test('an insert whose answer was lost is known to be there, its code is not', async () => {
    await world.faults({ path: INSERT, kind: 'timeout_after', ms: 1, count: 1 });
    await world.authorize('T-2');
    await issue('T-2');
    await world.clock.advance(5);
    const [card] = await world.cards();
    expect(await world.cardOf('T-2')).toEqual({ status: 'inserted', orderId: 'T-2', cardId: card?.['card_id'] });
  });

  test('that does not end, the card is given up and everybody is told', async () => {
    await world.faults({ path: INSERT, kind: 'errcode', errcode: -1 });
    await world.authorize('T-3');
    await issue('T-3');
    for (let hour = 0; hour < 24; hour += 1) await world.clock.advance(3600);
    expect(await world.cardOf('T-3')).toMatchObject({ status: 'refused', errcode: -1 });
    expect(world.told.at(-1)).toMatchObject({ type: 'card_refused' });
  });
});

describe('callbacks', () => {
  test('come again with the same id and bytes until they are taken', async () => {
    world.answerWith(503);
    await world.authorize('B-1');
    await issue('B-1');
    await world.clock.advance(5);
    world.answerWith(200);
    await world.clock.advance(15);
    await world.clock.advance(86_400);
    const ids = world.told.map(({ id }) => id);
    expect(ids).toHaveLength(6);
    expect(new Set(ids).size).toBe(2);
    expect(world.told.every(({ signed }) => signed)).toBe(true);
  });

  test('are given up after a day, and reading still tells everything', async () => {
    world.answerWith(500);
    await world.authorize('B-2');
    await issue('B-2');
    for (let hour = 0; hour < 36; hour += 1) await world.clock.advance(3600);
    const tries = world.told.length;
    await world.clock.advance(7 * 86_400);
    expect(world.told).toHaveLength(tries);
    expect(tries).toBe(20);
    expect(await world.cardOf('B-2')).toMatchObject({ status: 'inserted' });
  });

  test('can be lost and doubled at will', async () => {
    await world.control({ do: 'callbacks', fault: 'lose' });
    await world.authorize('B-3');
    await issue('B-3');
    await world.clock.advance(3600);
    expect(world.told).toEqual([]);
    await world.control({ do: 'callbacks', fault: 'double' });
    await issue('B-4');
    expect(world.told.map(({ type }) => type).sort()).toEqual(['card_refused', 'card_refused', 'issued', 'issued']);
    expect(new Set(world.told.map(({ id }) => id)).size).toBe(2);
  });

  test('and cards wait as long as the platform is told to be slow', async () => {
    await world.control({ do: 'card_delay', ms: 3_600_000 });
    await world.authorize('B-5');
    await issue('B-5');
    expect(world.told.map(({ type }) => type)).toEqual(['issued']);
    expect(await world.cardOf('B-5')).toMatchObject({ status: 'inserting' });
    await world.clock.advance(3600);
    expect(await world.cardOf('B-5')).toMatchObject({ status: 'inserted' });
  });
});

describe('what a stop leaves behind', () => {
  test('is done after the next start', async () => {
    const dataDir = mkdtempSync(join(tmpdir(), 'issuer-card-'));
    const wechat = startStandIn();
    const first = await startCardWorld({ dataDir, wechat });
    try {
      await first.authorize('S-1');
      await first.faults({ path: INSERT, kind: 'errcode', errcode: -1 });
      first.answerWith(503);
      await first.issue(first.withCard('S-1'));
      await first.clock.advance(2);
      await first.close();

      await wechat.control('faults', { rules: [] }, 'PUT');
      const second = await startCardWorld({ dataDir, wechat });
      try {
        await second.clock.advance(60);
        expect(await second.cardOf('S-1')).toMatchObject({ status: 'inserted' });
        expect(await second.cards()).toHaveLength(1);
      } finally {
        await second.close();
      }
    } finally {
      await wechat.wechat.close();
      rmSync(dataDir, { recursive: true });
    }
  });

  test('is forgotten by a reset', async () => {
    await world.control({ do: 'card_delay', ms: 60_000 });
    await world.authorize('S-2');
    await issue('S-2');
    await world.issuer.reset();
    await world.clock.advance(3600);
    expect(await world.cards()).toEqual([]);
    expect(world.failures).toEqual([]);
  });
});
