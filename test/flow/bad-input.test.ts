import type { ApplicationRecord, OrderRecord } from '../../cloudfunctions/common/store/records';
import { company, person, startFlow, type Flow } from '../support/sandbox';

jest.setTimeout(30_000);
let flow: Flow;
let me: string;
beforeAll(async () => {
  flow = await startFlow();
  me = flow.buyer();
}, 60_000);
beforeEach(() => flow.faults());
afterAll(() => flow.close());

const create = (input: object) => flow.refused(me, 'applications.create', { title: person, ...input });
const rate = (text: string) => ({ name: '*农产品*鲜蛋', taxCode: '1010115010000000000', gross: 4100, rate: text });

test('an unknown action, a missing one and none at all are named as such', async () => {
  for (const action of ['orders.steal', 'toString', '', 'merchants.put']) {
    expect(await flow.refused(me, action, {})).toMatchObject({ code: 'unknown_action' });
  }
  expect(await flow.call(me, 'buyer', {})).toMatchObject({ ok: false, error: { code: 'unknown_action' } });
});

test('without a person behind it every action is refused', async () => {
  const answer = await fetch(`${flow.sandbox.url}/functions/buyer`, {
    method: 'POST',
    body: '{"action":"orders.list"}',
  });
  expect(await answer.json()).toMatchObject({ ok: false, error: { code: 'unauthenticated' } });
});

test.each([
  ['no orders', { orderNos: [] }],
  ['orders that are no list', { orderNos: 'T0001' }],
  ['an order that is no text', { orderNos: [20_261_121] }],
  ['an operator in place of an order', { orderNos: [{ $ne: null }] }],
  ['too many orders', { orderNos: Array.from({ length: 101 }, (_, i) => `X${i}`) }],
  ['a title of 300 characters', { orderNos: ['T0001'], title: { kind: 'personal', name: '字'.repeat(300) } }],
  ['a title of blanks', { orderNos: ['T0001'], title: { kind: 'personal', name: '   ' } }],
  ['a title of an unknown kind', { orderNos: ['T0001'], title: { kind: 'robot', name: '小林' } }],
  ['a request id with a blank', { orderNos: ['T0001'], requestId: 'a b' }],
  ['a kind that does not exist', { orderNos: ['T0001'], kind: 'golden' }],
])('%s: the input is refused before anything is looked up', async (_, input) => {
  const error = await create(input);
  expect(error).toMatchObject({ code: 'bad_request', retryable: false });
  expect(error.hint).not.toBe('');
});

test('an id that is an operator, or too long, reaches no query', async () => {
  for (const applicationId of [{ $ne: '' }, ['a'], 'x'.repeat(200), 7]) {
    expect(await flow.refused(me, 'applications.get', { applicationId })).toMatchObject({ code: 'bad_request' });
  }
});

test('a megabyte of input is refused or answered, and the function lives on', async () => {
  const error = await create({ orderNos: ['T0001'], title: { kind: 'personal', name: 'x'.repeat(1_000_000) } });
  expect(error.code).toBe('bad_request');
  expect(await flow.ask(me, 'titles.list', {})).toEqual({ titles: [] });
});

test.each([
  ['cursor', 'orders.list', { cursor: 'x'.repeat(1_050_000) }],
  ['kind', 'applications.create', { orderNos: ['T0001'], title: person, kind: 'x'.repeat(300_000) }],
  ['email', 'titles.save', { title: { ...company, email: 'not-an-address-of-mine' } }],
])('what came in as %s is not said again in the answer', async (_, action, input) => {
  const error = await flow.refused(me, action, input);
  expect(error.code).toBe('bad_request');
  expect(JSON.stringify(error).length).toBeLessThan(1000);
  expect(JSON.stringify(error)).not.toMatch(/xxxx|not-an-address/);
});

test('other people’s orders, applications and invoices look like ones that do not exist', async () => {
  const other = flow.buyer(1);
  const orderNo = await flow.putOrder({ owner: other });
  const created = await flow.ask(other, 'applications.create', { orderNos: [orderNo], title: company });
  await flow.authorize(created.orderId, { openid: other });
  const { invoice } = await flow.settle(other, created.applicationId);

  const nothing = { applicationId: 'ap_doesnotexist', invoiceId: 'iv_doesnotexist', orderNo: 'NO-SUCH' };
  const theirs = { applicationId: created.applicationId, invoiceId: invoice?.invoiceId ?? '', orderNo };
  const cards = [{ cardId: 'p', encryptCode: 'e' }];
  const attempts = [
    ['applications.get', ({ applicationId }: typeof theirs) => ({ applicationId })],
    ['applications.refresh', ({ applicationId }: typeof theirs) => ({ applicationId })],
    ['applications.authorize', ({ applicationId }: typeof theirs) => ({ applicationId })],
    ['applications.withdraw', ({ applicationId }: typeof theirs) => ({ applicationId })],
    ['cards.learn', ({ applicationId }: typeof theirs) => ({ applicationId, cards })],
    ['invoices.get', ({ invoiceId }: typeof theirs) => ({ invoiceId })],
    ['orders.get', ({ orderNo: number }: typeof theirs) => ({ orderNo: number })],
    ['applications.create', ({ orderNo: number }: typeof theirs) => ({ orderNos: [number], title: person })],
    [
      'applications.create',
      ({ orderNo: number }: typeof theirs) => ({ orderNos: [number], merchantId: 'm-cafe', title: person }),
    ],
  ] as const;
  for (const [action, input] of attempts) {
    const { requestId: _a, ...foreign } = await flow.refused(me, action, input(theirs));
    const { requestId: _b, ...absent } = await flow.refused(me, action, input(nothing));
    expect(foreign).toEqual(absent);
  }
});

