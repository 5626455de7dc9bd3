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
