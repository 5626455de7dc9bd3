import type {
  ApplicationRecord,
  InvoiceRecord,
  OrderRecord,
  OutboxRecord,
} from '../../cloudfunctions/common/store/records';
import type { Title } from '../../contract/buyer';
import { company, person, startFlow, type Flow } from '../support/sandbox';

jest.setTimeout(30_000);
let flow: Flow;
let me: string;
beforeAll(async () => {
  flow = await startFlow();
  me = flow.buyer();
}, 60_000);
afterAll(() => flow.close());

const deliver = async (
  orderNos: string[],
  more: { title?: Title; kind?: 'normal' | 'special' } = {},
  authorize: object = {},
) => {
  const created = await flow.ask(me, 'applications.create', { orderNos, ...more });
  await flow.authorize(created.orderId, authorize);
  return { created, view: await flow.settle(me, created.applicationId) };
};

test('an order becomes an invoice in the card pack, for a company', async () => {
  const orderNo = await flow.putOrder();
  const { created, view } = await deliver([orderNo], { title: company });
  expect(created.orderId).toMatch(new RegExp(`^${orderNo}-1-[a-z0-9]{8}$`));
  expect(created.authorization.path).toContain(created.orderId);
  expect(view).toMatchObject({
    authorization: 'authorized',
    issuing: 'issued',
    card: 'inserted',
    type: 0,
    amount: 4100,
  });
  expect(view.headline).toMatchObject({ text: '开好了，已放入卡包', tone: 'done' });
  expect(view.timeline.map(({ code }) => code)).toEqual([
    'applied',
    'authorized',
    'issuing',
    'issued',
    'card_inserting',
    'card_inserted',
  ]);
  expect(view.actions).toEqual(['files', 'reissue']);

  const [card] = (await flow.cards(me)).filter(({ order_id }) => order_id === created.orderId);
  expect(card).toMatchObject({ reimburse_status: 'INVOICE_REIMBURSE_INIT' });
  const orders = await flow.documents<OrderRecord>('orders');
  expect(orders.find((order) => order.orderNo === orderNo)).toMatchObject({ hold: 'invoiced', attempts: 1 });
});

test('the invoice has its numbers, its tax and files that open', async () => {
  const { view } = await deliver([await flow.putOrder()], { title: company });
  const { invoiceId = '' } = view.invoice ?? {};
  const invoice = await flow.ask(me, 'invoices.get', { invoiceId });
  expect(invoice).toMatchObject({
    amount: 4100,
    net: 3868,
    tax: 232,
    form: 'digital',
    state: 'normal',
    title: company,
  });
  expect(invoice.number).toMatch(/^\d{20}$/);
  expect(invoice.cardRef?.code).toMatch(/^\d{12}$/);
  const pdf = invoice.files.find(({ format }) => format === 'pdf');
  const answer = await fetch(pdf?.url ?? '');
  expect(
    Buffer.from(await answer.arrayBuffer())
      .subarray(0, 5)
      .toString(),
  ).toBe('%PDF-');
  const { invoices } = await flow.ask(me, 'invoices.list', {});
  expect(invoices.map((entry) => entry.invoiceId)).toContain(invoiceId);
});

test('a person who picks the title on WeChat’s page is never asked for it here', async () => {
  const { view } = await deliver([await flow.putOrder()], {}, { title: { title: '小林本人', phone: '13000000001' } });
  expect(view).toMatchObject({
    type: 1,
    issuing: 'issued',
    card: 'inserted',
    title: { kind: 'personal', name: '小林本人' },
  });
});

test('a company picked on WeChat’s page brings its tax number', async () => {
  const { view } = await deliver(
    [await flow.putOrder()],
    {},
    { title: { title: company.name, tax_no: '91000000MA0C0MPA1D' } },
  );
  expect(view.title).toMatchObject(company);
  expect(view.invoice?.titleName).toBe(company.name);
});

test('a 专用发票 goes to a company with a tax number', async () => {
  const { view } = await deliver([await flow.putOrder()], { title: company, kind: 'special' });
  expect(view).toMatchObject({ issuing: 'issued', card: 'inserted', kind: 'special' });
});

test('several orders of one merchant share an invoice over their total', async () => {
  const orderNos = [await flow.putOrder(), await flow.putOrder({ paid: 900, refunded: 100 })];
  const { view } = await deliver(orderNos, { title: person });
  expect(view).toMatchObject({ amount: 4900, orderNos, issuing: 'issued' });
  const held = (await flow.documents<OrderRecord>('orders')).filter(({ orderNo }) => orderNos.includes(orderNo));
  expect(held.map(({ hold }) => hold)).toEqual(['invoiced', 'invoiced']);
});

test('with a third-party platform the invoice is delivered and the platform sees to the card', async () => {
  const { view } = await deliver([await flow.putOrder({ merchant: 'm-mall' })], { title: company });
  expect(view).toMatchObject({ issuing: 'issued', card: 'inserted' });
  expect(view.headline.text).toBe('开好了，已放入卡包');
  expect(view.actions).toEqual(['files', 'reissue']);
});

test('classic invoices carry code, number and check code', async () => {
  await flow.putMerchant('m-cafe', { form: 'classic' });
  const { view } = await deliver([await flow.putOrder()], { title: person });
  await flow.putMerchant('m-cafe');
  expect(view.card).toBe('inserted');
  const invoice = await flow.ask(me, 'invoices.get', { invoiceId: view.invoice?.invoiceId ?? '' });
  expect([invoice.number, invoice.code, invoice.checkCode]).toEqual([
    expect.stringMatching(/^\d{8}$/),
    expect.stringMatching(/^\d{12}$/),
    expect.stringMatching(/^\d{20}$/),
  ]);
});

test('the buyer who allowed one message hears of one invoice on the phone, and gets the next without it', async () => {
  await flow.control('subscribe', { openid: me, template_ids: ['sandbox-invoice-issued'] });
  const { created } = await deliver([await flow.putOrder()], { title: person });
  const { created: next, view } = await deliver([await flow.putOrder()], { title: person });
  expect(view.card).toBe('inserted');
  const messages = await (await fetch(`${flow.sandbox.wechatUrl}/__sandbox/app/messages?openid=${me}`)).text();
  expect(messages).toContain('发票已开好');
  expect(messages).toContain(created.applicationId);
  expect(messages).not.toContain(next.applicationId);
  const told = (await flow.documents<OutboxRecord>('outbox')).filter(({ kind }) => kind === 'notify');
  expect(told.filter(({ state }) => state !== 'done')).toEqual([]);
});

test('every document of the way agrees with every other', async () => {
  const applications = await flow.documents<ApplicationRecord>('applications');
  const invoices = await flow.documents<InvoiceRecord>('invoices');
  const issued = applications.filter(({ issuing }) => issuing.state === 'issued');
  expect(invoices).toHaveLength(issued.length);
  expect(new Set(invoices.map(({ numberKey }) => numberKey)).size).toBe(invoices.length);
  for (const invoice of invoices) {
    const application = applications.find(({ _id }) => _id === invoice.applicationId);
    expect(application).toMatchObject({
      invoiceId: invoice._id,
      amount: invoice.amount,
      merchantId: invoice.merchantId,
    });
    expect(invoice.net + invoice.tax).toBe(invoice.amount);
  }
});
