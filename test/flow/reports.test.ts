import type { ExportView, MerchantInput } from '../../contract/merchant';
import type { ApplicationRecord, InvoiceRecord } from '../../cloudfunctions/common/store/records';
import { parse } from 'csv-parse/sync';
import { company, startFlow, type Flow } from '../support/sandbox';

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

const issuer = (what: object) => flow.control('issuer', { merchant: 'm-cafe', ...what });
const applied = async (order: Record<string, unknown> = {}, title: object = company) => {
  const orderNo = await flow.putOrder(order);
  return {
    orderNo,
    ...(await flow.ask(me, 'applications.create', { orderNos: [orderNo], title: title as typeof company })),
  };
};
const authorized = async (order: Record<string, unknown> = {}, title: object = company) => {
  const application = await applied(order, title);
  await flow.authorize(application.orderId);
  return application;
};
const issued = async (order: Record<string, unknown> = {}, title: object = company) => {
  const application = await authorized(order, title);
  await flow.settle(me, application.applicationId);
  return application;
};
const platform = 'wxde00000000000002';
const failedIssue = async () => {
  await issuer({ do: 'fail_next', code: 'tax_bureau_busy', count: 1 });
  const application = await authorized();
  await flow.advance(10);
  return application;
};
const refused = async (openid: string, action: string, input: object) => {
  const envelope = await flow.call(openid, 'merchant', { ...input, action });
  if (envelope.ok) throw new Error(`${action} was not refused`);
  return envelope.error.code;
};

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** Looks until the export is at its end, as the page does. */
const ready = async (exportId: string): Promise<ExportView> => {
  for (let look = 0; look < 200; look += 1) {
    const view = await flow.manage(owner, 'exports.get', { exportId });
    if (view.state !== 'working') return view;
    await pause(50);
  }
  throw new Error('the export does not come to its end');
};
const exported = async (input: MerchantInput['exports.create']): Promise<ExportView> =>
  ready((await flow.manage(owner, 'exports.create', input)).exportId);

const bytesOf = async (view: ExportView, i = 0): Promise<Buffer> =>
  Buffer.from(await (await fetch(view.files[i]?.url ?? '')).arrayBuffer());
const rowsOf = async (view: ExportView): Promise<Record<string, string>[]> =>
  parse(await bytesOf(view), { bom: true, columns: true });
const fenOf = (yuan: string | undefined): number => Math.round(Number(yuan) * 100);
const sum = (numbers: number[]): number => numbers.reduce((all, one) => all + one, 0);

