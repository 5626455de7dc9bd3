import { WEBHOOK_PAUSES } from '../../cloudfunctions/common/domain/webhook-events';
import type { OutboxRecord } from '../../cloudfunctions/common/store/records';
import { openDoor } from '../support/open-description';
import { company, startFlow, type Flow } from '../support/sandbox';
import { server } from '../support/visitor';
import { signatureOf, webhookServer, type WebhookServer } from '../support/webhook-server';

jest.setTimeout(60_000);
const secrets = ['whsec-sandbox-newer-0123456789', 'whsec-sandbox-older-0123456789'];
let flow: Flow;
let shop: WebhookServer;
let open: ReturnType<typeof server>;
beforeAll(async () => {
  flow = await startFlow();
  shop = await webhookServer();
  open = server(flow);
}, 60_000);
beforeEach(async () => {
  await flow.putMerchant('m-cafe', { webhook: { url: shop.url, secrets } });
  shop.answer = 200;
  shop.received.length = 0;
});
afterEach(() => flow.faults());
afterAll(async () => {
  await flow.close();
  await shop.close();
});

const told = () => shop.received.map(({ message }) => message.type);
/** A buyer applies and confirms, and everything is worked off. */
const deliver = async () => {
  const created = await flow.ask(flow.buyer(), 'applications.create', {
    orderNos: [await flow.putOrder()],
    title: company,
  });
  await flow.authorize(created.orderId);
  await flow.settle(flow.buyer(), created.applicationId);
  await flow.advance(10);
  return created;
};
const rowsOf = async (orderId: string) =>
  (await open('GET', `/applications/${orderId}/webhooks`)).data['rows'] as Record<string, unknown>[];

test('the merchant is told once of the invoice and then of the card, signed with every secret', async () => {
  const { orderId, applicationId } = await deliver();
  expect(told()).toEqual(['invoice.issued', 'card.inserted']);
  const door = await openDoor(flow);
  for (const one of shop.received) {
    expect(one.message.data).toMatchObject({ orderId, applicationId, issuing: 'issued', amount: 4100 });
    expect(one.signatures).toEqual(secrets.map((secret) => signatureOf(secret, one)));
    expect(Math.abs(Number(one.at) - flow.sandbox.clock.now() / 1000)).toBeLessThan(300);
    expect(door.problems({ $ref: '#/components/schemas/WebhookMessage' }, one.message)).toBe('');
  }
  expect(door.description.components.schemas).toHaveProperty('WebhookMessage');
  await flow.advance(3600);
  expect(told()).toHaveLength(2);
  expect(await rowsOf(orderId)).toMatchObject([
    { type: 'invoice.issued', state: 'taken', tries: 1 },
    { type: 'card.inserted', state: 'taken', tries: 1 },
  ]);
});

test('a server that is down holds back neither invoice nor card, and is told again on WeChat Pay’s schedule', async () => {
  shop.answer = 503;
  const { orderId, applicationId } = await deliver();
  expect(await flow.ask(flow.buyer(), 'applications.get', { applicationId })).toMatchObject({ card: 'inserted' });
  const issued = () => shop.received.filter(({ message }) => message.type === 'invoice.issued');
  for (const [index, pause] of WEBHOOK_PAUSES.entries()) {
    if (pause > 60) await flow.advance(pause - 40);
    for (let tick = 0; tick < 12 && issued().length < index + 2; tick += 1) await flow.advance(10);
    const [earlier = 0, later = 0] = issued()
      .slice(index, index + 2)
      .map(({ at }) => Number(at));
    expect(later - earlier).toBeGreaterThanOrEqual(pause);
    expect(later - earlier).toBeLessThanOrEqual(pause + 60);
  }
  expect(new Set(issued().map(({ message }) => message.id)).size).toBe(1);
  await flow.advance(86_400);
  await flow.advance(86_400);
  expect(issued()).toHaveLength(WEBHOOK_PAUSES.length + 1);
  expect(await rowsOf(orderId)).toMatchObject([
    { state: 'given_up', problem: '商户的服务器应答 503' },
    { state: expect.any(String) as string },
  ]);

  shop.answer = 204;
  shop.received.length = 0;
  for (const { id } of await rowsOf(orderId))
    expect((await open('POST', `/webhooks/${String(id)}/replay`)).status).toBe(200);
  await flow.advance(10);
  expect(told().sort()).toEqual(['card.inserted', 'invoice.issued']);
  expect(await rowsOf(orderId)).toMatchObject([{ state: 'taken' }, { state: 'taken' }]);
});

