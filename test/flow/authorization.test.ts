import type { ApplicationRecord, OrderRecord } from '../../cloudfunctions/common/store/records';
import { company, startFlow, type Flow } from '../support/sandbox';

const HOUR = 3600;
jest.setTimeout(30_000);
let flow: Flow;
let me: string;
/** The account that is told of authorizations. */
let account: string;

beforeAll(async () => {
  flow = await startFlow();
  me = flow.buyer();
  account = flow.sandbox.demo.merchants[0]?.appids.event ?? '';
}, 60_000);
beforeEach(() => flow.faults());
afterAll(() => flow.close());

const apply = async (more: { title?: typeof company } = { title: company }) => {
  const orderNo = await flow.putOrder();
  const created = await flow.ask(me, 'applications.create', { orderNos: [orderNo], ...more });
  return { orderNo, ...created };
};
const orderOf = async (orderNo: string) =>
  (await flow.documents<OrderRecord>('orders')).find((order) => order.orderNo === orderNo);
const invoicesOf = async (applicationId: string) =>
  (await flow.documents<{ applicationId: string }>('invoices')).filter(
    (invoice) => invoice.applicationId === applicationId,
  );
const delivered = { authorization: 'authorized', issuing: 'issued', card: 'inserted' };

test('without any event the phone’s look leads to the invoice', async () => {
  await flow.faults({ push: account, kind: 'drop' });
  const { orderId, applicationId } = await apply();
  await flow.authorize(orderId);
  expect(await flow.settle(me, applicationId)).toMatchObject(delivered);
});

test('without any event and with the phone switched off, the timer leads to the invoice', async () => {
  await flow.faults({ push: account, kind: 'drop' });
  const { orderId, applicationId } = await apply({});
  await flow.authorize(orderId);
  for (let minute = 0; minute < 4; minute += 1) await flow.advance(60);
  expect(await flow.ask(me, 'applications.get', { applicationId })).toMatchObject(delivered);
});

test('without any look the event alone leads to the invoice', async () => {
  const { orderId, applicationId } = await apply();
  await flow.authorize(orderId);
  expect(await flow.ask(me, 'applications.get', { applicationId })).toMatchObject({
    authorization: 'authorized',
    issuing: 'accepted',
  });
  for (let look = 0; look < 3; look += 1) await flow.advance(10);
  expect(await flow.ask(me, 'applications.get', { applicationId })).toMatchObject(delivered);
});

test('the event and many looks at once make one invoice and one card', async () => {
  const { orderId, applicationId } = await apply();
  await flow.control('authorize', { order_id: orderId, openid: me });
  await Promise.all(Array.from({ length: 5 }, () => flow.ask(me, 'applications.refresh', { applicationId })));
  await flow.sandbox.wechat.drain();
  expect(await flow.settle(me, applicationId)).toMatchObject(delivered);
  expect(await invoicesOf(applicationId)).toHaveLength(1);
  expect((await flow.cards(me)).filter((card) => card['order_id'] === orderId)).toHaveLength(1);
});

test('doubled and late events change nothing', async () => {
  await flow.faults({ push: account, kind: 'double' });
  const { orderId, applicationId } = await apply();
  await flow.authorize(orderId);
  expect(await flow.settle(me, applicationId)).toMatchObject(delivered);
  expect(await invoicesOf(applicationId)).toHaveLength(1);
});

test('an event that was stored but not worked on is taken up by the timer', async () => {
  const { orderId, applicationId } = await apply();
  await flow.faults({ path: '/card/invoice/getauthdata', kind: 'errcode', errcode: -1 });
  const events = flow.sandbox.cloudbase.onWrite(
    ({ collections }) => collections.includes('events') && flow.sandbox.cloudbase.killInstances('push'),
  );
  await flow.control('authorize', { order_id: orderId, openid: me });
  await flow.sandbox.wechat.drain();
  events();
  await flow.advance(10);
  await flow.advance(10);
  await flow.advance(10);
  expect(await flow.ask(me, 'applications.get', { applicationId })).toMatchObject(delivered);
});

test('coming back from WeChat’s page without having confirmed leaves the application waiting, and says what is missing', async () => {
  const { applicationId } = await apply();
  const view = await flow.ask(me, 'applications.refresh', { applicationId });
  expect(view).toMatchObject({ authorization: 'waiting', issuing: 'none', card: 'none' });
  expect(view.headline.text).toBe('还差一步：在微信页面点“申请开票”');
  expect(view.actions).toEqual(['authorize', 'refresh', 'withdraw']);
  const again = await flow.ask(me, 'applications.authorize', { applicationId });
  expect(again.authorization.path).toContain(again.orderId);
});

test('a page that fails ends the application and lets the order go', async () => {
  const { orderNo, orderId, applicationId } = await apply();
  await flow.decline(orderId);
  expect(await flow.ask(me, 'applications.get', { applicationId })).toMatchObject({
    authorization: 'failed',
    actions: ['reapply'],
  });
  expect(await orderOf(orderNo)).toMatchObject({ hold: 'free', attempts: 1 });
});

