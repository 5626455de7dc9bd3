import type { AuthFields } from '../../contract/wechat';
import { startFlow, type Flow } from '../support/sandbox';
import { applicationBy, locationOf, server, visitor } from '../support/visitor';

jest.setTimeout(30_000);
const SET = '/card/invoice/setbizattr?action=set_auth_field';
const authFields: AuthFields = {
  personal: { phone: 'required', email: 'hidden', own: [{ label: '会员号', required: true, notice: '卡面上的数字' }] },
  company: { taxNo: 'required', address: 'hidden', phone: 'shown', bank: 'hidden', bankAccount: 'hidden', own: [] },
};
let flow: Flow;
let open: ReturnType<typeof server>;
beforeAll(async () => {
  flow = await startFlow();
  open = server(flow);
}, 60_000);
afterAll(() => flow.close());

/** WeChat's page for a new order, as the buyer's browser shows it. */
const authorizationPage = async (title?: object) => {
  const { data } = await open('POST', `/orders/${await flow.putOrder()}/authorization`, {
    source: 'web',
    ...(title && { title }),
  });
  const url = String(data['authUrl']);
  return { orderId: String(data['orderId']), url, text: await (await fetch(url)).text() };
};
const asks = (text: string, label: string) => text.includes(`<span>${label}</span>`);

test('what a merchant asks for stands on WeChat’s page from the first one on, told once, and comes back with the answer', async () => {
  const plain = await authorizationPage();
  expect([asks(plain.text, '会员号'), asks(plain.text, '邮箱')]).toEqual([false, true]);
  expect(await flow.calls(SET)).toBe(0);

  await flow.putMerchant('m-cafe', { authFields });
  const asked = await authorizationPage();
  expect([asks(asked.text, '会员号'), asks(asked.text, '邮箱')]).toEqual([true, false]);
  for (let times = 0; times < 2; times += 1) await authorizationPage();
  expect(await flow.calls(SET)).toBe(1);

  const send = (fields: Record<string, string>) =>
    fetch(asked.url, {
      method: 'POST',
      body: new URLSearchParams({ action: 'confirm', kind: 'personal', openid: flow.buyer(), ...fields }),
      redirect: 'manual',
    });
  await send({ title: '小林' });
  expect((await applicationBy(flow, asked.orderId))?.authorization.state).toBe('waiting');
  await send({ title: '小林', phone: '13000000001', 'custom:会员号': '0007' });
  await flow.sandbox.wechat.drain();
  await flow.idle();
  expect((await applicationBy(flow, asked.orderId))?.authorization.filled).toMatchObject({
    title: '小林',
    phone: '13000000001',
    custom: [{ key: '会员号', value: '0007' }],
  });
  const id = (await applicationBy(flow, asked.orderId))?._id ?? '';
  await flow.putMembers('m-cafe');
  const shown = await flow.manage(flow.member('m-cafe', 'viewer'), 'invoices.get', { applicationId: id });
  expect(shown.title).toEqual({ kind: 'personal', name: '小林', phone: '13000000001' });
  expect(shown.filled).toEqual({ own: [{ label: '会员号', value: '0007' }] });
});

test('a changed wish is told again, a page that needs none is not waited for, and WeChat’s forgetting is healed', async () => {
  const before = await flow.calls(SET);
  await flow.putMerchant('m-cafe', { authFields: { ...authFields, personal: { ...authFields.personal, own: [] } } });
  await authorizationPage({ kind: 'personal', name: '小林' });
  expect(await flow.calls(SET)).toBe(before);
  expect(asks((await authorizationPage()).text, '会员号')).toBe(false);
  expect(await flow.calls(SET)).toBe(before + 1);
  await flow.faults({ path: '/card/invoice/getauthurl', kind: 'errcode', errcode: 72029, count: 1 });
  await authorizationPage();
  await flow.faults();
  expect(await flow.calls(SET)).toBe(before + 2);
});

test('the page of 扫码 and the one after a payment ask the same', async () => {
  await flow.putMerchant('m-cafe', { authFields });
  const { data } = await open('GET', `/orders/${await flow.putOrder()}`);
  const { url } = data['receipt'] as { url: string };
  const auth = locationOf(await visitor(flow).get(url));
  expect(asks(await (await fetch(auth)).text(), '会员号')).toBe(true);

  const linked = await flow.sandbox.cloudbase.call(
    'jobs',
    { action: 'payMerchant.link', merchantId: 'm-mall' },
    { source: ',unknown' },
  );
  expect(linked).toMatchObject({ ok: true });
  const before = await flow.calls(SET);
  await flow.putMerchant('m-mall', { authFields });
  await flow.sandbox.cloudbase.call(
    'jobs',
    { action: 'payMerchant.link', merchantId: 'm-mall' },
    { source: ',unknown' },
  );
  expect(await flow.calls(SET)).toBe(before + 1);
});
