import type { ApplicationRecord, InvoiceRecord } from '../../cloudfunctions/common/store/records';
import type { MerchantInvoice } from '../../contract/merchant';
import type { Policy } from '../../contract/policy';
import { company, startFlow, type Flow } from '../support/sandbox';

jest.setTimeout(60_000);
let flow: Flow;
let me: string;
let finance: string;
beforeAll(async () => {
  flow = await startFlow();
  await flow.putMembers('m-cafe');
  me = flow.buyer();
  finance = flow.member('m-cafe', 'finance');
}, 60_000);
afterAll(() => flow.close());

const CHANGED = '订单金额已变化，请按新的金额重新申请';
const REFUNDED = '订单已全额退款';
const rejections = () => flow.calls('/card/invoice/rejectinsert');
const review = (which: 'none' | 'all') => {
  const policy: Policy = {
    review: { which },
    earliest: { moment: 'paid', days: 0 },
    reissue: { times: 3, days: 180 },
  };
  return flow.putMerchant('m-cafe', { policy });
};
const put = (orderNo: string, more: Record<string, unknown>) => flow.putOrder({ orderNo, ...more });
const partly = (orderNo: string) => put(orderNo, { refunded: 1000 });
const wholly = (orderNo: string) => put(orderNo, { status: 'refunded' });
const apply = async (orderNos?: string[]) => {
  const asked = orderNos ?? [await flow.putOrder()];
  const made = await flow.ask(me, 'applications.create', { orderNos: asked, title: company });
  return { orderNos: asked, orderNo: asked[0] ?? '', ...made };
};
const invoiced = async (orderNos?: string[]) => {
  const made = await apply(orderNos);
  await flow.authorize(made.orderId);
  await flow.settle(me, made.applicationId);
  const { number = '', card } = await detail(made.applicationId);
  expect(card).toBe('inserted');
  return { ...made, number };
};
const view = (applicationId: string) => flow.ask(me, 'applications.get', { applicationId });
const order = async (orderNo: string) => (await flow.ask(me, 'orders.get', { orderNo })).order;
const detail = (applicationId: string): Promise<MerchantInvoice> =>
  flow.manage(finance, 'invoices.get', { applicationId });
const until = async (applicationId: string, isSo: (seen: MerchantInvoice) => boolean): Promise<MerchantInvoice> => {
  for (let looks = 0; looks < 60; looks += 1) {
    const seen = await detail(applicationId);
    if (isSo(seen)) return seen;
    await flow.advance(15);
  }
  throw new Error(`it never came: ${JSON.stringify(await detail(applicationId))}`);
};
const live = async (orderNo: string) =>
  (await flow.documents<InvoiceRecord>('invoices')).filter(
    ({ orderNos, state }) => orderNos.includes(orderNo) && state !== 'reversed',
  );
const waiting = async () =>
  (await flow.manage(finance, 'invoices.totals', {})).tabs.find(({ tab }) => tab === 'to_reverse');

describe('before the invoice is asked for', () => {
  it('the whole refund of an order ends an application that waits for its buyer, at once', async () => {
    const { applicationId, orderId, orderNo } = await apply();
    await wholly(orderNo);
    const told = await view(applicationId);
    expect(told).toMatchObject({
      authorization: 'rejected',
      headline: { text: '不再开票', next: REFUNDED },
    });
    expect(told.actions).not.toContain('reapply');
    expect(await detail(applicationId)).toMatchObject({ stateCode: 'rejected' });
    expect(await order(orderNo)).toMatchObject({ canApply: false, reasonCode: 'refunded' });
    const before = await rejections();
    await flow.authorize(orderId);
    expect(await rejections()).toBe(before + 1);
    await flow.advance(600);
    expect(await live(orderNo)).toEqual([]);
    expect(await rejections()).toBe(before + 1);
  });

  it('a closed order ends it likewise', async () => {
    const { applicationId, orderNo } = await apply();
    await put(orderNo, { status: 'closed' });
    expect(await view(applicationId)).toMatchObject({ authorization: 'rejected', headline: { next: '订单已关闭' } });
  });

  it('a part ends it with the word to ask anew, and the order is offered with its new amount', async () => {
    const { applicationId, orderNo } = await apply();
    await partly(orderNo);
    const told = await view(applicationId);
    expect(told).toMatchObject({ authorization: 'rejected', headline: { next: CHANGED } });
    expect(told.actions).toContain('reapply');
    expect(await order(orderNo)).toMatchObject({ canApply: true, amount: 3100, state: 'invoiceable' });
    const next = await invoiced([orderNo]);
    expect(await detail(next.applicationId)).toMatchObject({ amount: 3100 });
  });

  it.each([
    ['whole', wholly, REFUNDED],
    ['part', partly, CHANGED],
  ])('WeChat is told at once when the buyer has confirmed already: %s', async (_how, refund, reason) => {
    await review('all');
    try {
      const { applicationId, orderId, orderNo } = await apply();
      await flow.authorize(orderId);
      expect(await view(applicationId)).toMatchObject({ issuing: 'in_review' });
      const before = await rejections();
      await Promise.all([refund(orderNo), refund(orderNo), refund(orderNo)]);
      await flow.idle();
      expect(await view(applicationId)).toMatchObject({ authorization: 'rejected', headline: { next: reason } });
      expect(await rejections()).toBe(before + 1);
      const { timeline } = await view(applicationId);
      expect(timeline.filter(({ code }) => code === 'rejected')).toHaveLength(1);
    } finally {
      await review('none');
    }
  });

  it('of several orders one ends it for all, and each is offered anew', async () => {
    const orderNos = [await flow.putOrder(), await flow.putOrder()];
    const { applicationId } = await apply(orderNos);
    await wholly(orderNos[0] ?? '');
    expect(await view(applicationId)).toMatchObject({ authorization: 'rejected', headline: { next: CHANGED } });
    expect(await order(orderNos[0] ?? '')).toMatchObject({ canApply: false, reasonCode: 'refunded' });
    expect(await order(orderNos[1] ?? '')).toMatchObject({ canApply: true, amount: 4100 });
  });

  it('other news of an order ends nothing', async () => {
    const { applicationId, orderNo } = await apply();
    await put(orderNo, { status: 'completed', summary: '单人早午餐' });
    expect(await view(applicationId)).toMatchObject({ authorization: 'waiting' });
    expect(await order(orderNo)).toMatchObject({ summary: '单人早午餐', state: 'in_progress' });
  });
});

