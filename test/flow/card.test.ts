import type { ApplicationRecord, InvoiceRecord } from '../../cloudfunctions/common/store/records';
import { company, startFlow, type Flow } from '../support/sandbox';

jest.setTimeout(30_000);
const INSERT = '/card/invoice/insert';
let flow: Flow;
let me: string;
let platform: string;
beforeAll(async () => {
  flow = await startFlow();
  me = flow.buyer();
  platform = flow.sandbox.demo.merchants[0]?.appids.platform ?? '';
}, 60_000);
beforeEach(() => flow.faults());
afterAll(() => flow.close());

const authorized = async (who = me) => {
  const orderNo = await flow.putOrder({ owner: who });
  const created = await flow.ask(who, 'applications.create', { orderNos: [orderNo], title: company });
  await flow.authorize(created.orderId, { openid: who });
  return created;
};
const look = (applicationId: string) => flow.ask(me, 'applications.get', { applicationId });
const recordOf = async (applicationId: string) =>
  (await flow.documents<ApplicationRecord>('applications')).find(({ _id }) => _id === applicationId);
const invoiceOf = async (applicationId: string) =>
  (await flow.documents<InvoiceRecord>('invoices')).find((invoice) => invoice.applicationId === applicationId);
const cardOf = async (orderId: string, who = me) =>
  (await flow.cards(who)).filter((card) => card['order_id'] === orderId);
const withLostAnswer = async (who = me) => {
  await flow.faults({ path: INSERT, kind: 'timeout_after', ms: 1, count: 1 });
  const created = await authorized(who);
  const view = await flow.settle(who, created.applicationId);
  return { ...created, view };
};

test('a card whose insert answer was lost is known to be there, with its code unknown', async () => {
  const { orderId, applicationId, view } = await withLostAnswer();
  expect(view).toMatchObject({ issuing: 'issued', card: 'inserted', headline: { text: '开好了，已放入卡包' } });
  expect(view.actions).toEqual(['files', 'reissue', 'learn_card']);
  expect((await recordOf(applicationId))?.card.code).toBeUndefined();
  expect(await cardOf(orderId)).toHaveLength(1);
});

test('the code is learned when the buyer picks the card from the pack', async () => {
  const { orderId, applicationId } = await withLostAnswer();
  const [card] = await cardOf(orderId);
  const chosen = { cardId: String(card?.['card_id']), encryptCode: String(card?.['encrypt_code']) };
  const view = await flow.ask(me, 'cards.learn', { applicationId, cards: [chosen] });
  expect(view.actions).toEqual(['files', 'reissue']);
  expect((await recordOf(applicationId))?.card.code).toBe(card?.['code']);
  // Again changes nothing.
  await flow.ask(me, 'cards.learn', { applicationId, cards: [chosen] });
});

test('a card of another application, or of nobody known, is not taken for it', async () => {
  const other = await authorized();
  await flow.settle(me, other.applicationId);
  const [known] = await cardOf(other.orderId);
  const { applicationId } = await withLostAnswer();
  const chosen = { cardId: String(known?.['card_id']), encryptCode: String(known?.['encrypt_code']) };
  expect(await flow.refused(me, 'cards.learn', { applicationId, cards: [chosen] })).toMatchObject({
    code: 'card_not_found',
  });
  expect(
    await flow.refused(me, 'cards.learn', { applicationId, cards: [{ ...chosen, cardId: 'pElsewhere' }] }),
  ).toMatchObject({ code: 'card_not_found' });
});

/** What a platform or, through WeChat, a reimburser does to the card; WeChat then pushes the new state. */
const setStatus = async (orderId: string, status: string, who = me) => {
  const [card] = await cardOf(orderId, who);
  const event = { action: 'card.status', appid: platform, cardId: card?.['card_id'], code: card?.['code'], status };
  expect(await flow.sandbox.cloudbase.call('wechat', event, { source: ',scf' })).toMatchObject({ ok: true });
  await flow.sandbox.wechat.drain();
  await flow.idle();
};

test('the code is learned from a change of the reimbursement state, when it can only be this card', async () => {
  const somebody = flow.buyer(1);
  const { orderId, applicationId } = await withLostAnswer(somebody);
  await setStatus(orderId, 'LOCK', somebody);
  const [card] = await cardOf(orderId, somebody);
  expect((await recordOf(applicationId))?.card.code).toBe(card?.['code']);
  expect(await invoiceOf(applicationId)).toMatchObject({ reimburse: 'LOCK' });
});

test('the code of somebody else’s card is not learned, though only one card is without a code', async () => {
  await flow.putMerchant('m-cafe', { shortName: '另一块招牌' });
  const { orderId, applicationId } = await withLostAnswer();
  const [card] = await cardOf(orderId);
  const now = Math.floor(flow.sandbox.clock.now() / 1000);
  const event = { appid: 'wxde00000000000001', event: 'update_invoice_status', createTime: now, receivedAt: now };
  const fields = { CardId: card?.['card_id'], Code: '000000000001', Status: 'INVOICE_REIMBURSE_LOCK' };
  await flow.write('events', {
    _id: 'others',
    ...event,
    fields: { ...fields, FromUserName: flow.buyer(2) },
    state: 'received',
  });
  await flow.advance(10);
  await flow.idle();
  expect((await recordOf(applicationId))?.card.code).toBeUndefined();
  await setStatus(orderId, 'LOCK');
  expect((await recordOf(applicationId))?.card.code).toBe(card?.['code']);
  await flow.putMerchant('m-cafe');
});

