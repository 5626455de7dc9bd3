import { createHash } from 'node:crypto';
import type { InvoiceRecord } from '../../cloudfunctions/common/store/records';
import type { PaymentRecord } from '../../cloudfunctions/common/store/payments';
import { company, startFlow, type Flow } from '../support/sandbox';
import { applicationBy, server, visitor } from '../support/visitor';

const HOUR = 3600;
const DAY = 24 * HOUR;
jest.setTimeout(30_000);
let flow: Flow;
let open: ReturnType<typeof server>;
let account: string;
beforeAll(async () => {
  flow = await startFlow();
  open = server(flow);
  account = flow.sandbox.demo.merchants[0]?.appids.pay ?? '';
  const linked = await operator({ action: 'payMerchant.link', merchantId: 'm-cafe' });
  expect(linked).toMatchObject({ ok: true, data: { mchid: flow.sandbox.demo.merchants[0]?.mchid } });
}, 60_000);
afterAll(() => flow.close());

const operator = (event: object) => flow.sandbox.cloudbase.call('jobs', event, { source: ',unknown' });

/** An order placed at WeChat Pay and paid by the first buyer. */
const pay = async (orderNo: string): Promise<string> => {
  const openid = flow.sandbox.demo.people[0]?.openids[account];
  const notifyUrl = `${flow.sandbox.url}/nobody`;
  const { data } = await open('POST', `/orders/${orderNo}/payment`, { openid, clientIp: '127.0.0.1', notifyUrl });
  expect(data).toMatchObject({ payment: { package: `prepay_id=${String(data['prepayId'])}` } });
  const outTradeNo = String(data['outTradeNo']);
  await flow.control('pay', { out_trade_no: outTradeNo });
  return outTradeNo;
};
const settle = async (outTradeNo: string) => {
  for (let tick = 0; tick < 12; tick += 1) {
    const application = await applicationBy(flow, outTradeNo);
    if (application?.card.state === 'inserted' || application?.authorization.refusalOwed === false) return application;
    await flow.advance(10);
  }
  return applicationBy(flow, outTradeNo);
};
const invoicesOf = async (orderNo: string) =>
  (await flow.documents<InvoiceRecord>('invoices')).filter(({ orderNos }) => orderNos.includes(orderNo));

/** `cloudPay` for the merchant's own mini program: the parameter, signed with a key that only WeChat and the merchant have. */
const placeAtWechatPay = async (parameter: Record<string, unknown>): Promise<void> => {
  const key = flow.sandbox.demo.merchants[0]?.payKey ?? '';
  const fields: Record<string, string> = {
    appid: account,
    mch_id: String(parameter['subMchId']),
    nonce_str: String(parameter['nonceStr']),
    body: String(parameter['body']),
    out_trade_no: String(parameter['outTradeNo']),
    total_fee: String(parameter['totalFee']),
    spbill_create_ip: String(parameter['spbillCreateIp']),
    notify_url: `${flow.sandbox.url}/nobody`,
    trade_type: String(parameter['tradeType']),
    openid: flow.sandbox.demo.people[0]?.openids[account] ?? '',
    receipt: String(parameter['receipt']),
  };
  const signed = Object.keys(fields)
    .sort()
    .map((name) => `${name}=${fields[name]}`);
  const sign = createHash('md5')
    .update([...signed, `key=${key}`].join('&'))
    .digest('hex')
    .toUpperCase();
  const xml = Object.entries({ ...fields, sign }).map(([name, value]) => `<${name}>${value}</${name}>`);
  const body = `<xml>${xml.join('')}</xml>`;
  const answer = await fetch(`${flow.sandbox.wechatUrl}/pay/unifiedorder`, { method: 'POST', body });
  expect(await answer.text()).toContain('prepay_id');
};

test('a payment that the merchant’s cloud function places is known before it is made, and its event leads to the card pack', async () => {
  const orderNo = await flow.putOrder();
  const { data } = await open('POST', `/orders/${orderNo}/cloud-payment`, {
    clientIp: '127.0.0.1',
    functionName: 'paid',
    envId: 'shop-1',
  });
  const outTradeNo = String(data['outTradeNo']);
  const parameter = data['parameter'] as Record<string, unknown>;
  expect(parameter).toMatchObject({
    subMchId: flow.sandbox.demo.merchants[0]?.mchid,
    outTradeNo,
    body: '云上小馆',
    totalFee: 4100,
    tradeType: 'JSAPI',
    receipt: 'Y',
    functionName: 'paid',
    envId: 'shop-1',
  });
  expect(String(parameter['nonceStr'])).toHaveLength(32);

  // What cloudPay does with it at WeChat Pay, whose key is not the cloud function's to know.
  await placeAtWechatPay(parameter);
  await flow.control('pay', { out_trade_no: outTradeNo });
  await flow.authorize(outTradeNo, { title: { title: '小林' } });
  expect(await settle(outTradeNo)).toMatchObject({ orderNos: [orderNo], card: { state: 'inserted' } });
});

test('the entry in the payment message leads to the card pack', async () => {
  const orderNo = await flow.putOrder();
  const outTradeNo = await pay(orderNo);
  await flow.authorize(outTradeNo, { title: { title: '小林' } });
  const application = await settle(outTradeNo);
  expect(application).toMatchObject({
    source: 'pay',
    type: 1,
    orderNos: [orderNo],
    title: { kind: 'personal', name: '小林' },
    authorization: { state: 'authorized' },
    card: { state: 'inserted' },
    receiver: { appid: account },
  });
  expect(await invoicesOf(orderNo)).toHaveLength(1);
});