describe('at the very moment', () => {
  it.each([0, 1, 2, 3])('at which the buyer confirms, nothing is lost (%i)', async (turn) => {
    const { applicationId, orderId, orderNo } = await apply();
    const refund = async () => {
      await new Promise((resolve) => setTimeout(resolve, turn * 15));
      await partly(orderNo);
    };
    await Promise.all([flow.authorize(orderId), refund()]);
    await flow.settle(me, applicationId);
    await flow.idle();
    const seen = await detail(applicationId);
    const invoices = await live(orderNo);
    if (seen.authorization === 'rejected') {
      expect(invoices).toEqual([]);
      expect(await order(orderNo)).toMatchObject({ canApply: true, amount: 3100 });
    } else {
      // The issuer had it already.
      expect(invoices.map(({ amount }) => amount)).toEqual([4100]);
      expect(seen).toMatchObject({ issuing: 'issued', stateCode: 'to_reverse', refund: { gap: 1000, rest: 3100 } });
    }
  });

  it('while the issuer has it in hand, the invoice comes out marked', async () => {
    await flow.control('issuer', { do: 'expire_login', merchant: 'm-cafe' });
    const { applicationId, orderId, orderNo } = await apply();
    await flow.authorize(orderId);
    await until(applicationId, ({ stateText }) => stateText === '待开票员认证');
    await partly(orderNo);
    expect(await view(applicationId)).toMatchObject({ authorization: 'authorized', issuing: 'accepted' });
    await flow.control('issuer', { do: 'login', merchant: 'm-cafe' });
    const seen = await until(applicationId, ({ issuing, card }) => issuing === 'issued' && card === 'inserted');
    expect(seen).toMatchObject({ stateCode: 'to_reverse', refund: { gap: 1000, rest: 3100 } });
  });

  it('before an attempt is made again, the order is read again', async () => {
    await flow.control('issuer', { do: 'fail_next', merchant: 'm-cafe', of: 'blue' });
    const { applicationId, orderId, orderNo } = await apply();
    await flow.authorize(orderId);
    await until(applicationId, ({ issuing }) => issuing === 'failed');
    await wholly(orderNo);
    expect(await view(applicationId)).toMatchObject({ authorization: 'rejected', headline: { next: REFUNDED } });
    await flow.advance(3600);
    expect(await live(orderNo)).toEqual([]);
  });
});

