import type { MerchantInput } from '../../contract/merchant';
import { listStates } from '../../contract/states';
import type { ApplicationRecord, OutboxRecord } from '../../cloudfunctions/common/store/records';
import { company, person, startFlow, type Flow } from '../support/sandbox';
import { locationOf, server, visitor } from '../support/visitor';

jest.setTimeout(60_000);
let flow: Flow;
let me: string;
let owner: string;
beforeAll(async () => {
  flow = await startFlow();
  await flow.putMembers('m-cafe');
  await flow.putMembers('m-mall');
  me = flow.buyer();
  owner = flow.member('m-cafe', 'owner');
}, 60_000);
afterAll(() => flow.close());

const platform = 'wxde00000000000002';
const issuer = (what: object) => flow.control('issuer', { merchant: 'm-cafe', ...what });
const applied = async (order: Record<string, unknown> = {}, title = company) => {
  const orderNo = await flow.putOrder(order);
  return { orderNo, ...(await flow.ask(me, 'applications.create', { orderNos: [orderNo], title })) };
};
const authorized = async (order: Record<string, unknown> = {}) => {
  const application = await applied(order);
  await flow.authorize(application.orderId);
  return application;
};
const issued = async (order: Record<string, unknown> = {}) => {
  const application = await authorized(order);
  await flow.settle(me, application.applicationId);
  return application;
};
const failedIssue = async () => {
  await issuer({ do: 'fail_next', code: 'tax_bureau_busy', count: 1 });
  const application = await authorized();
  await flow.advance(10);
  return application;
};
const failedCard = async () => {
  await flow.control('account', { appid: platform, digitalCards: 72_040 });
  const application = await issued();
  await flow.control('account', { appid: platform, digitalCards: 0 });
  return application;
};
const list = (input: MerchantInput['invoices.list'] = {}) => flow.manage(owner, 'invoices.list', input);
const totals = (input: MerchantInput['invoices.totals'] = {}) => flow.manage(owner, 'invoices.totals', input);
const detail = (applicationId: string) => flow.manage(owner, 'invoices.get', { applicationId });
const refused = async (openid: string, action: string, input: object) => {
  const envelope = await flow.call(openid, 'merchant', { ...input, action });
  if (envelope.ok) throw new Error(`${action} was not refused`);
  const { requestId: _requestId, ...error } = envelope.error;
  return error;
};
/** The whole of a list, page by page. */
const walk = async (input: MerchantInput['invoices.list'] = {}) => {
  const rows = [];
  for (let cursor = input.cursor; ;) {
    const page = await list({ ...input, ...(cursor !== undefined && { cursor }) });
    rows.push(...page.rows);
    if (page.next === undefined) return rows;
    cursor = page.next;
  }
};
const expectTotalsOfTheList = async (filter: Pick<MerchantInput['invoices.list'], 'query' | 'from' | 'to'> = {}) => {
  for (const tab of ['all', ...listStates] as const) {
    const rows = await walk({ ...filter, tab });
    const answer = await totals({ ...filter, tab });
    expect(answer.totals).toMatchObject({
      count: rows.length,
      amount: rows.reduce((sum, { amount }) => sum + amount, 0),
      tax: rows.reduce((sum, { tax = 0 }) => sum + tax, 0),
    });
    expect(answer.tabs.find((one) => one.tab === tab)?.count).toBe(rows.length);
  }
};

describe('who may see a merchant’s list', () => {
  it('is told where they work, and as what', async () => {
    expect(await flow.manage(owner, 'me.get', {})).toEqual({
      memberships: [{ merchantId: 'm-cafe', merchantName: '云上小馆餐饮有限公司', role: 'owner' }],
    });
    expect(await flow.manage(me, 'me.get', {})).toEqual({ memberships: [] });
  });

  it('is no stranger', async () => {
    expect(await refused(me, 'invoices.list', {})).toMatchObject({ code: 'forbidden' });
    expect(await refused(me, 'invoices.totals', { merchantId: 'm-cafe' })).toMatchObject({ code: 'not_found' });
  });

  it('cannot tell another merchant’s application from one that does not exist', async () => {
    const { applicationId } = await applied();
    const foreigner = flow.member('m-mall', 'owner');
    for (const action of [
      'invoices.get',
      'applications.reject',
      'applications.retry',
      'applications.release',
      'invoices.insert',
    ]) {
      const theirs = await refused(foreigner, action, { applicationId, reason: '不' });
      expect(theirs.code).toBe('not_found');
      expect(theirs).toEqual(await refused(foreigner, action, { applicationId: 'ap_nobody', reason: '不' }));
    }
    expect((await flow.manage(foreigner, 'invoices.list', {})).rows).toEqual([]);
    expect(await refused(foreigner, 'invoices.list', { merchantId: 'm-cafe' })).toMatchObject({ code: 'not_found' });
  });

  it('ends with the membership', async () => {
    const member = { merchantId: 'm-cafe', openid: flow.buyer(2), name: '兼职', role: 'viewer' };
    const asOperator = (event: object) => flow.sandbox.cloudbase.call('jobs', event, { source: ',unknown' });
    await asOperator({ action: 'members.put', member });
    await flow.manage(member.openid, 'invoices.list', {});
    await asOperator({ action: 'members.remove', merchantId: 'm-cafe', openid: member.openid });
    expect(await refused(member.openid, 'invoices.list', {})).toMatchObject({ code: 'forbidden' });
  });

  it('is not appointed through the phone', async () => {
    const member = { merchantId: 'm-cafe', openid: me, name: '我', role: 'owner' };
    expect(await flow.call(me, 'jobs', { action: 'members.put', member })).toMatchObject({
      ok: false,
      error: { code: 'forbidden' },
    });
  });
});

