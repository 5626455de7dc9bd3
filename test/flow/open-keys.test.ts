import type { KeyMade, KeyRead } from '../../contract/open-keys';
import { errorOf, startOpenDoor, type OpenDoor } from '../unit/open/support';

jest.setTimeout(60_000);
const DAY = 86_400;
let door: OpenDoor;
beforeAll(async () => {
  door = await startOpenDoor();
}, 60_000);
afterEach(() => door.putMerchant('m-cafe'));
afterAll(() => door.close());

const bearer = (key: string) => ({ authorization: `Bearer ${key}` });
const ask = async <T>(method: string, path: string, body?: object, key = door.key('m-cafe')): Promise<T> => {
  const answer = await door.send<T>(method, `/open/v1${path}`, body, bearer(key));
  if (!answer.body.ok) throw new Error(`${method} ${path}: ${JSON.stringify(answer.body.error)}`);
  return answer.body.data;
};
const refused = async (method: string, path: string, body?: object, key = door.key('m-cafe')) => {
  const answer = await door.send(method, `/open/v1${path}`, body, bearer(key));
  return { status: answer.status, ...errorOf(answer) };
};
/** How a key fares at an order that is not there. */
const knock = async (key: string) => (await door.send('GET', '/open/v1/orders/NO-SUCH', undefined, bearer(key))).status;
const create = (id: string, more: object = {}) =>
  ask<KeyMade>('POST', '/keys', { id, label: id, scopes: ['orders:read'], ...more });
const rows = async () => (await ask<{ rows: KeyRead[] }>('GET', '/keys')).rows;
const stored = async () =>
  JSON.stringify([
    await door.documents('merchants'),
    await door.documents('key_uses'),
    await door.documents('idempotency'),
  ]);

test('a key is told once, stored as a hash, and does what its scopes say', async () => {
  const made = await create('till-1');
  expect(made).toMatchObject({ id: 'till-1', label: 'till-1', scopes: ['orders:read'] });
  expect(made.key.startsWith(made.prefix)).toBe(true);
  expect(made.key.length - made.prefix.length).toBeGreaterThan(30);
  expect(await knock(made.key)).toBe(404);
  expect(await refused('GET', '/invoices', undefined, made.key)).toMatchObject({ status: 403 });
  expect(JSON.stringify(await rows())).not.toContain(made.key);
  expect(await stored()).not.toContain(made.key);
  expect(await refused('POST', '/keys', { id: 'till-1', scopes: ['orders:read'] })).toMatchObject({
    status: 409,
    code: 'key_exists',
  });
});

test('the list tells prefix, scopes and last use of every key, those of the operator too', async () => {
  const { key } = await create('till-2');
  await create('till-3');
  await door.advance(1000);
  const before = door.now();
  await knock(key);
  const after = door.now();
  const listed = await rows();
  const of = (id: string) => listed.find((row) => row.id === id);
  expect(of('till-2')?.lastUsedAt).toBeGreaterThanOrEqual(before);
  expect(of('till-2')?.lastUsedAt).toBeLessThanOrEqual(after);
  expect(of('till-3')).not.toHaveProperty('lastUsedAt');
  const [operators] = listed;
  expect(operators).toMatchObject({ prefix: door.key('m-cafe').slice(0, 6) });
  expect(operators?.lastUsedAt).toBeGreaterThanOrEqual(after);
  expect(operators?.scopes).toContain('keys:write');
});

test('a rotated key serves on for its grace beside the new one, and then no more', async () => {
  const old = await create('till-4');
  const fresh = await ask<KeyMade>('POST', '/keys/till-4/rotate', {});
  expect(fresh).toMatchObject({ id: 'till-4', label: 'till-4', scopes: ['orders:read'] });
  expect([await knock(old.key), await knock(fresh.key)]).toEqual([404, 404]);
  const [before, after] = (await rows()).filter(({ id }) => id === 'till-4');
  expect(before).toMatchObject({ prefix: old.prefix });
  expect(Math.abs((before?.goodUntil ?? 0) - door.now() - DAY)).toBeLessThan(10);
  expect(after).not.toHaveProperty('goodUntil');

  // An answer that was lost: the key in use stays good.
  const again = await ask<KeyMade>('POST', '/keys/till-4/rotate', { graceSeconds: 60 });
  expect([await knock(old.key), await knock(again.key)]).toEqual([404, 404]);
  await door.advance(61);
  expect([await knock(old.key), await knock(fresh.key), await knock(again.key)]).toEqual([404, 401, 404]);
  await door.advance(DAY);
  expect([await knock(old.key), await knock(again.key)]).toEqual([401, 404]);
  expect((await rows()).filter(({ id }) => id === 'till-4')).toHaveLength(1);
});

