import type { Receipt } from '../../../contract/open';
import { company } from '../../support/sandbox';
import { startOpenDoor, type OpenDoor } from './support';

let door: OpenDoor;
beforeAll(async () => {
  door = await startOpenDoor();
});
afterAll(() => door.close());

const open = async (path: string) => {
  const answer = await fetch(`${door.sandbox.url}${path}`);
  return { status: answer.status, headers: answer.headers, text: await answer.text() };
};

describe('the page of a receipt', () => {
  it('shows what is printed on it, says how to go on in the mini program, and nothing of the buyer', async () => {
    const { receipt } = await door.put('R-1', {
      buyer: { openid: door.buyer(), phone: '13000000001' },
      summary: '双人晚餐',
    });
    const page = await open(`/r/${(receipt as Receipt).code}`);
    expect(page.status).toBe(200);
    expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(page.headers.get('content-security-policy')).toMatch(/default-src 'none'/);
    for (const text of ['云上小馆餐饮有限公司', 'R-1', '¥41.00', '扫小票']) expect(page.text).toContain(text);
    expect(page.text).not.toContain(door.buyer());
    expect(page.text).not.toContain('0001');
  });

  it('tells how the invoice stands, and no more', async () => {
    const { receipt } = await door.put('R-2', { buyer: { openid: door.buyer() } });
    await door.ask(door.buyer(), 'applications.create', { orderNos: ['R-2'], title: company, requestId: 'r2' });
    const { text } = await open(`/r/${(receipt as Receipt).code}`);
    expect(text).toContain('正在开票');
    expect(text).not.toContain(company.name);
    const unpaid = (await door.put('R-3', { status: 'unpaid' })).receipt as Receipt;
    expect((await open(`/r/${unpaid.code}`)).text).toContain('付款后可以开票');
  });

  it('is harmless whatever the merchant is called', async () => {
    await door.putMerchant('m-mall', { name: '<script>alert(1)</script>&"' });
    const { receipt } = await door.put('R-4', {}, { authorization: `Bearer ${door.key('m-mall')}` });
    const { text } = await open(`/r/${(receipt as Receipt).code}`);
    expect(text).not.toContain('<script');
    expect(text).toContain('&lt;script&gt;');
    await door.putMerchant('m-mall');
  });

  it.each(['/r/forged', '/r/', '/r', '/r/a/b', '/h5/anything', '/h5'])(
    'at %s is a page that says what to do',
    async (path) => {
      const { status, text } = await open(path);
      expect(status).toBe(404);
      expect(text).toMatch(/小程序|扫商家小票/);
    },
  );
});
