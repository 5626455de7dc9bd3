import { loadDemo } from '../../sandbox/demo';
import type { ReceivedMail } from '../../sandbox/mail';
import { picture, setStage } from './support/stage';

const { people } = loadDemo();
const buyer = people[0]?.openid ?? '';
const clerk = people.find(({ merchant, role }) => merchant === 'm-cafe' && role === 'clerk')?.openid ?? '';

const stage = setStage();

describe('the buyer of an invoice', () => {
  it('sends it to an address, and forwards it to a friend in the second tap', async () => {
    const phone = await stage.open({ openid: buyer, path: '/pages/invoices/index' });
    await phone.tap(/未能放入卡包/);
    await phone.tap('发到邮箱');
    await phone.fill('邮箱地址', 'lin@mail.example');
    await phone.screenshot(picture('mail-address'));
    await phone.tap('发送');
    await phone.see(/已发到 lin@mail.example/);
    await phone.screenshot(picture('mail-sent'));
    const mails = (await (await fetch(`${stage.sandbox.wechatUrl}/__sandbox/mails`)).json()) as ReceivedMail[];
    expect(mails.at(-1)).toMatchObject({ to: ['lin@mail.example'], attachments: [{}, {}] });

    await phone.tap('转发 PDF');
    await phone.see('转发给朋友');
    await phone.tap('转发 PDF');
    await phone.tap('发送');
    expect((await phone.debug()).recorded).toContainEqual(expect.objectContaining({ name: 'shareFileMessage' }));
    await phone.assertClean();
    await phone.close();
  });

  it('finds the mail in the sandbox’s mail box', async () => {
    const page = await stage.browser.newPage({ viewport: { width: 390, height: 844 }, deviceScaleFactor: 2 });
    await page.goto(`${stage.sandbox.wechatUrl}/__sandbox/app/mails`);
    await page.getByText('lin@mail.example').first().waitFor();
    await page.screenshot({ path: picture('mail-box') });
    await page.close();
  });

  it('reads it in the dark and in large type', async () => {
    const phone = await stage.open({ openid: buyer, path: '/pages/invoices/index', dark: true, fontScale: 1.5 });
    await phone.tap(/未能放入卡包/);
    await phone.see(/已发到/);
    await phone.screenshot(picture('mail-dark-large'));
    await phone.assertClean();
    await phone.close();
  });
});

describe('a clerk', () => {
  it('makes an order at the till, shows its code, and takes it back', async () => {
    const phone = await stage.open({ openid: clerk, path: '/pages/me/index' });
    await phone.tap('收银台开单和二维码');
    await phone.see('还没有开过单');
    await phone.screenshot(picture('till-empty'));
    await phone.tap('生成开票二维码');
    await phone.see('请输入金额，最多两位小数');
    await phone.fill('0.00', '58.5');
    await phone.tap(/保温杯/);
    await phone.screenshot(picture('till'));
    await phone.tap('生成开票二维码');
    await phone.see('用微信扫一扫，开发票');
    await phone.see('58.50');
    await phone.screenshot(picture('till-code'));
    await phone.tap('撤回这一单');
    await phone.tap('撤回');
    await phone.see('已撤回，二维码已失效');
    await phone.screenshot(picture('till-withdrawn'));
    await phone.tap('返回');
    await phone.see('开过的单');
    await phone.see(/^已撤回$/);
    await phone.screenshot(picture('till-list'));
    await phone.assertClean();
    await phone.close();
  });

  it('has codes drawn for many orders, and a card for the table', async () => {
    const phone = await stage.open({ openid: clerk, path: '/merchant/receipts/index?merchant=m-cafe' });
    await phone.see('CAFE-20261121-0031');
    await phone.tap(/单人套餐/);
    await phone.tap(/双人早午餐/);
    await phone.screenshot(picture('receipts'));
    await phone.tap('生成 2 张二维码');
    await phone.tap('PNG 图片');
    await phone.see('小票二维码-2张.zip');
    await phone.tap('转发');
    await phone.tap('发送');
    await phone.tap('生成台卡');
    await phone.see('台卡-云上小馆.pdf');
    await phone.screenshot(picture('receipts-made'));
    await phone.tap('打开看看');
    await phone.page.getByText('关闭').first().waitFor();
    await phone.page.waitForTimeout(1500);
    await phone.page.screenshot({ path: picture('table-card') });
    await phone.assertClean();
    await phone.close();
  });

  it('issues an invoice first, and hands it over by a code', async () => {
    const phone = await stage.open({ openid: clerk, path: '/merchant/receipts/index?merchant=m-cafe', dark: true });
    await phone.tap('先开票，后领取');
    await phone.see(/现在就开出发票/);
    await phone.screenshot(picture('issue-first'));
    await phone.tap('开出发票');
    await phone.see('请填写姓名');
    await phone.fill('发票上的个人姓名', '小满');
    await phone.tap('开出发票');
    await phone.see('经过');
    await stage.sandbox.control('clock', { advance_s: 30 });
    await phone.see(/待领取|已开好/);
    await phone.screenshot(picture('issued-first'));
    await phone.tap('出示领取二维码');
    await phone.see('用微信扫一扫，领取发票');
    await phone.screenshot(picture('claim-code'));
    await phone.assertClean();
    await phone.close();
  });
});
