import type { ReceivedMail } from '../../sandbox/mail';
import { company, startFlow, type Flow } from '../support/sandbox';

// At the counter a tap is repeated and a receipt is photographed; a mail is asked for again and again, or for a stranger.
jest.setTimeout(60_000);
let flow: Flow;
let me: string;
let clerk: string;
beforeAll(async () => {
  flow = await startFlow();
  await flow.putMembers('m-cafe');
  [me, clerk] = [flow.buyer(), flow.member('m-cafe', 'clerk')];
}, 60_000);
afterAll(() => flow.close());

const mailsTo = (address: string): ReceivedMail[] => flow.sandbox.mail.all().filter(({ to }) => to.includes(address));
const sold = async (requestId?: string) => {
  const [item] = (await flow.manage(clerk, 'till.get', {})).items;
  return flow.manage(clerk, 'tillOrders.create', {
    amount: 4100,
    item: item?.name ?? '',
    ...(requestId && { requestId }),
  });
};
const invoiced = async (orderNo: string) => {
  const created = await flow.ask(me, 'applications.create', { orderNos: [orderNo], title: company });
  await flow.authorize(created.orderId);
  return (await flow.settle(me, created.applicationId)).invoice?.invoiceId ?? '';
};

it('the same tap at the till is one order, and one sale is one invoice whoever photographs its code', async () => {
  const { order, code } = await sold('tap-1');
  expect((await sold('tap-1')).order.orderNo).toBe(order.orderNo);
  await flow.ask(me, 'orders.claim', { code: code.url });
  expect(await invoiced(order.orderNo)).toBeTruthy();
  const other = await flow.call(flow.buyer(1), 'buyer', { action: 'orders.claim', code: code.url });
  if (other.ok) expect(other.data).toMatchObject({ order: { canApply: false } });
  await flow.refused(flow.buyer(1), 'applications.create', { orderNos: [order.orderNo], title: company });
  const invoices = await flow.documents<{ orderNos: string[] }>('invoices');
  expect(invoices.filter(({ orderNos }) => orderNos.includes(order.orderNo))).toHaveLength(1);
});

it('a code that was withdrawn at the till gives nobody an invoice', async () => {
  const { order, code } = await sold();
  await flow.manage(clerk, 'tillOrders.withdraw', { orderNo: order.orderNo });
  expect((await flow.ask(me, 'orders.claim', { code: code.url })).order).toMatchObject({ canApply: false });
  const asked = { orderNos: [order.orderNo], title: company };
  expect(await flow.refused(me, 'applications.create', asked)).toMatchObject({ code: 'order_not_invoiceable' });
});

it('a mail is sent once for a tap, to one address, of an own invoice, and not more than five times an hour', async () => {
  const invoiceId = await invoiced(await flow.putOrder());
  const send = (email: string, requestId?: string) =>
    flow.ask(me, 'invoices.mail', { invoiceId, email, ...(requestId && { requestId }) });
  await send('once@mail.example', 'tap-2');
  await send('once@mail.example', 'tap-2');
  expect(mailsTo('once@mail.example')).toHaveLength(1);
  const all = flow.sandbox.mail.all().length;
  for (const email of ['a@mail.example,b@mail.example', 'a@mail.example\r\nBcc: b@mail.example'])
    expect(await flow.refused(me, 'invoices.mail', { invoiceId, email })).toMatchObject({ code: 'bad_request' });
  const thief = await flow.refused(flow.buyer(1), 'invoices.mail', { invoiceId, email: 'thief@mail.example' });
  expect(thief.code).toBe('not_found');
  expect(flow.sandbox.mail.all()).toHaveLength(all);
  await flow.advance(3600 - (Math.floor(flow.sandbox.clock.now() / 1000) % 3600) + 5);
  for (let n = 0; n < 5; n += 1) await send(`n${n}@mail.example`);
  expect(await flow.refused(me, 'invoices.mail', { invoiceId, email: 'n5@mail.example' })).toMatchObject({
    code: 'too_many_mails',
    retryable: true,
  });
  expect(mailsTo('n5@mail.example')).toEqual([]);
});
