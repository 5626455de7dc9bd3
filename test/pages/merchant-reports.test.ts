/** @jest-environment node */
import type { BatchView, ExportView, Statistics, Sum } from '../../contract/merchant';
import { durationText, modelOf } from '../../miniprogram/merchant/statistics/view';
import { aMerchantInvoice, someTotals } from './support/merchant-records';
import { at, fen } from './support/records';
import { scriptedApp } from './support/scripted-app';

jest.setTimeout(60_000);

const app = scriptedApp('merchant');
const { boot, inputs } = app;

const sum = (amount: number): Sum => ({ count: 1, amount, net: amount, tax: 0 });
const anExport = (more: Partial<ExportView> = {}): ExportView => ({
  exportId: 'ex_1',
  format: 'xlsx',
  basis: 'applied',
  text: '全部申请，全部时间',
  state: 'ready',
  createdAt: at(1_790_000_000),
  createdBy: '云上小馆财务',
  rows: 3,
  expected: 3,
  files: [{ name: '发票明细-1.xlsx', rows: 3, bytes: 5000, url: 'http://127.0.0.1/f' }],
  linksUntil: at(4_000_000_000),
  expiresAt: at(4_000_000_000),
  sums: {
    listed: { count: 3, amount: 12_300, tax: 0 },
    blue: sum(12_300),
    red: sum(-4100),
    net: sum(8200),
    kinds: [],
    rates: [{ rate: '6%', blue: sum(12_300), red: sum(-4100), net: sum(8200) }],
  },
  ...more,
});
const aBatch = (more: Partial<BatchView> = {}): BatchView => ({
  batchId: 'ba_1',
  action: 'retry',
  text: '重新开票：所选 2 张',
  state: 'done',
  createdAt: at(1_790_000_000),
  createdBy: '云上小馆财务',
  total: 2,
  done: 1,
  underWay: 0,
  failed: 1,
  skipped: 0,
  ...more,
});

beforeEach(() => {
  app.answers = {
    'invoices.list': () => ({
      rows: [
        aMerchantInvoice({ actions: ['retry'] }),
        aMerchantInvoice({ applicationId: 'a2', titleName: '别的公司', actions: ['insert'] }),
      ],
    }),
    'invoices.totals': () => someTotals(),
    'exports.list': () => ({ rows: [] }),
    'exports.create': () => anExport({ state: 'working', rows: 1, files: [] }),
    'exports.get': () => anExport(),
    'batches.list': () => ({ rows: [aBatch()] }),
    'batches.get': () => aBatch(),
    'batches.create': () => aBatch({ batchId: 'ba_2', state: 'working', done: 0, failed: 0 }),
    'batches.failures': () => ({
      rows: [
        {
          applicationId: 'a1',
          orderNos: ['N1'],
          titleName: '样例公司',
          amount: 4100,
          code: 'x',
          message: '税局繁忙',
          hint: '请稍后再试',
        },
      ],
    }),
  };
});

describe('choosing rows of the list', () => {
  it('offers what the chosen rows offer, asks once more, and begins the batch with exactly those', async () => {
    await boot('merchant/invoices/index?merchant=m-cafe');
    await app.phone.sees('样例公司');
    await app.phone.tap('导出、统计和批量处理');
    await app.phone.tap('选择多张一起处理');
    await app.phone.tap('样例公司');
    await app.phone.sees('处理所选 1 张');
    await app.phone.tap('处理所选 1 张');
    expect(app.phone.above()).toContain('重新开票');
    expect(app.phone.above()).not.toContain('再放入卡包');
    await app.phone.tap('重新开票');
    await app.phone.sees('所选 1 张');
    expect(inputs('batches.create')).toEqual([]);
    await app.phone.tap('重新开票');
    await app.phone.sees('重新开票：所选 2 张');
    expect(inputs('batches.create')).toEqual([
      expect.objectContaining({ merchantId: 'm-cafe', what: 'retry', on: { is: 'chosen', applicationIds: ['a1'] } }),
    ]);
  });
});

describe('everything that the filter finds', () => {
  it('is offered what the answer says, whatever the rows are that have come so far', async () => {
    app.answers['invoices.totals'] = () => someTotals({ actions: ['approve'] });
    await boot('merchant/invoices/index?merchant=m-cafe');
    await app.phone.sees('样例公司');
    await app.phone.tap('导出、统计和批量处理');
    await app.phone.tap('选择多张一起处理');
    await app.phone.tap('筛选出的全部');
    await app.phone.tap('处理全部');
    expect(app.phone.above()).toContain('审核通过');
    expect(app.phone.above()).not.toContain('重新开票');
    await app.phone.tap('审核通过');
    await app.phone.tap('审核通过');
    expect(inputs('batches.create')).toEqual([
      expect.objectContaining({ what: 'approve', on: { is: 'found', tab: 'all' } }),
    ]);
  });
});