test.each([
  ['unpaid', { status: 'unpaid' }],
  ['refunded', { status: 'refunded', refunded: 4100 }],
  ['zero', { paid: 0 }],
  ['wholly paid by gift card', { excluded: 4100 }],
  ['closed', { status: 'closed' }],
])('an order that is %s is not invoiceable, and says why', async (_, order) => {
  const error = await create({ orderNos: [await flow.putOrder(order)] });
  expect(error).toMatchObject({ code: 'order_not_invoiceable' });
  expect(error.message).not.toBe('');
});

test('amounts above the merchant’s limit are refused, alone and together', async () => {
  await flow.putMerchant('m-cafe', { maxAmount: 5000 });
  expect(await create({ orderNos: [await flow.putOrder({ paid: 5001 })] })).toMatchObject({
    code: 'order_not_invoiceable',
  });
  const two = [await flow.putOrder({ paid: 3000 }), await flow.putOrder({ paid: 3000 })];
  expect(await create({ orderNos: two })).toMatchObject({ code: 'amount_out_of_range' });
  await flow.putMerchant('m-cafe');
});

test('orders of two merchants do not share an invoice', async () => {
  const orderNos = [await flow.putOrder(), await flow.putOrder({ merchant: 'm-mall' })];
  expect(await create({ orderNos })).toMatchObject({ code: 'order_not_found' });
});

test('an order number that two merchants use needs the merchant', async () => {
  const orderNo = await flow.putOrder({ orderNo: 'SAME-1' });
  await flow.putOrder({ orderNo, merchant: 'm-mall' });
  expect(await create({ orderNos: [orderNo] })).toMatchObject({ code: 'merchant_required' });
  const cafe = await flow.ask(me, 'applications.create', { orderNos: [orderNo], merchantId: 'm-cafe', title: person });
  const mall = await flow.ask(me, 'applications.create', { orderNos: [orderNo], merchantId: 'm-mall', title: person });
  expect(cafe.orderId).not.toBe(mall.orderId);
});

test.each([
  ['a wrong check digit', { taxNo: '91000000MA0C0MPA1X' }, 'tax_no_invalid'],
  ['small letters', { taxNo: '91000000ma0c0mpa1d' }, 'tax_no_invalid'],
  ['no tax number', {}, 'tax_no_required'],
  ['a tax number that is said not to exist', { taxNo: '91000000MA0C0MPA1D', withoutTaxNo: true }, 'tax_no_contradicts'],
])('a company title with %s is explained and refused', async (_, more, code) => {
  const title = { kind: 'company', name: '样例科技有限公司', ...more };
  expect(await create({ orderNos: [await flow.putOrder()], title })).toMatchObject({ code });
  expect(await flow.refused(me, 'titles.save', { title })).toMatchObject({ code });
});

test('an old number of 15 digits and a body without one pass', async () => {
  for (const more of [{ taxNo: '440300123456789' }, { withoutTaxNo: true }]) {
    const title = { kind: 'company' as const, name: '某机关', ...more };
    await flow.ask(me, 'applications.create', { orderNos: [await flow.putOrder()], title });
  }
});

test('a 专用发票 is refused without a company, without a title, with 免税 lines, and where the merchant issues none', async () => {
  const special = (input: object) => flow.refused(me, 'applications.create', { kind: 'special', ...input });
  const orderNo = await flow.putOrder();
  expect(await special({ orderNos: [orderNo], title: person })).toMatchObject({ code: 'kind_not_allowed' });
  expect(await special({ orderNos: [orderNo] })).toMatchObject({ code: 'title_required' });
  expect(await special({ orderNos: [await flow.putOrder({ lines: [rate('免税')] })], title: company })).toMatchObject({
    code: 'kind_not_allowed',
  });
  await flow.putMerchant('m-cafe', { kinds: ['normal'] });
  expect(await special({ orderNos: [orderNo], title: company })).toMatchObject({ code: 'kind_not_allowed' });
  await flow.putMerchant('m-cafe');
});

