import fc from 'fast-check';
import type { OrderRead } from '../../../contract/open';
import { company } from '../../support/sandbox';
import { errorOf, startOpenDoor, type OpenDoor } from './support';

jest.setTimeout(30_000);
let door: OpenDoor;
beforeAll(async () => {
  door = await startOpenDoor();
});
afterAll(() => door.close());

const path = (orderNo: string) => `/open/v1/orders/${encodeURIComponent(orderNo)}`;
const read = async (orderNo: string) => (await door.send<OrderRead>('GET', path(orderNo))).body;
const line = { name: '*餐饮服务*午餐', taxCode: '3070401000000000000', gross: 4100, rate: '6%' };

describe('an order', () => {
  it('is added once, unchanged by the same content, and changed by another', async () => {
    const paidAt = door.now() - 3600;
    expect(await door.put('P-1', { paidAt })).toMatchObject({ orderNo: 'P-1', result: 'added', canApply: true });
    expect(await door.put('P-1', { paidAt })).toMatchObject({ result: 'unchanged' });
    expect(await door.put('P-1', { paidAt, refunded: 100 })).toMatchObject({ result: 'changed' });
    expect(await read('P-1')).toMatchObject({ data: { amount: 4000, refunded: 100, hold: 'free', buyerKnown: false } });
  });

  it('loses what a later word leaves out, but for the proofs of whose it is', async () => {
    await door.put('P-2', { lines: [line], excluded: 0, buyer: { openid: door.buyer(), phone: '13000000001' } });
    await door.put('P-2', { paidAt: undefined });
    const answer = await read('P-2');
    expect(answer).toMatchObject({ data: { lines: [], buyerKnown: true } });
    expect(answer).not.toHaveProperty('data.paidAt');
    expect(JSON.stringify(answer)).not.toContain(door.buyer());
  });

  it('of another merchant is one that does not exist', async () => {
    await door.put('P-3');
    const foreign = await door.send('GET', path('P-3'), undefined, { authorization: `Bearer ${door.key('m-mall')}` });
    const unknown = await door.send('GET', path('P-none'));
    expect([foreign.status, unknown.status]).toEqual([404, 404]);
    const { requestId: _a, ...one } = errorOf(foreign);
    const { requestId: _b, ...other } = errorOf(unknown);
    expect(one).toEqual(other);
  });

  it('is bound to the openid that came with it, and to no other later', async () => {
    await door.put('P-4', { buyer: { openid: door.buyer(0) } });
    const other = await door.send('PUT', path('P-4'), { status: 'paid', paid: 1, buyer: { openid: door.buyer(1) } });
    expect(other.status).toBe(409);
    expect(errorOf(other)).toMatchObject({ code: 'buyer_conflict', field: 'buyer.openid', retryable: false });
    expect(await read('P-4')).toMatchObject({ data: { paid: 4100 } });
    expect((await door.ask(door.buyer(0), 'orders.get', { orderNo: 'P-4' })).order.orderNo).toBe('P-4');
    expect(await door.refused(door.buyer(1), 'orders.get', { orderNo: 'P-4' })).toMatchObject({
      code: 'order_not_found',
    });
  });

  it('is free again when its amount changes while an application holds it, and that application is told so', async () => {
    await door.put('P-5', { buyer: { openid: door.buyer() } });
    const asked = { orderNos: ['P-5'], title: company, requestId: 'p5' };
    const { applicationId } = await door.ask(door.buyer(), 'applications.create', asked);
    expect(await door.put('P-5', { refunded: 1000 })).toMatchObject({
      result: 'changed',
      canApply: true,
    });
    expect(await read('P-5')).toMatchObject({ data: { hold: 'free', refunded: 1000, amount: 3100 } });
    expect(await door.ask(door.buyer(), 'applications.get', { applicationId })).toMatchObject({
      authorization: 'rejected',
    });
  });

  it('put by many at once is added by one of them, and nothing is lost', async () => {
    const results = await Promise.all(Array.from({ length: 8 }, (_, i) => door.put('P-6', { refunded: i })));
    expect(results.filter(({ result }) => result === 'added')).toHaveLength(1);
    const stored = (await door.documents<{ orderNo: string; version: number }>('orders')).filter(
      ({ orderNo }) => orderNo === 'P-6',
    );
    expect(stored).toHaveLength(1);
    expect(stored[0]?.version).toBe(results.filter(({ result }) => result !== 'unchanged').length);
  });

  it.each([
    ['unpaid', { status: 'unpaid' }],
    ['closed', { status: 'closed' }],
    ['refunded', { status: 'refunded' }],
    ['zero_amount', { paid: 0 }],
    ['too_old', { paidAt: 1_600_000_000 }],
    ['special_business', { business: '建筑服务' }],
  ])('that cannot be invoiced is taken in all the same, and says why: %s', async (reasonCode, changes) => {
    const answer = await door.put(`P-why-${reasonCode}`, changes);
    expect(answer).toMatchObject({ result: 'added', canApply: false, reasonCode });
    expect(answer.reason).toMatch(/开票|发票/);
  });

  it('with only a total is not invoiceable without a default item, and says why', async () => {
    await door.putMerchant('m-mall', { defaultItem: undefined });
    const headers = { authorization: `Bearer ${door.key('m-mall')}` };
    expect(await door.put('P-8', {}, headers)).toMatchObject({ canApply: false, reasonCode: 'no_item' });
    expect(await door.put('P-8', { lines: [line] }, headers)).toMatchObject({ canApply: true });
    await door.putMerchant('m-mall');
  });

  it('may have a number of any script, as long as an address can carry it', async () => {
    expect(await door.put('订单-2026:10.05_😀')).toMatchObject({ orderNo: '订单-2026:10.05_😀', result: 'added' });
    expect(await read('订单-2026:10.05_😀')).toMatchObject({ data: { orderNo: '订单-2026:10.05_😀' } });
  });
});

