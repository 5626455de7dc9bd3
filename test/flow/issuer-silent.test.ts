import { company, person, startFlow, type Flow } from '../support/sandbox';

jest.setTimeout(60_000);
const HOUR = 3600;
const SLOW_MS = 9 * HOUR * 1000;
let flow: Flow;
let me: string;
let finance: string;
beforeAll(async () => {
  flow = await startFlow();
  await flow.putMembers('m-cafe');
  me = flow.buyer();
  finance = flow.member('m-cafe', 'finance');
}, 60_000);
afterAll(() => flow.close());
beforeEach(async () => {
  await issuer({ do: 'delay', ms: 1500 });
  // More consents than there is to tell, so that whatever was sent too much would show.
  for (const role of ['finance', 'clerk', 'viewer'] as const)
    for (let consents = 0; consents < 3; consents += 1)
      await flow.control('subscribe', { openid: flow.member('m-cafe', role), template_ids: ['sandbox-attention'] });
  // Members are told of the same thing once an hour.
  await flow.advance(HOUR);
});

const issuer = (what: object) => flow.control('issuer', what);
const look = (applicationId: string) => flow.ask(me, 'applications.get', { applicationId });
const detail = (applicationId: string) => flow.manage(finance, 'invoices.get', { applicationId });
/** How often a person was told something by a service message. */
const told = async (openid: string, text: string) => {
  const page = await fetch(`${flow.sandbox.wechatUrl}/__sandbox/app/messages?openid=${openid}`);
  return (await page.text()).split(text).length - 1;
};
const pass = async (hours: number) => {
  for (let half = 0; half < 2 * hours; half += 1) await flow.advance(HOUR / 2);
};
const authorized = async (title = company) => {
  const made = await flow.ask(me, 'applications.create', { orderNos: [await flow.putOrder()], title });
  await flow.authorize(made.orderId);
  return made.applicationId;
};
const delivered = async () => {
  const applicationId = await authorized(person);
  expect(await flow.settle(me, applicationId)).toMatchObject({ card: 'inserted' });
  return applicationId;
};
const reverse = (applicationId: string) => flow.manage(finance, 'invoices.reverse', { applicationId, reason: 'error' });

describe.each([
  ['is at work for hours', () => issuer({ do: 'delay', ms: SLOW_MS }), () => Promise.resolve({})],
  ['answers nobody', () => issuer({ do: 'outage', on: true }), () => issuer({ do: 'outage', on: false })],
])('an issuer that %s', (_, begin, end) => {
  it('is named after two hours, its members are told once, and it is asked until the invoice comes', async () => {
    const before = await told(finance, '开票超时');
    await begin();
    const applicationId = await authorized();
    await pass(1);
    expect((await detail(applicationId)).problem).toBeUndefined();
    await pass(3);
    expect(await detail(applicationId)).toMatchObject({
      stateCode: 'issuing',
      stateText: '开票中，已超时',
      problem: { code: 'issuer_overdue', message: '开票平台还没有开出发票' },
    });
    expect(await look(applicationId)).toMatchObject({ issuing: 'accepted', headline: { text: '开票比平时久' } });
    expect(await told(finance, '开票超时')).toBe(before + 1);
    expect(await told(flow.member('m-cafe', 'viewer'), '开票超时')).toBe(0);
    await end();
    await pass(7);
    expect(await detail(applicationId)).toMatchObject({ issuing: 'issued', card: 'inserted' });
    expect((await detail(applicationId)).problem).toBeUndefined();
    expect(await told(finance, '开票超时')).toBe(before + 1);
  });

  it('is named for a red likewise', async () => {
    const applicationId = await delivered();
    const before = await told(finance, '红冲超时');
    // Each of the steps of a red takes a third of it.
    await issuer({ do: 'delay', ms: SLOW_MS });
    await reverse(applicationId);
    await begin();
    await pass(2.5);
    expect(await detail(applicationId)).toMatchObject({
      stateText: '红冲中，已超时',
      headline: { text: '红冲比平时久', actor: 'merchant' },
      reds: [{ stateText: '红冲中，已超时', problem: { code: 'red_overdue' } }],
    });
    expect(await told(finance, '红冲超时')).toBe(before + 1);
    await end();
    await pass(10);
    expect(await detail(applicationId)).toMatchObject({ invoiceState: 'reversed', reds: [{ state: 'issued' }] });
  });
});

describe('a red that waits for somebody to log in', () => {
  const until = async (isSo: () => Promise<boolean>) => {
    for (let looks = 0; looks < 40 && !(await isSo()); looks += 1) await flow.advance(15);
    expect(await isSo()).toBe(true);
  };

  it('is told to the members, and both sides of an exchange read it', async () => {
    const old = await delivered();
    const made = await flow.ask(me, 'applications.reissue', { applicationId: old, title: company });
    const { applicationId } = made;
    const before = await told(finance, '开票系统待认证');
    const late = await told(finance, '超时');
    await issuer({ do: 'expire_login' });
    await flow.authorize(made.orderId);
    await until(async () => (await look(applicationId)).headline.text === '商家开票系统待认证');
    expect(await look(applicationId)).toMatchObject({
      issuing: 'accepted',
      headline: { next: '商家认证后自动红冲原发票，再开新发票，可离开此页', actor: 'merchant' },
    });
    expect((await look(old)).headline.text).toBe('商家开票系统待认证');
    expect(await detail(applicationId)).toMatchObject({ stateText: '待开票员认证', tone: 'attention' });
    expect(await detail(old)).toMatchObject({ stateText: '红冲待开票员认证', reds: [{ stateText: '待开票员认证' }] });
    expect(await told(finance, '开票系统待认证')).toBe(before + 1);
    expect(await told(flow.member('m-cafe', 'clerk'), '开票系统待认证')).toBe(before + 1);
    expect(await told(flow.member('m-cafe', 'viewer'), '开票系统待认证')).toBe(0);

    // It waits for days; whoever logs in then does not read that it is late.
    await pass(5);
    await issuer({ do: 'login' });
    await until(async () => (await look(applicationId)).card === 'inserted');
    expect(await detail(old)).toMatchObject({ invoiceState: 'reversed' });
    expect(await told(finance, '超时')).toBe(late);
  });
});