describe('what a member does', () => {
  it('retry: a failed issue is tried again at once under the same serial, and who did it stays', async () => {
    const { applicationId } = await failedIssue();
    const before = await detail(applicationId);
    expect(before).toMatchObject({
      stateCode: 'failed',
      actions: ['reject', 'retry'],
      problem: { code: 'tax_bureau_busy' },
    });
    expect(before.retryAt).toBeGreaterThan(0);
    const clerk = flow.member('m-cafe', 'clerk');
    const after = await flow.manage(clerk, 'applications.retry', { applicationId });
    expect(after.issuing).not.toBe('failed');
    expect(after.audit).toMatchObject([{ action: 'retry', text: '重新开票', member: { role: 'clerk' } }]);
    expect(JSON.stringify(after)).not.toContain(clerk);
    expect(await flow.settle(me, applicationId)).toMatchObject({ issuing: 'issued', card: 'inserted' });
    const rows = (await flow.documents<OutboxRecord>('outbox')).filter((row) => row.subjectId === applicationId);
    expect(rows.filter(({ kind }) => kind === 'issue').map(({ number }) => number)).toEqual([1, 2]);
    expect((await detail(applicationId)).timeline.filter(({ by }) => by === 'merchant')).toMatchObject([
      { code: 'issuing_again' },
    ]);
  });

  it('reject: the buyer and WeChat are told why, the order is free, and it cannot be done twice', async () => {
    const { applicationId, orderNo } = await failedIssue();
    const rejections = await flow.calls('/card/invoice/rejectinsert');
    const asked = { applicationId, reason: '请到柜台开票', requestId: 'reject-1' };
    expect(await refused(flow.member('m-cafe', 'clerk'), 'applications.reject', asked)).toMatchObject({
      code: 'forbidden',
    });
    const view = await flow.manage(flow.member('m-cafe', 'finance'), 'applications.reject', asked);
    expect(view).toMatchObject({
      stateCode: 'rejected',
      actions: [],
      audit: [{ action: 'reject', reason: '请到柜台开票' }],
    });
    await flow.manage(flow.member('m-cafe', 'finance'), 'applications.reject', asked);
    expect(await refused(owner, 'applications.reject', { applicationId, reason: '再来' })).toMatchObject({
      code: 'not_possible_now',
    });
    await flow.advance(120);
    expect(await flow.calls('/card/invoice/rejectinsert')).toBe(rejections + 1);
    const theirs = await flow.ask(me, 'applications.get', { applicationId });
    expect(theirs.headline.next).toContain('请到柜台开票');
    expect((await flow.ask(me, 'orders.get', { orderNo })).order).toMatchObject({ canApply: true });
    const [record] = (await flow.documents<ApplicationRecord>('applications')).filter(
      ({ _id }) => _id === applicationId,
    );
    expect(record?.audit).toHaveLength(1);
    expect(record?.issuing.attempt).toBe(1);
  });

  it('insert: a card that WeChat refused is tried again', async () => {
    const { applicationId } = await failedCard();
    expect(await detail(applicationId)).toMatchObject({
      stateCode: 'card_failed',
      actions: ['insert', 'reissue', 'reverse'],
      problem: { wechat: { errcode: 72_040 } },
    });
    await flow.manage(flow.member('m-cafe', 'clerk'), 'invoices.insert', { applicationId });
    expect(await flow.settle(me, applicationId)).toMatchObject({ card: 'inserted' });
    expect(await detail(applicationId)).toMatchObject({
      stateCode: 'issued',
      actions: ['reissue', 'reverse'],
      audit: [{ action: 'insert' }],
    });
  });

  it('release: an invoice that came out with another amount is dealt with at the tax bureau, then the order is free', async () => {
    await issuer({ do: 'change_next', amount: 4000 });
    const { applicationId, orderNo } = await authorized();
    await flow.advance(10);
    const stuck = await detail(applicationId);
    expect(stuck).toMatchObject({
      stateCode: 'failed',
      actions: ['retry', 'release'],
      problem: { code: 'amount_mismatch' },
    });
    expect(stuck.problem?.message).toMatch(/发票号码 \d{20}/);
    // Asking again finds the same invoice: there is never a second one beside it.
    await flow.manage(owner, 'applications.retry', { applicationId });
    await flow.advance(10);
    expect(await detail(applicationId)).toMatchObject({ actions: ['retry', 'release'] });
    expect(await refused(owner, 'applications.reject', { applicationId, reason: '不' })).toMatchObject({
      code: 'not_possible_now',
    });
    const rejections = await flow.calls('/card/invoice/rejectinsert');
    expect(await refused(flow.member('m-cafe', 'clerk'), 'applications.release', { applicationId })).toMatchObject({
      code: 'forbidden',
    });
    const released = await flow.manage(flow.member('m-cafe', 'finance'), 'applications.release', { applicationId });
    expect(released).toMatchObject({ stateCode: 'rejected', actions: [] });
    expect(released.audit.at(-1)).toMatchObject({ action: 'release', text: '已在税局处理，放开订单' });
    await flow.idle();
    expect(await flow.calls('/card/invoice/rejectinsert')).toBe(rejections + 1);
    const theirs = await flow.ask(me, 'applications.get', { applicationId });
    expect(theirs).toMatchObject({ headline: { next: '发票开错了，商家已处理，请重新申请' }, actions: ['reapply'] });
    const again = await flow.ask(me, 'applications.create', { orderNos: [orderNo], title: company });
    await flow.authorize(again.orderId);
    expect(await flow.settle(me, again.applicationId)).toMatchObject({ issuing: 'issued', card: 'inserted' });
    expect(await detail(again.applicationId)).toMatchObject({ amount: 4100 });
  });

  it('of two members who act at once, one is refused', async () => {
    const { applicationId } = await failedIssue();
    const answers = await Promise.all([
      flow.call(owner, 'merchant', { action: 'applications.retry', applicationId }),
      flow.call(flow.member('m-cafe', 'finance'), 'merchant', {
        action: 'applications.reject',
        applicationId,
        reason: '不开',
      }),
    ]);
    expect(answers.filter(({ ok }) => ok)).toHaveLength(1);
    expect(answers.find(({ ok }) => !ok)).toMatchObject({ error: { code: 'not_possible_now' } });
    await flow.advance(120);
  });

  it('a viewer reads and does nothing', async () => {
    const { applicationId } = await failedCard();
    const viewer = flow.member('m-cafe', 'viewer');
    expect((await flow.manage(viewer, 'invoices.get', { applicationId })).actions).toEqual([]);
    for (const action of ['applications.reject', 'applications.retry', 'applications.release', 'invoices.insert']) {
      expect(await refused(viewer, action, { applicationId, reason: '不' })).toMatchObject({ code: 'forbidden' });
    }
  });

  it.each(['applications.reject', 'applications.retry', 'applications.release', 'invoices.insert'])(
    '%s is refused where the table does not have it',
    async (action) => {
      const { applicationId } = await applied();
      expect(await refused(owner, action, { applicationId, reason: '不' })).toMatchObject({ code: 'not_possible_now' });
    },
  );
});