describe('what contradicts itself', () => {
  it.each([
    [{ refunded: 4101 }, 'refunded'],
    [{ excluded: 4101 }, 'excluded'],
    [{ lines: [{ ...line, gross: 4099 }] }, 'lines'],
    [{ lines: [{ ...line, discount: 4200 }] }, 'lines.0.discount'],
    [{ lines: [{ ...line, rate: '4%' }] }, 'lines.0.rate'],
    [{ lines: [{ ...line, rate: '16%' }] }, 'lines.0.rate'],
    [{ paidAt: 4_000_000_000 }, 'paidAt'],
  ])('is refused with 422 and the field to blame, and not stored: %j', async (changes, field) => {
    const answer = await door.send('PUT', path('P-422'), { status: 'paid', paid: 4100, ...changes });
    expect(answer.status).toBe(422);
    expect(errorOf(answer)).toMatchObject({ code: 'order_invalid', field, retryable: false });
    expect((await door.send('GET', path('P-422'))).status).toBe(404);
  });
});

describe('what is malformed', () => {
  it.each([
    [{ paid: '4100' }, 'paid'],
    [{ paid: 41.5 }, 'paid'],
    [{ paid: -1 }, 'paid'],
    [{ paid: 10_000_000_000 }, 'paid'],
    [{ paid: null }, 'paid'],
    [{ paidAt: 1_790_000_000_000 }, 'paidAt'],
    [{ status: 'open' }, 'status'],
    [{ status: undefined }, 'status'],
    [{ refund: 5 }, 'refund'],
    [{ lines: {} }, 'lines'],
    [{ lines: [{ ...line, taxCode: '307' }] }, 'lines.0.taxCode'],
    [{ lines: [line, { ...line, quantity: '0' }] }, 'lines.1.quantity'],
    [{ lines: [{ ...line, rate: 'six' }] }, 'lines.0.rate'],
    [{ summary: 'x'.repeat(201) }, 'summary'],
    [{ buyer: { openid: { $ne: null } } }, 'buyer.openid'],
    [{ buyer: { phone: 'none' } }, 'buyer.phone'],
  ])('is refused with 400 and the field to blame: %j', async (changes, field) => {
    const answer = await door.send('PUT', path('P-400'), { status: 'paid', paid: 4100, ...changes });
    expect(answer.status).toBe(400);
    expect(errorOf(answer)).toMatchObject({ code: 'bad_request', field });
  });

  it.each<[string, unknown, Record<string, string>, number, string]>([
    ['no JSON', '{"status":', {}, 400, 'bad_request'],
    ['an array', [], {}, 400, 'bad_request'],
    ['a number', 5, {}, 400, 'bad_request'],
    ['an empty body', '', {}, 400, 'bad_request'],
    ['bytes that are no UTF-8', new Uint8Array([0x7b, 0xff, 0xfe, 0x7d]), {}, 400, 'bad_request'],
    ['a form', 'status=paid', { 'content-type': 'application/x-www-form-urlencoded' }, 415, 'unsupported_media_type'],
    ['another charset', '{}', { 'content-type': 'application/json; charset=gbk' }, 415, 'unsupported_media_type'],
    [
      'a megabyte',
      JSON.stringify({ status: 'paid', paid: 1, summary: 'x'.repeat(1_000_000) }),
      {},
      413,
      'body_too_large',
    ],
    ['a very deep body', `{"lines":${'['.repeat(200_000)}${']'.repeat(200_000)}}`, {}, 400, 'bad_request'],
  ])('is refused: %s', async (_name, body, headers, status, code) => {
    const answer = await door.send('PUT', path('P-400'), body, headers);
    expect([answer.status, errorOf(answer).code]).toEqual([status, code]);
    expect(answer.headers.get('x-request-id')).toBe(errorOf(answer).requestId);
  });

  it.each(['A B', 'A/B', 'A%', 'x'.repeat(65), 'A#B', 'A\u0000B', '​'])(
    'is an order number like %j',
    async (orderNo) => {
      const answer = await door.send('PUT', path(orderNo), { status: 'paid', paid: 1 });
      expect([400, 404]).toContain(answer.status);
      expect(answer.body.ok).toBe(false);
    },
  );
});