describe('after the invoice is made', () => {
  it('a part is marked once, proposed as the whole, and after that the rest is invoiced anew', async () => {
    const { applicationId, orderNo } = await invoiced();
    const before = (await waiting())?.count ?? 0;
    await Promise.all([partly(orderNo), partly(orderNo)]);
    await partly(orderNo);
    const marked = await detail(applicationId);
    expect(marked).toMatchObject({
      stateCode: 'to_reverse',
      stateText: '已退款，待红冲',
      tone: 'attention',
      headline: { text: '订单已退款，发票待红冲', actor: 'merchant' },
      refund: { gap: 1000, rest: 3100, proposals: [{ scope: 'whole', reason: 'return', amount: 4100 }] },
    });
    expect(marked.timeline.filter(({ code }) => code === 'refunded')).toHaveLength(1);
    expect(await waiting()).toEqual({ tab: 'to_reverse', text: '退款待红冲', count: before + 1 });
    const { queues } = await flow.manage(finance, 'health.get', {});
    expect(queues.find(({ tab }) => tab === 'to_reverse')?.count).toBe(before + 1);
    const { rows } = await flow.manage(finance, 'invoices.list', { tab: 'to_reverse' });
    expect(rows.map((row) => row.applicationId)).toContain(applicationId);
    expect((await flow.manage(flow.member('m-cafe', 'viewer'), 'invoices.get', { applicationId })).refund).toEqual({
      gap: 1000,
      rest: 3100,
      proposals: [],
    });
    expect(await order(orderNo)).toMatchObject({ canApply: false, reasonCode: 'already_invoiced' });

    await flow.manage(finance, 'invoices.reverse', { applicationId, reason: 'return' });
    const reversed = await until(applicationId, ({ invoiceState }) => invoiceState === 'reversed');
    expect(reversed.refund).toBeUndefined();
    expect(reversed.stateCode).toBe('reversed');
    expect((await waiting())?.count).toBe(before);
    expect(await order(orderNo)).toMatchObject({ canApply: true, state: 'invoiceable', amount: 3100 });

    const next = await invoiced([orderNo]);
    expect(await detail(next.applicationId)).toMatchObject({ amount: 3100, stateCode: 'issued' });
    expect((await live(orderNo)).map(({ amount }) => amount)).toEqual([3100]);
  });

  it('a part of a booked invoice may be reversed alone, and the mark goes by itself', async () => {
    const { applicationId, orderNo, number } = await invoiced();
    await flow.control('issuer', { do: 'book', invoice_no: number });
    await partly(orderNo);
    const { refund } = await detail(applicationId);
    expect(refund?.proposals.map(({ scope, amount }) => [scope, amount])).toEqual([
      ['part', 1000],
      ['whole', 4100],
    ]);
    const options = await flow.manage(finance, 'reds.options', { applicationId });
    expect(options.refund).toEqual({ gap: 1000, lines: [{ index: 0, gross: 1000 }] });
    await flow.manage(finance, 'invoices.reverse', { applicationId, reason: 'return', lines: options.refund?.lines });
    const asked = await until(applicationId, ({ reds }) => reds[0]?.state === 'awaiting_buyer');
    expect(asked).toMatchObject({ stateText: '红冲中，待买家确认', refund: { gap: 1000, proposals: [] } });
    await flow.control('issuer', { do: 'confirm_red', invoice_no: number });
    const after = await until(applicationId, ({ invoiceState }) => invoiceState === 'partly_reversed');
    expect(after).toMatchObject({ stateCode: 'partly_reversed', left: 3100, reversed: 1000 });
    expect(after.refund).toBeUndefined();

    // More is refunded later: the rest of the mark is what the reds have not made up.
    await put(orderNo, { refunded: 1500 });
    expect((await detail(applicationId)).refund).toMatchObject({ gap: 500, rest: 2600 });
  });

  it('the mark goes when the merchant takes the refund back', async () => {
    const { applicationId, orderNo } = await invoiced();
    await partly(orderNo);
    expect(await detail(applicationId)).toMatchObject({ stateCode: 'to_reverse' });
    await put(orderNo, { refunded: 0 });
    const after = await detail(applicationId);
    expect(after.stateCode).toBe('issued');
    expect(after.refund).toBeUndefined();
  });

  it('a whole refund leaves nothing to invoice anew', async () => {
    const { applicationId, orderNo } = await invoiced();
    await wholly(orderNo);
    expect((await detail(applicationId)).refund).toMatchObject({
      gap: 4100,
      rest: 0,
      proposals: [{ scope: 'whole', amount: 4100 }],
    });
    await flow.manage(finance, 'invoices.reverse', { applicationId, reason: 'return' });
    await until(applicationId, ({ invoiceState }) => invoiceState === 'reversed');
    expect(await order(orderNo)).toMatchObject({ canApply: false, reasonCode: 'refunded' });
  });

  it('of several orders the gap is the sum over all, and all are offered anew after a whole red', async () => {
    const orderNos = [await flow.putOrder(), await flow.putOrder({ paid: 2000 }), await flow.putOrder({ paid: 500 })];
    const [first = '', second = '', third = ''] = orderNos;
    const { applicationId } = await invoiced(orderNos);
    await Promise.all([put(first, { refunded: 100 }), put(second, { paid: 2000, status: 'refunded' })]);
    expect((await detail(applicationId)).refund).toMatchObject({ gap: 2100, rest: 4500 });
    await flow.manage(finance, 'invoices.reverse', { applicationId, reason: 'return' });
    await until(applicationId, ({ invoiceState }) => invoiceState === 'reversed');
    expect(await order(first)).toMatchObject({ canApply: true, amount: 4000 });
    expect(await order(second)).toMatchObject({ canApply: false, reasonCode: 'refunded' });
    expect(await order(third)).toMatchObject({ canApply: true, amount: 500 });
    const next = await invoiced([first, third]);
    expect(await detail(next.applicationId)).toMatchObject({ amount: 4500 });
    const stored = (await flow.documents<ApplicationRecord>('applications')).find(({ _id }) => _id === applicationId);
    expect(stored?.worth).toBe(4500);
  });
});
