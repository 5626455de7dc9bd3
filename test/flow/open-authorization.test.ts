import type { ApplicationRecord } from '../../cloudfunctions/common/store/records';
import { company, startFlow, type Flow } from '../support/sandbox';
import { applicationBy, confirmAndReturn, confirmOnPage, server } from '../support/visitor';

jest.setTimeout(30_000);
let flow: Flow;
let open: ReturnType<typeof server>;
let appids: Record<'official' | 'app' | 'authorization', string>;
beforeAll(async () => {
  flow = await startFlow();
  open = server(flow);
  const cafe = flow.sandbox.demo.merchants[0];
  if (!cafe) throw new Error('no demo merchant');
  appids = cafe.appids;
}, 60_000);
afterAll(() => flow.close());

const ask = async (body: object) => {
  const orderNo = await flow.putOrder();
  return { orderNo, ...(await open('POST', `/orders/${orderNo}/authorization`, body)) };
};
const settled = async (orderId: string) => {
  for (let tick = 0; tick < 6; tick += 1) await flow.advance(10);
  return (await open('GET', `/applications/${orderId}`)).data;
};

test('wxa: a mini program gets what it opens by wx.navigateToMiniProgram, and the card arrives', async () => {
  const { data } = await ask({ source: 'wxa' });
  const orderId = String(data['orderId']);
  expect(data).toMatchObject({
    miniProgram: { appid: 'wx9db2c16d0633c2e7', path: expect.stringMatching(/^pages\/auth\/auth\?/) as string },
    resultUrl: expect.stringContaining('/h5/result/') as string,
  });
  expect(data).not.toHaveProperty('authUrl');
  expect(await applicationBy(flow, orderId)).toMatchObject({ source: 'wxa', key: { appid: appids.authorization } });
  await flow.authorize(orderId, { title: { title: '小林' } });
  expect(await settled(orderId)).toMatchObject({ issuing: 'issued', card: 'inserted' });
});

test('wap: a page in any browser is led back to its own result, and the official account is told', async () => {
  const { data } = await ask({ source: 'wap' });
  const orderId = String(data['orderId']);
  expect(await applicationBy(flow, orderId)).toMatchObject({ source: 'wap', key: { appid: appids.official } });
  const auth = new URL(String(data['authUrl']));
  expect(auth.searchParams.get('source')).toBe('wap');
  expect((await confirmAndReturn(flow, auth)).href).toBe(data['resultUrl']);
  expect(await settled(orderId)).toMatchObject({ issuing: 'issued', card: 'inserted' });
});

test.each(['app', 'wxa'])('%s: there is no page to be led back to', async (source) => {
  expect(await ask({ source, redirectUrl: null })).toMatchObject({ status: 400, code: 'bad_request' });
});

describe('reading an authorization', () => {
  const both = async (orderNo: string, orderId: string) => {
    const byOrder = await open('GET', `/orders/${orderNo}/authorization`);
    const byId = await open('GET', `/applications/${orderId}/authorization`);
    expect(byOrder.data).toEqual(byId.data);
    return byId.data;
  };

  test('tells state, source and times, from asking to the answer, and nothing that opens a door', async () => {
    const { orderNo, data } = await ask({ source: 'web', title: company });
    const orderId = String(data['orderId']);
    const waiting = await both(orderNo, orderId);
    expect(waiting).toMatchObject({ orderId, orderNos: [orderNo], source: 'web', type: 0, state: 'waiting' });
    expect(Number(waiting['expiresAt']) - Number(waiting['changedAt'])).toBe(86_400);
    await flow.advance(60);
    await confirmOnPage(flow, new URL(String(data['authUrl'])));
    const authorized = await both(orderNo, orderId);
    expect(authorized).toMatchObject({ state: 'authorized', createdAt: waiting['createdAt'] });
    expect(authorized).not.toHaveProperty('expiresAt');
    expect(Number(authorized['changedAt'])).toBeGreaterThan(Number(waiting['changedAt']));
    const { key, viewer } = (await applicationBy(flow, orderId)) as ApplicationRecord;
    for (const told of [waiting, authorized].map((one) => JSON.stringify(one))) {
      for (const secret of [key.sPappid, viewer ?? key.sPappid, company.name, 'ticket', 'signature='])
        expect(told).not.toContain(secret);
    }
  });

  test('tells why it was turned down, by its own id: the order holds it no more', async () => {
    const { orderNo, data } = await ask({ source: 'web', title: company });
    const orderId = String(data['orderId']);
    await flow.decline(orderId);
    await flow.advance(10);
    expect((await open('GET', `/applications/${orderId}/authorization`)).data).toMatchObject({ state: 'failed' });
    expect(await open('GET', `/orders/${orderNo}/authorization`)).toMatchObject({ status: 404, code: 'not_found' });
  });

  test('is for its own merchant only', async () => {
    const { orderNo, data } = await ask({ source: 'web' });
    const mall = server(flow, 1);
    expect(await mall('GET', `/orders/${orderNo}/authorization`)).toMatchObject({ status: 404 });
    expect(await mall('GET', `/applications/${String(data['orderId'])}/authorization`)).toMatchObject({ status: 404 });
  });
});
