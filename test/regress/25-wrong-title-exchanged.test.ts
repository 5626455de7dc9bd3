import type { InvoiceRecord } from '../../cloudfunctions/common/store/records';
import { company, person } from '../support/sandbox';
import { startReimburse, type Card, type Reimburse } from '../support/reimburse';

// A new invoice for another title: made too early there are two that are valid, and behind a company’s lock it is a loss.
jest.setTimeout(60_000);
let own: Reimburse;
let me: string;
beforeAll(async () => {
  own = await startReimburse();
  me = own.flow.buyer();
}, 120_000);
afterAll(() => own.close());

const invoiceOf = async ({ number }: Card) => {
  const found = (await own.flow.documents<InvoiceRecord>('invoices')).find((invoice) => invoice.number === number);
  if (!found) throw new Error(`no invoice ${number}`);
  return found;
};
const validOf = async (orderNos: readonly string[]) =>
  (await own.flow.documents<InvoiceRecord>('invoices')).filter(
    ({ state, orderNos: of }) => state === 'normal' && of.some((orderNo) => orderNos.includes(orderNo)),
  ).length;

it('the old invoice is valid until the buyer confirms, and at no moment two are', async () => {
  const { applicationId, orderNos } = await invoiceOf(await own.card(me, { title: person }));
  const made = await own.flow.ask(me, 'applications.reissue', { applicationId, title: company });
  await own.flow.advance(600);
  expect(await validOf(orderNos)).toBe(1);
  await own.flow.authorize(made.orderId);
  let card: string | undefined;
  for (let look = 0; look < 60 && card !== 'inserted'; look += 1) {
    expect(await validOf(orderNos)).toBeLessThanOrEqual(1);
    ({ card } = await own.flow.ask(me, 'applications.refresh', { applicationId: made.applicationId }));
    await own.flow.advance(15);
  }
  expect([card, await validOf(orderNos)]).toEqual(['inserted', 1]);
});

it('an invoice that a company has locked offers no exchange, says who can help, and offers it again when it is free', async () => {
  const card = await own.card(me, { title: person });
  const { _id: invoiceId, applicationId } = await invoiceOf(card);
  const offer = async () => {
    await own.flow.sandbox.wechat.drain();
    await own.flow.idle();
    return (await own.flow.ask(me, 'invoices.get', { invoiceId })).reissue;
  };
  expect(await offer()).toEqual({ can: true });
  await own.byOther(card, 'LOCK');
  expect(await offer()).toMatchObject({ can: false, reason: expect.stringMatching(/锁定/) as string });
  expect(await own.flow.refused(me, 'applications.reissue', { applicationId, title: company })).toMatchObject({
    code: 'reissue_locked',
    hint: expect.stringMatching(/解锁/) as string,
  });
  expect((await invoiceOf(card)).state).toBe('normal');
  await own.byOther(card, 'INIT');
  expect(await offer()).toEqual({ can: true });
});
