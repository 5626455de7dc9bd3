import type { EventRecord } from '../../cloudfunctions/common/store/records';
import { startFlow, type Flow } from '../support/sandbox';
import { applicationBy, confirmOnPage, server } from '../support/visitor';

// The page is opened by the app's account of the open platform; its event comes to the official account.
jest.setTimeout(60_000);
let flow: Flow;
beforeAll(async () => {
  flow = await startFlow();
}, 60_000);
afterAll(() => flow.close());

const begun = async () => {
  const orderNo = await flow.putOrder();
  const { data } = await server(flow)('POST', `/orders/${orderNo}/authorization`, { source: 'app' });
  return { orderId: String(data['orderId']), auth: new URL(String(data['authUrl'])) };
};

it('the event finds its application by the order, though it names another account, and before any timer asks', async () => {
  const { appids } = flow.sandbox.demo.merchants[0] ?? { appids: undefined };
  const { orderId, auth } = await begun();
  await confirmOnPage(flow, auth);
  const events = (await flow.documents<EventRecord>('events')).filter((event) =>
    JSON.stringify(event).includes(orderId),
  );
  expect(events).toMatchObject([{ state: 'applied', appid: appids?.official }]);
  const application = await applicationBy(flow, orderId);
  expect(application?.key.appid).toBe(appids?.app);
  expect(application?.key.appid).not.toBe(appids?.official);
  expect(application?.authorization.state).toBe('authorized');
});

it('two orders of one person in the same second are two events, and two invoices', async () => {
  const orders = [await begun(), await begun()];
  for (const { auth } of orders) await confirmOnPage(flow, auth);
  for (let tick = 0; tick < 6; tick += 1) await flow.advance(10);
  const cards = await Promise.all(orders.map(async ({ orderId }) => (await applicationBy(flow, orderId))?.card.state));
  expect(cards).toEqual(['inserted', 'inserted']);
});