test('without grace the old key ends at once; a revoked one with all that it had replaced', async () => {
  const old = await create('till-5');
  const fresh = await ask<KeyMade>('POST', '/keys/till-5/rotate', { graceSeconds: 0 });
  expect([await knock(old.key), await knock(fresh.key)]).toEqual([401, 404]);
  const last = await ask<KeyMade>('POST', '/keys/till-5/rotate', {});
  expect(await ask('DELETE', '/keys/till-5')).toEqual({ id: 'till-5' });
  expect([await knock(fresh.key), await knock(last.key)]).toEqual([401, 401]);
  expect(await refused('DELETE', '/keys/till-5')).toMatchObject({ status: 404, code: 'not_found' });
  expect(await refused('POST', '/keys/till-5/rotate', {})).toMatchObject({ status: 404 });
});

test('a key gets hold of none that may do more than itself', async () => {
  const clerk = await create('clerk', { scopes: ['keys:read', 'keys:write', 'orders:read'] });
  await create('finance', { scopes: ['invoices:read'] });
  const forbidden = { status: 403, code: 'forbidden' };
  const more = { id: 'more', scopes: ['invoices:read'] };
  expect(await refused('POST', '/keys', more, clerk.key)).toMatchObject(forbidden);
  expect(await refused('POST', '/keys/finance/rotate', {}, clerk.key)).toMatchObject(forbidden);
  expect(await refused('DELETE', '/keys/finance', undefined, clerk.key)).toMatchObject(forbidden);
  expect(await ask('POST', '/keys', { id: 'less', scopes: ['orders:read'] }, clerk.key)).toMatchObject({ id: 'less' });
  expect(await refused('GET', '/keys', undefined, (await create('reader')).key)).toMatchObject(forbidden);
  expect(await refused('DELETE', '/keys/less', undefined, door.key('m-mall'))).toMatchObject({ status: 404 });
});

test('there are ten at most, and of many changes at once none is lost', async () => {
  const made = await Promise.all(Array.from({ length: 6 }, (_, i) => create(`many-${i}`)));
  for (const { key } of made) expect(await knock(key)).toBe(404);
  for (let i = 6; i < 9; i += 1) await create(`many-${i}`);
  expect(await refused('POST', '/keys', { id: 'many-9', scopes: ['orders:read'] })).toMatchObject({
    status: 422,
    code: 'too_many_keys',
  });
});

test('the operator’s next word on the merchant keeps the keys, unless it names others', async () => {
  const { key } = await create('kept');
  await door.putMerchant('m-cafe', { apiKeys: [], shortName: '小馆' });
  expect([await knock(key), await knock(door.key('m-cafe'))]).toEqual([404, 404]);
  await door.putMerchant('m-cafe', { apiKeys: [door.key('m-cafe')] });
  expect([await knock(key), await knock(door.key('m-cafe'))]).toEqual([401, 404]);
});

test('an Idempotency-Key keeps no key in clear', async () => {
  const headers = { ...bearer(door.key('m-cafe')), 'idempotency-key': 'make-a-key' };
  const body = { id: 'once', scopes: ['orders:read'] };
  const first = await door.send<KeyMade>('POST', '/open/v1/keys', body, headers);
  if (!first.body.ok) throw new Error('not made');
  expect(await stored()).not.toContain(first.body.data.key);
  expect((await door.send('POST', '/open/v1/keys', body, headers)).status).toBe(409);
});