describe('whatever comes in', () => {
  it('is answered with a code of the contract, never with 500, and only what fits is stored', async () => {
    const odd = fc.oneof(
      fc.jsonValue({ maxDepth: 3 }),
      fc.constantFrom(-1, 0.5, 2 ** 53, '', '４１', '\u202e', { $gt: '' }, [], {}),
    );
    const valid = {
      status: 'paid',
      paid: 4100,
      refunded: 0,
      excluded: 0,
      summary: '茶',
      lines: [line],
      buyer: { phone: '0001' },
    };
    const body = fc
      .tuple(fc.constantFrom(...Object.keys(valid), 'paidAt', 'business', '__proto__', 'constructor', 'x'), odd)
      .map(([field, value]) => JSON.stringify({ ...valid, ...Object.fromEntries([[field, value]]) }));
    await fc.assert(
      fc.asyncProperty(fc.oneof(body, fc.json()), async (text) => {
        const answer = await door.send('PUT', path('P-fuzz'), text);
        expect([200, 400, 422]).toContain(answer.status);
        expect(answer.body.ok).toBe(answer.status === 200);
        if (!answer.body.ok) expect(answer.body.error.message).toMatch(/\p{Script=Han}/u);
      }),
      { numRuns: 150 },
    );
  }, 30_000);
});

describe('who may come in', () => {
  it.each<[string, Record<string, string>]>([
    ['nobody', { authorization: '' }],
    ['a wrong key', { authorization: 'Bearer sandbox-key-m-cafx' }],
    ['a key of another scheme', { authorization: `Basic ${Buffer.from('sandbox-key-m-cafe').toString('base64')}` }],
    ['a hash of the key', { authorization: 'Bearer 0000000000000000000000000000000000000000000000000000000000000000' }],
  ])('is not %s', async (_name, headers) => {
    const answer = await door.send('PUT', path('P-401'), { status: 'paid', paid: 1 }, headers);
    expect([answer.status, errorOf(answer).code]).toEqual([401, 'unauthenticated']);
    expect(answer.headers.get('www-authenticate')).toBe('Bearer');
  });

  it('is not a person on the phone, even with a key in a call that looks like HTTP', async () => {
    const event = {
      path: '/open/v1/orders/P-fake',
      httpMethod: 'PUT',
      headers: { authorization: `Bearer ${door.key('m-cafe')}`, 'content-type': 'application/json' },
      body: '{"status":"paid","paid":1}',
    };
    expect(await door.call(door.buyer(), 'open', event)).toMatchObject({ ok: false, error: { code: 'forbidden' } });
    expect(await door.call(door.buyer(), 'open', { action: 'receipts.read', code: 'x' })).toMatchObject({
      ok: false,
      error: { code: 'forbidden' },
    });
  });

  it.each([
    ['DELETE', '/open/v1/orders/P-1', 405, 'GET, PUT'],
    ['PUT', '/open/v1/orders', 405, 'GET, POST'],
    ['POST', '/open/v1/orders/P-1', 405, 'GET, PUT'],
    ['GET', '/open/v1/nothing', 404, null],
    ['GET', '/open', 404, null],
  ])('%s %s answers %i', async (method, address, status, allow) => {
    const answer = await door.send(method, address);
    expect(answer.status).toBe(status);
    expect(answer.headers.get('allow')).toBe(allow);
    expect(answer.body.ok).toBe(false);
  });
});
