import { errorOf, startOpenDoor, type OpenDoor } from './support';

let door: OpenDoor;
beforeAll(async () => {
  door = await startOpenDoor();
});
afterAll(() => door.close());

const order = { status: 'paid', paid: 4100, paidAt: 1_790_000_000 };
const put = (orderNo: string, key: string, body: unknown = order, headers: Record<string, string> = {}) =>
  door.send('PUT', `/open/v1/orders/${orderNo}`, body, { 'idempotency-key': key, ...headers });

describe('an Idempotency-Key', () => {
  it('gives the first answer again, whatever has happened since', async () => {
    const first = await put('I-1', 'key-1');
    await door.send('PUT', '/open/v1/orders/I-1', { ...order, refunded: 50 });
    const again = await put('I-1', 'key-1');
    expect(first.body).toMatchObject({ ok: true, data: { result: 'added' } });
    expect(again).toMatchObject({ status: 200, body: first.body });
    expect((await door.send('GET', '/open/v1/orders/I-1')).body).toMatchObject({ data: { refunded: 50 } });
  });

  it('says when an answer is the first one again', async () => {
    const replayed = async (key: string, body: unknown = order) =>
      (await put('I-9', key, body)).headers.get('idempotent-replayed');
    expect([await replayed('key-9'), await replayed('key-9')]).toEqual([null, 'true']);
    const refused = { ...order, refunded: 9_999 };
    expect([await replayed('key-9r', refused), await replayed('key-9r', refused)]).toEqual([null, 'true']);
    expect(await replayed('key-9r')).toBeNull();
  });

  it('holds for a page’s link and for an attachment too', async () => {
    await door.put('I-10');
    const pdf = Buffer.from('%PDF-1.4\n%%EOF\n');
    const attach = (key: string, headers = {}) =>
      door.send('PUT', '/open/v1/orders/I-10/attachments/trip', pdf, {
        'content-type': 'application/pdf',
        'idempotency-key': key,
        ...headers,
      });
    const link = (key: string, body: object = {}) =>
      door.send('POST', '/open/v1/orders/I-10/link', body, { 'idempotency-key': key });
    for (const [send, key] of [
      [attach, 'key-10a'],
      [link, 'key-10b'],
    ] as const) {
      const first = await send(key);
      await door.advance(60);
      const again = await send(key);
      expect([first.status, again.body]).toEqual([200, first.body]);
      expect(again.headers.get('idempotent-replayed')).toBe('true');
    }
    expect(errorOf(await link('key-10a')).code).toBe('idempotency_conflict');
    expect(errorOf(await link('key-10b', { redirectUrl: null })).code).toBe('idempotency_conflict');
  });

  it('keeps a failure of ours, of which nobody knows how far it came, and no passing one', async () => {
    await door.put('I-11');
    const authorize = (key: string, orderNo = 'I-11') =>
      door.send('POST', `/open/v1/orders/${orderNo}/authorization`, { source: 'web' }, { 'idempotency-key': key });
    await door.faults({ path: '/card/invoice/getauthurl', kind: 'errcode', errcode: -1 });
    expect((await authorize('key-11a')).status).toBe(503);
    await door.faults();
    const after = await authorize('key-11a');
    expect([after.status, after.headers.get('idempotent-replayed')]).toEqual([200, null]);

    const kept = (await door.documents<{ _id: string; orderNo: string }>('orders')).find(
      ({ orderNo }) => orderNo === 'I-11',
    );
    const broken = {
      ...kept,
      _id: String(kept?._id).replace('I-11', 'I-12'),
      orderNo: 'I-12',
      hold: 'free',
      lines: [null],
    };
    await door.write('orders', broken);
    const failing = () => authorize('key-12', 'I-12');
    const [first, again] = [await failing(), await failing()];
    for (const answer of [first, again]) expect([answer.status, errorOf(answer).code]).toEqual([500, 'internal']);
    expect([first, again].map(({ headers }) => headers.get('idempotent-replayed'))).toEqual([null, 'true']);
  });

  it('is refused for another request', async () => {
    await put('I-2', 'key-2');
    for (const answer of [await put('I-2', 'key-2', { ...order, paid: 1 }), await put('I-2b', 'key-2')]) {
      expect([answer.status, errorOf(answer).code]).toEqual([409, 'idempotency_conflict']);
    }
    expect((await door.send('GET', '/open/v1/orders/I-2b')).status).toBe(404);
  });

  it('is each merchant’s own', async () => {
    await put('I-3', 'key-3');
    const other = await put('I-3', 'key-3', { ...order, paid: 7 }, { authorization: `Bearer ${door.key('m-mall')}` });
    expect(other.body).toMatchObject({ ok: true, data: { result: 'added' } });
  });

  it('keeps a refusal too, but is not used up by a request that made no sense', async () => {
    expect((await put('I-4', 'key-4', { ...order, paid: 'x' })).status).toBe(400);
    const refused = await put('I-4', 'key-4', { ...order, refunded: 9_999 });
    expect(refused.status).toBe(422);
    const again = await put('I-4', 'key-4', { ...order, refunded: 9_999 });
    expect([again.status, errorOf(again).code]).toEqual([422, 'order_invalid']);
    expect(errorOf(again).requestId).not.toBe(errorOf(refused).requestId);
  });

  it('of many at once does the work once', async () => {
    const answers = await Promise.all(Array.from({ length: 6 }, () => put('I-5', 'key-5')));
    const added = answers.filter(({ body }) => body.ok && body.data.result === 'added');
    const waiting = answers.filter(
      ({ status, body }) =>
        status === 409 && !body.ok && body.error.code === 'idempotency_in_progress' && body.error.retryable,
    );
    expect(added.length + waiting.length).toBe(6);
    expect(added.length).toBeGreaterThan(0);
    expect(await door.documents<{ orderNo: string; version: number }>('orders')).toContainEqual(
      expect.objectContaining({ orderNo: 'I-5', version: 1 }),
    );
  });

  it('is taken over when whoever had it died in the middle', async () => {
    const stop = door.sandbox.cloudbase.onWrite(async ({ collections }) => {
      if (!collections.includes('idempotency')) return;
      stop();
      await door.sandbox.cloudbase.killInstances('open');
    });
    await put('I-6', 'key-6').catch(() => undefined);
    expect((await put('I-6', 'key-6')).status).toBe(409);
    await door.advance(121);
    expect((await put('I-6', 'key-6')).body).toMatchObject({ ok: true, data: { orderNo: 'I-6', result: 'added' } });
  });

  it('is kept for a day and free afterwards', async () => {
    await put('I-7', 'key-7');
    await door.advance(24 * 3600);
    expect((await put('I-7', 'key-7', { ...order, paid: 1 })).status).toBe(409);
    await door.advance(2 * 3600);
    expect((await put('I-7', 'key-7', { ...order, paid: 1 })).body).toMatchObject({
      ok: true,
      data: { result: 'changed' },
    });
  });

  it.each(['', 'x'.repeat(256), 'schlüssel'])('is refused when it is %j', async (key) => {
    const answer = await put('I-8', key).catch(() => undefined);
    // A header that HTTP itself refuses never leaves the machine.
    if (answer) expect([answer.status, errorOf(answer).field]).toEqual([400, 'Idempotency-Key']);
  });
});
