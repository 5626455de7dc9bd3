import type { OrderSummary } from '../../../contract/buyer';
import { startOpenDoor, type OpenDoor } from './support';

jest.setTimeout(30_000);
let door: OpenDoor;
beforeAll(async () => {
  door = await startOpenDoor();
});
afterAll(() => door.close());

const put = (orderNo: string, secondsAgo: number, who: 0 | 1 = 0) =>
  door.put(orderNo, { paidAt: door.now() - secondsAgo, buyer: { openid: door.buyer(who) } });
const page = (cursor?: string) => door.ask(door.buyer(0), 'orders.list', cursor === undefined ? {} : { cursor });

describe('the list of orders', () => {
  it('is the person’s own, newest first, page by page, and stays whole while new orders come in', async () => {
    for (let i = 0; i < 45; i += 1) await put(`L-${String(i).padStart(2, '0')}`, 1000 + Math.floor(i / 3));
    await put('L-foreign', 10, 1);
    const seen: OrderSummary[] = [];
    let cursor: string | undefined;
    do {
      const { orders, next } = await page(cursor);
      seen.push(...orders);
      cursor = next;
      await put(`L-new-${seen.length}`, 5);
    } while (cursor !== undefined);
    expect(seen).toHaveLength(45);
    expect(new Set(seen.map(({ orderNo }) => orderNo)).size).toBe(45);
    const times = seen.map(({ paidAt }) => paidAt ?? 0);
    expect(times).toEqual([...times].sort((a, b) => b - a));
    expect((await page()).orders[0]?.orderNo).toMatch(/^L-new-/);
  });

  it('says of each order what can be done with it', async () => {
    await door.put('L-z', {
      status: 'unpaid',
      summary: '午餐',
      buyer: { openid: door.buyer(0) },
      paidAt: door.now() + 60,
    });
    const { orders } = await page();
    expect(orders.find(({ orderNo }) => orderNo === 'L-z')).toMatchObject({
      merchant: { id: 'm-cafe', name: '云上小馆餐饮有限公司' },
      summary: '午餐',
      amount: 4100,
      state: 'not_invoiceable',
      canApply: false,
      reasonCode: 'unpaid',
      reason: '订单还没有付款，付款后可以开票',
      kinds: ['normal', 'special'],
    });
  });

  it('refuses a cursor that it did not give', async () => {
    for (const cursor of ['AAAA', '!!', '', 'x'.repeat(401)]) {
      expect(await door.refused(door.buyer(0), 'orders.list', { cursor })).toMatchObject({ code: 'bad_request' });
    }
  });

  it('asks which merchant is meant when two have one number', async () => {
    await put('L-two', 100);
    await door.put('L-two', { buyer: { openid: door.buyer(0) } }, { authorization: `Bearer ${door.key('m-mall')}` });
    expect(await door.refused(door.buyer(0), 'orders.get', { orderNo: 'L-two' })).toMatchObject({
      code: 'merchant_required',
    });
    const { order } = await door.ask(door.buyer(0), 'orders.get', { orderNo: 'L-two', merchantId: 'm-mall' });
    expect(order.merchant.id).toBe('m-mall');
  });
});
