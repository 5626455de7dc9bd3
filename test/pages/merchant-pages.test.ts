/** @jest-environment node */
import type { MerchantInvoice } from '../../contract/merchant';
import { aMerchantInvoice, someTotals } from './support/merchant-records';
import { at } from './support/records';
import { scriptedApp } from './support/scripted-app';

jest.setTimeout(60_000);

const app = scriptedApp('merchant');
const { boot, inputs } = app;
let invoice: MerchantInvoice;

const openList = () => boot('merchant/invoices/index?merchant=m-cafe');
const openDetail = () => boot('merchant/detail/index?id=a1');

beforeEach(() => {
  invoice = aMerchantInvoice();
  app.answers = {
    'me.get': () => ({ memberships: [{ merchantId: 'm-cafe', merchantName: '云上小馆', role: 'finance' }] }),
    'invoices.list': () => ({ rows: [invoice, aMerchantInvoice({ applicationId: 'a2', titleName: '别的公司' })] }),
    'invoices.totals': () => someTotals(),
    'invoices.get': () => invoice,
  };
});

describe('the way to the merchant’s side', () => {
  it('shows to a member, with the merchant’s name', async () => {
    await boot('pages/me/index');
    await app.phone.sees('商户后台');
    expect(app.phone.text()).toContain('云上小馆');
    expect(inputs('me.get')).toHaveLength(1);
  });

  it('shows to nobody else', async () => {
    app.answers['me.get'] = () => ({ memberships: [] });
    await boot('pages/me/index');
    await app.phone.settle();
    expect(app.phone.text()).not.toContain('商户后台');
  });
});

describe('the merchant’s list', () => {
  it('shows five facts of each invoice, the tabs with counts and the sums', async () => {
    await openList();
    await app.phone.sees('样例公司');
    for (const fact of ['41.00', '已开票，未入卡包', 'N1', '09-21']) expect(app.phone.text()).toContain(fact);
    for (const sum of ['¥1,234.50', '¥69.88', '开票失败1']) expect(app.phone.text()).toContain(sum);
    expect(app.phone.text()).not.toContain('00002000000012345678');
    expect(inputs('invoices.list')[0]).toMatchObject({ merchantId: 'm-cafe', tab: 'all' });
  });

  it('asks for a tab, and for the sums of that tab', async () => {
    await openList();
    await app.phone.sees('开票失败1');
    await app.phone.tap('开票失败1');
    expect(inputs('invoices.list').at(-1)).toMatchObject({ tab: 'failed' });
    expect(inputs('invoices.totals').at(-1)).toMatchObject({ tab: 'failed' });
  });

  it('searches once for what was typed, when the typing pauses', async () => {
    await openList();
    await app.phone.sees('样例公司');
    await app.phone.fill('单号、票号、抬头、手机尾号', '样');
    await app.phone.fill('单号、票号、抬头、手机尾号', ' 样例 ');
    await new Promise((resolve) => setTimeout(resolve, 600));
    const queries = inputs('invoices.list').flatMap(({ query }) => (query === undefined ? [] : [query]));
    expect(queries).toEqual(['样例']);
    expect(inputs('invoices.totals').at(-1)).toMatchObject({ query: '样例' });
  });

  it('takes a month from a preset', async () => {
    await openList();
    await app.phone.sees('样例公司');
    await app.phone.tap('全部时间');
    await app.phone.tap('上月');
    const asked = inputs('invoices.list').at(-1);
    expect(asked?.['from']).toMatch(/-01$/);
    expect(String(asked?.['to']).slice(0, 7)).toBe(String(asked?.['from']).slice(0, 7));
    expect(app.phone.text()).toContain('上月');
  });

  it('says when a search was too wide to count', async () => {
    app.answers['invoices.totals'] = () => someTotals({ more: true });
    await openList();
    await app.phone.sees('2+');
    for (const figure of ['1,234.50+', '69.88+', '未入卡包1+']) expect(app.phone.text()).toContain(figure);
  });

  it('without anything found offers the whole list', async () => {
    await openList();
    await app.phone.sees('开票失败1');
    const full = app.answers['invoices.list'];
    app.answers['invoices.list'] = () => ({ rows: [] });
    await app.phone.tap('开票失败1');
    await app.phone.sees('没有符合的发票');
    if (full) app.answers['invoices.list'] = full;
    await app.phone.tap('看全部发票');
    await app.phone.sees('样例公司');
  });

  it('without any application says so', async () => {
    app.answers['invoices.list'] = () => ({ rows: [] });
    await openList();
    await app.phone.sees('还没有人申请开票');
  });

  it('without a network says so, and comes when it is tried again', async () => {
    app.online = false;
    await openList();
    await app.phone.sees('没有连上网络');
    expect(app.phone.text()).toContain('合计没有加载出来');
    app.online = true;
    await app.phone.tap('重新加载');
    await app.phone.sees('样例公司');
    await app.phone.sees('¥1,234.50');
  });

  it('is as it was after a detail, except for the row that changed there', async () => {
    await openList();
    await app.phone.sees('样例公司');
    const before = inputs('invoices.list').length;
    await app.phone.tap('样例公司');
    await app.phone.sees('没能放入卡包');
    app.answers['invoices.insert'] = () => ({
      ...invoice,
      stateText: '已入卡包',
      tone: 'done',
      actions: [],
      headline: { text: '开好了', next: '', actor: 'nobody', tone: 'done' },
    });
    await app.phone.tap('再放入卡包');
    await app.phone.tap('放入卡包');
    await app.phone.sees('开好了');
    await app.phone.back();
    await app.phone.sees('已入卡包');
    expect(app.phone.text()).toContain('别的公司');
    expect(inputs('invoices.list')).toHaveLength(before);
  });
});