test('an order already in an application is refused, and says how to go on', async () => {
  const orderNo = await flow.putOrder();
  await flow.ask(me, 'applications.create', { orderNos: [orderNo], title: person });
  const error = await create({ orderNos: [orderNo] });
  expect(error).toMatchObject({ code: 'order_in_application' });
  expect(error.hint).toContain('开票进度');
});

test('of many applications for one order at once, one wins', async () => {
  const orderNo = await flow.putOrder();
  const answers = await Promise.all(
    Array.from({ length: 6 }, () =>
      flow.call(me, 'buyer', { action: 'applications.create', orderNos: [orderNo], title: person }),
    ),
  );
  expect(answers.filter(({ ok }) => ok)).toHaveLength(1);
  for (const answer of answers) if (!answer.ok) expect(['order_in_application', 'busy']).toContain(answer.error.code);
  const made = (await flow.documents<ApplicationRecord>('applications')).filter(({ orderNos }) =>
    orderNos.includes(orderNo),
  );
  expect(made).toHaveLength(1);
});

test('the same call again is the same application, and the same id with other content is refused', async () => {
  const orderNo = await flow.putOrder();
  const input = { requestId: 'tap-1', orderNos: [orderNo], title: person };
  const both = await Promise.all([
    flow.ask(me, 'applications.create', input),
    flow.ask(me, 'applications.create', input),
  ]);
  expect(both[0].applicationId).toBe(both[1].applicationId);
  expect((await flow.ask(me, 'applications.create', input)).orderId).toBe(both[0].orderId);
  expect(await create({ ...input, title: company })).toMatchObject({ code: 'idempotency_conflict' });
  // Another person's call with the same id is another call.
  const theirs = await flow.putOrder({ owner: flow.buyer(1) });
  const other = await flow.ask(flow.buyer(1), 'applications.create', { ...input, orderNos: [theirs] });
  expect(other.applicationId).not.toBe(both[0].applicationId);
});

test('when WeChat gives no page the application stays, and the same call goes on', async () => {
  await flow.faults({ path: '/card/invoice/getauthurl', kind: 'errcode', errcode: -1 });
  const orderNo = await flow.putOrder();
  const input = { requestId: 'tap-2', orderNos: [orderNo], title: person };
  const error = await flow.refused(me, 'applications.create', input);
  expect(error).toMatchObject({ retryable: true, wechat: { errcode: -1 } });
  await flow.faults();
  const created = await flow.ask(me, 'applications.create', input);
  await flow.authorize(created.orderId);
  expect(await flow.settle(me, created.applicationId)).toMatchObject({ card: 'inserted' });
  expect((await flow.documents<OrderRecord>('orders')).find((order) => order.orderNo === orderNo)).toMatchObject({
    attempts: 1,
  });
});

test('an order that was invoiced is not invoiced again', async () => {
  const orderNo = await flow.putOrder();
  const created = await flow.ask(me, 'applications.create', { orderNos: [orderNo], title: person });
  await flow.authorize(created.orderId);
  await flow.settle(me, created.applicationId);
  expect(await create({ orderNos: [orderNo] })).toMatchObject({ code: 'already_invoiced' });
});

test('the phone cannot call what is not for the phone', async () => {
  const merchant = { id: 'm-evil' };
  for (const [name, body] of [
    ['jobs', { action: 'outbox.run' }],
    ['jobs', { action: 'merchants.put', merchant }],
    ['jobs', { Type: 'Timer', TriggerName: 'outbox' }],
    ['jobs', { action: 'events.apply', eventId: 'x' }],
    ['wechat', { action: 'authorization.read' }],
    ['push', { path: '/push/wxde00000000000001', httpMethod: 'GET' }],
  ] as const) {
    expect(await flow.call(me, name, body)).toMatchObject({ ok: false, error: { code: 'forbidden' } });
  }
});

test('a chain that begins on the phone does not reach the operator’s door', async () => {
  const event = { action: 'merchants.put', merchant: { id: 'm-evil' } };
  for (const caller of [
    { source: 'wx_client,scf', openid: me },
    { source: 'wx_http,scf' },
    { source: 'wx_trigger,scf' },
    { source: '' },
  ]) {
    expect(await flow.sandbox.cloudbase.call('jobs', event, caller)).toMatchObject({
      ok: false,
      error: { code: 'forbidden' },
    });
  }
});

test('a cursor that nobody gave out is refused', async () => {
  const cursor = Buffer.from('{"$gt":""}').toString('base64url');
  expect(await flow.refused(me, 'invoices.list', { cursor })).toMatchObject({ code: 'bad_request' });
});
