import type { OrderSummary } from '../../contract/buyer';
import { Phone, Refusal } from './support/phone';
import { anOrder, fen } from './support/records';
import { closePages, openPage, settle } from './support/simulate';

const PAGE = 'pages/orders/index';
let phone: Phone;

const withOrders = (...orders: OrderSummary[]) => phone.on({ 'orders.list': () => ({ orders }) });
const others = anOrder({ orderNo: 'N2', summary: '外带咖啡', amount: fen(8850), paid: fen(8850) });
const foreign = anOrder({
  orderNo: 'N3',
  summary: '毛毯',
  mergeKey: 'm-store',
  merchant: { id: 'm-store', name: '百货' },
});

beforeEach(() => {
  phone = new Phone();
});
afterEach(closePages);

const toggle = async (page: Awaited<ReturnType<typeof openPage>>, index: number) => {
  page.all('.page >>> .card')[index]?.dispatchEvent('tap');
  await settle();
};

describe('the orders of a buyer', () => {
  it('show whose they are, how much can be invoiced, and the state in a word', async () => {
    withOrders(anOrder({ amount: fen(123450), paid: fen(150000), refunded: fen(26550) }));
    const page = await openPage(PAGE);
    expect(page.text).toContain('云上小馆');
    expect(page.text).toContain('1,234.50');
    expect(page.text).toContain('可开票');
    expect(page.text).toContain('实付 ¥1,500.00，已退 ¥265.50');
  });

  it('say why an order cannot be invoiced, and offer no button for it', async () => {
    withOrders(anOrder({ state: 'not_invoiceable', canApply: false, reason: '订单已全额退款' }));
    const page = await openPage(PAGE);
    expect(page.text).toContain('订单已全额退款');
    expect(page.text).not.toContain('开发票');
  });

  it('that were applied for elsewhere say so, and lead nowhere that would not open', async () => {
    const reason = '已在别处申请开票，请在当时的页面查看进度';
    withOrders(anOrder({ state: 'in_progress', canApply: false, reasonCode: 'applied_elsewhere', reason }));
    const page = await openPage(PAGE);
    expect(page.text).toContain('已在别处申请');
    expect(page.text).toContain(reason);
    expect(page.has('.page >>> .main >>> .t-button')).toBe(false);
  });

  it('lead to the form of one order', async () => {
    withOrders(anOrder());
    const page = await openPage(PAGE);
    page.find('.page >>> .main >>> .t-button').dispatchEvent('tap');
    await settle();
    expect(phone.ledTo('navigateTo')).toBe('/pages/apply/index?merchant=m-cafe&orders=["N1"]');
  });

  it('that are under way lead to their progress', async () => {
    withOrders(anOrder({ state: 'in_progress', canApply: false, reason: '正在开票', applicationId: 'a7' }));
    const page = await openPage(PAGE);
    page.find('.page >>> .main >>> .t-button').dispatchEvent('tap');
    await settle();
    expect(phone.wx['navigateTo']).toHaveBeenCalledWith({ url: '/pages/application/index?id=a7' });
  });

  it('when there are none, offer to scan a receipt or to enter a number', async () => {
    withOrders();
    const page = await openPage(PAGE);
    expect(page.text).toContain('扫小票');
    expect(page.text).toContain('输入订单号');
  });

  it('say nothing when the scanner is closed, and carry what it read to the next page', async () => {
    withOrders(anOrder());
    const page = await openPage(PAGE);
    phone.wx['scanCode']?.mockRejectedValueOnce({ errMsg: 'scanCode:fail cancel' });
    await page.call('onScan');
    expect(phone.wx['navigateTo']).not.toHaveBeenCalled();
    phone.wx['scanCode']?.mockResolvedValueOnce({ result: 'https://shop.example/r/abc_1-2?x=1' });
    await page.call('onScan');
    expect(phone.wx['navigateTo']).toHaveBeenCalledWith({ url: '/more/claim/index?code=abc_1-2' });
  });
});

