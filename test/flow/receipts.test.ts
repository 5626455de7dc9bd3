import type { OrderRecord } from '../../cloudfunctions/common/store/records';
import type { MerchantInput } from '../../contract/merchant';
import { unzipSync } from 'fflate';
import { company, person, startFlow, type Flow } from '../support/sandbox';
import { visitor } from '../support/visitor';

jest.setTimeout(60_000);
let flow: Flow;
let me: string;
let clerk: string;
beforeAll(async () => {
  flow = await startFlow();
  await flow.putMembers('m-cafe');
  await flow.putMembers('m-mall');
  me = flow.buyer();
  clerk = flow.member('m-cafe', 'clerk');
}, 60_000);
afterAll(() => flow.close());

const ITEM = '*餐饮服务*餐饮服务';
const refused = async (openid: string, action: string, input: object) => {
  const envelope = await flow.call(openid, 'merchant', { ...input, action });
  if (envelope.ok) throw new Error(`${action} was not refused`);
  const { requestId: _requestId, ...error } = envelope.error;
  return error;
};
const sale = (input: Partial<MerchantInput['tillOrders.create']> = {}) =>
  flow.manage(clerk, 'tillOrders.create', { amount: 4100, item: ITEM, ...input });
const bytesOf = async (url: string) => new Uint8Array(await (await fetch(url)).arrayBuffer());
const textOf = (bytes: Uint8Array, most = 8) => Buffer.from(bytes.subarray(0, most)).toString('latin1');

describe('an order of the till', () => {
  it('is made of an amount and an item, and leads whoever scans its code to the invoice', async () => {
    const till = await flow.manage(clerk, 'till.get', {});
    expect(till.items.map(({ name }) => name)).toEqual([ITEM, '*日用杂品*保温杯', '*印刷品*城市手绘地图']);
    const { order, code } = await sale();
    expect(order).toMatchObject({ amount: 4100, summary: '餐饮服务', state: 'invoiceable', canWithdraw: true });
    expect(code.image).toMatch(/^data:image\/png;base64,/);
    const claimed = await flow.ask(me, 'orders.claim', { code: code.url });
    expect(claimed.order).toMatchObject({ orderNo: order.orderNo, canApply: true, amount: 4100 });
    const created = await flow.ask(me, 'applications.create', { orderNos: [order.orderNo], title: company });
    expect(await refused(clerk, 'tillOrders.withdraw', { orderNo: order.orderNo })).toMatchObject({
      code: 'till_order_used',
    });
    await flow.authorize(created.orderId);
    expect(await flow.settle(me, created.applicationId)).toMatchObject({ issuing: 'issued', card: 'inserted' });
    const [newest] = (await flow.manage(clerk, 'tillOrders.list', {})).orders;
    expect(newest).toMatchObject({
      orderNo: order.orderNo,
      state: 'invoiced',
      stateText: '已开票',
      canWithdraw: false,
    });
  });

  it('is one order for one tap', async () => {
    const first = await sale({ requestId: 'tap-1' });
    expect((await sale({ requestId: 'tap-1' })).order.orderNo).toBe(first.order.orderNo);
    expect(await refused(clerk, 'tillOrders.create', { requestId: 'tap-1', amount: 1, item: ITEM })).toMatchObject({
      code: 'idempotency_conflict',
    });
    expect((await sale({ requestId: 'tap-2' })).order.orderNo).not.toBe(first.order.orderNo);
  });

  it('can be withdrawn until it is used, and is then of no use to anybody', async () => {
    const { order, code } = await sale();
    expect((await flow.manage(clerk, 'tillOrders.withdraw', { orderNo: order.orderNo })).order).toMatchObject({
      stateText: '已撤回',
      canWithdraw: false,
    });
    await flow.manage(clerk, 'tillOrders.withdraw', { orderNo: order.orderNo });
    expect((await flow.ask(me, 'orders.claim', { code: code.url })).order).toMatchObject({ canApply: false });
    expect(await flow.refused(me, 'applications.create', { orderNos: [order.orderNo], title: company })).toMatchObject({
      code: 'order_not_invoiceable',
    });
  });

  it('withdrawn and applied for at once ends one way or the other, never both', async () => {
    for (let round = 0; round < 4; round += 1) {
      const { order, code } = await sale();
      await flow.ask(me, 'orders.claim', { code: code.url });
      const [withdrawn, applied] = await Promise.all([
        flow.call(clerk, 'merchant', { action: 'tillOrders.withdraw', orderNo: order.orderNo }),
        flow.call(me, 'buyer', { action: 'applications.create', orderNos: [order.orderNo], title: person }),
      ]);
      expect([withdrawn.ok, applied.ok].filter(Boolean)).toHaveLength(1);
      const record = (await flow.documents<OrderRecord>('orders')).find(({ orderNo }) => orderNo === order.orderNo);
      expect([record?.status, record?.hold]).toEqual(withdrawn.ok ? ['closed', 'free'] : ['paid', 'held']);
    }
  });

  it.each([
    [{ amount: 0 }, 'bad_request'],
    [{ amount: 1.5 }, 'bad_request'],
    [{ amount: -1 }, 'bad_request'],
    [{ item: '*黄金*金条' }, 'no_such_item'],
  ])('is not made of %j', async (wrong, code) => {
    expect(await refused(clerk, 'tillOrders.create', { amount: 100, item: ITEM, ...wrong })).toMatchObject({ code });
  });

  it('is nothing for viewers and strangers, and another merchant’s is not there', async () => {
    const { order } = await sale();
    const viewer = flow.member('m-cafe', 'viewer');
    for (const [action, input] of [
      ['till.get', {}],
      ['tillOrders.create', { amount: 100, item: ITEM }],
      ['tillOrders.list', {}],
      ['tillOrders.withdraw', { orderNo: order.orderNo }],
      ['receipts.orders', {}],
      ['receipts.code', { orderNo: order.orderNo }],
      ['receipts.batch', { orderNos: [order.orderNo], format: 'png' }],
      ['receipts.tableCard', {}],
      ['claims.issue', { orderNo: order.orderNo, title: company }],
    ] as const) {
      expect(await refused(viewer, action, input)).toMatchObject({ code: 'forbidden' });
      expect(await refused(me, action, { ...input, merchantId: 'm-cafe' })).toMatchObject({ code: 'not_found' });
    }
    const foreigner = flow.member('m-mall', 'owner');
    for (const action of ['tillOrders.withdraw', 'receipts.code', 'claims.issue']) {
      const theirs = await refused(foreigner, action, { orderNo: order.orderNo, title: company });
      expect(theirs).toEqual(await refused(foreigner, action, { orderNo: 'NOBODY', title: company }));
      expect(theirs.code).toBe('order_not_found');
    }
  });

  it('is listed in pages, the newest first, beside nothing else', async () => {
    for (let n = 0; n < 22; n += 1) await sale({ requestId: `page-${n}` });
    await flow.putOrder();
    const first = await flow.manage(clerk, 'tillOrders.list', {});
    expect(first.orders).toHaveLength(20);
    const second = await flow.manage(clerk, 'tillOrders.list', { cursor: first.next ?? '' });
    const all = [...first.orders, ...second.orders];
    expect(new Set(all.map(({ orderNo }) => orderNo)).size).toBe(all.length);
    expect(all.every(({ orderNo }) => orderNo.startsWith('TILL'))).toBe(true);
    expect(all.map(({ at }) => at)).toEqual(all.map(({ at }) => at).sort((a, b) => b - a));
  });
});