test('while it may be one of several cards the event waits, and is heard once the code is learned', async () => {
  const first = await withLostAnswer();
  const second = await withLostAnswer();
  await setStatus(second.orderId, 'LOCK');
  expect((await invoiceOf(second.applicationId))?.reimburse).toBeUndefined();
  for (const { orderId, applicationId } of [first, second]) {
    const [card] = await cardOf(orderId);
    const chosen = { cardId: String(card?.['card_id']), encryptCode: String(card?.['encrypt_code']) };
    await flow.ask(me, 'cards.learn', { applicationId, cards: [chosen] });
  }
  await flow.advance(10);
  expect(await invoiceOf(second.applicationId)).toMatchObject({ reimburse: 'LOCK' });
  expect((await invoiceOf(first.applicationId))?.reimburse).toBeUndefined();
});

test('LOCK and INIT follow WeChat, and CLOSURE stays', async () => {
  const { orderId, applicationId } = await authorized();
  await flow.settle(me, applicationId);
  for (const status of ['LOCK', 'INIT', 'LOCK', 'CLOSURE'] as const) {
    await flow.advance(1);
    await setStatus(orderId, status);
    expect((await invoiceOf(applicationId))?.reimburse).toBe(status);
  }
});

test('a state that is older than the one known is not taken over', async () => {
  const { orderId, applicationId } = await authorized();
  await flow.settle(me, applicationId);
  await setStatus(orderId, 'LOCK');
  const [card] = await cardOf(orderId);
  const old = Math.floor(flow.sandbox.clock.now() / 1000) - 60;
  const fields = {
    CardId: card?.['card_id'],
    Code: card?.['code'],
    Status: 'INVOICE_REIMBURSE_INIT',
    FromUserName: card?.['openid'],
  };
  await flow.write('events', {
    _id: 'late',
    appid: platform,
    event: 'update_invoice_status',
    createTime: old,
    fields,
    state: 'received',
    receivedAt: old,
  });
  await flow.advance(10);
  await flow.idle();
  expect(await invoiceOf(applicationId)).toMatchObject({ reimburse: 'LOCK' });
});

test('CANCEL discards the card', async () => {
  const { orderId, applicationId } = await authorized();
  await flow.settle(me, applicationId);
  await setStatus(orderId, 'CANCEL');
  expect(await look(applicationId)).toMatchObject({ card: 'discarded', issuing: 'issued' });
});

test.each([72040, 72045, 72082] as const)(
  'when WeChat refuses a 数电 card with %d the buyer still has the invoice',
  async (code) => {
    await flow.control('account', { appid: platform, digitalCards: code });
    const { applicationId } = await authorized();
    const view = await flow.settle(me, applicationId);
    await flow.control('account', { appid: platform, digitalCards: 0 });
    expect(view).toMatchObject({
      authorization: 'authorized',
      issuing: 'issued',
      card: 'failed',
      problem: { wechat: { errcode: code } },
    });
    expect(view.headline.text).toBe('发票已开好，未能放入卡包，可下载或发邮箱');
    const invoice = await flow.ask(me, 'invoices.get', { invoiceId: view.invoice?.invoiceId ?? '' });
    expect(invoice.files.map(({ format }) => format)).toContain('pdf');
  },
);

test('a WeChat that answers “busy” for one invoice again and again is believed in the end', async () => {
  await flow.control('account', { appid: platform, digitalCards: -1 });
  const { applicationId } = await authorized();
  const view = await flow.settle(me, applicationId);
  await flow.control('account', { appid: platform, digitalCards: 0 });
  expect(view).toMatchObject({ issuing: 'issued', card: 'failed' });
});

test('a WeChat that is busy for a moment gets the card a little later', async () => {
  await flow.faults({ path: INSERT, kind: 'errcode', errcode: -1, count: 2 });
  const { applicationId } = await authorized();
  expect(await flow.settle(me, applicationId)).toMatchObject({ card: 'inserted' });
  expect((await recordOf(applicationId))?.card.code).toBeDefined();
});

test('a template that WeChat has not taken in yet is waited for', async () => {
  await flow.control('account', { appid: platform, templatePauseS: 60 });
  await flow.putMerchant('m-cafe', { shortName: '新店' });
  const { applicationId } = await authorized();
  expect(await flow.settle(me, applicationId)).toMatchObject({ card: 'inserted' });
  await flow.control('account', { appid: platform, templatePauseS: 0 });
  await flow.putMerchant('m-cafe');
});

test('a token that is refused in mid-flow is renewed, and the card arrives', async () => {
  await flow.faults(
    { path: INSERT, kind: 'errcode', errcode: 40001, count: 1 },
    { path: '/card/invoice/platform/setpdf', kind: 'errcode', errcode: 42001, count: 1 },
  );
  const { orderId, applicationId } = await authorized();
  expect(await flow.settle(me, applicationId)).toMatchObject({ card: 'inserted' });
  expect(await cardOf(orderId)).toHaveLength(1);
});

test('a file that WeChat has forgotten is uploaded again', async () => {
  await flow.faults({ path: INSERT, kind: 'errcode', errcode: 45009, count: 1 });
  const { applicationId } = await authorized();
  await flow.advance(10);
  const uploads = await flow.calls('/card/invoice/platform/setpdf');
  await flow.advance(3 * 86_400);
  expect(await look(applicationId)).toMatchObject({ card: 'inserted' });
  expect(await flow.calls('/card/invoice/platform/setpdf')).toBe(uploads + 1);
});

test('the template of a payee is made once', async () => {
  const made = await flow.calls('/card/invoice/platform/createcard');
  for (const { applicationId } of [await authorized(), await authorized()]) await flow.settle(me, applicationId);
  expect(await flow.calls('/card/invoice/platform/createcard')).toBe(made);
});
