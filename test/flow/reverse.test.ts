import type { CounterRecord, InvoiceRecord, OutboxRecord } from '../../cloudfunctions/common/store/records';
import type { RedRecord } from '../../cloudfunctions/common/store/reds';
import type { MerchantInput, MerchantInvoice } from '../../contract/merchant';
import { company, person, startFlow, type Flow } from '../support/sandbox';

jest.setTimeout(60_000);
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
const owner = (merchant: Merchant) => flow.member(merchant, 'owner');
const issuer = (what: object) => flow.control('issuer', what);
const detail = (merchant: Merchant, applicationId: string) =>
  flow.manage(owner(merchant), 'invoices.get', { applicationId });

/** An invoice in the card pack. */
const delivered = async (merchant: Merchant, title = company, order: Record<string, unknown> = {}) => {
  const orderNo = await flow.putOrder({ merchant, ...order });
  const { applicationId, orderId } = await flow.ask(me, 'applications.create', { orderNos: [orderNo], title });
  await flow.authorize(orderId);
  await flow.settle(me, applicationId);
  const view = await detail(merchant, applicationId);
  if (view.card !== 'inserted' || view.number === undefined) throw new Error(`not delivered: ${JSON.stringify(view)}`);
  return { orderNo, orderId, applicationId, number: view.number, invoiceId: view.invoiceId ?? '' };
};
type Delivered = Awaited<ReturnType<typeof delivered>>;

const booked = async (merchant: Merchant, order?: Record<string, unknown>) => {
  const invoice = await delivered(merchant, company, order);
  await issuer({ do: 'book', invoice_no: invoice.number });
  return invoice;
};

const reverse = (merchant: Merchant, input: MerchantInput['invoices.reverse']) =>
  flow.manage(owner(merchant), 'invoices.reverse', input);
const refused = async (openid: string, action: string, input: object) => {
  const envelope = await flow.call(openid, 'merchant', { ...input, action });
  if (envelope.ok) throw new Error(`${action} was not refused: ${JSON.stringify(envelope.data)}`);
  const { requestId: _requestId, ...error } = envelope.error;
  return error;
};
/** Lets time pass until something is so. */
const until = async <T>(look: () => Promise<T>, isSo: (seen: T) => boolean, step = 15): Promise<T> => {
  for (let looks = 0; looks < 60; looks += 1) {
    const seen = await look();
    if (isSo(seen)) return seen;
    await flow.advance(step);
  }
  throw new Error(`it never came: ${JSON.stringify(await look())}`);
};
const untilRed = (merchant: Merchant, { applicationId }: Delivered, state: string, step?: number) =>
  until(
    () => detail(merchant, applicationId),
    ({ reds, invoiceState }) => reds[0]?.state === state && (state !== 'issued' || invoiceState !== 'normal'),
    step,
  );
const cardOf = async ({ orderId }: Delivered) =>
  (await flow.cards(me)).find((card) => card['order_id'] === orderId)?.['reimburse_status'];
const reds = async (invoice: Delivered) =>
  (await flow.documents<RedRecord>('reds')).filter(({ invoiceId }) => invoiceId === invoice.invoiceId);
const redCounters = async (merchantId: Merchant) => {
  const counters = (await flow.documents<CounterRecord>('daily_counters')).filter(
    (counter) => counter.merchantId === merchantId && counter.period.startsWith('d'),
  );
  const sum = (key: 'red_count' | 'red_amount' | 'red_tax') =>
    counters.reduce((total, counter) => total + (counter[key] ?? 0), 0);
  return { count: sum('red_count'), amount: sum('red_amount'), tax: sum('red_tax') };
};
const only = (view: MerchantInvoice) => {
  const [red] = view.reds;
  if (!red || view.reds.length > 1) throw new Error(`not one red: ${JSON.stringify(view.reds)}`);
  return red;
};

