import { startReimburse, type Reimburse } from '../support/reimburse';

// WeChat's links to a PDF live two hours: whoever stores or shows one has a dead link by the evening.
jest.setTimeout(60_000);
const LONGER_THAN_ANY_LINK = 3 * 3600;
let own: Reimburse;
let employee: string;
beforeAll(async () => {
  own = await startReimburse();
  employee = own.one('employee');
}, 120_000);
afterAll(() => own.close());

const opens = async (url: string | undefined) => {
  const answer = await fetch(url ?? '');
  return (
    answer.ok &&
    Buffer.from(await answer.arrayBuffer())
      .subarray(0, 5)
      .toString() === '%PDF-'
  );
};

it('the buyer’s file opens on any day: the page that is opened has a link of its own', async () => {
  await own.card(employee);
  const [{ invoiceId = '' } = {}] = (await own.flow.ask(employee, 'invoices.list', {})).invoices;
  const pdf = async () =>
    (await own.flow.ask(employee, 'invoices.get', { invoiceId })).files.find(({ format }) => format === 'pdf');
  const before = await pdf();
  expect(await opens(before?.url)).toBe(true);
  await own.flow.advance(LONGER_THAN_ANY_LINK);
  expect(await opens(before?.url)).toBe(false);
  const after = await pdf();
  expect(await opens(after?.url)).toBe(true);
  expect(after?.expiresAt).toBeGreaterThan(own.flow.sandbox.clock.now() / 1000);
});

it('what a company reimburses it keeps itself, so that the file is there when the buyer’s card is not', async () => {
  const card = await own.card(employee);
  const claimId = await own.claim(employee, [card]);
  await own.ask(employee, 'claims.submit', { claimId });
  await own.flow.idle();
  const [{ itemId = '' } = {}] = (await own.ask(employee, 'claims.invoices', { claimId })).rows;
  const wechat = new URL(own.flow.sandbox.wechatUrl).host;
  await own.cancel(card);
  await own.flow.advance(30 * 86_400);
  const { files } = await own.ask(employee, 'invoices.get', { claimId, itemId });
  expect(files).toHaveLength(1);
  expect(new URL(files[0]?.url ?? '').host).not.toBe(wechat);
  expect(await opens(files[0]?.url)).toBe(true);
});
