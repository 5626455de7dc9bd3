import { Phone } from './support/phone';
import { anInvoice, fen } from './support/records';
import { closePages, openPage } from './support/simulate';

let phone: Phone;

beforeEach(() => {
  phone = new Phone();
});
afterEach(closePages);

describe('the invoices of a buyer', () => {
  it('show five facts each and lead to the invoice', async () => {
    phone.on({ 'invoices.list': () => ({ invoices: [anInvoice({ amount: fen(123450) })] }) });
    const page = await openPage('pages/invoices/index');
    for (const fact of ['云上小馆', '1,234.50', '样例公司', '2026-09-21', '已放入卡包'])
      expect(page.text).toContain(fact);
    expect(page.text).not.toContain('9131');
    await page.tap('.invoice');
    expect(phone.wx['navigateTo']).toHaveBeenCalledWith({ url: '/pages/invoice/index?id=i1' });
  });

  it('when there are none, lead to the orders', async () => {
    phone.on({ 'invoices.list': () => ({ invoices: [] }) });
    const page = await openPage('pages/invoices/index');
    expect(page.text).toContain('还没有发票');
    await page.call('onOrders');
    expect(phone.wx['switchTab']).toHaveBeenCalledWith({ url: '/pages/orders/index' });
  });

  it('without a network say so', async () => {
    phone.offline = true;
    const page = await openPage('pages/invoices/index');
    expect(page.text).toContain('没有连上网络');
  });
});
