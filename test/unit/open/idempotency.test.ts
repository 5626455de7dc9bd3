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
