import type { InvoiceRecord, OrderRecord } from '../../cloudfunctions/common/store/records';
import type { ApplicationView, BuyerInput, Title } from '../../contract/buyer';
import { company, startFlow, type Flow } from '../support/sandbox';

jest.setTimeout(90_000);
let flow: Flow;
let me: string;
beforeAll(async () => {
  flow = await startFlow();
  await flow.putMembers('m-cafe');
  await flow.putMembers('m-mall');
  me = flow.buyer();
}, 60_000);
afterAll(() => flow.close());

type Merchant = 'm-cafe' | 'm-mall';
/** The account of the company that buyers hand their invoices in to. */
const reimburser = 'wxde00000000000006';
const wrong: Title = { kind: 'personal', name: '小林' };

/** An invoice in the card pack. */
const delivered = async (merchant: Merchant = 'm-cafe', title: Title = wrong) => {
  const orderNo = await flow.putOrder({ merchant });
  const made = await flow.ask(me, 'applications.create', { orderNos: [orderNo], title });
  await flow.authorize(made.orderId);
  const { invoice } = await flow.settle(me, made.applicationId);
  if (!invoice) throw new Error('there is no invoice');
  return { ...made, orderNo, merchant, invoiceId: invoice.invoiceId, number: invoice.number };
};
type Delivered = Awaited<ReturnType<typeof delivered>>;

const exchange = ({ applicationId }: Delivered, more: Partial<BuyerInput['applications.reissue']> = {}) =>
  flow.ask(me, 'applications.reissue', { applicationId, title: company, ...more });
const objection = async ({ applicationId }: Delivered, more: object = {}) =>
  (await flow.refused(me, 'applications.reissue', { applicationId, title: company, ...more })).code;

const view = (applicationId: string) => flow.ask(me, 'applications.get', { applicationId });
const invoicesOf = async ({ orderNo, merchant }: Delivered) =>
  (await flow.documents<InvoiceRecord>('invoices')).filter(
    (invoice) => invoice.merchantId === merchant && invoice.orderNos.includes(orderNo),
  );
const liveOf = async (order: Delivered) => (await invoicesOf(order)).filter(({ state }) => state === 'normal').length;
const orderOf = async ({ orderNo, merchant }: Delivered) =>
  (await flow.documents<OrderRecord>('orders')).find(({ _id }) => _id === `${merchant}:${orderNo}`);
const rejections = () => flow.calls('/card/invoice/rejectinsert');
const cardOf = async (orderId: string) => (await flow.cards(me)).find((card) => card['order_id'] === orderId);

/** Lets time pass until something is so, counting live invoices at every look. */
const until = async (order: Delivered, applicationId: string, isSo: (seen: ApplicationView) => boolean, step = 15) => {
  for (let looks = 0; looks < 60; looks += 1) {
    expect(await liveOf(order)).toBeLessThanOrEqual(1);
    const seen = await flow.ask(me, 'applications.refresh', { applicationId });
    if (isSo(seen)) return seen;
    await flow.advance(step);
  }
  throw new Error(`it never came: ${JSON.stringify(await view(applicationId))}`);
};