describe.each(['m-cafe', 'm-mall'] as const)('the whole of an invoice of %s', (merchant) => {
  it('is reversed by the seller alone while nobody has booked it, and its card becomes void', async () => {
    const invoice = await delivered(merchant);
    const before = await redCounters(merchant);
    const options = await flow.manage(owner(merchant), 'reds.options', { applicationId: invoice.applicationId });
    expect(options).toMatchObject({ confirm: false, left: { amount: 4100, net: 3868, tax: 232 } });
    expect(options.reasons.map(({ part }) => part)).toEqual([false, false, false, false]);
    await reverse(merchant, { applicationId: invoice.applicationId, reason: 'error' });
    const view = await until(
      () => detail(merchant, invoice.applicationId),
      ({ card, invoiceState, left }) => card === 'discarded' && invoiceState === 'reversed' && left === 0,
    );
    expect(view).toMatchObject({
      invoiceState: 'reversed',
      stateCode: 'reversed',
      stateText: '已红冲',
      left: 0,
      actions: [],
    });
    expect(only(view)).toMatchObject({ state: 'issued', whole: true, amount: 4100, net: 3868, tax: 232 });
    expect(only(view).number).toMatch(/^\d{20}$/);
    expect(only(view).files.map(({ format }) => format)).toContain('pdf');
    expect((await fetch(only(view).files[0]?.url ?? '')).status).toBe(200);
    expect(await cardOf(invoice)).toBe('INVOICE_REIMBURSE_CANCEL');
    const after = await redCounters(merchant);
    expect(after).toEqual({ count: before.count + 1, amount: before.amount + 4100, tax: before.tax + 232 });
    expect((await flow.ask(me, 'invoices.get', { invoiceId: invoice.invoiceId })).reversal).toMatchObject({
      reversed: 4100,
      left: 0,
      reds: [{ amount: 4100, reason: '开票有误' }],
    });
    expect((await flow.ask(me, 'orders.get', { orderNo: invoice.orderNo })).order).toMatchObject({ canApply: true });
    const found = await flow.manage(owner(merchant), 'invoices.list', { query: only(view).number ?? '' });
    expect(found.rows.map(({ applicationId }) => applicationId)).toEqual([invoice.applicationId]);
  });
});