/** What the buyer reads in WeChat's message of the refusal, and where it leads. */
const expectTold = async (orderNo: string, outTradeNo: string, reason: string) => {
  const address = `${flow.sandbox.wechatUrl}/__sandbox/app/messages?openid=${flow.buyer()}`;
  const messages = (await (await fetch(address)).text()).split('<article');
  const [told = '', ...more] = messages.filter((one) => one.includes('开票申请被拒绝') && one.includes(outTradeNo));
  expect([more.length, told.includes(reason)]).toEqual([0, true]);
  const { receipt } = (await open('GET', `/orders/${orderNo}`)).data as { receipt: { url: string } };
  expect(/href="([^"]+)"/.exec(told)?.[1]).toBe(receipt.url);
  const page = await visitor(flow).get(receipt.url);
  expect([page.status, page.text.includes(orderNo)]).toEqual([200, true]);
};

test('an order that is invoiced through another door is turned down, with the reason and a page, and has one invoice', async () => {
  const orderNo = await flow.putOrder();
  const outTradeNo = await pay(orderNo);
  const created = await flow.ask(flow.buyer(), 'applications.create', { orderNos: [orderNo], title: company });
  await flow.authorize(created.orderId);
  await flow.settle(flow.buyer(), created.applicationId);

  const before = await flow.calls('/card/invoice/rejectinsert');
  await flow.authorize(outTradeNo, { title: { title: '小林' } });
  expect(await settle(outTradeNo)).toMatchObject({
    authorization: { state: 'rejected', reason: '这笔订单已经开过发票', refusalOwed: false },
    issuing: { state: 'none' },
  });
  expect(await flow.calls('/card/invoice/rejectinsert')).toBe(before + 1);
  expect(await invoicesOf(orderNo)).toHaveLength(1);
  await expectTold(orderNo, outTradeNo, '这笔订单已经开过发票');
});

test('an order under way through another door is turned down, and the other goes on', async () => {
  const orderNo = await flow.putOrder();
  const outTradeNo = await pay(orderNo);
  const created = await flow.ask(flow.buyer(), 'applications.create', { orderNos: [orderNo], title: company });
  await flow.authorize(outTradeNo, { title: { title: '小林' } });
  expect(await settle(outTradeNo)).toMatchObject({ authorization: { state: 'rejected', reason: '这笔订单正在开票' } });
  await expectTold(orderNo, outTradeNo, '这笔订单正在开票');
  await flow.authorize(created.orderId);
  expect(await flow.settle(flow.buyer(), created.applicationId)).toMatchObject({ card: 'inserted' });
  expect(await invoicesOf(orderNo)).toHaveLength(1);
});

test('two payments of one order lead to one invoice', async () => {
  const orderNo = await flow.putOrder();
  const [first, second] = [await pay(orderNo), await pay(orderNo)];
  await flow.authorize(first, { title: { title: '小林' } });
  await flow.authorize(second, { title: { title: '小林' } });
  await settle(first);
  await settle(second);
  expect(await invoicesOf(orderNo)).toHaveLength(1);
});

test('an event that comes before WeChat can show what was filled in waits, and is then worked on', async () => {
  const orderNo = await flow.putOrder();
  const outTradeNo = await pay(orderNo);
  await flow.faults({ path: '/card/invoice/getauthdata', kind: 'errcode', errcode: 72038, count: 1 });
  await flow.authorize(outTradeNo, { title: { title: '小林' } });
  await flow.faults();
  expect(await settle(outTradeNo)).toMatchObject({ card: { state: 'inserted' } });
});

test('an event that was lost leads to the same invoice and card, found by asking', async () => {
  const orderNo = await flow.putOrder();
  const outTradeNo = await pay(orderNo);
  await flow.faults({ push: account, kind: 'drop' });
  await flow.authorize(outTradeNo, { title: { title: '小林' } });
  await flow.faults();
  expect(await applicationBy(flow, outTradeNo)).toBeUndefined();
  expect(await settle(outTradeNo)).toMatchObject({
    source: 'pay',
    type: 1,
    orderNos: [orderNo],
    title: { kind: 'personal', name: '小林' },
    authorization: { state: 'authorized' },
    card: { state: 'inserted' },
  });
  expect(await invoicesOf(orderNo)).toHaveLength(1);
});

test('WeChat is asked about a payment ever more rarely, then no more, and the payment goes after its period', async () => {
  const outTradeNo = await pay(await flow.putOrder());
  const found = async () => (await flow.documents<PaymentRecord>('payments')).find(({ _id }) => _id === outTradeNo);
  await flow.advance(70);
  expect(await found()).toMatchObject({ looks: 1, state: 'watched' });
  await flow.advance(60);
  expect(await found()).toMatchObject({ looks: 1 });
  for (let day = 0; day < 9; day += 1) await flow.advance(DAY);
  const { looks = 0, state } = (await found()) ?? {};
  expect(state).toBe('settled');
  expect(looks).toBeLessThan(20);
  await flow.advance(400 * DAY);
  // Tidying up is done on the hour.
  await flow.advance(HOUR - (Math.floor(flow.sandbox.clock.now() / 1000) % HOUR));
  expect(await found()).toBeUndefined();
});

test('a payment alone asks for no invoice', async () => {
  const orderNo = await flow.putOrder();
  const outTradeNo = await pay(orderNo);
  await flow.advance(60);
  expect(await applicationBy(flow, outTradeNo)).toBeUndefined();
  expect((await open('GET', `/orders/${orderNo}`)).data).toMatchObject({ hold: 'free', canApply: true });
});
