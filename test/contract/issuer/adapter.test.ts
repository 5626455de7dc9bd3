import type { Title } from '../../../contract/buyer';
import type { Fen, OrderId } from '../../../contract/primitives';
import type { CallbackCall, CardService, IssueContent, Issuer } from '../../../cloudfunctions/common/issuing/port';
import { createThirdPartyIssuer } from '../../../cloudfunctions/common/issuing/third-party';
import { serve, type ServerType } from '@hono/node-server';
import { Hono } from 'hono';
import type { AddressInfo } from 'node:net';
import { appids } from '../wechat/stand-in-support';
import { startCardWorld, type CardWorld } from './card-world';

const INSERT = '/card/invoice/insert';
const buyer: Title = {
  kind: 'company',
  name: '样例科技有限公司',
  taxNo: '91000000MA0C0MPA1D',
  bank: '样例银行',
  bankAccount: '0001',
};
let world: CardWorld;
let servers: ServerType[];
/** What the platform sent to our door, as `open` hands it on. */
let calls: CallbackCall[];
let issuer: Issuer & { cards: CardService };

const listen = (app: Hono): Promise<string> =>
  new Promise((ready) => {
    const server = serve({ fetch: app.fetch, hostname: '127.0.0.1', port: 0 }, ({ port }: AddressInfo) =>
      ready(`http://127.0.0.1:${port}`),
    );
    servers.push(server);
  });

beforeEach(async () => {
  servers = [];
  calls = [];
  world = await startCardWorld();
  const door = new Hono().post('/open/v1/issuer/callbacks/m-mall', async (c) => {
    calls.push({ headers: c.req.header(), body: await c.req.text() });
    return c.json({ ok: true });
  });
  const platform = await listen(new Hono().route('/issuer', world.issuer.app));
  world.issuer.setBaseUrl(`${platform}/issuer`);
  const credentials = {
    adapter: 'sandbox',
    baseUrl: `${platform}/issuer`,
    key: 'sandbox-issuer-m-mall',
    secret: 'sandbox-issuer-secret-m-mall',
  };
  issuer = createThirdPartyIssuer(credentials, `${await listen(door)}/open/v1/issuer/callbacks/m-mall`);
});
afterEach(async () => {
  delete process.env['CLOCK_OFFSET_MS'];
  await world.close();
  await Promise.all(servers.map((server) => new Promise((closed) => void server.close(closed))));
});

/** Lets time pass for the platform and for us. */
const advance = async (seconds: number) => {
  process.env['CLOCK_OFFSET_MS'] = String(world.clock.offset() + seconds * 1000);
  await world.clock.advance(seconds);
};

const content = (serial: string, changes: Partial<IssueContent> = {}): IssueContent => ({
  serial,
  seller: { name: '拾光百货有限公司', taxNo: '91000000MA0MAX1A22' },
  form: 'digital',
  kind: 'normal',
  title: buyer,
  lines: [
    {
      name: '*餐饮服务*餐费',
      taxCode: '3070401000000000000',
      gross: 4100 as Fen,
      rate: '6%',
      quantity: '2',
      unit: '份',
    },
    { name: '*餐饮服务*礼盒', taxCode: '3070401000000000000', gross: 1000 as Fen, discount: 100 as Fen, rate: '免税' },
  ],
  remark: '订单 T1',
  ...changes,
});
const delivery = (orderId: string) => ({ orderId: orderId as OrderId, appid: appids.mall, title: '拾光百货' });
const withCard = (serial: string) => content(serial, { delivery: delivery(serial) });
const cardOf = async (serial: string) => {
  const result = await issuer.query(serial);
  return result?.state === 'issued' ? result.card : undefined;
};

describe('the adapter of the sandbox’s platform', () => {
  test('asks for an invoice and reads it with its numbers, lines and files', async () => {
    expect(await issuer.issue(content('A-1'))).toEqual({ state: 'accepted' });
    await advance(2);
    const result = await issuer.query('A-1');
    expect(result).toMatchObject({
      state: 'issued',
      number: expect.stringMatching(/^\d{20}$/),
      gross: 5000,
      net: 3868 + 900,
      tax: 232,
      lines: [
        { name: '*餐饮服务*餐费', quantity: '2', unit: '份', net: 3868, tax: 232, rate: '6%' },
        { name: '*餐饮服务*礼盒', net: 900, tax: 0, rate: '免税' },
      ],
    });
    if (result?.state !== 'issued') throw new Error('not issued');
    expect(result.card).toBeUndefined();
    const [pdf] = result.files;
    if (!pdf) throw new Error('no files');
    expect(Buffer.from(await issuer.download(pdf)).toString('latin1', 0, 5)).toBe('%PDF-');
    await expect(issuer.download({ ...pdf, url: 'http://127.0.0.1:1/x.pdf' })).rejects.toMatchObject({
      failure: { code: 'unavailable' },
    });
  });

  test('tells apart what nobody knows, what waits for a person, what may be tried again and what is over', async () => {
    expect(await issuer.query('A-none')).toBeUndefined();
    await world.control({ do: 'expire_login' });
    expect(await issuer.issue(content('A-2'))).toMatchObject({
      state: 'waiting_for_person',
      message: expect.any(String),
    });
    await world.control({ do: 'login' });
    await advance(2);
    await world.control({ do: 'fail_next', code: 'tax_bureau_busy' });
    await issuer.issue(content('A-3'));
    await advance(2);
    expect(await issuer.query('A-3')).toMatchObject({
      state: 'failed',
      problem: { code: 'tax_bureau_busy', retryable: true },
    });
    expect(await issuer.retry('A-3')).toEqual({ state: 'accepted' });
    await advance(2);
    expect(await issuer.query('A-3')).toMatchObject({ state: 'issued' });
    await world.control({ do: 'fail_next', code: 'risk_blocked' });
    await issuer.issue(content('A-4'));
    await advance(2);
    expect(await issuer.query('A-4')).toMatchObject({ state: 'failed', problem: { retryable: false } });
  });

  test('passes the platform’s refusals on, with what is final among them', async () => {
    await expect(issuer.issue(content('A 5'))).rejects.toMatchObject({
      failure: { code: 'issuer_invalid_request', retryable: false },
    });
    await expect(
      issuer.issue(content('A-5', { seller: { name: '别家', taxNo: '91000000MA0CAFE012' } })),
    ).rejects.toMatchObject({
      failure: { code: 'issuer_seller_mismatch', retryable: true },
    });
  });

  test('is for this machine only', () => {
    const credentials = { adapter: 'sandbox', baseUrl: 'https://issuer.example', key: 'k', secret: 's' };
    expect(() => createThirdPartyIssuer(credentials)).toThrow();
  });
});

