import { startFlow, type Flow } from '../support/sandbox';
import { applicationBy, confirmOnPage, server } from '../support/visitor';

jest.setTimeout(30_000);
let flow: Flow;
beforeAll(async () => {
  flow = await startFlow();
}, 60_000);
afterAll(() => flow.close());

test('an app’s server gets the page for the WeChat SDK by the app’s account; the official account is told; the card arrives', async () => {
  const { appids } = flow.sandbox.demo.merchants[0] ?? { appids: undefined };
  const open = server(flow);
  const orderNo = await flow.putOrder();
  const { data } = await open('POST', `/orders/${orderNo}/authorization`, { source: 'app' });
  const orderId = String(data['orderId']);
  expect(await applicationBy(flow, orderId)).toMatchObject({ source: 'app', key: { appid: appids?.app } });

  const visit = await confirmOnPage(flow, new URL(String(data['authUrl'])));
  expect(visit.headers.get('location')).toBeNull();
  for (let tick = 0; tick < 6; tick += 1) await flow.advance(10);
  expect((await open('GET', `/applications/${orderId}`)).data).toMatchObject({ issuing: 'issued', card: 'inserted' });
  expect((await applicationBy(flow, orderId))?.receiver?.appid).toBe(appids?.official);
  expect((await flow.cards(flow.buyer())).filter((card) => card['order_id'] === orderId)).toHaveLength(1);
});

test('an app has no page to be led back to', async () => {
  const orderNo = await flow.putOrder();
  const answer = await server(flow)('POST', `/orders/${orderNo}/authorization`, { source: 'app', redirectUrl: null });
  expect(answer).toMatchObject({ status: 400, code: 'bad_request' });
});
