import type { OrderRecord } from '../../cloudfunctions/common/store/records';
import { company, startFlow, type Flow } from '../support/sandbox';

jest.setTimeout(60_000);
let flow: Flow;
let me: string;
let clerk: string;
beforeAll(async () => {
  flow = await startFlow();
  await flow.putMembers('m-cafe');
  await flow.putMembers('m-mall');
  me = flow.buyer();
  clerk = flow.member('m-cafe', 'clerk');
}, 60_000);
afterAll(() => flow.close());

const pdf = (text = 'trip') => `%PDF-1.4\n${text}\n%%EOF`;
const base64 = (text: string) => Buffer.from(text).toString('base64');
const put = async (orderNo: string, name: string, body: string, type = 'application/pdf', merchant = 0) => {
  const key = flow.sandbox.demo.merchants[merchant]?.apiKey ?? '';
  const answer = await fetch(`${flow.sandbox.url}/open/v1/orders/${orderNo}/attachments/${encodeURIComponent(name)}`, {
    method: 'PUT',
    headers: { authorization: `Bearer ${key}`, 'content-type': type },
    body,
  });
  return (await answer.json()) as {
    ok: boolean;
    data?: { attachments: { name: string; bytes: number }[] };
    error?: { code: string; message: string };
  };
};
const applied = async () => {
  const orderNo = await flow.putOrder();
  return { orderNo, ...(await flow.ask(me, 'applications.create', { orderNos: [orderNo], title: company })) };
};
const delivered = async ({ orderId, applicationId }: { orderId: string; applicationId: string }) => {
  await flow.authorize(orderId);
  const view = await flow.settle(me, applicationId);
  return flow.ask(me, 'invoices.get', { invoiceId: view.invoice?.invoiceId ?? '' });
};
const cardOf = async (orderId: string) => (await flow.cards(me)).find((card) => card['order_id'] === orderId);
const add = (applicationId: string, input: object) =>
  flow.call(clerk, 'merchant', { action: 'attachments.add', applicationId, ...input });

test('a PDF from the merchant’s server goes onto the card, into the buyer’s page and into the mail', async () => {
  const application = await applied();
  expect((await put(application.orderNo, '行程单.pdf', pdf())).data?.attachments).toMatchObject([
    { name: '行程单', bytes: pdf().length },
  ]);
  const invoice = await delivered(application);
  expect(await cardOf(application.orderId)).toMatchObject({
    s_trip_pdf_media_id: expect.stringMatching(/^\d+$/) as string,
  });
  expect(invoice.attachments).toMatchObject([{ name: '行程单', bytes: pdf().length }]);
  expect(await (await fetch(invoice.attachments[0]?.url ?? '')).text()).toBe(pdf());
  await flow.ask(me, 'invoices.mail', { invoiceId: invoice.invoiceId, email: 'trip@mail.example' });
  const [mail] = flow.sandbox.mail.all().filter(({ to }) => to.includes('trip@mail.example'));
  expect(mail?.attachments.map(({ name }) => name)).toContain('行程单.pdf');
});

test('an invoice without one has a card without one', async () => {
  const application = await applied();
  const invoice = await delivered(application);
  expect(invoice.attachments).toEqual([]);
  expect(await cardOf(application.orderId)).not.toHaveProperty('s_trip_pdf_media_id');
});

test('a member adds one from the phone until the card is made; the same name replaces it', async () => {
  const application = await applied();
  const { applicationId } = application;
  const first = await flow.manage(clerk, 'attachments.add', { applicationId, name: '水单', content: base64(pdf('a')) });
  expect(first).toMatchObject({ attachments: [{ name: '水单' }], audit: [{ action: 'attach', reason: '水单' }] });
  await flow.manage(clerk, 'attachments.add', { applicationId, name: '水单', content: base64(pdf('second')) });
  const invoice = await delivered(application);
  expect(invoice.attachments).toMatchObject([{ name: '水单', bytes: pdf('second').length }]);
  expect(await add(applicationId, { name: '晚了', content: base64(pdf()) })).toMatchObject({
    ok: false,
    error: { code: 'attachment_too_late' },
  });
  expect((await put(application.orderNo, '晚了', pdf())).error?.code).toBe('attachment_too_late');
});

test('their links renew themselves', async () => {
  const application = await applied();
  await put(application.orderNo, '行程单', pdf());
  const invoice = await delivered(application);
  const [old] = invoice.attachments;
  await flow.advance(2 * 3600);
  expect((await fetch(old?.url ?? '')).ok).toBe(false);
  const fresh = await flow.ask(me, 'invoices.get', { invoiceId: invoice.invoiceId });
  expect(await (await fetch(fresh.attachments[0]?.url ?? '')).text()).toBe(pdf());
  const seen = await flow.manage(clerk, 'invoices.get', { applicationId: application.applicationId });
  expect(await (await fetch(seen.attachments[0]?.url ?? '')).text()).toBe(pdf());
});

test.each([
  ['', 'application/pdf', 'attachment_invalid'],
  ['not a pdf', 'application/pdf', 'attachment_invalid'],
  ['%PDF-1.4 cut off', 'application/pdf', 'attachment_invalid'],
  [`%PDF-1.4${'x'.repeat(1024 * 1024)}%%EOF`, 'application/pdf', 'attachment_invalid'],
  [pdf(), 'image/png', 'unsupported_media_type'],
])('what is no PDF of reasonable size is refused with its reason', async (body, type, code) => {
  const orderNo = await flow.putOrder();
  expect((await put(orderNo, '行程单', body, type)).error).toMatchObject({ code });
  const [order] = (await flow.documents<OrderRecord>('orders')).filter((one) => one.orderNo === orderNo);
  expect(order?.attachments).toBeUndefined();
});

test('names that file systems dislike, a sixth file and another merchant’s order are refused', async () => {
  const orderNo = await flow.putOrder();
  for (const name of ['a/b', '../x', 'a:b', '', '.x', 'x'.repeat(41)])
    expect((await put(orderNo, name, pdf())).error?.code ?? 'ok').toMatch(/bad_request|not_found/);
  for (let n = 0; n < 5; n += 1) await put(orderNo, `附件${n}`, pdf(String(n)));
  expect((await put(orderNo, '附件5', pdf())).error?.code).toBe('too_many_attachments');
  expect((await put(orderNo, '附件4', pdf('again'))).ok).toBe(true);
  expect((await put(orderNo, '附件', pdf(), 'application/pdf', 1)).error?.code).toBe('order_not_found');
  const { applicationId } = await applied();
  const foreigner = flow.member('m-mall', 'owner');
  const input = { action: 'attachments.add', applicationId, name: 'x', content: base64(pdf()) };
  expect(await flow.call(foreigner, 'merchant', input)).toMatchObject({ error: { code: 'not_found' } });
  expect(await flow.call(flow.member('m-cafe', 'viewer'), 'merchant', input)).toMatchObject({
    error: { code: 'forbidden' },
  });
  expect(await add(applicationId, { name: 'x', content: '***' })).toMatchObject({ error: { code: 'bad_request' } });
});
