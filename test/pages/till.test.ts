/** @jest-environment node */
import type { TillOrder } from '../../contract/merchant';
import { aMerchantInvoice } from './support/merchant-records';
import { at, fen } from './support/records';
import { scriptedApp } from './support/scripted-app';

jest.setTimeout(60_000);

const app = scriptedApp('merchant');
const { boot, inputs } = app;

const aTillOrder = (over: Partial<TillOrder> = {}): TillOrder => ({
  orderNo: 'TILL261122-1',
  summary: '餐饮服务',
  amount: fen(5850),
  at: at(1_790_000_000),
  state: 'invoiceable',
  stateText: '等待扫码',
  tone: 'waiting',
  by: '小店员',
  canWithdraw: true,
  ...over,
});
const code = { url: 'https://x.example/r/1', image: 'data:image/png;base64,iVBORw0KGgo=' };

beforeEach(() => {
  app.answers = {
    'till.get': () => ({ items: [{ name: '*餐饮服务*餐饮服务', rate: '6%' }], max: fen(1_000_000) }),
    'tillOrders.list': () => ({ orders: [aTillOrder()] }),
    'receipts.code': () => ({ order: aTillOrder(), code }),
    'receipts.orders': () => ({ orders: [] }),
    'invoices.get': () => aMerchantInvoice(),
  };
});

describe('the till', () => {
  it('lists what was sold, with who and how it stands', async () => {
    await boot('merchant/till/index?merchant=m-cafe');
    await app.phone.sees('小店员');
    for (const fact of ['58.50', '等待扫码', '餐饮服务 · 6%']) expect(app.phone.text()).toContain(fact);
    expect(inputs('tillOrders.list')).toMatchObject([{ merchantId: 'm-cafe' }]);
  });

  it('that has sold nothing says so, and offline it offers to try again', async () => {
    app.answers['tillOrders.list'] = () => ({ orders: [] });
    await boot('merchant/till/index?merchant=m-cafe');
    await app.phone.sees('还没有开过单');
    app.phone.close();
    app.online = false;
    await boot('merchant/till/index?merchant=m-cafe');
    await app.phone.sees('没有连上网络');
    app.online = true;
  });

  it('is not had by somebody who may not', async () => {
    delete app.answers['till.get'];
    await boot('merchant/till/index?merchant=m-cafe');
    await app.phone.settle();
    expect(app.phone.text()).not.toContain('生成开票二维码');
  });
});

describe('a code', () => {
  it('of the till shows its amount and can be taken back', async () => {
    await boot('merchant/code/index?merchant=m-cafe&order=TILL261122-1');
    await app.phone.sees('用微信扫一扫，开发票');
    expect(app.phone.text()).toContain('58.50');
    expect(app.phone.text()).toContain('撤回这一单');
  });

  it('that was used says how it stands, and cannot be taken back', async () => {
    app.answers['receipts.code'] = () => ({
      order: aTillOrder({ state: 'invoiced', stateText: '已开票', tone: 'done', canWithdraw: false }),
      code,
    });
    await boot('merchant/code/index?merchant=m-cafe&order=TILL261122-1');
    await app.phone.sees('已开票');
    expect(app.phone.text()).not.toContain('撤回这一单');
  });

  it('to claim an invoice says for whom and until when', async () => {
    app.answers['claims.link'] = () => ({ code, amount: fen(4100), titleName: '样例公司', until: at(1_820_000_000) });
    await boot('merchant/code/index?claim=a1');
    await app.phone.sees('用微信扫一扫，领取发票');
    expect(app.phone.text()).toContain('样例公司 · 2027-09-04 前有效');
  });
});

describe('an invoice’s files on the merchant’s side', () => {
  const shown = () =>
    aMerchantInvoice({
      files: [{ format: 'pdf', url: 'https://f/1.pdf', expiresAt: at(4_000_000_000) }],
      attachments: [{ name: '行程单', bytes: 90_000, url: 'https://f/2.pdf', expiresAt: at(4_000_000_000) }],
      tasks: ['mail', 'attach'],
      mailTo: 'm***@mail.example',
      mails: [
        {
          to: 'x***@mail.example',
          state: 'failed',
          at: at(1_790_000_000),
          problem: { message: '收件邮箱拒收了这封邮件', hint: '' },
        },
      ],
    });

  it('stand with what goes along, the last mail, and what may be done', async () => {
    app.answers['invoices.get'] = shown;
    await boot('merchant/detail/index?id=a1');
    await app.phone.sees('行程单');
    for (const fact of ['88 KB', '没有发到 x***@mail.example：收件邮箱拒收了这封邮件', '添加行程单或水单'])
      expect(app.phone.text()).toContain(fact);
  });

  it('offer nothing to a viewer', async () => {
    app.answers['invoices.get'] = () => ({ ...shown(), tasks: [] });
    await boot('merchant/detail/index?id=a1');
    await app.phone.sees('行程单');
    for (const fact of ['发到邮箱', '添加行程单']) expect(app.phone.text()).not.toContain(fact);
  });
});

describe('receipts', () => {
  it('without an order say where orders come from', async () => {
    await boot('merchant/receipts/index?merchant=m-cafe');
    await app.phone.sees('没有待开票的订单');
    expect(app.phone.text()).toContain('生成台卡');
  });
});
