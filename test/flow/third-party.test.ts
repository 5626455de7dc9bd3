import type { ApplicationRecord, EventRecord } from '../../cloudfunctions/common/store/records';
import { company, person, startFlow, type Flow } from '../support/sandbox';

jest.setTimeout(30_000);
const INSERT = '/card/invoice/insert';
let flow: Flow;
let me: string;
/** The account of the platform, which is not the merchant's. */
let platform: string;

beforeAll(async () => {
  flow = await startFlow();
  me = flow.buyer();
  platform = flow.sandbox.demo.merchants.find(({ id }) => id === 'm-mall')?.appids.platform ?? '';
}, 60_000);
beforeEach(async () => {
  await flow.faults();
  await flow.control('issuer', { do: 'callbacks', fault: 'none' });
  await flow.control('issuer', { do: 'card_delay', ms: 0 });
  await flow.control('account', { appid: platform, digitalCards: 0 });
});
afterAll(() => flow.close());

const apply = async (title = company) => {
  const orderNo = await flow.putOrder({ merchant: 'm-mall' });
  return flow.ask(me, 'applications.create', { orderNos: [orderNo], title });
};
const authorized = async (title = company) => {
  const created = await apply(title);
  await flow.authorize(created.orderId);
  return created;
};
const look = (applicationId: string) => flow.ask(me, 'applications.get', { applicationId });
const recordOf = async (applicationId: string) =>
  (await flow.documents<ApplicationRecord>('applications')).find(({ _id }) => _id === applicationId);
const cardsOf = async (orderId: string) => (await flow.cards(me)).filter((card) => card['order_id'] === orderId);
const callbacks = async () =>
  (await flow.documents<EventRecord>('events')).filter(({ event }) => event === 'issuer_callback');
const insertsBy = async (appid: string): Promise<number> => {
  const answer = await fetch(`${flow.sandbox.wechatUrl}/__sandbox/calls`);
  const counts = (await answer.json()) as Record<string, { byAppid: Record<string, number> } | undefined>;
  return counts[INSERT]?.byAppid[appid] ?? 0;
};
/** Lets the platform work for a moment, and nobody look. */
const work = async (seconds = 2) => {
  await flow.advance(seconds);
  await flow.idle();
};

test('our request carries the order; the platform issues, inserts with its own account and calls back, and nobody had to look', async () => {
  const { orderId, applicationId } = await authorized();
  expect(await look(applicationId)).toMatchObject({ authorization: 'authorized', issuing: 'accepted' });
  await work();
  await work();
  const view = await look(applicationId);
  expect(view).toMatchObject({
    issuing: 'issued',
    card: 'inserted',
    headline: { text: '开好了，已放入卡包' },
    actions: ['files', 'reissue'],
    invoice: { stateText: '已放入卡包' },
  });
  const [card] = await cardsOf(orderId);
  expect(card).toMatchObject({ app_id: platform, order_id: orderId, billing_no: view.invoice?.number });
  expect(await recordOf(applicationId)).toMatchObject({
    card: { cardId: card?.['card_id'], code: card?.['code'] },
    cardRef: `${String(card?.['card_id'])}:${String(card?.['code'])}`,
  });
  const told = (await callbacks()).filter((event) => event.orderId === orderId);
  expect(told.map(({ state, fields }) => [state, fields['inserted']]).sort()).toEqual([
    ['applied', 'false'],
    ['applied', 'true'],
  ]);
  expect(view.timeline.map(({ code }) => code)).toEqual([
    'applied',
    'authorized',
    'issuing',
    'issued',
    'card_inserting',
    'card_inserted',
  ]);
});

test('the account that inserts is the platform’s: our functions do not have its secret', async () => {
  const merchant = flow.sandbox.demo.merchants.find(({ id }) => id === 'm-mall');
  const event = { action: 'platform.identify', appid: merchant?.appids.platform };
  expect(await flow.sandbox.cloudbase.call('wechat', event, { source: ',scf' })).toMatchObject({
    ok: false,
    error: { code: 'wechat_account_missing' },
  });
});

test('while the platform is at it, the buyer reads so and has the files', async () => {
  await flow.control('issuer', { do: 'card_delay', ms: 3_600_000 });
  const { applicationId } = await authorized();
  let view = await look(applicationId);
  for (let looks = 0; looks < 10 && view.issuing !== 'issued'; looks += 1) {
    await work();
    view = await look(applicationId);
  }
  expect(view).toMatchObject({
    issuing: 'issued',
    card: 'insert_accepted',
    headline: { text: '发票已开好，由开票平台放入卡包', actor: 'platform' },
    invoice: { stateText: '已开好，由开票平台放入卡包' },
  });
  const invoice = await flow.ask(me, 'invoices.get', { invoiceId: view.invoice?.invoiceId ?? '' });
  expect(invoice.files.map(({ format }) => format)).toContain('pdf');
  await work(3600);
  expect(await look(applicationId)).toMatchObject({ card: 'inserted' });
});

test('a callback that is lost changes nothing: asking leads to the same', async () => {
  await flow.control('issuer', { do: 'callbacks', fault: 'lose' });
  const told = (await callbacks()).length;
  const { applicationId } = await authorized(person);
  expect(await flow.settle(me, applicationId)).toMatchObject({ issuing: 'issued', card: 'inserted' });
  expect(await callbacks()).toHaveLength(told);
});