describe('a part', () => {
  it('is not reversed while nobody has booked the invoice', async () => {
    const { applicationId } = await delivered('m-cafe');
    const asked = { applicationId, reason: 'return' as const, amount: 1000 };
    expect(await refused(owner('m-cafe'), 'invoices.reverse', asked)).toMatchObject({ code: 'reason_has_no_part' });
    expect((await detail('m-cafe', applicationId)).reds).toEqual([]);
  });

  it('leaves the card alone, shows what is left, and the reds never exceed the blue', async () => {
    const invoice = await booked('m-cafe');
    const { applicationId, number } = invoice;
    const before = await redCounters('m-cafe');
    const options = await flow.manage(owner('m-cafe'), 'reds.options', { applicationId });
    expect(options.confirm).toBe(true);
    expect(options.reasons.filter(({ part }) => !part).map(({ reason }) => reason)).toEqual(['error']);
    for (const lines of [
      [{ index: 0, gross: 4101 }],
      [{ index: 7, gross: 1 }],
      [
        { index: 0, gross: 1 },
        { index: 0, gross: 1 },
      ],
    ])
      expect(
        (await refused(owner('m-cafe'), 'invoices.reverse', { applicationId, reason: 'return', lines })).code,
      ).toMatch(/exceeds_blue|red_lines_invalid/);
    await reverse('m-cafe', { applicationId, reason: 'return', lines: [{ index: 0, gross: 1000 }] });
    const waiting = await untilRed('m-cafe', invoice, 'awaiting_buyer');
    expect(waiting).toMatchObject({ stateText: '红冲中，待买家确认', actions: [], invoiceState: 'normal' });
    expect(only(waiting)).toMatchObject({ stateText: '待购买方确认', actions: ['withdraw'] });
    expect(only(waiting).deadline).toBeGreaterThan(0);
    const theirs = await flow.ask(me, 'applications.get', { applicationId });
    expect(theirs.headline).toMatchObject({ actor: 'buyer', tone: 'attention' });
    await issuer({ do: 'confirm_red', invoice_no: number });
    const first = await untilRed('m-cafe', invoice, 'issued');
    expect(first).toMatchObject({
      invoiceState: 'partly_reversed',
      stateCode: 'partly_reversed',
      left: 3100,
      card: 'inserted',
    });
    expect(first.actions).toEqual(['reverse']);
    expect(await cardOf(invoice)).toBe('INVOICE_REIMBURSE_INIT');
    const buyers = await flow.ask(me, 'invoices.get', { invoiceId: invoice.invoiceId });
    expect(buyers).toMatchObject({
      state: 'partly_reversed',
      stateText: '已部分红冲，剩余 ¥31.00',
      reversal: { left: 3100 },
    });
    const rest = await flow.manage(owner('m-cafe'), 'reds.options', { applicationId });
    expect(rest.left.amount).toBe(3100);
    expect(rest.reasons.map(({ reason }) => reason)).not.toContain('error');
    expect(
      await refused(owner('m-cafe'), 'invoices.reverse', { applicationId, reason: 'return', amount: 3101 }),
    ).toMatchObject({
      code: 'exceeds_blue',
    });
    await reverse('m-cafe', { applicationId, reason: 'allowance' });
    await untilRed('m-cafe', invoice, 'awaiting_buyer');
    await issuer({ do: 'confirm_red', invoice_no: number });
    const whole = await until(
      () => detail('m-cafe', applicationId),
      ({ card }) => card === 'discarded',
    );
    expect(whole).toMatchObject({ invoiceState: 'reversed', left: 0, reversed: 4100 });
    const sums = whole.reds.reduce((sum, red) => ({ net: sum.net + red.net, tax: sum.tax + red.tax }), {
      net: 0,
      tax: 0,
    });
    expect(sums).toEqual({ net: 3868, tax: 232 });
    expect(await redCounters('m-cafe')).toEqual({
      count: before.count + 2,
      amount: before.amount + 4100,
      tax: before.tax + 232,
    });
  });

  it('as an amount is spread over all lines, exactly', async () => {
    const lines = [1000, 1999, 1101].map((gross, i) => ({
      name: `*餐饮服务*第${i}道`,
      taxCode: '3070401000000000000',
      gross,
      rate: '6%',
    }));
    const invoice = await booked('m-mall', { lines });
    await reverse('m-mall', { applicationId: invoice.applicationId, reason: 'allowance', amount: 1001 });
    const red = only(await untilRed('m-mall', invoice, 'awaiting_buyer'));
    expect(red.amount).toBe(1001);
    expect(red.lines.map(({ amount }) => amount).reduce((sum: number, amount) => sum + amount, 0)).toBe(1001);
    expect(red.lines.every(({ amount }) => amount > 0)).toBe(true);
  });
});