describe.each(['m-cafe', 'm-mall'] as const)('an invoice of %s with the wrong title', (merchant) => {
  it('is reversed and issued anew after one confirmation, with its whole story in one timeline', async () => {
    const old = await delivered(merchant);
    const made = await exchange(old);
    expect(made.orderId).not.toBe(old.orderId);
    expect(await view(made.applicationId)).toMatchObject({
      authorization: 'waiting',
      replaces: { applicationId: old.applicationId, number: old.number },
    });
    expect(await view(old.applicationId)).toMatchObject({ replacedBy: made.applicationId, card: 'inserted' });

    await flow.authorize(made.orderId);
    const done = await until(old, made.applicationId, ({ card }) => card === 'inserted');
    expect(done.invoice).toMatchObject({ titleName: company.name, amount: 4100 });
    expect(done.timeline.map(({ text }) => text)).toEqual(
      expect.arrayContaining([
        '已提交换开申请',
        '已在微信确认',
        '换开：开始红冲原发票',
        '红字发票已开具',
        '发票已开好',
      ]),
    );
    const both = await invoicesOf(old);
    expect(both.map(({ state }) => state).sort()).toEqual(['normal', 'reversed']);
    expect(await orderOf(old)).toMatchObject({ hold: 'invoiced', applicationId: made.applicationId });
    for (let looks = 0; looks < 20 && (await view(old.applicationId)).card !== 'discarded'; looks += 1)
      await flow.advance(30);
    expect(await view(old.applicationId)).toMatchObject({ card: 'discarded' });
    expect(await cardOf(old.orderId)).toMatchObject({ reimburse_status: 'INVOICE_REIMBURSE_CANCEL' });
    expect(await cardOf(made.orderId)).toMatchObject({ reimburse_status: 'INVOICE_REIMBURSE_INIT' });
  });
});

describe('until the buyer has confirmed the new one', () => {
  it('nothing becomes of the old invoice, and whoever turns back keeps it', async () => {
    const old = await delivered();
    const made = await exchange(old);
    await flow.advance(60);
    expect(await invoicesOf(old)).toMatchObject([{ state: 'normal' }]);
    await flow.ask(me, 'applications.withdraw', { applicationId: made.applicationId });
    expect(await orderOf(old)).toMatchObject({ hold: 'invoiced', applicationId: old.applicationId });
    // A confirmation that comes too late is answered by a refusal.
    await flow.authorize(made.orderId);
    await flow.advance(60);
    expect(await invoicesOf(old)).toMatchObject([{ state: 'normal' }]);
    const again = await exchange(old);
    expect(again.applicationId).not.toBe(made.applicationId);
  });

  it('there is one attempt at a time, and the same call again is the same attempt', async () => {
    const old = await delivered();
    const made = await exchange(old, { requestId: 'once' });
    expect((await exchange(old, { requestId: 'once' })).applicationId).toBe(made.applicationId);
    expect(await objection(old)).toBe('reissue_open');
  });
});

describe('where the buyer has booked the old invoice', () => {
  const waiting = async () => {
    const old = await delivered('m-cafe', company);
    await flow.control('issuer', { do: 'book', invoice_no: old.number });
    const made = await exchange(old, { title: { ...company, name: '另一家样例有限公司' } });
    await flow.authorize(made.orderId);
    const seen = await until(old, made.applicationId, ({ headline }) => headline.actor === 'buyer');
    expect(seen).toMatchObject({ issuing: 'accepted', headline: { text: '等待确认红冲原发票' } });
    return { old, made };
  };

  it('it goes on when the buyer confirms the red at the tax bureau', async () => {
    const { old, made } = await waiting();
    await flow.control('issuer', { do: 'confirm_red', invoice_no: old.number });
    await until(old, made.applicationId, ({ card }) => card === 'inserted', 120);
    expect((await invoicesOf(old)).map(({ state }) => state).sort()).toEqual(['normal', 'reversed']);
  });

  it.each([
    ['refuses', () => 0, /没有同意/],
    ['says nothing for 72 hours', () => 73 * 3600, /72 小时/],
  ])('a buyer who %s keeps the old invoice, and WeChat hears that no new one comes', async (_, pass, reason) => {
    const { old, made } = await waiting();
    const before = await rejections();
    if (pass() > 0) await flow.advance(pass());
    else await flow.control('issuer', { do: 'refuse_red', invoice_no: old.number });
    const ended = await until(old, made.applicationId, ({ authorization }) => authorization === 'rejected', 120);
    expect(ended.headline.next).toMatch(reason);
    expect(await invoicesOf(old)).toMatchObject([{ state: 'normal' }]);
    expect(await orderOf(old)).toMatchObject({ hold: 'invoiced', applicationId: old.applicationId });
    await flow.idle();
    expect(await rejections()).toBe(before + 1);
  });
});

