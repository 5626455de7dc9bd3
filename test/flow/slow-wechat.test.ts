import { company, startFlow, type Flow } from '../support/sandbox';

jest.setTimeout(30_000);
let flow: Flow;
let me: string;
beforeAll(async () => {
  flow = await startFlow();
  me = flow.buyer();
}, 60_000);
afterEach(() => flow.faults());
afterAll(() => flow.close());

const path = '/card/invoice/getauthurl';
const page = { authorization: { path: expect.stringContaining('pages/auth') } };

let applications = 0;
const application = async () => {
  const orderNo = await flow.putOrder();
  return { orderNos: [orderNo], title: company, requestId: `slow-${(applications += 1)}` };
};

/** Nobody holds a phone for longer than four seconds; and nothing of the application is lost. */
const isToldSoonAndMayAskAgain = async (code: string) => {
  const asked = await application();
  const begun = performance.now();
  const error = await flow.refused(me, 'applications.create', asked);
  expect(performance.now() - begun).toBeLessThan(4500);
  expect(error).toMatchObject({ code, retryable: true });
  await flow.faults();
  await flow.advance(60);
  const first = await flow.ask(me, 'applications.create', asked);
  expect(first).toMatchObject(page);
  expect(await flow.ask(me, 'applications.create', asked)).toMatchObject({ applicationId: first.applicationId });
};

test.each([
  ['has no ticket to give', { path: '/cgi-bin/ticket/getticket', kind: 'errcode', errcode: -1 }, 'wechat_system_busy'],
  ['has no token to give', { path: '/cgi-bin/stable_token', kind: 'errcode', errcode: -1 }, 'wechat_system_busy'],
  ['gives no address for the page', { path, kind: 'errcode', errcode: -1 }, 'wechat_system_busy'],
  ['does not answer', { path, kind: 'timeout_before', ms: 20_000 }, 'wechat_timeout'],
  ['answers late', { path, kind: 'delay', ms: 8_000 }, 'wechat_timeout'],
])('while WeChat %s, a buyer is told so within four seconds and goes on later', async (_name, fault, code) => {
  await flow.sandbox.reset();
  for (const { id } of flow.sandbox.demo.merchants) await flow.putMerchant(id);
  await flow.faults(fault);
  await isToldSoonAndMayAskAgain(code);
});

test('a WeChat that is slow everywhere gets a buyer on step by step', async () => {
  await flow.sandbox.reset();
  for (const { id } of flow.sandbox.demo.merchants) await flow.putMerchant(id);
  const slow = ['/cgi-bin/stable_token', '/cgi-bin/ticket/getticket', '/card/invoice/setbizattr', path];
  await flow.faults(...slow.map((one) => ({ path: one, kind: 'delay', ms: 1200 })));
  const asked = await application();
  for (let tap = 0; tap < 4; tap += 1) {
    const answer = await flow.call(me, 'buyer', { action: 'applications.create', ...asked });
    if (answer.ok) return expect(answer.data).toMatchObject(page);
    expect(answer.error.retryable).toBe(true);
  }
  throw new Error('the buyer never came to the page');
});