describe('the card of a platform that inserts it itself', () => {
  test('is followed from its way to the card pack', async () => {
    await world.authorize('A-6');
    await world.control({ do: 'card_delay', ms: 60_000 });
    await issuer.issue(withCard('A-6'));
    await advance(2);
    expect(await cardOf('A-6')).toEqual({ state: 'under_way' });
    await advance(60);
    const [card] = await world.cards();
    expect(await cardOf('A-6')).toEqual({ state: 'inserted', cardId: card?.['card_id'], code: card?.['code'] });
  });

  test('is told to be refused in the words of WeChat’s table', async () => {
    await issuer.issue(withCard('A-7'));
    await advance(2);
    expect(await cardOf('A-7')).toMatchObject({
      state: 'refused',
      problem: { wechat: { errcode: 72038 }, retryable: false },
    });
  });

  test('that WeChat never answered about is refused without its code', async () => {
    await world.authorize('A-8');
    await world.faults({ path: INSERT, kind: 'timeout_before', ms: 1 });
    await issuer.issue(withCard('A-8'));
    for (let hour = 0; hour < 24; hour += 1) await advance(3600);
    const card = await cardOf('A-8');
    expect(card).toMatchObject({ state: 'refused', problem: { code: 'platform_card_refused', retryable: false } });
    expect(card).not.toHaveProperty('problem.wechat');
  });

  test('may be asked for later, and again', async () => {
    await issuer.issue(content('A-9'));
    await expect(issuer.cards.deliver('A-9', delivery('A-9'))).rejects.toMatchObject({
      failure: { code: 'issuer_not_issued', retryable: true },
    });
    await advance(2);
    expect(await issuer.cards.deliver('A-9', delivery('A-9'))).toMatchObject({
      state: 'issued',
      card: { state: 'under_way' },
    });
    await advance(1);
    expect(await cardOf('A-9')).toMatchObject({ state: 'refused' });
    await world.authorize('A-9');
    await issuer.cards.deliver('A-9', delivery('A-9'));
    await advance(1);
    expect(await cardOf('A-9')).toMatchObject({ state: 'inserted' });
  });
});

describe('the platform’s calls', () => {
  const told = async () => {
    await world.authorize('A-10');
    await issuer.issue(withCard('A-10'));
    await advance(2);
    return calls;
  };

  test('are opened, each with its id', async () => {
    const [issued, inserted] = (await told()).map((call) => issuer.cards.openCallback(call));
    expect([issued, inserted]).toEqual([
      { id: expect.any(String), serial: 'A-10', at: expect.any(Number), inserted: false },
      { id: expect.any(String), serial: 'A-10', at: expect.any(Number), inserted: true },
    ]);
    expect(issued?.id).not.toBe(inserted?.id);
  });

  test('are not opened by whoever knows another secret, nor changed, nor later', async () => {
    const [call] = await told();
    if (!call) throw new Error('nothing was told');
    const at = (name: string, value: string) => ({ ...call, headers: { ...call.headers, [name]: value } });
    for (const forged of [
      { ...call, body: `${call.body} ` },
      { ...call, headers: {} },
      at('x-app-key', 'sandbox-issuer-m-cafe'),
      at('x-nonce', 'n'.repeat(20)),
      at('x-timestamp', String(Number(call.headers['x-timestamp']) + 1)),
      at('x-timestamp', 'now'),
      at('x-signature', (call.headers['x-signature'] ?? '').replace(/^./, 'g')),
      at('x-signature', ''),
    ]) {
      expect(issuer.cards.openCallback(forged)).toBeUndefined();
    }
    expect(issuer.cards.openCallback(call)).toBeDefined();
    await advance(301);
    expect(issuer.cards.openCallback(call)).toBeUndefined();
  });

  test('mean nothing where no address was named', async () => {
    const [call] = await told();
    if (!call) throw new Error('nothing was told');
    const credentials = {
      adapter: 'sandbox',
      baseUrl: 'http://127.0.0.1:1',
      key: 'sandbox-issuer-m-mall',
      secret: 'sandbox-issuer-secret-m-mall',
    };
    expect(createThirdPartyIssuer(credentials).cards.openCallback(call)).toBeUndefined();
  });
});