describe('the list', () => {
  it('stands in one tab each, and its totals are the sum of its rows', async () => {
    const { orderId } = await applied();
    await flow.decline(orderId);
    const { applicationId } = await applied();
    await flow.ask(me, 'applications.withdraw', { applicationId });
    await applied({}, person);
    const rows = await walk();
    expect(new Set(rows.map(({ stateCode }) => stateCode))).toEqual(
      new Set(['waiting', 'issued', 'card_failed', 'rejected', 'ended']),
    );
    await expectTotalsOfTheList();
  });

  it('is found by order number, invoice number, its end, phone and title', async () => {
    const number = `F-${Date.now()}`;
    const { applicationId } = await issued({ orderNo: number, buyer: { openid: me, phone: '13900007531' } });
    const row = (await list({ query: number })).rows[0];
    expect(row).toMatchObject({ applicationId, tax: 232, stateText: '已开票，已入卡包' });
    const invoice = row?.number ?? '';
    for (const query of [invoice, invoice.slice(-6)]) {
      expect((await list({ query })).rows.map((found) => found.applicationId)).toEqual([applicationId]);
    }
    const ofTitle = await walk({ query: '例科' });
    expect(ofTitle.length).toBeGreaterThan(1);
    expect(ofTitle.every(({ titleName }) => titleName === company.name)).toBe(true);
    for (const query of ['没有这家', '{"$ne":1}', '公']) expect((await list({ query })).rows).toEqual([]);
    await expectTotalsOfTheList({ query: '样例科技' });
    expect((await totals({ query: invoice })).totals).toEqual({ count: 1, amount: 4100, tax: 232 });
  });

  it('counts an invoice once whose claim was begun anew', async () => {
    const open = server(flow);
    const orderNo = await flow.putOrder();
    const { data } = await open('POST', `/orders/${orderNo}/invoice`, { title: company });
    const orderId = String(data['orderId']);
    await flow.advance(10);
    const [row] = (await list({ query: orderNo })).rows;
    expect(row).toMatchObject({ stateCode: 'issued', stateText: '已开票，待领取', amount: 4100, tax: 232 });
    const before = (await totals({ tab: 'issued' })).totals;
    const { claimUrl } = (await open('GET', `/applications/${orderId}`)).data;
    await visitor(flow).submit(String(claimUrl));
    await flow.decline(orderId);
    locationOf(await visitor(flow).submit(String(claimUrl)));
    expect((await list({ query: orderNo })).rows.map(({ stateCode }) => stateCode)).toEqual(['issued', 'ended']);
    expect((await totals({ tab: 'issued' })).totals).toEqual(before);
    await expectTotalsOfTheList();
  });

  it('counts every one of many that come at once', async () => {
    const before = (await totals({ tab: 'waiting' })).totals.count;
    const orderNos = await Promise.all(Array.from({ length: 24 }, () => flow.putOrder()));
    await Promise.all(
      orderNos.map((orderNo) => flow.ask(me, 'applications.create', { orderNos: [orderNo], title: company })),
    );
    expect((await totals({ tab: 'waiting' })).totals.count).toBe(before + 24);
    await expectTotalsOfTheList();
  });

  it('keeps to a range of days in China, both included', async () => {
    const rows = await walk();
    const today = new Date((flow.sandbox.clock.now() / 1000 + 8 * 3600) * 1000).toISOString().slice(0, 10);
    await flow.advance(86_400);
    await applied();
    const tomorrow = new Date((flow.sandbox.clock.now() / 1000 + 8 * 3600) * 1000).toISOString().slice(0, 10);
    expect(tomorrow > today).toBe(true);
    expect(await walk({ to: today })).toHaveLength(rows.length);
    expect(await walk({ from: tomorrow, to: tomorrow })).toHaveLength(1);
    expect(await walk({ from: '2030-01-01', to: '2020-01-01' })).toEqual([]);
    for (const range of [{ to: today }, { from: today }, { from: tomorrow }, { from: today, to: tomorrow }]) {
      await expectTotalsOfTheList(range);
    }
    for (const from of ['2026-02-31', 'gestern', '2026-1-1'])
      expect(await refused(owner, 'invoices.list', { from })).toMatchObject({ code: 'bad_request' });
  });

  it('doubles and skips nothing while new applications arrive', async () => {
    const before = await walk();
    for (let i = before.length; i < 25; i += 1) await applied();
    const known = (await walk()).map(({ applicationId }) => applicationId);
    const first = await list();
    expect(first.rows).toHaveLength(20);
    await applied();
    const rest = await walk({ cursor: first.next ?? '' });
    expect([...first.rows, ...rest].map(({ applicationId }) => applicationId)).toEqual(known);
    expect(await refused(owner, 'invoices.list', { cursor: 'bm9uc2Vuc2U' })).toMatchObject({ code: 'bad_request' });
  });

  it('forgets how to find a person who has closed their account, and keeps the invoice', async () => {
    await applied({}, person);
    expect((await list({ query: '小林' })).rows.length).toBeGreaterThan(0);
    const { count } = (await totals()).totals;
    await flow.ask(me, 'account.close', { confirm: true });
    const records = await flow.documents<ApplicationRecord>('applications');
    expect(records.flatMap(({ searchKeys = [] }) => searchKeys).filter((key) => key.startsWith('p:'))).toEqual([]);
    expect((await totals()).totals.count).toBe(count);
    await expectTotalsOfTheList();
  });
});