describe('an export', () => {
  let red: string;
  beforeAll(async () => {
    await issued({ paid: 4100 }, { kind: 'personal', name: '=HYPERLINK("http://x")' });
    await issued(
      { paid: 12_345 },
      { kind: 'company', name: '𠮷野家\u200f（北京）有限公司', taxNo: company.kind === 'company' ? company.taxNo : '' },
    );
    const { applicationId } = await issued({ paid: 8200 });
    await failedIssue();
    await applied();
    red = applicationId;
    await flow.manage(owner, 'invoices.reverse', { applicationId, reason: 'error' });
    await flow.advance(600);
    await flow.idle();
  }, 60_000);

  it('adds up to what the list shows above its rows, and to what the database holds, to the fen', async () => {
    const { totals } = await flow.manage(owner, 'invoices.totals', {});
    const view = await exported({ format: 'csv' });
    expect(view).toMatchObject({ state: 'ready', rows: totals.count + 1, expected: totals.count + 1 });
    expect(view.sums.listed).toEqual({ count: totals.count, amount: totals.amount, tax: totals.tax });
    expect(view.sums.red).toMatchObject({ count: 1, amount: -8200, tax: 0 - (totals.red?.tax ?? 0) });
    expect(totals.red?.amount).toBe(8200);

    const rows = await rowsOf(view);
    const kinds = (what: string) => rows.filter((row) => row['类型'] === what);
    expect([kinds('蓝字发票').length, kinds('红字发票').length, kinds('未开票').length]).toEqual([3, 1, 2]);
    const applications = (await flow.documents<ApplicationRecord>('applications')).filter(
      ({ merchantId }) => merchantId === 'm-cafe',
    );
    const listed = rows.filter((row) => row['类型'] !== '红字发票');
    expect(sum(listed.map((row) => fenOf(row['价税合计'])))).toBe(sum(applications.map(({ amount }) => amount)));
    const invoices = await flow.documents<InvoiceRecord>('invoices');
    expect(sum(kinds('蓝字发票').map((row) => fenOf(row['税额'])))).toBe(sum(invoices.map(({ tax }) => tax)));
    expect(view.sums.blue).toMatchObject({ amount: sum(invoices.map(({ amount }) => amount)) });
    expect(view.sums.net.amount).toBe(view.sums.blue.amount - 8200);
    for (const by of [view.sums.kinds, view.sums.rates])
      expect(sum(by.map(({ net }) => net.amount))).toBe(view.sums.net.amount);
  });

  it('shows a red as a row of its own, negative, with the number of its blue', async () => {
    const view = await exported({ format: 'csv', basis: 'issued', tab: 'failed', query: '样例' });
    expect(view.expected).toBe(view.rows);
    const rows = await rowsOf(view);
    const blue = rows.find((row) => row['价税合计'] === '82.00');
    expect(rows.filter((row) => row['类型'] === '红字发票')).toEqual([
      expect.objectContaining({ 价税合计: '-82.00', 蓝字发票号码: blue?.['发票号码'] }),
    ]);
    expect(rows.every((row) => row['类型'] !== '未开票')).toBe(true);
  });

  it('keeps every digit, and lets no title be a formula', async () => {
    const view = await exported({ format: 'csv' });
    const text = (await bytesOf(view)).toString();
    expect(text.startsWith('\ufeff类型,')).toBe(true);
    expect(text.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
    const rows = await rowsOf(view);
    const numbers = rows.flatMap((row) => row['发票号码'] || []);
    expect(numbers.every((number) => /^\d{20}\t$/.test(number))).toBe(true);
    const titles = rows.map((row) => row['购买方名称']);
    expect(titles).toContain(`'=HYPERLINK("http://x")`);
    expect(titles).toContain('𠮷野家 （北京）有限公司');
  });

  it('is a workbook that says the same', async () => {
    const view = await exported({ format: 'xlsx' });
    const workbook = await bytesOf(view);
    expect(workbook.subarray(0, 2).toString()).toBe('PK');
    expect(view.files.map(({ name }) => name)).toEqual(['发票明细-1.xlsx', '汇总.xlsx']);
    expect(view.sums).toEqual((await exported({ format: 'csv' })).sums);
  });

  it('follows the tab, the search and the days, and leaves out reds where a state or a word is chosen', async () => {
    for (const filter of [{ tab: 'failed' }, { query: '𠮷野' }, { tab: 'issued', query: '样例' }] as const) {
      const { totals } = await flow.manage(owner, 'invoices.totals', filter);
      const view = await exported({ format: 'csv', ...filter });
      expect(view.sums.listed).toEqual({ count: totals.count, amount: totals.amount, tax: totals.tax });
      expect(view.sums.red.count).toBe(0);
    }
    const other = await exported({ format: 'csv', from: '2020-01-01', to: '2020-12-31' });
    expect(other).toMatchObject({ state: 'ready', rows: 0 });
  });

  it('is begun once, however often the same call comes', async () => {
    const asked = { requestId: 'twice', format: 'csv' } as const;
    const [one, other] = await Promise.all([
      flow.manage(owner, 'exports.create', asked),
      flow.manage(owner, 'exports.create', asked),
    ]);
    expect(other.exportId).toBe(one.exportId);
    expect((await ready(one.exportId)).files).toHaveLength(2);
  });

  it('goes on after its worker was killed', async () => {
    const { exportId } = await flow.manage(owner, 'exports.create', { format: 'csv', requestId: 'killed' });
    await flow.sandbox.cloudbase.killInstances('jobs');
    await flow.advance(90);
    const view = await ready(exportId);
    expect(view).toMatchObject({ state: 'ready', rows: view.expected });
  });

  it('gives links that run out, and fresh ones until its files are removed', async () => {
    const view = await exported({ format: 'csv', requestId: 'links' });
    await flow.advance(3700);
    expect((await fetch(view.files[0]?.url ?? '')).status).toBe(403);
    const renewed = await flow.manage(owner, 'exports.get', { exportId: view.exportId });
    expect((await fetch(renewed.files[0]?.url ?? '')).status).toBe(200);
    await flow.advance(8 * 86_400);
    const envelope = await flow.call(owner, 'merchant', { action: 'exports.get', exportId: view.exportId });
    expect(envelope.ok ? (envelope.data as ExportView).state : envelope.error.code).toMatch(/expired|not_found/);
  });

  it('is for whoever keeps the books, of that merchant alone', async () => {
    for (const role of ['clerk', 'viewer'] as const)
      expect(await refused(flow.member('m-cafe', role), 'exports.create', {})).toBe('forbidden');
    const { exportId } = await exported({ format: 'csv' });
    const foreign = flow.member('m-mall', 'owner');
    expect(await refused(foreign, 'exports.get', { exportId })).toBe('not_found');
    expect(await refused(foreign, 'exports.get', { exportId: 'ex_none' })).toBe('not_found');
    expect(await refused(foreign, 'exports.create', { merchantId: 'm-cafe' })).toBe('not_found');
    expect(red).toBeTruthy();
  });
});

const ended = async (batchId: string) => {
  for (let look = 0; look < 200; look += 1) {
    const view = await flow.manage(owner, 'batches.get', { batchId });
    if (view.state !== 'working') return view;
    await pause(50);
    await flow.advance(2);
  }
  throw new Error('the batch does not come to its end');
};

describe('a batch', () => {
  it('retries what is chosen, says what failed and why, and retries only that', async () => {
    const failed = [await failedIssue(), await failedIssue(), await failedIssue()];
    const applicationIds = failed.map(({ applicationId }) => applicationId);
    await issuer({ do: 'fail_next', code: 'tax_bureau_busy', count: 1 });
    const begun = await flow.manage(owner, 'batches.create', { what: 'retry', on: { is: 'chosen', applicationIds } });
    const first = await ended(begun.batchId);
    expect(first).toMatchObject({ state: 'done', total: 3, failed: 1, done: 2 });
    const { rows } = await flow.manage(owner, 'batches.failures', { batchId: begun.batchId });
    expect(rows).toEqual([expect.objectContaining({ applicationId: expect.any(String), message: expect.any(String) })]);

    const again = await flow.manage(owner, 'batches.create', {
      what: 'retry',
      on: { is: 'failed', batchId: begun.batchId },
    });
    expect(await ended(again.batchId)).toMatchObject({ state: 'done', total: 1, failed: 0, done: 1 });
    const { rows: batches } = await flow.manage(owner, 'batches.list', {});
    expect(batches.map(({ batchId }) => batchId)).toEqual(expect.arrayContaining([begun.batchId, again.batchId]));
  });

  it('rejects everything that a filter finds, with the reason that the buyers read', async () => {
    await failedIssue();
    const { totals } = await flow.manage(owner, 'invoices.totals', { tab: 'failed' });
    const begun = await flow.manage(owner, 'batches.create', {
      what: 'reject',
      reason: '订单已取消',
      on: { is: 'found', tab: 'failed' },
    });
    expect(await ended(begun.batchId)).toMatchObject({ state: 'done', done: totals.count, failed: 0 });
    expect((await flow.manage(owner, 'invoices.totals', { tab: 'failed' })).totals.count).toBe(0);
  });

  it('leaves out what the filter finds and the action does not fit', async () => {
    await issued();
    const { totals, actions } = await flow.manage(owner, 'invoices.totals', { tab: 'issued' });
    expect(totals.count).toBeGreaterThan(0);
    expect(actions).toEqual([]);
    const begun = await flow.manage(owner, 'batches.create', { what: 'insert', on: { is: 'found', tab: 'issued' } });
    expect(await ended(begun.batchId)).toMatchObject({
      state: 'done',
      total: totals.count,
      done: 0,
      failed: 0,
      skipped: totals.count,
    });
    await failedIssue();
    const offered = async (role: 'owner' | 'clerk' | 'viewer') =>
      (await flow.manage(flow.member('m-cafe', role), 'invoices.totals', {})).actions;
    expect(await offered('owner')).toEqual(expect.arrayContaining(['retry', 'reject']));
    expect(await offered('clerk')).not.toContain('reject');
    expect(await offered('viewer')).toEqual([]);
    const rejected = await flow.manage(owner, 'batches.create', {
      what: 'reject',
      reason: 'x',
      on: { is: 'found', tab: 'all' },
    });
    expect(await ended(rejected.batchId)).toMatchObject({ failed: 0 });
  });

  it('goes on after its worker was killed', async () => {
    // A refused card is not tried again by itself, which would race with the batch.
    await flow.control('account', { appid: platform, digitalCards: 72_040 });
    const { applicationId } = await issued();
    await flow.control('account', { appid: platform, digitalCards: 0 });
    const asked = { what: 'insert' as const, on: { is: 'chosen' as const, applicationIds: [applicationId] } };
    const { batchId } = await flow.manage(owner, 'batches.create', asked);
    await flow.sandbox.cloudbase.killInstances('jobs');
    await flow.advance(90);
    expect(await ended(batchId)).toMatchObject({ state: 'done', done: 1, failed: 0 });
  });

  it('obeys the roles, and takes a foreign invoice for one that does not exist', async () => {
    const { applicationId } = await failedIssue();
    const on = { is: 'chosen', applicationIds: [applicationId] };
    expect(await refused(flow.member('m-cafe', 'viewer'), 'batches.create', { what: 'retry', on })).toBe('forbidden');
    expect(await refused(flow.member('m-cafe', 'clerk'), 'batches.create', { what: 'reject', reason: 'x', on })).toBe(
      'forbidden',
    );
    expect(await refused(owner, 'batches.create', { what: 'reject', on })).toBe('bad_request');
    const foreign = flow.member('m-mall', 'owner');
    const none = { is: 'chosen', applicationIds: ['ap_none'] };
    for (const asked of [on, none])
      expect(await refused(foreign, 'batches.create', { what: 'retry', on: asked })).toBe('not_found');
    const { batchId } = await flow.manage(owner, 'batches.create', {
      what: 'retry',
      on: on as { is: 'chosen'; applicationIds: string[] },
    });
    for (const action of ['batches.get', 'batches.failures'])
      expect(await refused(foreign, action, { batchId })).toBe('not_found');
    expect(await refused(foreign, 'batches.create', { what: 'retry', on: { is: 'failed', batchId } })).toBe(
      'not_found',
    );
    await ended(batchId);
  });

  it('of two people at once does each thing once', async () => {
    const { applicationId } = await failedIssue();
    const asked = { what: 'retry' as const, on: { is: 'chosen' as const, applicationIds: [applicationId] } };
    const begun = await Promise.all([
      flow.manage(owner, 'batches.create', asked),
      flow.manage(flow.member('m-cafe', 'finance'), 'batches.create', asked),
    ]);
    const views = await Promise.all(begun.map(({ batchId }) => ended(batchId)));
    expect(views.map(({ done }) => done).sort()).toEqual([0, 1]);
    const { audit } = await flow.manage(owner, 'invoices.get', { applicationId });
    expect(audit.filter(({ action }) => action === 'retry')).toHaveLength(1);
  });
});

describe('the statistics', () => {
  const dayOf = (ms: number) => new Date(ms + 8 * 3_600_000).toISOString().slice(0, 10);

  it('tell by days and states what the list tells, and how long a card takes', async () => {
    await issued();
    await failedIssue();
    const [from, to] = [dayOf(flow.sandbox.clock.now() - 30 * 86_400_000), dayOf(flow.sandbox.clock.now())];
    const { totals, tabs } = await flow.manage(owner, 'invoices.totals', { from, to });
    const told = await flow.manage(flow.member('m-cafe', 'viewer'), 'statistics.get', { from, to });
    expect(told).toMatchObject({ unit: 'day', looked: { count: totals.count, more: false } });
    expect(told.periods).toHaveLength(31);
    expect(sum(told.periods.map(({ count }) => count))).toBe(totals.count);
    expect(sum(told.periods.map(({ amount }) => amount))).toBe(totals.amount);
    expect(sum(told.periods.map(({ redAmount }) => redAmount))).toBe(totals.red?.amount);
    for (const { state, count } of told.states) expect(tabs.find(({ tab }) => tab === state)?.count).toBe(count);
    expect(told.toCard.p50).toBeLessThanOrEqual(told.toCard.p95 ?? 0);
    expect(told.failures[0]).toMatchObject({ count: expect.any(Number), name: expect.any(String) });
    expect(told.titles[0]).toMatchObject({ name: company.name });
    expect(told.issuers).toHaveLength(1);
  });

  it('go by months over a long range, across the years, and add up to the same', async () => {
    const to = dayOf(flow.sandbox.clock.now());
    const from = `${Number(to.slice(0, 4)) - 1}-12-15`;
    const { totals } = await flow.manage(owner, 'invoices.totals', { from, to });
    const told = await flow.manage(owner, 'statistics.get', { from, to });
    expect(told.unit).toBe('month');
    expect(told.periods[0]?.period).toBe(from.slice(0, 7));
    expect(sum(told.periods.map(({ count }) => count))).toBe(totals.count);
    expect(sum(told.periods.map(({ issuedAmount }) => issuedAmount))).toBe(
      sum(
        told.states
          .filter(({ state }) =>
            ['issued', 'card_failed', 'to_confirm', 'partly_reversed', 'reversed', 'discarded'].includes(state),
          )
          .map(({ amount }) => amount),
      ),
    );
  });

  it('are refused for days that make no range', async () => {
    expect(await refused(owner, 'statistics.get', { from: '2026-02-02', to: '2026-02-01' })).toBe('bad_request');
    expect(await refused(owner, 'statistics.get', { from: '2001-01-01', to: '2026-02-01' })).toBe('bad_request');
  });
});
