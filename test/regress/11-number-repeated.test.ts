import type { ApplicationRecord } from '../../cloudfunctions/common/store/records';
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

it('a number that lies in somebody else’s card ends the card with WeChat’s code, and leaves the invoice and its files', async () => {
  const repeated = { path: '/card/invoice/insert', kind: 'errcode', errcode: 72042 };
  await flow.faults(repeated);
  const orderNo = await flow.putOrder();
  const { applicationId, orderId } = await flow.ask(flow.buyer(), 'applications.create', {
    orderNos: [orderNo],
    title: person,
  });
  const before = await flow.calls(repeated.path);
  await flow.authorize(orderId);
  const view = await flow.settle(flow.buyer(), applicationId);
  await flow.advance(86_400);
  await flow.faults();
  expect(view).toMatchObject({ issuing: 'issued', card: 'failed' });
  expect(await flow.calls(repeated.path)).toBe(before + 1);
  expect(
    (await flow.documents<ApplicationRecord>('applications')).find(({ _id }) => _id === applicationId),
  ).toMatchObject({
    card: { state: 'failed', problem: { code: 'wechat_number_repeated', wechat: { errcode: 72042 } } },
  });
  const { invoice } = await flow.ask(flow.buyer(), 'applications.get', { applicationId });
  const { files } = await flow.ask(flow.buyer(), 'invoices.get', { invoiceId: invoice?.invoiceId ?? '' });
  expect(files.map(({ format }) => format)).toContain('pdf');
  expect((await flow.cards(flow.buyer())).filter((card) => card['order_id'] === orderId)).toEqual([]);
}, 60_000);
