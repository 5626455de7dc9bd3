import type { Title } from '../../contract/buyer';
import type { MerchantInvoice } from '../../contract/merchant';
import type { Sandbox } from '../../sandbox';
import { doors } from './doors';

const MERCHANT = 'm-mall';
const title: Title = { kind: 'company', name: '样例科技有限公司', taxNo: '91000000MA0C0MPA1D' };

/** How far each of these invoices is taken back. */
type Ending = 'whole' | 'part' | 'awaits_buyer' | 'awaits_seller';

const sales: readonly { orderNo: string; daysAgo: number; paid: number; summary: string; ending: Ending }[] = [
  { orderNo: 'MALL2026103000302', daysAgo: 22, paid: 12_900, summary: '保温杯', ending: 'whole' },
  { orderNo: 'MALL2026103000318', daysAgo: 22, paid: 39_800, summary: '明前龙井 ×2', ending: 'part' },
  { orderNo: 'MALL2026102900127', daysAgo: 23, paid: 25_800, summary: '保温杯 ×2', ending: 'awaits_buyer' },
  { orderNo: 'MALL2026102800204', daysAgo: 24, paid: 19_900, summary: '明前龙井', ending: 'awaits_seller' },
];

const people = ({ demo }: Sandbox) => {
  const buyer = demo.people[1]?.openid;
  const finance = demo.people.find(({ merchant, role }) => merchant === MERCHANT && role === 'finance')?.openid;
  if (!buyer || !finance) throw new Error('demo.json has lost the people of the mall');
  return { buyer, finance };
};

/** Sells, and has the invoice applied for and confirmed. */
const sell = async (sandbox: Sandbox, { orderNo, daysAgo, paid, summary }: (typeof sales)[number]): Promise<string> => {
  const { as, putOrder, control } = doors(sandbox);
  const { buyer } = people(sandbox);
  const order = { orderNo, status: 'completed', paid, summary, buyer: { openid: buyer } };
  await putOrder(MERCHANT, daysAgo, order);
  const requestId = `demo-${orderNo}`;
  const made = await as('buyer', buyer)('applications.create', { orderNos: [orderNo], title, requestId });
  await control('authorize', { order_id: made.orderId, openid: buyer });
  return made.applicationId;
};

/** Lets the sandbox's clock run until an invoice stands so. */
const until = async (
  sandbox: Sandbox,
  applicationId: string,
  isSo: (invoice: MerchantInvoice) => boolean,
): Promise<MerchantInvoice> => {
  const look = doors(sandbox).as('merchant', people(sandbox).finance);
  for (let step = 0; step < 90; step += 1) {
    const invoice = await look('invoices.get', { applicationId });
    if (isSo(invoice)) return invoice;
    await sandbox.clock.advance(step < 60 ? 2 : 60);
  }
  throw new Error(`application ${applicationId} of the demo does not come to its end`);
};

const reverse = async (sandbox: Sandbox, applicationId: string, ending: Ending): Promise<void> => {
  const { as, control } = doors(sandbox);
  const act = as('merchant', people(sandbox).finance);
  const requestId = `demo-red-${applicationId}`;
  const { number: invoice_no } = await until(sandbox, applicationId, ({ card }) => card === 'inserted');
  if (ending === 'whole') {
    await act('invoices.reverse', { applicationId, reason: 'error', requestId });
    await until(
      sandbox,
      applicationId,
      ({ card, invoiceState }) => card === 'discarded' && invoiceState === 'reversed',
    );
    return;
  }
  await control('issuer', { do: 'book', invoice_no });
  if (ending === 'awaits_seller') {
    await control('issuer', { do: 'start_red', invoice_no, amount: 9900 });
    await until(sandbox, applicationId, ({ stateCode }) => stateCode === 'to_confirm');
    return;
  }
  const amount = ending === 'part' ? { amount: 19_900 } : {};
  await act('invoices.reverse', { applicationId, reason: 'return', requestId, ...amount });
  await until(sandbox, applicationId, ({ reds }) => reds[0]?.state === 'awaiting_buyer');
  if (ending === 'awaits_buyer') return;
  await control('issuer', { do: 'confirm_red', invoice_no });
  await until(sandbox, applicationId, ({ invoiceState }) => invoiceState === 'partly_reversed');
};

/** Invoices that were taken back, wholly and in part, and two that wait for an answer: one on each side. */
export const writeReds = async (sandbox: Sandbox): Promise<void> => {
  const made: [applicationId: string, ending: Ending][] = [];
  for (const sale of sales) made.push([await sell(sandbox, sale), sale.ending]);
  for (const [applicationId, ending] of made) await reverse(sandbox, applicationId, ending);
};