describe('the merchant’s detail', () => {
  it('opens with the state in words, and keeps WeChat’s code in small print with its hint', async () => {
    await openDetail();
    await app.phone.sees('开好了，没能放入卡包');
    for (const fact of ['金额 ¥38.68 · 税额 ¥2.32', '0000 2000 0000 1234 5678', '微信 72040', '可以再放一次'])
      expect(app.phone.text()).toContain(fact);
    expect(app.phone.text()).not.toContain('样例银行');
    await app.phone.tap('税号和申请');
    expect(app.phone.text()).toContain('样例银行');
  });

  it('folds away what the buyer filled in on WeChat’s page beside the title', async () => {
    await openDetail();
    await app.phone.sees('税号和申请');
    expect(app.phone.text()).not.toContain('买家在微信页面填写');
    invoice = aMerchantInvoice({
      filled: { title: { kind: 'personal', name: '小林' }, own: [{ label: '会员号', value: '0007' }] },
    });
    await openDetail();
    await app.phone.sees('买家在微信页面填写');
    expect(app.phone.text()).not.toContain('0007');
    await app.phone.tap('买家在微信页面填写');
    for (const told of ['会员号', '0007', '小林（个人）']) expect(app.phone.text()).toContain(told);
  });

  it('leads from what stopped it to why, and who can fix it', async () => {
    app.answers['problems.get'] = () => ({
      errcode: 72040,
      code: 'wechat_pdf_invalid',
      message: '微信没有接受',
      who: '开发者',
      what: '请检查 PDF',
      again: '没有',
      wechat: 'invoice pdf error',
      alike: [],
    });
    await openDetail();
    await app.phone.sees('微信 72040');
    await app.phone.tap('查看原因');
    await app.phone.sees('再试有用吗');
    expect(app.phone.text()).toContain('72040');
    expect(app.phone.debug.errors).toEqual([]);
  });

  it('tells in one order of time what happened and which member did what', async () => {
    const member = { name: '阿财', role: 'finance' as const };
    invoice = aMerchantInvoice({ audit: [{ at: at(1_790_000_030), action: 'retry', text: '重新开票', member }] });
    await openDetail();
    await app.phone.sees('阿财（财务）');
    const text = app.phone.text();
    expect(text.indexOf('买家 ·')).toBeLessThan(text.indexOf('阿财'));
    expect(text.indexOf('阿财')).toBeLessThan(text.indexOf('微信 ·'));
  });

  it('offers nothing that the answer does not offer', async () => {
    invoice = aMerchantInvoice({ actions: [] });
    await openDetail();
    await app.phone.sees('开好了，没能放入卡包');
    for (const action of ['重新开票', '再放入卡包', '拒绝开票']) expect(app.phone.text()).not.toContain(action);
  });

  it('lets an order go whose invoice came out wrong, after a second question', async () => {
    invoice = aMerchantInvoice({ actions: ['retry', 'release'], issuing: 'failed', stateCode: 'failed' });
    app.answers['applications.release'] = () => ({ ...invoice, actions: [] });
    await openDetail();
    await app.phone.sees('已在税局处理，放开订单');
    await app.phone.tap('已在税局处理，放开订单');
    await app.phone.tap('先不');
    expect(inputs('applications.release')).toHaveLength(0);
    await app.phone.tap('已在税局处理，放开订单');
    await app.phone.tap('放开订单');
    expect(inputs('applications.release')).toMatchObject([{ applicationId: 'a1' }]);
  });

  it('does nothing when the question is answered with no', async () => {
    await openDetail();
    await app.phone.sees('再放入卡包');
    await app.phone.tap('再放入卡包');
    await app.phone.tap('先不');
    expect(inputs('invoices.insert')).toHaveLength(0);
  });
});

describe('refusing an application', () => {
  const rejected = () => ({
    ...invoice,
    actions: [],
    headline: { text: '已拒绝开票', next: '', actor: 'nobody', tone: 'ended' },
  });
  beforeEach(() => {
    invoice = aMerchantInvoice({ actions: ['retry', 'reject'] });
    app.answers['applications.reject'] = () => {
      invoice = rejected() as MerchantInvoice;
      return invoice;
    };
  });

  it('says that it cannot be undone, and wants a reason', async () => {
    await openDetail();
    await app.phone.sees('拒绝开票');
    await app.phone.tap('拒绝开票');
    await app.phone.sees('拒绝后不能撤销');
    await app.phone.tap('拒绝开票');
    await app.phone.sees('请选一个或写一个原因');
    expect(inputs('applications.reject')).toHaveLength(0);
  });

  it('sends the reason once and leads back to the invoice', async () => {
    await openDetail();
    await app.phone.sees('拒绝开票');
    await app.phone.tap('拒绝开票');
    await app.phone.tap('订单已退款');
    await app.phone.tap('拒绝开票');
    await app.phone.sees('已拒绝开票');
    expect(inputs('applications.reject')).toEqual([
      expect.objectContaining({ applicationId: 'a1', reason: '订单已退款' }),
    ]);
    expect(app.phone.debug.pages().at(-1)).toBe('merchant/detail/index');
  });
});
