import type { ApplicationRecord, OrderRecord } from '../../cloudfunctions/common/store/records';
import { startFlow, type Flow } from '../support/sandbox';
import {
  confirmAndReturn,
  confirmOnPage,
  follow,
  locationOf,
  visitor,
  wechatPhone,
  type Visit,
} from '../support/visitor';

jest.setTimeout(30_000);
let flow: Flow;
beforeAll(async () => {
  flow = await startFlow();
}, 60_000);
afterAll(() => flow.close());

/** The address in the QR code of a new receipt. */
const receiptOf = async (orderNo: string): Promise<string> => {
  const key = flow.sandbox.demo.merchants[0]?.apiKey ?? '';
  const answer = await fetch(`${flow.sandbox.url}/open/v1/orders/${orderNo}`, {
    headers: { authorization: `Bearer ${key}` },
  });
  const { data } = (await answer.json()) as { data: { receipt: { url: string } } };
  return data.receipt.url;
};
const newReceipt = async () => {
  const orderNo = await flow.putOrder();
  return { orderNo, url: await receiptOf(orderNo) };
};
const orderOf = async (orderNo: string) =>
  (await flow.documents<OrderRecord>('orders')).find((order) => order.orderNo === orderNo);
const applicationOf = async (orderNo: string) => {
  const order = await orderOf(orderNo);
  return (await flow.documents<ApplicationRecord>('applications')).find(({ _id }) => _id === order?.applicationId);
};
test('a receipt printed long before leads from its QR code to the card pack', async () => {
  const { orderNo, url } = await newReceipt();
  await flow.advance(30 * 86_400);
  const diner = visitor(flow);
  const auth = locationOf(await diner.get(url));
  expect(auth.origin).toBe(flow.sandbox.wechatUrl);
  const application = await applicationOf(orderNo);
  expect(application).toMatchObject({ source: 'web', type: 1, buyerOpenid: '', authorization: { state: 'waiting' } });

  const back = await confirmAndReturn(flow, auth);
  expect(back.pathname).toMatch(/^\/h5\/result\//);
  expect(decodeURIComponent(back.href)).not.toContain(orderNo);

  expect(await follow(flow, diner, back.href)).toBe('authorized-issued-inserted');
  const result = await diner.get(back.href);
  expect(result.text).toContain('开好了，已放入卡包');
  expect(result.text).toMatch(/下载 PDF 文件/);
  const done = await applicationOf(orderNo);
  const cards = await flow.cards(flow.buyer());
  expect(cards.filter((card) => card['order_id'] === done?.orderId)).toHaveLength(1);
  expect(done?.receiver?.appid).toBe(flow.sandbox.demo.merchants[0]?.appids.official);
  expect(done?.buyerOpenid).toBe('');
});

test('the buyer’s own list says of an order that was applied for by its receipt where to look, and offers no dead link', async () => {
  const { orderNo, url } = await newReceipt();
  const me = flow.buyer();
  const mine = async () => {
    const { orders } = await flow.ask(me, 'orders.list', {});
    const listed = orders.find((order) => order.orderNo === orderNo);
    expect((await flow.ask(me, 'orders.get', { orderNo })).order).toEqual(listed);
    return listed;
  };
  const auth = locationOf(await visitor(flow).get(url));
  const held = await mine();
  expect(held).toMatchObject({ state: 'in_progress', canApply: false, reasonCode: 'applied_elsewhere' });
  expect(held?.reason).toContain('已在别处申请');
  expect(held).not.toHaveProperty('applicationId');

  await confirmOnPage(flow, auth);
  for (let tick = 0; tick < 6; tick += 1) await flow.advance(10);
  const invoiced = await mine();
  expect(invoiced).toMatchObject({ state: 'invoiced', reasonCode: 'invoiced_elsewhere' });
  expect(invoiced).not.toHaveProperty('applicationId');

  const own = await flow.putOrder();
  const { applicationId } = await flow.ask(me, 'applications.create', { orderNos: [own] });
  const { order } = await flow.ask(me, 'orders.get', { orderNo: own });
  expect(order).toMatchObject({ state: 'in_progress', reasonCode: 'in_progress', applicationId });
});

test('whoever is not the applicant sees only that there is an invoice, and the date', async () => {
  const { url } = await newReceipt();
  const diner = visitor(flow);
  const back = await confirmAndReturn(flow, locationOf(await diner.get(url)));
  await follow(flow, diner, back.href);
  const stranger = visitor(flow);
  for (const address of [url, back.href]) {
    const { text } = await stranger.get(address);
    expect(text).toContain('已开票');
    expect(text).toMatch(/开票日期 \d{4}-\d\d-\d\d/);
    for (const secret of ['小林', '下载', '发票号码', 'storage']) expect(text).not.toContain(secret);
  }
  expect((await stranger.get(url)).text).toContain('需要换开或重发，请联系商家');
  expect((await stranger.submit(url)).text).toContain('已经开过发票');
});

test('coming back to the receipt goes on with the same application, and shows how it stands once it was confirmed', async () => {
  const { orderNo, url } = await newReceipt();
  const diner = visitor(flow);
  const auth = locationOf(await diner.get(url));
  for (const again of [await diner.get(url), await diner.submit(url)])
    expect(locationOf(again).searchParams.get('o1')).toBe(auth.searchParams.get('o1'));
  expect((await orderOf(orderNo))?.attempts).toBe(1);
  const back = await confirmAndReturn(flow, auth);
  const { text } = await diner.get(url);
  expect(text).toContain('查看我的开票进度');
  await follow(flow, diner, back.href);
});

test('of openings at the same moment one begins, and nobody’s application is taken away', async () => {
  const { orderNo, url } = await newReceipt();
  const openings = await Promise.all(Array.from({ length: 5 }, () => visitor(flow).get(url)));
  const led = openings.filter(({ status }) => status === 302);
  expect(led).toHaveLength(1);
  for (const { text } of openings.filter((one) => !led.includes(one))) expect(text).toContain('开发票</button>');
  expect((await orderOf(orderNo))?.attempts).toBe(1);
  expect((await applicationOf(orderNo))?.authorization.state).toBe('waiting');
  await confirmOnPage(flow, locationOf(led[0] as Visit));
  expect((await applicationOf(orderNo))?.authorization.state).toBe('authorized');
});

test('a look without opening, as previews have it, begins nothing', async () => {
  const { orderNo, url } = await newReceipt();
  const looked = await fetch(url, { method: 'HEAD', redirect: 'manual', headers: { 'user-agent': wechatPhone } });
  expect([looked.status, looked.headers.get('set-cookie')]).toEqual([200, null]);
  expect((await orderOf(orderNo))?.hold).toBe('free');
});

test('a second tap stays with one application', async () => {
  const { orderNo, url } = await newReceipt();
  await visitor(flow).get(url);
  const diner = visitor(flow);
  const key = 'k'.repeat(24);
  const [first, second] = await Promise.all([diner.submit(url, { key }), diner.submit(url, { key })]);
  expect(locationOf(first).searchParams.get('o1')).toBe(locationOf(second).searchParams.get('o1'));
  expect((await orderOf(orderNo))?.attempts).toBe(2);
});

test('a page that was left unconfirmed does not keep the next holder of the receipt waiting, and is turned down if confirmed later', async () => {
  const { orderNo, url } = await newReceipt();
  const left = locationOf(await visitor(flow).get(url));
  const before = await applicationOf(orderNo);
  const diner = visitor(flow);
  const page = await diner.get(url);
  expect(page.status).toBe(200);
  for (const shown of ['¥41.00', '开发票</button>']) expect(page.text).toContain(shown);
  expect((await applicationOf(orderNo))?._id).toBe(before?._id);
  const back = await confirmAndReturn(flow, locationOf(await diner.submit(url)));
  expect(await follow(flow, diner, back.href)).toBe('authorized-issued-inserted');
  await confirmOnPage(flow, left);
  const [ended] = (await flow.documents<ApplicationRecord>('applications')).filter(({ _id }) => _id === before?._id);
  expect(ended).toMatchObject({
    authorization: { state: 'withdrawn', refusalOwed: false },
    issuing: { state: 'none' },
  });
});

test.each([
  ['an ordinary browser', 'Mozilla/5.0 (iPhone) Safari/604.1', '请用微信打开'],
  ['WeCom', 'Mozilla/5.0 (iPhone) wxwork/4.1.0 MicroMessenger/7.0.1', '请用微信打开'],
  ['WeChat on a desktop', 'Mozilla/5.0 (Windows NT 10.0) MicroMessenger/7.0.20 WindowsWechat', '请用手机微信打开'],
  ['a WeChat that is too old', 'Mozilla/5.0 (iPhone) MicroMessenger/ 6.0.1', '微信版本过低'],
])('in %s the page says what to do, and nothing is begun', async (_name, userAgent, text) => {
  const { orderNo, url } = await newReceipt();
  const who = visitor(flow, userAgent);
  expect((await who.get(url)).text).toContain(text);
  expect((await who.submit(url)).text).toContain(text);
  expect((await orderOf(orderNo))?.hold).toBe('free');
});

test('an old receipt and a forged one say so', async () => {
  const { url } = await newReceipt();
  const who = visitor(flow);
  expect((await who.get(`${url.slice(0, -1)}${url.endsWith('A') ? 'B' : 'A'}`)).text).toContain(
    '这不是有效的小票二维码',
  );
  await flow.advance(366 * 86_400);
  expect((await who.get(url)).text).toContain('已超过商家的开票期限');
  expect((await who.submit(url)).status).toBe(422);
});