test('a message that was taken may be replayed with the same id, and by its own merchant only', async () => {
  const { orderId } = await deliver();
  const [first] = await rowsOf(orderId);
  const path = `/webhooks/${String(first?.['id'])}/replay`;
  shop.received.length = 0;
  expect(await server(flow, 1)('POST', path)).toMatchObject({ status: 404, code: 'not_found' });
  expect(await open('POST', '/webhooks/ap_nobody:webhook:1001/replay')).toMatchObject({ status: 404 });
  const rows = await flow.documents<OutboxRecord>('outbox');
  const other = rows.find(({ kind }) => kind === 'issue')?._id ?? '';
  expect(await open('POST', `/webhooks/${other}/replay`)).toMatchObject({ status: 404 });
  await open('POST', path);
  await flow.advance(10);
  const again = shop.received.filter(({ message }) => message.data.orderId === orderId);
  expect(again.map(({ message }) => message.id)).toEqual([first?.['id']]);
});

test('a redirect is not followed, and counts as not taken', async () => {
  shop.answer = 302;
  const { orderId } = await deliver();
  expect(shop.elsewhere()).toBe(0);
  expect((await rowsOf(orderId))[0]).toMatchObject({ state: 'waiting', problem: '商户的服务器应答 302' });
});

test('functions that die after sending send once more, under the same id', async () => {
  shop.answer = 503;
  const { orderId } = await deliver();
  shop.received.length = 0;
  shop.answer = 'never';
  const running = flow.advance(60);
  for (let wait = 0; wait < 300 && shop.received.length === 0; wait += 1)
    await new Promise((resolve) => setTimeout(resolve, 10));
  await flow.sandbox.cloudbase.killInstances();
  await running;
  const [first] = shop.received;
  expect(first).toBeDefined();
  shop.answer = 200;
  for (let tick = 0; tick < 4; tick += 1) await flow.advance(80);
  expect(shop.received.filter(({ message }) => message.id === first?.message.id).length).toBeGreaterThan(1);
  expect(await rowsOf(orderId)).toMatchObject([{ state: 'taken' }, { state: 'taken' }]);
});

test('the merchant is told of an invoice that failed for good', async () => {
  const orderNo = await flow.putOrder();
  const created = await flow.ask(flow.buyer(), 'applications.create', { orderNos: [orderNo], title: company });
  await flow.control('issuer', { do: 'fail_next', code: 'buyer_refused', of: 'blue' });
  await flow.authorize(created.orderId);
  await flow.advance(10);
  await flow.advance(10);
  expect(told()).toEqual(['invoice.failed', 'application.rejected']);
  expect(shop.received[0]?.message.data).toMatchObject({ issuing: 'failed', problem: { code: 'buyer_refused' } });
});

test('the merchant is told of an application that its own refund has ended', async () => {
  const orderNo = await flow.putOrder();
  await flow.ask(flow.buyer(), 'applications.create', { orderNos: [orderNo], title: company });
  await flow.putOrder({ orderNo, paid: 3900 });
  await flow.advance(10);
  expect(told()).toEqual(['application.rejected']);
});

test('an application that was begun before there was a webhook is told of from then on, and not of what was before', async () => {
  await flow.putMerchant('m-cafe');
  const begun = async () =>
    flow.ask(flow.buyer(), 'applications.create', { orderNos: [await flow.putOrder()], title: company });
  const [first, second] = [await begun(), await begun()];
  await flow.authorize(first.orderId);
  await flow.settle(flow.buyer(), first.applicationId);
  await flow.putMerchant('m-cafe', { webhook: { url: shop.url, secrets } });
  await flow.authorize(second.orderId);
  await flow.settle(flow.buyer(), second.applicationId);
  await flow.advance(10);
  expect(told()).toEqual(['invoice.issued', 'card.inserted']);
  expect(new Set(shop.received.map(({ message }) => message.data.orderId))).toEqual(new Set([second.orderId]));
  expect(await rowsOf(first.orderId)).toEqual([]);
});

test('a merchant without a webhook is told nothing, and has nothing to replay', async () => {
  await flow.putMerchant('m-cafe');
  const { orderId } = await deliver();
  expect(shop.received).toEqual([]);
  expect(await rowsOf(orderId)).toEqual([]);
});

test.each([
  'http://shop.example/told',
  'https://10.0.0.7/told',
  'https://[::1]/told',
  'https://user:secret@shop.example/told',
])('%s is refused as an address', async (url) => {
  await expect(flow.putMerchant('m-cafe', { webhook: { url, secrets } })).rejects.toThrow('webhook.url');
});