describe('the other side', () => {
  it('may refuse: the invoice stays as it was, and the seller may ask again', async () => {
    const invoice = await booked('m-mall');
    await reverse('m-mall', { applicationId: invoice.applicationId, reason: 'error' });
    await untilRed('m-mall', invoice, 'awaiting_buyer');
    await issuer({ do: 'refuse_red', invoice_no: invoice.number });
    const view = await untilRed('m-mall', invoice, 'refused');
    expect(view).toMatchObject({
      invoiceState: 'normal',
      stateCode: 'issued',
      card: 'inserted',
      actions: ['reissue', 'reverse'],
    });
    expect(view.timeline.at(-1)?.text).toContain('仍然有效');
    await reverse('m-mall', { applicationId: invoice.applicationId, reason: 'error' });
    await untilRed('m-mall', invoice, 'awaiting_buyer');
    await issuer({ do: 'confirm_red', invoice_no: invoice.number });
    const again = await untilRed('m-mall', invoice, 'issued');
    expect(again.reds.map(({ state }) => state)).toEqual(['issued', 'refused']);
  });

  it('has 72 hours; then the red has lapsed', async () => {
    const invoice = await booked('m-cafe');
    await reverse('m-cafe', { applicationId: invoice.applicationId, reason: 'error' });
    const { reds: asked } = await untilRed('m-cafe', invoice, 'awaiting_buyer');
    const left = (asked[0]?.deadline ?? 0) - flow.sandbox.clock.now() / 1000;
    expect(left).toBeGreaterThan(71 * 3600);
    await flow.advance(left + 10);
    const view = await untilRed('m-cafe', invoice, 'lapsed');
    expect(view).toMatchObject({ invoiceState: 'normal', actions: ['reissue', 'reverse'] });
  });

  it('is spared an answer when the seller takes the form back', async () => {
    const invoice = await booked('m-cafe');
    await reverse('m-cafe', { applicationId: invoice.applicationId, reason: 'error' });
    const [red] = (await untilRed('m-cafe', invoice, 'awaiting_buyer')).reds;
    const redId = red?.redId ?? '';
    expect(await refused(flow.member('m-cafe', 'clerk'), 'reds.withdraw', { redId })).toMatchObject({
      code: 'forbidden',
    });
    const view = await flow.manage(owner('m-cafe'), 'reds.withdraw', { redId });
    expect(only(view)).toMatchObject({ state: 'withdrawn', actions: [] });
    expect(view.audit.map(({ text }) => text)).toEqual(['申请红冲', '撤回红冲']);
    await expect(issuer({ do: 'confirm_red', invoice_no: invoice.number })).rejects.toThrow('409');
  });
});

describe.each(['m-cafe', 'm-mall'] as const)('a form that the buyer has started at %s', (merchant) => {
  const started = async (amount?: number) => {
    const invoice = await booked(merchant);
    await issuer({ do: 'start_red', invoice_no: invoice.number, ...(amount !== undefined && { amount }) });
    const view = await until(
      () => detail(merchant, invoice.applicationId),
      ({ stateCode }) => stateCode === 'to_confirm',
      60,
    );
    return { invoice, view };
  };

  it('stands in a tab of its own, with what may be done, and is answered with yes', async () => {
    const { invoice, view } = await started(1500);
    expect(only(view)).toMatchObject({
      startedBy: 'buyer',
      state: 'awaiting_seller',
      amount: 1500,
      actions: ['confirm', 'refuse'],
    });
    const listed = await flow.manage(owner(merchant), 'invoices.list', { tab: 'to_confirm' });
    expect(listed.rows.map(({ applicationId }) => applicationId)).toContain(invoice.applicationId);
    const ofReds = await flow.manage(owner(merchant), 'reds.list', { tab: 'to_confirm' });
    expect(ofReds.rows).toMatchObject([{ applicationId: invoice.applicationId, invoice: { number: invoice.number } }]);
    expect(ofReds.counts.to_confirm).toBe(1);
    const { redId } = only(view);
    const asked = { redId, answer: 'confirm' as const, requestId: `yes-${merchant}` };
    await flow.manage(flow.member(merchant, 'finance'), 'reds.answer', asked);
    await flow.manage(flow.member(merchant, 'finance'), 'reds.answer', asked);
    const after = await untilRed(merchant, invoice, 'issued');
    expect(after).toMatchObject({ invoiceState: 'partly_reversed', left: 2600 });
    expect(after.audit.filter(({ action }) => action === 'red_confirm')).toHaveLength(1);
    expect((await flow.manage(owner(merchant), 'reds.list', { tab: 'issued' })).rows[0]).toMatchObject({ redId });
  });

  it('is answered with no', async () => {
    const { invoice, view } = await started();
    const { redId } = only(view);
    await flow.manage(owner(merchant), 'reds.answer', { redId, answer: 'refuse' });
    const after = await untilRed(merchant, invoice, 'refused');
    expect(after).toMatchObject({ invoiceState: 'normal', stateCode: 'issued' });
    expect(only(after)).toMatchObject({ stateText: '已拒绝', actions: [] });
    expect(await refused(owner(merchant), 'reds.answer', { redId, answer: 'confirm' })).toMatchObject({
      code: 'not_possible_now',
    });
  });
});

