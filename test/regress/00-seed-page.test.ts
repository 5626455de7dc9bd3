import type { ApplicationRecord } from '../../cloudfunctions/common/store/records';
import { company, startFlow, type Flow } from '../support/sandbox';
import { applicationBy, confirmAndReturn, locationOf, server, visitor } from '../support/visitor';

// What the page of seed 000 did wrong, each of which its readers have copied since.
jest.setTimeout(60_000);
const TWO_HOURS = 7200;
let flow: Flow;
let open: ReturnType<typeof server>;
beforeAll(async () => {
  flow = await startFlow();
  open = server(flow);
}, 60_000);
beforeEach(() => flow.faults());
afterAll(() => flow.close());

const authorize = async (orderNo: string, more: object = {}) =>
  open('POST', `/orders/${orderNo}/authorization`, { source: 'web', ...more });
const secrets = () => flow.sandbox.demo.accounts.map(({ secret }) => secret);

test('money is whole fen: an amount that came from a floating product is refused, and never rounded in silence', async () => {
  const put = (paid: number) => open('PUT', '/orders/S-MONEY', { status: 'paid', paid });
  expect(19.99 * 100).not.toBe(1999);
  expect(await put(19.99 * 100)).toMatchObject({ status: 400, code: 'bad_request' });
  expect((await put(1999)).status).toBe(200);
  const { data } = await authorize('S-MONEY');
  expect((await applicationBy(flow, String(data['orderId'])))?.amount).toBe(1999);
});

test.each(['/cgi-bin/stable_token', '/cgi-bin/ticket/getticket', '/card/invoice/getauthurl'])(
  'an errcode of %s is read: its text is no address, and holds no secret',
  async (path) => {
    // First the fault, then the time: the timer would renew what has run out.
    await flow.faults({ path, kind: 'errcode', errcode: 48001 });
    await flow.advance(2 * TWO_HOURS);
    const orderNo = await flow.putOrder();
    const refused = await authorize(orderNo);
    expect(refused.status).toBeGreaterThanOrEqual(400);
    expect(refused.data).toEqual({});
    const url = String((await open('POST', `/orders/${orderNo}/link`, {})).data['url']);
    const page = await visitor(flow).submit(url);
    expect(page.status).toBeGreaterThanOrEqual(400);
    expect(page.headers.get('location')).toBeNull();
    for (const secret of [...secrets(), 'access_token', 'ticket=', flow.sandbox.demo.merchants[0]?.s_pappid ?? '']) {
      expect(page.text).not.toContain(secret);
      expect(JSON.stringify(refused)).not.toContain(secret);
    }
  },
);

test('token and ticket are not kept for a flat two hours: they are renewed before they end', async () => {
  await flow.advance(2 * TWO_HOURS);
  await authorize(await flow.putOrder());
  const before = [await flow.calls('/cgi-bin/stable_token'), await flow.calls('/cgi-bin/ticket/getticket')];
  await flow.advance(TWO_HOURS - 60);
  expect((await authorize(await flow.putOrder())).status).toBe(200);
  const after = [await flow.calls('/cgi-bin/stable_token'), await flow.calls('/cgi-bin/ticket/getticket')];
  expect(after.map((count, i) => count - (before[i] ?? 0)).every((more) => more >= 1)).toBe(true);
});

test('the address that WeChat leads back to has no name and nothing that can be counted on', async () => {
  const decoded = (url: URL) =>
    [url.href, ...url.pathname.split('/').map((part) => Buffer.from(part, 'base64url').toString('latin1'))].join(' ');
  const orderNo = await flow.putOrder();
  const { data } = await authorize(orderNo, { title: company });
  const text = decoded(await confirmAndReturn(flow, new URL(String(data['authUrl']))));
  for (const told of [orderNo, company.name, encodeURIComponent(company.name), 'm-cafe', String(data['orderId'])]) {
    expect(text).not.toContain(told);
  }
  expect(text).not.toContain('#');
});

test('领票 is for an invoice that exists: nothing else is given out as type 2', async () => {
  const { data } = await authorize(await flow.putOrder());
  const types = (await flow.documents<ApplicationRecord>('applications')).map(({ type, issuing }) => [
    type,
    issuing.state,
  ]);
  expect(types.filter(([type]) => type === 2)).toEqual([]);
  const url = String((await open('POST', `/orders/${await flow.putOrder()}/link`, {})).data['url']);
  const page = locationOf(await visitor(flow).submit(url));
  expect(page.searchParams.get('type')).not.toBe('2');
  expect(data['authUrl']).toBeDefined();
});
