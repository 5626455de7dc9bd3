import { person, startFlow, type Flow } from '../support/sandbox';

// Events get lost or go to another account: the phone and the timer must lead to the same end without them.
let flow: Flow;
beforeAll(async () => {
  flow = await startFlow();
  await flow.putMerchant('m-cafe');
}, 60_000);
afterAll(() => flow.close());

it('an invoice arrives though not one event does and the phone is never opened again', async () => {
  await flow.faults(...flow.sandbox.demo.accounts.map(({ appid }) => ({ push: appid, kind: 'drop', probability: 1 })));
  const orderNo = await flow.putOrder();
  const { orderId } = await flow.ask(flow.buyer(), 'applications.create', { orderNos: [orderNo], title: person });
  await flow.control('authorize', { order_id: orderId, openid: flow.buyer() });
  for (let minute = 0; minute < 30 && (await flow.cards(flow.buyer())).length === 0; minute += 1)
    await flow.advance(60);
  const cards = await flow.cards(flow.buyer());
  expect(cards.map((card) => card['order_id'])).toEqual([orderId]);
}, 60_000);