describe('two at once', () => {
  it('begin one red', async () => {
    const invoice = await delivered('m-cafe');
    const ask = (openid: string) =>
      flow.call(openid, 'merchant', {
        action: 'invoices.reverse',
        applicationId: invoice.applicationId,
        reason: 'error',
      });
    const answers = await Promise.all([ask(owner('m-cafe')), ask(flow.member('m-cafe', 'finance'))]);
    expect(answers.filter(({ ok }) => ok)).toHaveLength(1);
    expect(answers.find(({ ok }) => !ok)).toMatchObject({
      error: { code: expect.stringMatching(/red_open|nothing_left/) },
    });
    await untilRed('m-cafe', invoice, 'issued');
    expect(await reds(invoice)).toHaveLength(1);
  });

  it('give one answer to a buyer', async () => {
    const invoice = await booked('m-mall');
    await issuer({ do: 'start_red', invoice_no: invoice.number });
    const view = await until(
      () => detail('m-mall', invoice.applicationId),
      ({ stateCode }) => stateCode === 'to_confirm',
      60,
    );
    const { redId } = only(view);
    const answer = (openid: string, said: string) =>
      flow.call(openid, 'merchant', { action: 'reds.answer', redId, answer: said });
    const answers = await Promise.all([
      answer(owner('m-mall'), 'confirm'),
      answer(flow.member('m-mall', 'finance'), 'refuse'),
    ]);
    expect(answers.filter(({ ok }) => ok)).toHaveLength(1);
  });

  it('the same call again begins no second red', async () => {
    const invoice = await delivered('m-cafe');
    const asked = { applicationId: invoice.applicationId, reason: 'error' as const, requestId: 'once' };
    await reverse('m-cafe', asked);
    await reverse('m-cafe', asked);
    await untilRed('m-cafe', invoice, 'issued');
    await reverse('m-cafe', asked);
    expect(await reds(invoice)).toHaveLength(1);
  });
});

describe('who may', () => {
  it('is the owner and finance, of this merchant only', async () => {
    const { applicationId } = await delivered('m-cafe');
    for (const role of ['clerk', 'viewer'] as const) {
      expect((await flow.manage(flow.member('m-cafe', role), 'invoices.get', { applicationId })).actions).toEqual([]);
      for (const action of ['reds.options', 'invoices.reverse'])
        expect(await refused(flow.member('m-cafe', role), action, { applicationId, reason: 'error' })).toMatchObject({
          code: 'forbidden',
        });
    }
    const foreigner = owner('m-mall');
    for (const action of ['reds.options', 'invoices.reverse']) {
      const theirs = await refused(foreigner, action, { applicationId, reason: 'error' });
      expect(theirs).toEqual(await refused(foreigner, action, { applicationId: 'ap_nobody', reason: 'error' }));
    }
    await reverse('m-cafe', { applicationId, reason: 'error' });
    const redId = `${applicationId}:red:1`;
    for (const [action, more] of [
      ['reds.answer', { answer: 'confirm' }],
      ['reds.withdraw', {}],
      ['reds.retry', {}],
    ] as const) {
      const theirs = await refused(foreigner, action, { redId, ...more });
      expect(theirs.code).toBe('not_found');
      expect(theirs).toEqual(await refused(foreigner, action, { redId: 'ap_nobody:red:1', ...more }));
      expect(await refused(flow.member('m-cafe', 'viewer'), action, { redId, ...more })).toMatchObject({
        code: 'forbidden',
      });
    }
    expect(await refused(me, 'reds.list', {})).toMatchObject({ code: 'forbidden' });
  });
});

