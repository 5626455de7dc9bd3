import { Phone, Refusal } from './support/phone';
import { anOrder } from './support/records';
import { closePages, openPage, settle } from './support/simulate';

const PAGE = 'more/claim/index';
let phone: Phone;

beforeEach(() => {
  phone = new Phone();
});
afterEach(closePages);

const fill = async (
  page: Awaited<ReturnType<typeof openPage>>,
  orderNo: string,
  amount: string,
  phoneLast4: string,
) => {
  await page.type('.field-order', orderNo);
  await page.type('.field-amount', amount);
  await page.type('.field-phone', phoneLast4);
  await page.tap('.find');
  await settle(10);
};

describe('an order that belongs to nobody yet', () => {
  it('is found by its number, amount and the phone’s last four', async () => {
    phone.on({ 'orders.claim': () => ({ order: anOrder() }) });
    const page = await openPage(PAGE);
    await fill(page, ' 2026-001 ', '￥1,234.5', '0042');
    expect(phone.inputs('orders.claim')[0]).toMatchObject({ orderNo: '2026-001', amount: 123450, phoneLast4: '0042' });
    expect(page.text).toContain('双人早午餐');
    expect(page.text).toContain('开发票');
  });

  it.each([
    ['', '41', '0042', '请填写订单号'],
    ['N 1', '41', '0042', '订单号里没有空格'],
    ['N1', '41.005', '0042', '请填写实付金额'],
    ['N1', '0', '0042', '请填写实付金额'],
    ['N1', '1e3', '0042', '请填写实付金额'],
    ['N1', '41', '042', '请填写下单手机号的后 4 位'],
  ])('is not asked for with number %j, amount %j, phone %j', async (orderNo, amount, last4, reason) => {
    const page = await openPage(PAGE);
    await fill(page, orderNo, amount, last4);
    expect(page.text).toContain(reason);
    expect(phone.calls).toHaveLength(0);
  });

  it('that does not match is said in the server’s words, with everything typed still there', async () => {
    phone.on({
      'orders.claim': () => {
        throw new Refusal({ code: 'claim_mismatch', message: '没有找到对得上的订单', hint: '每小时可试 5 次' });
      },
    });
    const page = await openPage(PAGE);
    await fill(page, 'N1', '41', '0042');
    expect(page.text).toContain('没有找到对得上的订单');
    expect(page.data['form']).toEqual({ orderNo: 'N1', amount: '41', phoneLast4: '0042' });
  });
});

describe('a receipt', () => {
  it.each([
    ['the code that our own scanner read', { code: 'abc_1-2' }],
    ['the link that WeChat’s scanner opened', { q: encodeURIComponent('https://shop.example/r/abc_1-2?x=1') }],
  ])('is claimed by %s', async (_, query) => {
    phone.on({ 'orders.claim': () => ({ order: anOrder() }) });
    const page = await openPage(PAGE, query);
    await settle(10);
    expect(phone.inputs('orders.claim')[0]).toMatchObject({ code: 'abc_1-2' });
    expect(page.text).toContain('找到订单了');
  });

  it('of an order that is invoiced already leads to its progress', async () => {
    phone.on({
      'orders.claim': () => ({
        order: anOrder({ state: 'invoiced', canApply: false, applicationId: 'a3', reason: '已开票' }),
      }),
    });
    const page = await openPage(PAGE, { code: 'abc' });
    await settle(10);
    page.find('.page >>> .main >>> .t-button').dispatchEvent('tap');
    await settle();
    expect(phone.wx['navigateTo']).toHaveBeenCalledWith({ url: '/pages/application/index?id=a3' });
  });
});