describe('the page of a batch', () => {
  it('counts apart what the action does not fit', async () => {
    app.answers['batches.get'] = () => aBatch({ total: 15, done: 3, failed: 0, skipped: 12 });
    await boot('merchant/batch/index?merchant=m-cafe&id=ba_1');
    await app.phone.sees('不适用12');
    expect(app.phone.text()).toContain('失败0');
  });

  it('says what failed and why, and retries only that', async () => {
    await boot('merchant/batch/index?merchant=m-cafe&id=ba_1');
    await app.phone.sees('税局繁忙');
    expect(app.phone.text()).toContain('1 张没有成功');
    await app.phone.tap('只重试这 1 张');
    expect(inputs('batches.create')[0]).toMatchObject({ what: 'retry', on: { is: 'failed', batchId: 'ba_1' } });
  });

  it('lists earlier ones, and says so when there are none or no network', async () => {
    await boot('merchant/batch/index?merchant=m-cafe');
    await app.phone.sees('重新开票：所选 2 张');
    app.phone.close();
    app.answers['batches.list'] = () => ({ rows: [] });
    await boot('merchant/batch/index?merchant=m-cafe');
    await app.phone.sees('还没有批量处理过');
    app.phone.close();
    app.online = false;
    await boot('merchant/batch/index?merchant=m-cafe');
    await app.phone.sees('没有连上网络');
  });
});

describe('the page of exports', () => {
  it('makes one, shows how far it is, then the files and the sums with the reds', async () => {
    await boot('merchant/export/index?merchant=m-cafe');
    await app.phone.sees('还没有导出过');
    await app.phone.tap('CSV');
    await app.phone.tap('开始导出');
    await app.phone.sees('1 / 3 行');
    expect(inputs('exports.create')[0]).toMatchObject({ merchantId: 'm-cafe', format: 'csv', basis: 'applied' });
    for (let i = 0; i < 40 && !app.phone.text().includes('可以下载'); i += 1) await app.phone.settle();
    await app.phone.sees('发票明细-1.xlsx');
    for (const text of ['¥123.00', '¥-41.00', '¥82.00', '税率 6%']) expect(app.phone.text()).toContain(text);
  });

  it('says so without a network', async () => {
    app.online = false;
    await boot('merchant/export/index?merchant=m-cafe');
    await app.phone.sees('没有连上网络');
  });
});

const statistics = (more: Partial<Statistics> = {}): Statistics => ({
  from: '2026-11-01',
  to: '2026-11-30',
  unit: 'day',
  periods: [
    {
      period: '2026-11-01',
      count: 2,
      amount: fen(300),
      issuedCount: 1,
      issuedAmount: fen(200),
      redCount: 1,
      redAmount: fen(50),
    },
    {
      period: '2026-11-02',
      count: 0,
      amount: fen(0),
      issuedCount: 0,
      issuedAmount: fen(0),
      redCount: 0,
      redAmount: fen(0),
    },
  ],
  states: [{ state: 'issued', name: '已开票', count: 1, amount: fen(200) }],
  looked: { count: 2, more: false },
  titles: [],
  issuers: [],
  toCard: { count: 1, p50: 65, p95: 4000 },
  failures: [],
  ...more,
});

describe('the page of statistics', () => {
  it('says when nothing happened on these days, and when there is no network', async () => {
    app.answers['statistics.get'] = () => statistics({ periods: [] });
    await boot('merchant/statistics/index?merchant=m-cafe');
    await app.phone.sees('这些天没有开票申请');
    app.phone.close();
    app.online = false;
    await boot('merchant/statistics/index?merchant=m-cafe');
    await app.phone.sees('没有连上网络');
  });

  it('has in its tables what the chart draws', async () => {
    app.answers['statistics.get'] = () => statistics({ periods: [] });
    await boot('merchant/statistics/index?merchant=m-cafe');
    const model = modelOf(statistics());
    expect(model.periods).toEqual([{ name: '2026-11-01', count: '2', amount: '2.00', red: '-0.50' }]);
    expect(model.sums.map(({ value }) => value)).toEqual(['2 张', '¥2.00', '¥-0.50']);
    expect(model.times.map(({ value }) => value)).toEqual(['1 分 5 秒内', '1 小时 6 分内']);
    expect(modelOf(statistics({ looked: { count: 10_000, more: true } })).looked).toContain('10000');
    expect([durationText(59), durationText(90_000)]).toEqual(['59 秒', '1 天 1 小时']);
  });
});
