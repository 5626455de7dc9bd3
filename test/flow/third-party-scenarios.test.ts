import { company, startFlow, type Flow } from '../support/sandbox';
import {
  applicationBy,
  confirmAndReturn,
  confirmOnPage,
  follow,
  locationOf,
  server,
  visitor,
} from '../support/visitor';

jest.setTimeout(30_000);
const delivered = 'authorized-issued-inserted';
let flow: Flow;
/** The door of a merchant that has its invoices from a platform. */
let open: ReturnType<typeof server>;
let appids: Record<'official' | 'app' | 'pay' | 'platform' | 'authorization', string>;

beforeAll(async () => {
  flow = await startFlow();
  open = server(flow, 1);
  const mall = flow.sandbox.demo.merchants[1];
  if (mall?.mode !== 'third_party') throw new Error('the second demo merchant has no platform');
  appids = mall.appids;
}, 60_000);
afterAll(() => flow.close());

const newOrder = () => flow.putOrder({ merchant: 'm-mall' });
/** Lets timers and the platform work until the card is there. */
const cardOf = async (orderId: string) => {
  for (let tick = 0; tick < 20; tick += 1) {
    const application = await applicationBy(flow, orderId);
    if (application?.card.state === 'inserted') break;
    await flow.advance(10);
  }
  const [card, second] = (await flow.cards(flow.buyer())).filter((one) => one['order_id'] === orderId);
  expect(second).toBeUndefined();
  return card;
};
const orderIdOf = (auth: URL) => auth.searchParams.get('o1') ?? '';

test('公众号: the order’s page leads to a card of the platform’s, for the official account', async () => {
  const url = String((await open('POST', `/orders/${await newOrder()}/link`, {})).data['url']);
  const buyer = visitor(flow);
  const auth = locationOf(await buyer.submit(url));
  const back = await confirmAndReturn(flow, auth);
  expect(await follow(flow, buyer, back.href)).toBe(delivered);
  expect((await buyer.get(back.href)).text).toContain('开好了，已放入卡包');
  expect(await cardOf(orderIdOf(auth))).toMatchObject({ app_id: appids.platform, appid: appids.official });
});

test('扫码: the receipt does the same', async () => {
  const { data } = await open('GET', `/orders/${await newOrder()}`);
  const { url } = data['receipt'] as { url: string };
  const diner = visitor(flow);
  const auth = locationOf(await diner.get(url));
  const back = await confirmAndReturn(flow, auth);
  expect(await follow(flow, diner, back.href)).toBe(delivered);
  expect(await cardOf(orderIdOf(auth))).toMatchObject({ app_id: appids.platform, appid: appids.official });
});

test('App: the app authorises, the official account is told, the platform inserts for the app', async () => {
  const { data } = await open('POST', `/orders/${await newOrder()}/authorization`, { source: 'app' });
  const orderId = String(data['orderId']);
  await confirmOnPage(flow, new URL(String(data['authUrl'])));
  expect(await cardOf(orderId)).toMatchObject({ app_id: appids.platform, appid: appids.app });
  expect((await applicationBy(flow, orderId))?.receiver?.appid).toBe(appids.official);
});

test.each([
  ['its own account', 'authorization', 'wxde00000000000001'],
  ['the official account, as its settings may say', 'official', 'wxde00000000000005'],
] as const)(
  '小程序: the mini program authorises with %s, and the platform inserts for that one',
  async (_which, role, appid) => {
    await flow.putMerchant('m-mall', { appids: { ...appids, authorization: appids[role], event: appids[role] } });
    const me = flow.buyer();
    const { orderId } = await flow.ask(me, 'applications.create', { orderNos: [await newOrder()], title: company });
    await flow.putMerchant('m-mall');
    await flow.authorize(orderId);
    expect(await cardOf(orderId)).toMatchObject({ app_id: appids.platform, appid });
  },
);

test('支付后: the entry in the payment message leads to a card of the platform’s, for the account bound to the mchid', async () => {
  const link = { action: 'payMerchant.link', merchantId: 'm-mall' };
  expect(await flow.sandbox.cloudbase.call('jobs', link, { source: ',unknown' })).toMatchObject({ ok: true });
  const openid = flow.sandbox.demo.people[0]?.openids[appids.pay];
  const payment = { openid, clientIp: '127.0.0.1', notifyUrl: `${flow.sandbox.url}/nobody` };
  const { data } = await open('POST', `/orders/${await newOrder()}/payment`, payment);
  const orderId = String(data['outTradeNo']);
  await flow.control('pay', { out_trade_no: orderId });
  await flow.authorize(orderId, { title: { title: '小林' } });
  expect(await cardOf(orderId)).toMatchObject({ app_id: appids.platform, appid: appids.pay, title: '小林' });
});

describe('领票', () => {
  const issued = async () => {
    const { data } = await open('POST', `/orders/${await newOrder()}/invoice`, { title: company });
    for (let tick = 0; tick < 20; tick += 1) {
      const { data: read } = await open('GET', `/applications/${String(data['orderId'])}`);
      const claimUrl = read['claimUrl'];
      if (typeof claimUrl === 'string') return { claimUrl, orderId: String(data['orderId']) };
      await flow.advance(10);
    }
    throw new Error('was not issued');
  };

  test('the platform issues first, and is asked for the card when the buyer claims it', async () => {
    const { claimUrl, orderId } = await issued();
    expect(await cardsNow(orderId)).toEqual([]);
    const buyer = visitor(flow);
    const back = await confirmAndReturn(flow, locationOf(await buyer.submit(claimUrl)));
    expect(await follow(flow, buyer, back.href)).toBe(delivered);
    expect(await cardOf(orderId)).toMatchObject({ app_id: appids.platform, appid: appids.official });
  });

  test('a claim that is begun anew gets the card of the same invoice', async () => {
    const { claimUrl, orderId } = await issued();
    const buyer = visitor(flow);
    await buyer.submit(claimUrl);
    await flow.decline(orderId);
    const auth = locationOf(await buyer.submit(claimUrl));
    expect(orderIdOf(auth)).not.toBe(orderId);
    const back = await confirmAndReturn(flow, auth);
    expect(await follow(flow, buyer, back.href)).toBe(delivered);
    expect(await cardOf(orderIdOf(auth))).toMatchObject({ app_id: appids.platform });
  });

  const cardsNow = async (orderId: string) =>
    (await flow.cards(flow.buyer())).filter((card) => card['order_id'] === orderId);
});

test('a cell of the table that is in dispute can only be filled with an account that the merchant has', async () => {
  const { app: _app, ...others } = appids;
  await expect(
    flow.putMerchant('m-mall', { appids: others, disputedAccounts: { 'pay.insert': 'app' } }),
  ).rejects.toThrow('disputedAccounts.pay.insert');
  await expect(flow.putMerchant('m-mall', { disputedAccounts: { 'web.insert': 'app' } })).rejects.toThrow();
});