test('a callback that is doubled is one', async () => {
  await flow.control('issuer', { do: 'callbacks', fault: 'double' });
  const told = (await callbacks()).length;
  const { orderId, applicationId } = await authorized();
  await work();
  await work();
  const view = await look(applicationId);
  expect(view).toMatchObject({ issuing: 'issued', card: 'inserted' });
  expect(await callbacks()).toHaveLength(told + 2);
  expect(view.timeline.filter(({ code }) => code === 'card_inserted')).toHaveLength(1);
  expect(await cardsOf(orderId)).toHaveLength(1);
});

test('a callback that finds our door closed comes again', async () => {
  const { applicationId } = await authorized();
  const kill = flow.sandbox.cloudbase.onWrite(
    ({ collections }) => collections.includes('events') && flow.sandbox.cloudbase.killInstances('jobs'),
  );
  await flow.advance(2);
  kill();
  for (const pause of [5, 15, 60]) await work(pause);
  expect(await look(applicationId)).toMatchObject({ issuing: 'issued', card: 'inserted' });
});

test.each([72040, 72045, 72082] as const)(
  'when WeChat refuses the platform’s 数电 card with %d the buyer still has the invoice',
  async (code) => {
    await flow.control('account', { appid: platform, digitalCards: code });
    const { applicationId } = await authorized();
    await work();
    await work();
    const view = await look(applicationId);
    expect(view).toMatchObject({
      authorization: 'authorized',
      issuing: 'issued',
      card: 'failed',
      headline: { text: '发票已开好，未能放入卡包，可下载或发邮箱' },
      problem: { wechat: { errcode: code } },
    });
    const invoice = await flow.ask(me, 'invoices.get', { invoiceId: view.invoice?.invoiceId ?? '' });
    expect(invoice.files.map(({ format }) => format)).toContain('pdf');
  },
);

test('an order that the merchant has rejected at WeChat gets no card, and its invoice stays', async () => {
  await flow.control('issuer', { do: 'card_delay', ms: 60_000 });
  const { orderId, applicationId } = await authorized();
  await work();
  const record = await recordOf(applicationId);
  const event = { action: 'authorization.reject', key: record?.key, reason: '商家撤销' };
  expect(await flow.sandbox.cloudbase.call('wechat', event, { source: ',scf' })).toMatchObject({ ok: true });
  await work(60);
  await work();
  expect(await look(applicationId)).toMatchObject({
    issuing: 'issued',
    card: 'failed',
    problem: { wechat: { errcode: 72035 } },
  });
  expect(await cardsOf(orderId)).toEqual([]);
});

test('a WeChat that is busy for a moment delays the card', async () => {
  await flow.faults({ path: INSERT, kind: 'errcode', errcode: -1, count: 2 });
  const { applicationId } = await authorized();
  for (const pause of [2, 5, 15, 2]) await work(pause);
  expect(await look(applicationId)).toMatchObject({ card: 'inserted' });
});

test('a card whose answer the platform lost is there, and nobody is asked to look for its code', async () => {
  await flow.faults({ path: INSERT, kind: 'timeout_after', ms: 1, count: 1 });
  const { orderId, applicationId } = await authorized();
  for (const pause of [2, 5, 2]) await work(pause);
  expect(await look(applicationId)).toMatchObject({ card: 'inserted', actions: ['files', 'reissue'] });
  expect((await recordOf(applicationId))?.card.code).toBeUndefined();
  expect(await cardsOf(orderId)).toHaveLength(1);
});

test('a platform that never comes to it is not waited for longer than three days, and its card is welcome when it comes', async () => {
  await flow.control('issuer', { do: 'card_delay', ms: 5 * 86_400_000 });
  const { applicationId } = await authorized();
  await work();
  await work();
  for (let hour = 0; hour < 73; hour += 12) await work(12 * 3600);
  expect(await look(applicationId)).toMatchObject({
    issuing: 'issued',
    card: 'failed',
    problem: { code: 'card_overdue' },
  });
  await work(2 * 86_400);
  await work();
  expect(await look(applicationId)).toMatchObject({ card: 'inserted', headline: { text: '开好了，已放入卡包' } });
});

test('a refund between confirming and issuing stops the platform before it is asked', async () => {
  const before = await insertsBy(platform);
  const orderNo = await flow.putOrder({ merchant: 'm-mall' });
  const { orderId, applicationId } = await flow.ask(me, 'applications.create', { orderNos: [orderNo], title: company });
  await flow.putOrder({ orderNo, merchant: 'm-mall', refunded: 1000 });
  await flow.authorize(orderId);
  expect(await flow.settle(me, applicationId)).toMatchObject({ authorization: 'rejected', issuing: 'none' });
  expect(await insertsBy(platform)).toBe(before);
});

test('which platform a merchant has is a setting: the same merchant, with the platform’s s_pappid', async () => {
  const [cafe, mall] = flow.sandbox.demo.merchants;
  await flow.putMerchant('m-cafe', {
    mode: 'third_party',
    sPappid: mall?.s_pappid,
    appids: { ...cafe?.appids, platform },
  });
  const orderNo = await flow.putOrder();
  const { orderId, applicationId } = await flow.ask(me, 'applications.create', { orderNos: [orderNo], title: company });
  await flow.authorize(orderId);
  await work();
  await work();
  await flow.putMerchant('m-cafe');
  expect(await look(applicationId)).toMatchObject({ issuing: 'issued', card: 'inserted' });
  expect(await cardsOf(orderId)).toMatchObject([{ app_id: platform }]);
});
