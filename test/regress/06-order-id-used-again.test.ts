import { person, startFlow, type Flow } from '../support/sandbox';

// 72035 and 72056: WeChat's order_id is used up by a rejection or an insert; the bare order number cannot serve twice.
let flow: Flow;
beforeAll(async () => {
  flow = await startFlow();
  await flow.putMerchant('m-cafe');
}, 60_000);
afterAll(() => flow.close());

it('each attempt for one order has an order id of its own, and the second succeeds where the first was refused', async () => {
  const orderNo = await flow.putOrder();
  const ask = () => flow.ask(flow.buyer(), 'applications.create', { orderNos: [orderNo], title: person });
  const first = await ask();
  await flow.ask(flow.buyer(), 'applications.withdraw', { applicationId: first.applicationId });
  await flow.authorize(first.orderId);

  const second = await ask();
  expect(second.orderId).not.toBe(first.orderId);
  await flow.authorize(second.orderId);
  const view = await flow.settle(flow.buyer(), second.applicationId);
  expect(view.card).toBe('inserted');
  const cards = (await flow.cards(flow.buyer())).map((card) => card['order_id']);
  expect(cards).toEqual([second.orderId]);
}, 60_000);

it('after a red the order gets a new order id and a new card, and the old card is void by its code, not its invoice code', async () => {
  await flow.putMembers('m-cafe');
  const me = flow.buyer(1);
  const orderNo = await flow.putOrder({ owner: me });
  const applied = async () => {
    const application = await flow.ask(me, 'applications.create', { orderNos: [orderNo], title: person });
    await flow.authorize(application.orderId, { openid: me });
    expect((await flow.settle(me, application.applicationId)).card).toBe('inserted');
    return application;
  };
  const first = await applied();
  const reversing = { applicationId: first.applicationId, reason: 'error' as const };
  await flow.manage(flow.member('m-cafe', 'owner'), 'invoices.reverse', reversing);
  expect((await flow.settle(me, first.applicationId)).card).toBe('discarded');
  const second = await applied();
  expect(second.orderId).not.toBe(first.orderId);
  const states = (await flow.cards(me)).map((card) => [card['order_id'], card['reimburse_status']]);
  expect(Object.fromEntries(states)).toEqual({
    [first.orderId]: 'INVOICE_REIMBURSE_CANCEL',
    [second.orderId]: 'INVOICE_REIMBURSE_INIT',
  });
}, 60_000);
