import { person, startFlow, type Flow } from '../support/sandbox';

// 72042: one invoice number in two cards. Our own lost answer is no repetition, a number used by others is.
let flow: Flow;
beforeAll(async () => {
  flow = await startFlow();
  await flow.putMerchant('m-cafe');
}, 60_000);
afterAll(() => flow.close());

it('no two invoices are stored with one number', async () => {
  const applications = [];
  for (let count = 0; count < 3; count += 1) {
    const orderNo = await flow.putOrder();
    applications.push(await flow.ask(flow.buyer(), 'applications.create', { orderNos: [orderNo], title: person }));
  }
  await Promise.all(applications.map(({ orderId }) => flow.authorize(orderId)));
  for (const { applicationId } of applications) await flow.settle(flow.buyer(), applicationId);
  const keys = (await flow.documents<{ numberKey: string }>('invoices')).map(({ numberKey }) => numberKey);
  expect(keys).toHaveLength(3);
  expect(new Set(keys).size).toBe(3);
}, 60_000);

it('an insert whose answer was lost ends as one card', async () => {
  await flow.faults({ path: '/card/invoice/insert', kind: 'timeout_after', ms: 0, count: 1, probability: 1 });
  const orderNo = await flow.putOrder();
  const { applicationId, orderId } = await flow.ask(flow.buyer(), 'applications.create', {
    orderNos: [orderNo],
    title: person,
  });
  await flow.authorize(orderId);
  const view = await flow.settle(flow.buyer(), applicationId);
  expect(view).toMatchObject({ issuing: 'issued', card: 'inserted' });
  const own = (await flow.cards(flow.buyer())).filter((card) => card['order_id'] === orderId);
  expect(own).toHaveLength(1);
}, 60_000);
