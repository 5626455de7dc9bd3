import type { InvoiceRecord } from '../../cloudfunctions/common/store/records';
import { company, startFlow, type Flow } from '../support/sandbox';

// Money goes back and the invoice over it stays valid, or one is issued over more than was paid in the end.
jest.setTimeout(60_000);
let flow: Flow;
let me: string;
let owner: string;
beforeAll(async () => {
  flow = await startFlow();
  await flow.putMembers('m-cafe');
  [me, owner] = [flow.buyer(), flow.member('m-cafe', 'owner')];
}, 60_000);
afterAll(() => flow.close());

const apply = async (orderNo: string) => {
  const created = await flow.ask(me, 'applications.create', { orderNos: [orderNo], title: company });
  await flow.authorize(created.orderId);
  return created;
};
const invoicesOf = async (orderNo: string) =>
  (await flow.documents<InvoiceRecord>('invoices')).filter(({ orderNos }) => orderNos.includes(orderNo));

it('an order that is refunded while its buyer is still on WeChat’s page gets no invoice', async () => {
  const orderNo = await flow.putOrder();
  const made = await flow.ask(me, 'applications.create', { orderNos: [orderNo], title: company });
  await flow.putOrder({ orderNo, status: 'refunded' });
  await flow.authorize(made.orderId);
  await flow.advance(600);
  await flow.idle();
  expect(await invoicesOf(orderNo)).toEqual([]);
});

it('an invoice over money that went back is put before the merchant, and what is left is invoiced only after its red', async () => {
  const orderNo = await flow.putOrder();
  const { applicationId } = await apply(orderNo);
  await flow.settle(me, applicationId);
  await flow.putOrder({ orderNo, refunded: 1000 });
  const { rows } = await flow.manage(owner, 'invoices.list', { tab: 'to_reverse' });
  expect(rows.map((row) => row.applicationId)).toEqual([applicationId]);
  await flow.refused(me, 'applications.create', { orderNos: [orderNo], title: company });

  await flow.manage(owner, 'invoices.reverse', { applicationId, reason: 'return' });
  for (let look = 0; look < 40; look += 1) {
    if ((await flow.manage(owner, 'invoices.get', { applicationId })).invoiceState === 'reversed') break;
    await flow.advance(15);
  }
  const next = await apply(orderNo);
  expect(await flow.settle(me, next.applicationId)).toMatchObject({ issuing: 'issued', amount: 3100 });
  const states = (await invoicesOf(orderNo)).map(({ amount, state }) => [amount, state]);
  expect(Object.fromEntries(states)).toEqual({ 4100: 'reversed', 3100: 'normal' });
});
