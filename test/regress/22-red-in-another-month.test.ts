import { parse } from 'csv-parse/sync';
import { company, startFlow, type Flow } from '../support/sandbox';

// Books that are closed change when a red is taken off the month of its blue, or the two are netted out of sight.
jest.setTimeout(60_000);
const DAY = 86_400;
let flow: Flow;
let owner: string;
beforeAll(async () => {
  flow = await startFlow();
  await flow.putMembers('m-cafe');
  owner = flow.member('m-cafe', 'owner');
}, 60_000);
afterAll(() => flow.close());

const day = () => new Date(flow.sandbox.clock.now() + 8 * 3_600_000).toISOString().slice(0, 10);
const exported = async (from: string, to: string) => {
  let view = await flow.manage(owner, 'exports.create', { format: 'csv', basis: 'issued', from, to });
  for (let look = 0; view.state === 'working' && look < 200; look += 1) {
    await new Promise((resolve) => setTimeout(resolve, 50));
    view = await flow.manage(owner, 'exports.get', { exportId: view.exportId });
  }
  const text = await (await fetch(view.files[0]?.url ?? '')).text();
  const rows: Record<string, string>[] = parse(text, { bom: true, columns: true });
  return { sums: view.sums, rows: rows.map((row) => [row['类型'], row['价税合计']]) };
};

it('a red stands in the month in which it was made, negative, and the month of its blue stays as it was told', async () => {
  const orderNo = await flow.putOrder();
  const { applicationId, orderId } = await flow.ask(flow.buyer(), 'applications.create', {
    orderNos: [orderNo],
    title: company,
  });
  await flow.authorize(orderId);
  await flow.settle(flow.buyer(), applicationId);
  const first = day();
  const told = await exported(first, first);
  expect(told.rows).toEqual([['蓝字发票', '41.00']]);

  await flow.advance(40 * DAY);
  await flow.manage(owner, 'invoices.reverse', { applicationId, reason: 'error' });
  for (let look = 0; look < 20; look += 1) {
    const { invoiceState } = await flow.manage(owner, 'invoices.get', { applicationId });
    if (invoiceState === 'reversed') break;
    await flow.advance(30);
  }
  const later = day();
  expect(await exported(first, first)).toMatchObject(told);
  const red = await exported(later, later);
  expect(red.rows).toEqual([['红字发票', '-41.00']]);
  expect(red.sums.net.amount).toBe(-4100);
  const both = await exported(first, later);
  expect([both.rows.length, both.sums.net.amount]).toEqual([2, 0]);
  const { periods } = await flow.manage(owner, 'statistics.get', { from: first, to: later });
  const of = (date: string) => periods.find(({ period }) => period === date);
  expect([of(first)?.issuedAmount, of(first)?.redAmount]).toEqual([4100, 0]);
  expect([of(later)?.issuedAmount, of(later)?.redAmount]).toEqual([0, 4100]);
});
