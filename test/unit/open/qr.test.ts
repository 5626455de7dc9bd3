import type { Receipt } from '../../../contract/open';
import { startOpenDoor, type OpenDoor } from './support';

let door: OpenDoor;
beforeAll(async () => {
  door = await startOpenDoor();
}, 60_000);
afterAll(() => door.close());

const get = (path: string, merchant = 'm-cafe') =>
  fetch(`${door.sandbox.url}${path}`, { headers: { authorization: `Bearer ${door.key(merchant)}` } });

describe('the QR code of a receipt', () => {
  it('is drawn as PNG and SVG, by API key only', async () => {
    await door.put('Q-1');
    const png = await get('/open/v1/orders/Q-1/qr.png');
    expect([png.status, png.headers.get('content-type')]).toEqual([200, 'image/png']);
    const bytes = Buffer.from(await png.arrayBuffer());
    expect(bytes.subarray(0, 8).toString('hex')).toBe('89504e470d0a1a0a');
    const svg = await get('/open/v1/orders/Q-1/qr.svg');
    expect(svg.headers.get('content-type')).toBe('image/svg+xml');
    expect(await svg.text()).toMatch(/^<svg /);
    expect((await fetch(`${door.sandbox.url}/open/v1/orders/Q-1/qr.svg`)).status).toBe(401);
    expect((await get('/open/v1/orders/Q-1/qr.svg', 'm-mall')).status).toBe(404);
  });

  it('stands on a receipt that can be printed', async () => {
    await door.put('Q-2');
    const answer = await get('/open/v1/orders/Q-2/receipt.html');
    const text = await answer.text();
    expect(answer.headers.get('content-type')).toMatch(/^text\/html/);
    for (const part of ['云上小馆餐饮有限公司', 'Q-2', '¥41.00', '<svg', '微信扫码开发票'])
      expect(text).toContain(part);
  });

  it('opened in the mini program leads to the order', async () => {
    const { receipt } = await door.put('Q-3');
    const { order } = await door.ask(door.buyer(), 'orders.claim', { code: (receipt as Receipt).url });
    expect(order.orderNo).toBe('Q-3');
  });
});

describe('the number of calls', () => {
  it('is limited for each key, and another key is not held to it', async () => {
    await door.put('L-1');
    const answers: number[] = [];
    // A new minute may begin underway: two minutes' worth is refused wherever it falls.
    for (let round = 0; round < 25 && !answers.includes(429); round += 1) {
      const some = await Promise.all(Array.from({ length: 50 }, () => get('/open/v1/orders/L-1')));
      answers.push(...some.map(({ status }) => status));
    }
    expect(answers).toContain(429);
    expect(answers.every((status) => status === 200 || status === 429)).toBe(true);
    const refused = await door.send('GET', '/open/v1/orders/L-1');
    expect(refused.headers.get('retry-after')).toBe('60');
    expect((await get('/open/v1/orders/L-1', 'm-mall')).status).toBe(404);
    await door.sandbox.clock.advance(61);
    expect((await get('/open/v1/orders/L-1')).status).toBe(200);
  }, 60_000);
});