describe('an issuer that fails', () => {
  it('is asked again under the same number by itself, and at once by a member', async () => {
    const invoice = await delivered('m-cafe');
    await issuer({ do: 'fail_next', merchant: 'm-cafe', of: 'red' });
    await reverse('m-cafe', { applicationId: invoice.applicationId, reason: 'error' });
    const failed = await untilRed('m-cafe', invoice, 'failed', 2);
    expect(only(failed)).toMatchObject({ problem: { code: 'tax_bureau_busy' }, actions: ['withdraw', 'retry'] });
    expect(only(failed).retryAt).toBeGreaterThan(0);
    expect(failed.actions).toEqual([]);
    await flow.manage(owner('m-cafe'), 'reds.retry', { redId: only(failed).redId });
    expect(only(await untilRed('m-cafe', invoice, 'issued')).problem).toBeUndefined();
    expect((await reds(invoice)).map(({ attempt }) => attempt)).toEqual([2]);
    const rows = (await flow.documents<OutboxRecord>('outbox')).filter(
      ({ kind, subjectId }) => kind === 'red' && subjectId === invoice.applicationId,
    );
    expect(rows.map(({ number, state }) => [number, state])).toEqual([
      [1001, 'done'],
      [1002, 'done'],
    ]);
  });

  it('may be given up on: then another may be asked for', async () => {
    const invoice = await delivered('m-cafe');
    await issuer({ do: 'fail_next', merchant: 'm-cafe', of: 'red' });
    await reverse('m-cafe', { applicationId: invoice.applicationId, reason: 'error' });
    const failed = await untilRed('m-cafe', invoice, 'failed', 2);
    await flow.manage(owner('m-cafe'), 'reds.withdraw', { redId: only(failed).redId });
    await flow.advance(120);
    const view = await detail('m-cafe', invoice.applicationId);
    expect(only(view).state).toBe('withdrawn');
    expect(view.actions).toEqual(['reissue', 'reverse']);
  });

  it('is no failure while it waits for a person', async () => {
    const invoice = await delivered('m-mall');
    await issuer({ do: 'expire_login', merchant: 'm-mall' });
    await reverse('m-mall', { applicationId: invoice.applicationId, reason: 'error' });
    const view = await until(
      () => detail('m-mall', invoice.applicationId),
      (seen) => seen.reds[0]?.stateText === '待开票员认证',
      2,
    );
    expect(view.reds[0]).toMatchObject({ state: 'accepted', problem: { code: 'waiting_for_person' } });
    await issuer({ do: 'login', merchant: 'm-mall' });
    await untilRed('m-mall', invoice, 'issued');
  });
});