describe('codes', () => {
  it('come as a file each, or many in a ZIP', async () => {
    const orderNos = [await flow.putOrder(), await flow.putOrder(), await flow.putOrder()];
    const one = await flow.manage(clerk, 'receipts.batch', { orderNos: orderNos.slice(0, 1), format: 'svg' });
    expect(one.file.name).toBe(`${orderNos[0]}.svg`);
    expect(textOf(await bytesOf(one.file.url), 4)).toBe('<svg');
    const many = await flow.manage(clerk, 'receipts.batch', { orderNos, format: 'png' });
    expect(many.file.name).toBe('小票二维码-3张.zip');
    const files = unzipSync(await bytesOf(many.file.url));
    expect(Object.keys(files)).toEqual(orderNos.map((orderNo, i) => `00${i + 1}-${orderNo}.png`));
    for (const bytes of Object.values(files)) expect(textOf(bytes, 4)).toBe('\u0089PNG');
  });

  it('are refused whole when one of the orders is not there', async () => {
    const orderNo = await flow.putOrder();
    const error = await refused(clerk, 'receipts.batch', { orderNos: [orderNo, 'NOBODY'], format: 'png' });
    expect(error).toMatchObject({ code: 'order_not_found', message: '没有找到订单 NOBODY' });
  });

  it('are offered for orders that no invoice has been asked for', async () => {
    const orderNo = await flow.putOrder({ paidAt: Math.floor(flow.sandbox.clock.now() / 1000) + 60 });
    const { orders } = await flow.manage(clerk, 'receipts.orders', {});
    expect(orders.map((order) => order.orderNo)).toContain(orderNo);
    await flow.ask(me, 'applications.create', { orderNos: [orderNo], title: company });
    const after = await flow.manage(clerk, 'receipts.orders', {});
    expect(after.orders.map((order) => order.orderNo)).not.toContain(orderNo);
    expect((await flow.manage(clerk, 'receipts.code', { orderNo })).order.stateText).toBe('开票中');
  });
});