describe('where the sale is undone meanwhile', () => {
  const finance = () => flow.member('m-cafe', 'finance');
  const canApply = async ({ orderNo }: Delivered) => (await flow.ask(me, 'orders.get', { orderNo })).order;
  const ended = async (old: Delivered, made: { applicationId: string }) => {
    const seen = await until(old, made.applicationId, ({ authorization }) => authorization === 'rejected');
    expect(seen.headline.next).toMatch(/因退货等红冲/);
    expect(await canApply(old)).toMatchObject({ canApply: false, reasonCode: 'sale_undone' });
    expect((await orderOf(old))?.applicationId).toBeUndefined();
  };

  it('by the merchant, no new invoice follows, whether or not the buyer confirms it then', async () => {
    const old = await delivered();
    const made = await exchange(old);
    await flow.manage(finance(), 'invoices.reverse', { applicationId: old.applicationId, reason: 'return' });
    await ended(old, made);
    const before = await rejections();
    await flow.authorize(made.orderId);
    await flow.advance(600);
    expect(await rejections()).toBe(before + 1);
    expect(await invoicesOf(old)).toMatchObject([{ state: 'reversed' }]);
    await ended(old, made);

    // What is left after the refund is invoiced from the order.
    await flow.putOrder({ orderNo: old.orderNo, refunded: 1000 });
    expect(await canApply(old)).toMatchObject({ canApply: true, amount: 3100 });
  });

  it('by a form of the buyer, neither, though the new one was confirmed before the form was answered', async () => {
    const old = await delivered('m-cafe', company);
    await flow.control('issuer', { do: 'book', invoice_no: old.number });
    const made = await exchange(old, { title: { ...company, name: '另一家样例有限公司' } });
    await flow.control('issuer', { do: 'start_red', invoice_no: old.number, reason: 'return' });
    await flow.advance(360);
    const seen = () => flow.manage(finance(), 'invoices.get', { applicationId: old.applicationId });
    expect((await seen()).reds).toMatchObject([{ state: 'awaiting_seller', reason: 'return' }]);
    await flow.authorize(made.orderId);
    const before = await rejections();
    await flow.manage(finance(), 'reds.answer', {
      redId: (await seen()).reds[0]?.redId ?? '',
      answer: 'confirm',
    });
    const end = await until(old, made.applicationId, ({ authorization }) => authorization === 'rejected', 120);
    expect(end.headline.next).toMatch(/红冲/);
    await flow.idle();
    expect(await rejections()).toBe(before + 1);
    expect(await invoicesOf(old)).toMatchObject([{ state: 'reversed' }]);
    expect(await canApply(old)).toMatchObject({ canApply: false, reasonCode: 'sale_undone' });
  });

  it('in part, before the buyer confirms the new one, the old invoice stays, marked', async () => {
    const old = await delivered();
    const made = await exchange(old);
    await flow.putOrder({ orderNo: old.orderNo, refunded: 600 });
    const before = await rejections();
    await flow.authorize(made.orderId);
    const end = await until(old, made.applicationId, ({ authorization }) => authorization === 'rejected');
    expect(end.headline.next).toMatch(/金额已变化/);
    await flow.advance(600);
    expect(await rejections()).toBe(before + 1);
    expect(await invoicesOf(old)).toMatchObject([{ state: 'normal' }]);
    expect(await cardOf(old.orderId)).toMatchObject({ reimburse_status: 'INVOICE_REIMBURSE_INIT' });
    expect(await orderOf(old)).toMatchObject({ hold: 'invoiced', applicationId: old.applicationId });
    const shown = await flow.manage(finance(), 'invoices.get', { applicationId: old.applicationId });
    expect(shown).toMatchObject({ stateCode: 'to_reverse', refund: { gap: 600 }, reds: [] });
  });

  it('a red for a mistake leaves the way to the new one open', async () => {
    const old = await delivered();
    const made = await exchange(old);
    await flow.manage(finance(), 'invoices.reverse', { applicationId: old.applicationId, reason: 'error' });
    for (let looks = 0; looks < 20 && (await liveOf(old)) > 0; looks += 1) await flow.advance(15);
    await flow.authorize(made.orderId);
    await until(old, made.applicationId, ({ card }) => card === 'inserted');
    expect((await invoicesOf(old)).map(({ state }) => state).sort()).toEqual(['normal', 'reversed']);
  });
});

