import { person, startFlow, type Flow } from '../support/sandbox';

// 72038: s_pappid, appid and order_id taken from three places that do not belong together.
let flow: Flow;
beforeAll(async () => {
  flow = await startFlow();
  await flow.putMerchant('m-cafe');
  await flow.putMerchant('m-mall');
}, 60_000);
afterAll(() => flow.close());

interface Stored {
  orderId: string;
  key: { sPappid: string; appid: string; orderId: string };
}

it('an application keeps the triple it was authorized with, whatever becomes of the merchant’s settings', async () => {
  const orderNo = await flow.putOrder();
  const { applicationId, orderId } = await flow.ask(flow.buyer(), 'applications.create', {
    orderNos: [orderNo],
    title: person,
  });
  const [before] = (await flow.documents<Stored>('applications')).filter((one) => one.orderId === orderId);
  const other = flow.sandbox.demo.merchants.find(({ id }) => id === 'm-mall');
  await flow.putMerchant('m-cafe', { sPappid: other?.s_pappid });
  await flow.authorize(orderId);
  const view = await flow.settle(flow.buyer(), applicationId);
  const [after] = (await flow.documents<Stored>('applications')).filter((one) => one.orderId === orderId);
  expect(after?.key).toEqual(before?.key);
  expect(view).toMatchObject({ authorization: 'authorized', issuing: 'issued', card: 'inserted' });
  await flow.putMerchant('m-cafe');
}, 60_000);