describe('台卡', () => {
  const shop = async () => {
    const { url } = (
      (await flow.sandbox.cloudbase.call(
        'open',
        { action: 'shops.link', merchantId: 'm-cafe' },
        { source: 'scf' },
      )) as { data: { url: string } }
    ).data;
    return url;
  };
  const find = (url: string, form: Record<string, string>) =>
    fetch(url, {
      method: 'POST',
      redirect: 'manual',
      headers: {
        'user-agent': 'Mozilla/5.0 MicroMessenger/8.0.50',
        'content-type': 'application/x-www-form-urlencoded',
      },
      body: new URLSearchParams(form).toString(),
    });

  it('is a page of PDF', async () => {
    const { file } = await flow.manage(clerk, 'receipts.tableCard', {});
    expect(file.name).toBe('台卡-云上小馆.pdf');
    const bytes = await bytesOf(file.url);
    expect(textOf(bytes, 5)).toBe('%PDF-');
    expect(Buffer.from(bytes).toString('latin1')).toContain('%%EOF');
    expect(bytes.length).toBe(file.bytes);
  });

  it('leads to the order for whoever knows number, amount and phone, and to nobody else', async () => {
    const url = await shop();
    const buyer = visitor(flow);
    expect((await buyer.get(url)).text).toContain('下单手机号后四位');
    const orderNo = await flow.putOrder({ buyer: { phone: '13000000007' } });
    const found = await find(url, { orderNo, amount: '41.00', phone: '0007' });
    expect(found.status).toBe(302);
    expect((await buyer.get(found.headers.get('location') ?? '')).text).toContain(orderNo);
    const wrong = await (await find(url, { orderNo, amount: '41.00', phone: '0008' })).text();
    const unknown = await (await find(url, { orderNo: 'NOBODY', amount: '41.00', phone: '0008' })).text();
    expect(wrong).toContain('没有找到相符的订单');
    expect(wrong.replaceAll(orderNo, 'NOBODY')).toBe(unknown);
    for (let n = 0; n < 5; n += 1) await find(url, { orderNo, amount: '41.00', phone: `100${n}` });
    expect(await (await find(url, { orderNo, amount: '41.00', phone: '0007' })).text()).toContain('尝试次数过多');
    const mall = await flow.putOrder({ merchant: 'm-mall', buyer: { phone: '13000000009' } });
    expect((await find(url, { orderNo: mall, amount: '41.00', phone: '0009' })).status).toBe(200);
  });

  it('answers a forged address with a page that says so', async () => {
    const { status, text } = await visitor(flow).get(`${flow.sandbox.url}/h5/shop/bS1jYWZl0123456789abcdef`);
    expect([status, text.includes('这个二维码无效')]).toEqual([404, true]);
  });
});

describe('领票', () => {
  it('is issued by a member for an order, waits, and is claimed by whoever gets the code', async () => {
    const orderNo = await flow.putOrder();
    const made = await flow.manage(clerk, 'claims.issue', { orderNo, title: company, requestId: 'claim-1' });
    await flow.advance(30);
    const again = await flow.manage(clerk, 'claims.issue', { orderNo, title: company, requestId: 'claim-1' });
    expect(again.applicationId).toBe(made.applicationId);
    const waiting = await flow.manage(clerk, 'invoices.get', { applicationId: made.applicationId });
    expect(waiting).toMatchObject({ type: 2, issuing: 'issued', stateText: '已开票，待领取' });
    expect(waiting.tasks).toContain('claim_link');
    const { code, amount, titleName } = await flow.manage(clerk, 'claims.link', { applicationId: made.applicationId });
    expect([amount, titleName]).toEqual([4100, company.name]);
    const buyer = visitor(flow);
    expect((await buyer.get(code.url)).text).toContain('发票已开好，等您领取');
    expect(await refused(flow.member('m-mall', 'owner'), 'claims.link', { applicationId: made.applicationId })).toEqual(
      await refused(flow.member('m-mall', 'owner'), 'claims.link', { applicationId: 'ap_nobody' }),
    );
  });

  it('that the tax bureau refuses for good leaves the order free, and WeChat, which knows nothing of it, alone', async () => {
    const orderNo = await flow.putOrder();
    const refusals = await flow.calls('/card/invoice/rejectinsert');
    await flow.control('issuer', { merchant: 'm-cafe', do: 'fail_next', code: 'buyer_refused' });
    const made = await flow.manage(clerk, 'claims.issue', { orderNo, title: company, requestId: 'claim-refused' });
    await flow.advance(30);
    await flow.idle();
    const refused = await flow.manage(clerk, 'invoices.get', { applicationId: made.applicationId });
    expect(refused).toMatchObject({ authorization: 'rejected', issuing: 'failed', stateText: '已拒绝' });
    expect(await flow.calls('/card/invoice/rejectinsert')).toBe(refusals);
    const next = await flow.manage(clerk, 'claims.issue', { orderNo, title: company, requestId: 'claim-again' });
    await flow.advance(30);
    const { issuing } = await flow.manage(clerk, 'invoices.get', { applicationId: next.applicationId });
    expect(issuing).toBe('issued');
  });

  it('is not offered for an invoice that its buyer asked for', async () => {
    const orderNo = await flow.putOrder();
    const created = await flow.ask(me, 'applications.create', { orderNos: [orderNo], title: company });
    await flow.authorize(created.orderId);
    await flow.settle(me, created.applicationId);
    expect(await refused(clerk, 'claims.link', { applicationId: created.applicationId })).toMatchObject({
      code: 'not_possible_now',
    });
    expect(await refused(clerk, 'claims.issue', { orderNo, title: company })).toMatchObject({
      code: 'already_invoiced',
    });
  });
});