test('a failure that is delivered after the success does not undo it', async () => {
  await flow.faults({ push: account, kind: 'delay', ms: 300, count: 1 });
  const { orderId, applicationId } = await apply();
  await flow.control('decline', { order_id: orderId, openid: me });
  await flow.control('authorize', { order_id: orderId, openid: me });
  await flow.sandbox.wechat.drain();
  expect(await flow.settle(me, applicationId)).toMatchObject(delivered);
});

test('after a withdrawal the order is free, and a confirmation that comes late is turned down, without an invoice', async () => {
  const { orderNo, orderId, applicationId } = await apply();
  const view = await flow.ask(me, 'applications.withdraw', { applicationId });
  expect(view).toMatchObject({ authorization: 'withdrawn', actions: ['reapply'] });
  expect(await orderOf(orderNo)).toMatchObject({ hold: 'free' });

  const rejections = await flow.calls('/card/invoice/rejectinsert');
  await flow.authorize(orderId);
  expect(await flow.calls('/card/invoice/rejectinsert')).toBe(rejections + 1);
  for (let look = 0; look < 3; look += 1) await flow.advance(60);
  expect(await flow.calls('/card/invoice/rejectinsert')).toBe(rejections + 1);
  expect(await invoicesOf(applicationId)).toEqual([]);

  const again = await flow.ask(me, 'applications.create', { orderNos: [orderNo], title: company });
  expect(again.orderId).toContain(`${orderNo}-2-`);
  await flow.authorize(again.orderId);
  expect(await flow.settle(me, again.applicationId)).toMatchObject(delivered);
});

test('a late confirmation whose event is lost is turned down all the same', async () => {
  await flow.faults({ push: account, kind: 'drop' });
  const { orderId, applicationId } = await apply();
  await flow.ask(me, 'applications.withdraw', { applicationId });
  const rejections = await flow.calls('/card/invoice/rejectinsert');
  await flow.authorize(orderId);
  for (let minute = 0; minute < 8; minute += 1) await flow.advance(60);
  expect(await flow.calls('/card/invoice/rejectinsert')).toBe(rejections + 1);
  expect(await invoicesOf(applicationId)).toEqual([]);
});

test('whoever has confirmed cannot withdraw any more', async () => {
  await flow.faults({ push: account, kind: 'drop' });
  const { orderId, applicationId } = await apply();
  await flow.authorize(orderId);
  expect(await flow.refused(me, 'applications.withdraw', { applicationId })).toMatchObject({
    code: 'already_authorized',
  });
  expect(await flow.settle(me, applicationId)).toMatchObject(delivered);
  expect(await flow.refused(me, 'applications.withdraw', { applicationId })).toMatchObject({ code: 'not_waiting' });
});

test('after a day without a word the application lapses and the order is free', async () => {
  const { orderNo, applicationId } = await apply();
  for (let hour = 0; hour < 25; hour += 1) await flow.advance(HOUR);
  expect(await flow.ask(me, 'applications.get', { applicationId })).toMatchObject({
    authorization: 'expired',
    actions: ['reapply'],
  });
  expect(await orderOf(orderNo)).toMatchObject({ hold: 'free' });
  const rows = await flow.documents<{ subjectId: string; state: string }>('outbox');
  expect(rows.filter((row) => row.subjectId === applicationId).map(({ state }) => state)).toEqual(['done']);
});

test('an event from an account that is not the merchant’s is kept and moves nothing', async () => {
  const { orderId, applicationId } = await apply();
  const now = Math.floor(flow.sandbox.clock.now() / 1000);
  const event = {
    _id: 'foreign',
    appid: 'wxde00000000000006',
    event: 'user_authorize_invoice',
    orderId,
    createTime: now,
    fields: { SuccOrderId: orderId },
    state: 'received',
    receivedAt: now,
  };
  await flow.write('events', event);
  const answer = await flow.sandbox.cloudbase.call(
    'jobs',
    { action: 'events.apply', eventId: 'foreign' },
    { source: 'wx_http,scf' },
  );
  expect(answer).toMatchObject({ ok: true, data: { applied: false, reason: 'foreign_account' } });
  expect(await flow.ask(me, 'applications.get', { applicationId })).toMatchObject({ authorization: 'waiting' });
});

test('while WeChat is out of reach the phone still sees how it stood', async () => {
  const { orderId, applicationId } = await apply();
  await flow.faults(
    { path: '/card/invoice/getauthdata', kind: 'errcode', errcode: -1 },
    { push: account, kind: 'drop' },
  );
  await flow.authorize(orderId);
  expect(await flow.ask(me, 'applications.refresh', { applicationId })).toMatchObject({ authorization: 'waiting' });
  await flow.faults();
  expect(await flow.settle(me, applicationId)).toMatchObject(delivered);
});

test('no application is left that nobody would wake', async () => {
  const applications = await flow.documents<ApplicationRecord>('applications');
  const due = new Set(
    (await flow.documents<{ subjectId: string; state: string }>('outbox'))
      .filter(({ state }) => state === 'due')
      .map((row) => row.subjectId),
  );
  const waiting = applications.filter(
    ({ authorization, issuing, card }) =>
      authorization.state === 'waiting' || issuing.state === 'accepted' || card.state === 'insert_accepted',
  );
  expect(waiting.filter(({ _id }) => !due.has(_id))).toEqual([]);
});
