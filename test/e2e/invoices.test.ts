import { loadDemo } from '../../sandbox/demo';
import { picture, setStage } from './support/stage';

const openid = loadDemo().people[0]?.openid ?? '';

const stage = setStage();

const openInvoices = (options: object = {}) => stage.open({ openid, path: '/pages/invoices/index', ...options });

describe('the buyer’s invoices', () => {
  it('are there to read when WeChat has refused the card', async () => {
    const phone = await openInvoices();
    await phone.tap(/未能放入卡包/);
    await phone.see(/发票已开好，未能放入卡包/);
    await phone.screenshot(picture('card-refused'));
    await phone.assertClean();
    await phone.close();
  });

  it('open as PDF on the phone', async () => {
    const phone = await openInvoices();
    await phone.tap(/^.*已放入卡包.*$/);
    await phone.tap('预览发票');
    await phone.page.getByText('关闭').first().waitFor();
    await phone.page.waitForTimeout(1500);
    await phone.page.screenshot({ path: picture('pdf') });
    await phone.assertClean();
    await phone.close();
  });

  it('can be read in the dark and in large type', async () => {
    const phone = await openInvoices({ dark: true, fontScale: 1.3 });
    await phone.see(/已放入卡包/);
    await phone.screenshot(picture('invoices-dark-large'));
    await phone.assertClean();
    await phone.close();
  });
});

describe('a receipt that nobody has claimed', () => {
  it('becomes the buyer’s order by number, amount and the phone’s last four', async () => {
    const phone = await stage.open({ openid });
    await phone.tap('输入订单号');
    await phone.fill('小票或短信里的订单号', 'CAFE-20261121-0088');
    await phone.fill('如 128.50', '58.00');
    await phone.fill('下单手机号的后 4 位', '0001');
    await phone.screenshot(picture('claim'));
    await phone.tap('找这个订单');
    await phone.see('扫小票试试这一单');
    await phone.assertClean();
    await phone.close();
  });
});
