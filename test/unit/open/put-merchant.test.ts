import { errorOf, startOpenDoor, type OpenDoor } from './support';

let door: OpenDoor;
beforeAll(async () => {
  door = await startOpenDoor();
});
afterAll(() => door.close());

const knock = async (key: string) =>
  (await door.send('GET', '/open/v1/orders/M-none', undefined, { authorization: `Bearer ${key}` })).status;
const merchant = async () =>
  (await door.documents<{ _id: string; version: number; apiKeyHashes: string[]; name: string }>('merchants')).find(
    ({ _id }) => _id === 'm-cafe',
  );

describe('a merchant', () => {
  it('is changed by the operator, counts its changes, and keeps its keys when none are given', async () => {
    const before = await merchant();
    await door.putMerchant('m-cafe', { name: '云上小馆（新）', apiKeys: [] });
    expect(await merchant()).toMatchObject({
      name: '云上小馆（新）',
      version: (before?.version ?? 0) + 1,
      apiKeyHashes: before?.apiKeyHashes,
    });
    expect(await knock(door.key('m-cafe'))).toBe(404);
  });

  it('has its keys stored as hashes only, several at a time, and loses those that are not named again', async () => {
    const [old, fresh] = [door.key('m-cafe'), 'another-key-of-the-cafe'];
    await door.putMerchant('m-cafe', { apiKeys: [fresh, old] });
    expect([await knock(old), await knock(fresh)]).toEqual([404, 404]);
    await door.putMerchant('m-cafe', { apiKeys: [fresh] });
    expect([await knock(old), await knock(fresh)]).toEqual([401, 404]);
    expect(JSON.stringify(await door.documents('merchants'))).not.toContain(fresh);
    await door.putMerchant('m-cafe');
  });

  it.each([
    [{ taxNo: '91000000MA0CAFE013' }, 'taxNo'],
    [{ taxNo: '91000000ma0cafe012' }, 'taxNo'],
    [{ kinds: [] }, 'kinds'],
    [{ defaultItem: { name: '餐', taxCode: '3070401000000000000', rate: '16%' } }, 'defaultItem.rate'],
    [{ apiKeys: ['sandbox-key-m-mall'] }, 'apiKeys'],
  ])('is refused with the field to blame: %j', async (changes, field) => {
    await expect(door.putMerchant('m-cafe', changes)).rejects.toThrow(`"field":"${field}"`);
  });

  it('cannot be changed from a phone', async () => {
    const answer = await door.call(door.buyer(), 'jobs', { action: 'merchants.put', merchant: { id: 'm-cafe' } });
    expect(answer).toMatchObject({ ok: false, error: { code: 'forbidden' } });
  });

  it('never sees the orders of another by its key', async () => {
    await door.put('M-1');
    const answer = await door.send('GET', '/open/v1/orders/M-1', undefined, {
      authorization: `Bearer ${door.key('m-mall')}`,
    });
    expect(errorOf(answer).code).toBe('not_found');
  });
});