describe('without a network', () => {
  it('the first look says so and can be repeated', async () => {
    withOrders(anOrder());
    phone.offline = true;
    const page = await openPage(PAGE);
    expect(page.text).toContain('没有连上网络');
    expect(page.data['status']).toBe('problem');
    phone.offline = false;
    await page.call('refresh');
    expect(page.text).toContain('云上小馆');
  });

  it('what was there stays on the screen, and is said to be old', async () => {
    withOrders(anOrder());
    const page = await openPage(PAGE);
    phone.offline = true;
    await page.call('onShow');
    expect(page.text).toContain('云上小馆');
    expect(page.text).toContain('现在看到的是上次的内容');
  });
});

it('an error of the server is told with what to do, and its reference for support', async () => {
  phone.on({
    'orders.list': () => {
      throw new Refusal({
        code: 'busy',
        message: '系统繁忙',
        hint: '请过一分钟再试',
        retryable: true,
        requestId: 'r-42',
      });
    },
  });
  const page = await openPage(PAGE);
  expect(page.text).toContain('系统繁忙');
  expect(page.text).toContain('请过一分钟再试');
  expect(page.text).toContain('busy · r-42');
  expect(page.text).toContain('重新加载');
});

describe('a list in parts', () => {
  const parts = () =>
    phone.on({
      'orders.list': ({ cursor }) =>
        cursor === undefined ? { orders: [anOrder()], next: 'p2' } : { orders: [others] },
    });

  it('fetches the next part once, however often the end is reached', async () => {
    parts();
    const page = await openPage(PAGE);
    await Promise.all([page.call('onReachBottom'), page.call('onReachBottom')]);
    expect(phone.inputs('orders.list').map(({ cursor }) => cursor)).toEqual([undefined, 'p2']);
    expect(page.text).toContain('外带咖啡');
    expect(page.text).toContain('已经到底了');
  });

  it('offers to try again when the next part does not come', async () => {
    parts();
    const page = await openPage(PAGE);
    phone.offline = true;
    await page.call('onReachBottom');
    expect(page.text).toContain('没有加载出来');
    phone.offline = false;
    await page.call('onRetryMore');
    expect(page.text).toContain('外带咖啡');
  });

  it('is as deep as before after coming back from another page', async () => {
    parts();
    const page = await openPage(PAGE);
    await page.call('onReachBottom');
    await page.call('onShow');
    expect(page.data['rows']).toHaveLength(2);
  });
});

describe('several orders on one invoice', () => {
  it('are offered only when more than one can be invoiced', async () => {
    withOrders(anOrder());
    expect((await openPage(PAGE)).text).not.toContain('合并开票');
    closePages();
    withOrders(anOrder(), others);
    expect((await openPage(PAGE)).text).toContain('合并开票');
  });

  it('add up while they are chosen; what cannot join is greyed and says why', async () => {
    withOrders(anOrder(), others, foreign);
    const page = await openPage(PAGE);
    await page.call('onPickMany');
    await toggle(page, 0);
    await toggle(page, 1);
    expect(page.textAt('.bar')).toContain('已选 2 个订单');
    expect(page.textAt('.bar')).toContain('129.50');
    expect(page.text).toContain('和已选的订单不能开在一张发票上');
    await toggle(page, 2);
    expect(page.textAt('.bar')).toContain('已选 2 个订单');
  });

  it('go to the form together', async () => {
    withOrders(anOrder(), others);
    const page = await openPage(PAGE);
    await page.call('onPickMany');
    await toggle(page, 0);
    await toggle(page, 1);
    await page.tap('.merge');
    expect(phone.ledTo('navigateTo')).toContain('orders=["N1","N2"]');
  });

  it('lose an order that can no longer be invoiced when the list is looked at again', async () => {
    withOrders(anOrder(), others);
    const page = await openPage(PAGE);
    await page.call('onPickMany');
    await toggle(page, 0);
    withOrders(anOrder({ canApply: false, state: 'in_progress', reason: '正在开票' }), others);
    await page.call('onShow');
    expect(page.textAt('.bar')).toContain('已选 0 个订单');
  });
});
