/** @jest-environment node */
import appJson from '../../miniprogram/app.json';
import { anApplication, anInvoice, anOrder, aTitle, issuing } from './support/records';
import { aMerchantInvoice, someTotals } from './support/merchant-records';
import { aClaim, aDetail, anItem, claimTotals, finance } from './support/reimburser-records';
import { bootApp, type WholePhone } from './support/whole-phone';

jest.setTimeout(60_000);

const answers: Record<string, object> = {
  'orders.list': { orders: [anOrder(), anOrder({ orderNo: 'N2', summary: '外带咖啡' })] },
  'orders.get': { order: anOrder() },
  'orders.claim': { order: anOrder() },
  'problems.get': {
    errcode: 72038,
    code: 'wechat_not_authorized',
    message: '还没有收到您在微信的确认',
    who: '开发者',
    what: '请核对三元组',
    again: '没有',
    wechat: 'invoice order never auth',
    alike: [],
  },
  'titles.list': { titles: [aTitle()] },
  'titles.save': { titleId: 't1' },
  'settings.get': { subscribeTemplates: [], sandbox: true },
  'invoices.list': { invoices: [anInvoice()] },
  'invoices.get': anInvoice(),
  'applications.create': {
    applicationId: 'a1',
    orderId: 'N1-1',
    authorization: { appid: 'wx9db2c16d0633c2e7', path: 'pages/auth/auth' },
  },
  'applications.get': anApplication(),
  'applications.refresh': issuing(),
  // Two functions have actions of the same name; here they are told apart.
  'merchant/me.get': { memberships: [{ merchantId: 'm-cafe', merchantName: '云上小馆', role: 'finance' }] },
  'merchant/invoices.list': { rows: [aMerchantInvoice()] },
  'merchant/invoices.totals': someTotals(),
  'merchant/invoices.get': aMerchantInvoice(),
  'reimburser/me.get': { memberships: [finance] },
  'reimburser/claims.list': { rows: [aClaim()] },
  'reimburser/claims.totals': claimTotals(),
  'reimburser/claims.get': aClaim(),
  'reimburser/claims.invoices': { rows: [anItem()] },
  'reimburser/invoices.get': aDetail(),
};

let phone: WholePhone;
const calls: string[] = [];
const boot = async (path = '') => {
  phone = await bootApp(path, ({ action }, name) => {
    calls.push(action);
    const answer = answers[`${name}/${action}`] ?? answers[action];
    if (!answer) throw new Error(`nobody answers ${action}`);
    return answer;
  });
};
afterEach(() => {
  phone.close();
  calls.length = 0;
});

const queries: Record<string, string> = {
  'pages/apply/index': `?merchant=m-cafe&orders=${encodeURIComponent('["N1"]')}`,
  'pages/application/index': '?id=a1',
  'pages/invoice/index': '?id=i1',
  'more/title/index': '?id=t1',
  'more/claim/index': '?code=abc',
  'more/problem/index': '?code=wechat_order_not_authorized&request=r1&errcode=72038',
  'merchant/invoices/index': '?merchant=m-cafe',
  'merchant/detail/index': '?id=a1',
  'merchant/reject/index': '?id=a1',
  'reimburser/claim/index': '?claim=cl1',
  'reimburser/item/index': '?claim=cl1&item=it1',
};
const pages = [
  ...appJson.pages,
  ...appJson.subpackages.flatMap(({ root, pages: own }) => own.map((page) => `${root}/${page}`)),
];

describe('on WeChat’s newer engine', () => {
  it.each(pages)('%s opens without an error and without an interface that the sandbox lacks', async (path) => {
    await boot(path + (queries[path] ?? ''));
    await phone.settle();
    expect(phone.text().length).toBeGreaterThan(10);
    expect(phone.debug.errors).toEqual([]);
    expect(phone.debug.unknownCalls).toEqual([]);
  });

  it('an order goes from the list through the form to its progress', async () => {
    await boot();
    await phone.sees('双人早午餐');
    await phone.tap('开发票');
    await phone.sees('下一步，核对信息');
    await phone.tap('个人');
    await phone.fill('发票上的个人姓名', '林小满');
    await phone.tap('下一步，核对信息');
    await phone.sees('林小满（个人）');
    await phone.tap('提交申请');
    await phone.sees('还差一步');
    expect(calls.filter((action) => action === 'applications.create')).toHaveLength(1);
    expect(phone.debug.pages()).toEqual(['pages/orders/index', 'pages/application/index']);
    expect(phone.debug.errors).toEqual([]);
  });
});