describe('a card that is handed in', () => {
  const handedIn = async (merchant: Merchant, ...states: ('LOCK' | 'CLOSURE')[]) => {
    const invoice = await delivered(merchant);
    const card = (await flow.cards(me)).find((one) => one['order_id'] === invoice.orderId);
    for (const status of states) {
      const chosen = { cardId: card?.['card_id'], encryptCode: card?.['encrypt_code'] };
      const event = { action: 'reimbursement.set', appid: reimburser, ...chosen, status };
      expect(await flow.sandbox.cloudbase.call('wechat', event, { source: ',scf' })).toMatchObject({ ok: true });
      await flow.sandbox.wechat.drain();
      await flow.idle();
    }
    return invoice;
  };

  it('warns and does not refuse; a locked one becomes void', async () => {
    const invoice = await handedIn('m-cafe', 'LOCK');
    const { applicationId } = invoice;
    expect((await flow.manage(owner('m-cafe'), 'reds.options', { applicationId })).warning).toContain('锁定');
    expect(await refused(owner('m-cafe'), 'invoices.reverse', { applicationId, reason: 'return' })).toMatchObject({
      code: 'red_locked',
    });
    await reverse('m-cafe', { applicationId, reason: 'return', confirmLocked: true });
    await until(
      () => detail('m-cafe', applicationId),
      ({ card }) => card === 'discarded',
    );
  });

  it.each(['m-cafe', 'm-mall'] as const)(
    'stays when WeChat will not cancel it, and both sides see that (%s)',
    async (merchant) => {
      const invoice = await handedIn(merchant, 'LOCK', 'CLOSURE');
      const { applicationId, invoiceId } = invoice;
      await reverse(merchant, { applicationId, reason: 'return', confirmLocked: true });
      const view = await until(
        () => detail(merchant, applicationId),
        ({ invoiceState, problem }) => invoiceState === 'reversed' && problem !== undefined,
      );
      expect(view).toMatchObject({
        card: 'inserted',
        stateText: '已红冲，卡券未作废',
        problem: { message: '卡包里的卡券未能作废' },
      });
      expect((await flow.ask(me, 'applications.get', { applicationId })).headline.text).toBe(
        '发票已红冲，卡包里的卡券未能作废',
      );
      expect((await flow.ask(me, 'invoices.get', { invoiceId })).state).toBe('reversed');
    },
  );
});

describe('a card whose code was lost', () => {
  it('is void as soon as the code is learned; until then that is said', async () => {
    await flow.faults({ path: '/card/invoice/insert', kind: 'timeout_after', count: 1, ms: 100 });
    const orderNo = await flow.putOrder({ merchant: 'm-cafe' });
    const { applicationId, orderId } = await flow.ask(me, 'applications.create', {
      orderNos: [orderNo],
      title: person,
    });
    await flow.authorize(orderId);
    await until(
      () => detail('m-cafe', applicationId),
      ({ card }) => card === 'inserted',
    );
    await reverse('m-cafe', { applicationId, reason: 'error' });
    const view = await until(
      () => detail('m-cafe', applicationId),
      ({ problem }) => problem?.code === 'card_code_unknown',
    );
    expect(view).toMatchObject({ invoiceState: 'reversed', card: 'inserted' });
    const [card] = (await flow.cards(me)).filter((one) => one['order_id'] === orderId);
    await flow.ask(me, 'cards.learn', {
      applicationId,
      cards: [{ cardId: String(card?.['card_id']), encryptCode: String(card?.['encrypt_code']) }],
    });
    await until(
      () => detail('m-cafe', applicationId),
      (seen) => seen.card === 'discarded',
    );
  });
});

describe('what follows for the order', () => {
  it('whose sale was undone: nothing, until a refund says what is left of it', async () => {
    const invoice = await delivered('m-cafe');
    await reverse('m-cafe', { applicationId: invoice.applicationId, reason: 'return' });
    await untilRed('m-cafe', invoice, 'issued');
    const look = async () => (await flow.ask(me, 'orders.get', { orderNo: invoice.orderNo })).order;
    expect(await look()).toMatchObject({ canApply: false, reasonCode: 'sale_undone' });
    await flow.putOrder({ orderNo: invoice.orderNo, merchant: 'm-cafe', refunded: 1000 });
    expect(await look()).toMatchObject({ canApply: true, amount: 3100 });
    const next = await flow.ask(me, 'applications.create', { orderNos: [invoice.orderNo], title: company });
    expect(next.orderId).not.toBe(invoice.orderId);
    await flow.authorize(next.orderId);
    await flow.settle(me, next.applicationId);
    expect(await detail('m-cafe', next.applicationId)).toMatchObject({ card: 'inserted', amount: 3100 });
    const invoices = await flow.documents<InvoiceRecord>('invoices');
    const live = invoices.filter(({ orderNos, state }) => orderNos.includes(invoice.orderNo) && state !== 'reversed');
    expect(live).toHaveLength(1);
  });
});