describe('no exchange', () => {
  it.each([
    ['LOCK', 'reissue_locked'],
    ['CLOSURE', 'reissue_closed'],
  ] as const)('is begun for an invoice that a company has put into %s', async (status, code) => {
    const old = await delivered();
    const card = await cardOf(old.orderId);
    const chosen = { cardId: card?.['card_id'], encryptCode: card?.['encrypt_code'] };
    for (const next of status === 'LOCK' ? ['LOCK'] : ['LOCK', 'CLOSURE']) {
      const event = { action: 'reimbursement.set', appid: reimburser, ...chosen, status: next };
      expect(await flow.sandbox.cloudbase.call('wechat', event, { source: ',scf' })).toMatchObject({ ok: true });
      await flow.sandbox.wechat.drain();
      await flow.idle();
    }
    expect(await objection(old)).toBe(code);
  });

  it('goes beyond what the merchant laid down', async () => {
    await flow.putMerchant('m-cafe', {
      policy: { review: { which: 'none' }, earliest: { moment: 'paid', days: 0 }, reissue: { times: 1, days: 5 } },
    });
    const old = await delivered();
    const made = await exchange(old);
    await flow.authorize(made.orderId);
    await until(old, made.applicationId, ({ card }) => card === 'inserted');
    expect(await objection({ ...old, applicationId: made.applicationId }, { title: wrong })).toBe('reissue_too_often');
    const late = await delivered();
    await flow.advance(6 * 86_400);
    expect(await objection(late)).toBe('reissue_too_late');
    await flow.putMerchant('m-cafe');
  });

  it('is had for the same title, for a stranger, or for what is not invoiced', async () => {
    const old = await delivered();
    expect(await objection(old, { title: wrong })).toBe('reissue_same_title');
    expect((await flow.refused(flow.buyer(1), 'applications.reissue', { applicationId: old.applicationId })).code).toBe(
      'not_found',
    );
    const waits = await flow.ask(me, 'applications.create', { orderNos: [await flow.putOrder()], title: wrong });
    expect((await flow.refused(me, 'applications.reissue', { applicationId: waits.applicationId })).code).toBe(
      'not_possible_now',
    );
  });
});

describe('a member of the merchant', () => {
  it('begins it for the buyer, who only has to confirm', async () => {
    const old = await delivered();
    const asked = { applicationId: old.applicationId, title: company };
    const clerk = await flow.call(flow.member('m-cafe', 'clerk'), 'merchant', {
      action: 'applications.reissue',
      ...asked,
    });
    expect(clerk).toMatchObject({ ok: false, error: { code: 'forbidden' } });
    const stranger = await flow.call(flow.member('m-mall', 'owner'), 'merchant', {
      action: 'applications.reissue',
      ...asked,
    });
    expect(stranger).toMatchObject({ ok: false, error: { code: 'not_found' } });
    const made = await flow.manage(flow.member('m-cafe', 'finance'), 'applications.reissue', asked);
    expect(made).toMatchObject({
      stateCode: 'waiting',
      replaces: { number: old.number },
      audit: [{ action: 'reissue' }],
    });
    await flow.ask(me, 'applications.authorize', { applicationId: made.applicationId });
    await flow.authorize(made.orderId);
    await until(old, made.applicationId, ({ card }) => card === 'inserted');
    expect(await liveOf(old)).toBe(1);
  });
});
