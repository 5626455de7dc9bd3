import { company, person, startFlow, type Flow } from '../support/sandbox';

jest.setTimeout(30_000);
let flow: Flow;
let me: string;
beforeAll(async () => {
  flow = await startFlow();
  me = flow.buyer();
}, 60_000);
afterAll(() => flow.close());

describe('the title book', () => {
  test('keeps titles, changes them, has one default and forgets what is removed', async () => {
    const first = await flow.ask(me, 'titles.save', { title: company, isDefault: true });
    const second = await flow.ask(me, 'titles.save', { title: person, isDefault: true });
    await flow.ask(me, 'titles.save', { titleId: first.titleId, title: { ...company, name: '样例科技（分公司）' } });
    const { titles } = await flow.ask(me, 'titles.list', {});
    expect(titles.map(({ title, isDefault }) => [title.name, isDefault]).sort()).toEqual(
      [
        ['小林', true],
        ['样例科技（分公司）', false],
      ].sort(),
    );
    expect(await flow.ask(me, 'titles.remove', { titleId: second.titleId })).toEqual({ removed: true });
    expect(await flow.ask(me, 'titles.remove', { titleId: second.titleId })).toEqual({ removed: false });
  });

  test('keeps the same tap once', async () => {
    const input = { requestId: 'save-1', title: { kind: 'personal' as const, name: '一次' } };
    const [a, b] = await Promise.all([flow.ask(me, 'titles.save', input), flow.ask(me, 'titles.save', input)]);
    expect(a.titleId).toBe(b.titleId);
  });

  test('belongs to its owner alone', async () => {
    const { titleId } = await flow.ask(me, 'titles.save', { title: person });
    const other = flow.buyer(1);
    expect((await flow.ask(other, 'titles.list', {})).titles).toEqual([]);
    expect(await flow.refused(other, 'titles.save', { titleId, title: company })).toMatchObject({ code: 'not_found' });
    expect(await flow.ask(other, 'titles.remove', { titleId })).toEqual({ removed: false });
  });

  test('is full with thirty', async () => {
    const somebody = flow.buyer(2);
    for (let i = 0; i < 30; i += 1)
      await flow.ask(somebody, 'titles.save', { title: { kind: 'personal', name: `抬头${i}` } });
    expect(await flow.refused(somebody, 'titles.save', { title: person })).toMatchObject({ code: 'titles_full' });
  });
});

test('the settings name the messages to ask consent for', async () => {
  expect(await flow.ask(me, 'settings.get', {})).toEqual({
    subscribeTemplates: ['sandbox-invoice-issued', 'sandbox-invoice-rejected'],
    sandbox: true,
  });
});

test('invoices are listed page by page, the newest first, none twice and none left out', async () => {
  const somebody = flow.buyer(2);
  const applications = [];
  for (let i = 0; i < 23; i += 1) {
    const orderNo = await flow.putOrder({ owner: somebody });
    applications.push(await flow.ask(somebody, 'applications.create', { orderNos: [orderNo], title: person }));
  }
  for (const { orderId } of applications) await flow.control('authorize', { order_id: orderId, openid: somebody });
  await flow.sandbox.wechat.drain();
  for (let look = 0; look < 12; look += 1) await flow.advance(30);
  const first = await flow.ask(somebody, 'invoices.list', {});
  const second = await flow.ask(somebody, 'invoices.list', { ...(first.next && { cursor: first.next }) });
  expect([first.invoices.length, second.invoices.length, second.next]).toEqual([20, 3, undefined]);
  const all = [...first.invoices, ...second.invoices];
  expect(new Set(all.map(({ invoiceId }) => invoiceId)).size).toBe(23);
  expect(all.map(({ issuedAt }) => issuedAt)).toEqual(all.map(({ issuedAt }) => issuedAt).sort((a, b) => b - a));
}, 60_000);

test('注销: the person is gone from everything, and the merchant keeps the invoices', async () => {
  const leaving = flow.buyer(1);
  const mail = 'someone@example.com';
  await flow.ask(leaving, 'titles.save', { title: { ...company, email: mail } });
  const apply = async (title: object) => {
    const orderNo = await flow.putOrder({ owner: leaving });
    return flow.ask(leaving, 'applications.create', {
      orderNos: [orderNo],
      title: { ...person, ...title, email: mail, phone: '13000000002' },
    });
  };
  const issued = await apply({});
  await flow.authorize(issued.orderId, { openid: leaving });
  await flow.settle(leaving, issued.applicationId);
  const waiting = await apply({});
  const underWay = await apply({});
  await flow.authorize(underWay.orderId, { openid: leaving });

  expect(await flow.ask(leaving, 'account.close', { confirm: true })).toEqual({ closed: true });
  for (let look = 0; look < 6; look += 1) await flow.advance(20);

  expect(await flow.ask(leaving, 'titles.list', {})).toEqual({ titles: [] });
  expect(await flow.ask(leaving, 'orders.list', {})).toEqual({ orders: [] });
  expect(await flow.ask(leaving, 'invoices.list', {})).toEqual({ invoices: [] });
  expect(await flow.refused(leaving, 'applications.get', { applicationId: issued.applicationId })).toMatchObject({
    code: 'not_found',
  });

  const invoices = await flow.documents<{ applicationId: string; title: { name: string } }>('invoices');
  const kept = invoices.filter(({ applicationId }) =>
    [issued, underWay].some((created) => created.applicationId === applicationId),
  );
  expect(kept.map(({ title }) => title.name)).toEqual(['小林', '小林']);
  const applications = await flow.documents<{ _id: string; authorization: { state: string } }>('applications');
  expect(applications.find(({ _id }) => _id === waiting.applicationId)?.authorization.state).toBe('withdrawn');

  const everyOpenid = Object.values(flow.sandbox.demo.people[1]?.openids ?? {});
  for (const collection of ['orders', 'applications', 'invoices', 'outbox', 'titles', 'events']) {
    const text = JSON.stringify(await flow.documents(collection));
    for (const trace of [...everyOpenid, mail, '13000000002'])
      expect(`${collection} ${text.includes(trace)}`).toBe(`${collection} false`);
  }
});

test('注销 without saying so twice is refused', async () => {
  expect(await flow.refused(me, 'account.close', {})).toMatchObject({ code: 'bad_request' });
});
