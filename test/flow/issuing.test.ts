import type { OrderRecord } from '../../cloudfunctions/common/store/records';
import { company, startFlow, type Flow } from '../support/sandbox';

jest.setTimeout(30_000);
const HOUR = 3600;
let flow: Flow;
let me: string;
beforeAll(async () => {
  flow = await startFlow();
  me = flow.buyer();
}, 60_000);
afterAll(() => flow.close());

const issuer = (what: object) => flow.control('issuer', { merchant: 'm-cafe', ...what });
const applied = async (order: Record<string, unknown> = {}) => {
  const orderNo = await flow.putOrder(order);
  const created = await flow.ask(me, 'applications.create', { orderNos: [orderNo], title: company });
  return { orderNo, ...created };
};
const authorized = async (order: Record<string, unknown> = {}) => {
  const application = await applied(order);
  await flow.authorize(application.orderId);
  return application;
};
const look = (applicationId: string) => flow.ask(me, 'applications.get', { applicationId });
const orderOf = async (orderNo: string) =>
  (await flow.documents<OrderRecord>('orders')).find((order) => order.orderNo === orderNo);
const invoicesOf = async (applicationId: string) =>
  (await flow.documents<{ applicationId: string }>('invoices')).filter(
    (invoice) => invoice.applicationId === applicationId,
  );
const delivered = { authorization: 'authorized', issuing: 'issued', card: 'inserted' };

test('a platform that takes ten minutes is waited for', async () => {
  await issuer({ do: 'delay', ms: 600_000 });
  const { applicationId } = await authorized();
  await flow.advance(300);
  expect(await look(applicationId)).toMatchObject({ issuing: 'accepted', headline: { text: '正在开票' } });
  await flow.advance(300);
  await issuer({ do: 'delay', ms: 1500 });
  expect(await flow.settle(me, applicationId)).toMatchObject(delivered);
});

test('a busy tax bureau is tried again under the same serial, each attempt numbered', async () => {
  await issuer({ do: 'fail_next', code: 'tax_bureau_busy', count: 2 });
  const { applicationId } = await authorized();
  await flow.advance(10);
  const view = await look(applicationId);
  expect(view).toMatchObject({
    issuing: 'failed',
    problem: { code: 'tax_bureau_busy' },
    headline: { text: '开票暂时没有成功' },
  });
  expect(await flow.settle(me, applicationId)).toMatchObject(delivered);
  const codes = (await look(applicationId)).timeline.map(({ code }) => code);
  expect(codes.filter((code) => code === 'issue_failed')).toHaveLength(2);
  expect(codes.filter((code) => code === 'issuing_again')).toHaveLength(2);
  expect(await invoicesOf(applicationId)).toHaveLength(1);
});

test('a failure that no retry mends frees the order, tells WeChat why, and the buyer may apply again', async () => {
  await issuer({ do: 'fail_next', code: 'buyer_refused' });
  const rejections = await flow.calls('/card/invoice/rejectinsert');
  const { orderNo, applicationId } = await authorized();
  await flow.advance(10);
  const view = await look(applicationId);
  expect(view).toMatchObject({ authorization: 'rejected', issuing: 'failed', card: 'none', actions: ['reapply'] });
  expect(view.headline.next).toContain('购买方信息未通过税局校验');
  expect(await flow.calls('/card/invoice/rejectinsert')).toBe(rejections + 1);
  expect(await orderOf(orderNo)).toMatchObject({ hold: 'free' });

  const again = await flow.ask(me, 'applications.create', {
    orderNos: [orderNo],
    title: { kind: 'personal', name: '小林' },
  });
  await flow.authorize(again.orderId);
  expect(await flow.settle(me, again.applicationId)).toMatchObject(delivered);
});

test('when every retry has failed the application ends, and nothing waits for ever', async () => {
  await issuer({ do: 'fail_next', code: 'tax_bureau_timeout', count: 20 });
  const { orderNo, applicationId } = await authorized();
  for (let hour = 0; hour < 50; hour += 1) await flow.advance(HOUR);
  expect(await look(applicationId)).toMatchObject({ authorization: 'rejected', issuing: 'failed' });
  expect(await orderOf(orderNo)).toMatchObject({ hold: 'free' });
});

test('a platform that waits for a person is no failure, says so, and goes on by itself', async () => {
  await flow.control('reset', {});
  await flow.putMerchant('m-cafe');
  await issuer({ do: 'expire_login' });
  const { applicationId } = await authorized();
  await flow.advance(10);
  expect(await look(applicationId)).toMatchObject({
    issuing: 'accepted',
    headline: { text: '商家开票系统待认证', actor: 'merchant' },
  });
  await issuer({ do: 'login' });
  expect(await flow.settle(me, applicationId)).toMatchObject(delivered);
});

test('an order that was refunded after the application gets no invoice over the old amount', async () => {
  const { orderNo, orderId, applicationId } = await applied();
  await flow.putOrder({ orderNo, refunded: 1000 });
  await flow.authorize(orderId);
  expect(await look(applicationId)).toMatchObject({
    authorization: 'rejected',
    headline: { next: '订单金额已变化，请按新的金额重新申请' },
  });
  expect(await invoicesOf(applicationId)).toEqual([]);
  const again = await flow.ask(me, 'applications.create', { orderNos: [orderNo], title: company });
  expect(await look(again.applicationId)).toMatchObject({ amount: 3100 });
});

test('a refund that comes after the issuer was asked does not make us forget its invoice', async () => {
  const { orderNo, orderId, applicationId } = await applied();
  const stop = flow.sandbox.issuer.onCall(() => flow.sandbox.cloudbase.killInstances('jobs'));
  await flow.control('authorize', { order_id: orderId, openid: me });
  await flow.sandbox.wechat.drain();
  await flow.idle();
  stop();
  await flow.putOrder({ orderNo, refunded: 1000 });
  for (let look = 0; look < 3; look += 1) await flow.advance(80);
  expect(await flow.settle(me, applicationId)).toMatchObject({ ...delivered, amount: 4100 });
});

test('an issuer without credentials holds the application, and no buyer loses it', async () => {
  await flow.putMerchant('m-cafe', { issuer: 'unknown' });
  const { applicationId } = await authorized();
  expect(await look(applicationId)).toMatchObject({ authorization: 'authorized', issuing: 'accepted' });
  await flow.putMerchant('m-cafe');
  expect(await flow.settle(me, applicationId)).toMatchObject(delivered);
});
