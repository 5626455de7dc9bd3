import { loadDemo } from '../../sandbox/demo';
import { picture, setStage } from './support/stage';

const memberOf = (merchant: string, role: string): string =>
  loadDemo().people.find((person) => person.merchant === merchant && person.role === role)?.openid ?? '';

const stage = setStage();

const SEARCH = '单号、票号、抬头、手机尾号';

describe('a finance member', () => {
  it('finds an invoice among all of the merchant’s, and puts it into the card pack again', async () => {
    const phone = await stage.open({ openid: memberOf('m-cafe', 'finance'), path: '/pages/me/index' });
    await phone.tap(/^商户后台/);
    await phone.see('价税合计');
    await phone.see('CAFE-20261112-0033');
    await phone.screenshot(picture('merchant-list'));

    await phone.tap(/^未入卡包/);
    await phone.see('CAFE-20261112-0033');
    await phone.screen.getByText('CAFE-20261110-0042').waitFor({ state: 'detached' });
    await phone.tap(/^全部\s*\d/);
    await phone.fill(SEARCH, 'CAFE-20261112-0033');
    await phone.screen.getByText('CAFE-20261110-0042').waitFor({ state: 'detached' });
    await phone.screenshot(picture('merchant-search'));

    await phone.tap('CAFE-20261112-0033');
    await phone.see('经过');
    await phone.tap('再放入卡包');
    await phone.see('再放入买家的卡包？');
    await phone.tap('放入卡包');
    await phone.see(/云上小馆财务/);
    await phone.screenshot(picture('merchant-detail'));
    await phone.assertClean();
    await phone.close();
  });

  it('opens the file of an issued invoice', async () => {
    const phone = await stage.open({
      openid: memberOf('m-cafe', 'finance'),
      path: '/merchant/invoices/index?merchant=m-cafe',
    });
    await phone.tap('CAFE-20261109-0015');
    await phone.tap('预览发票');
    await phone.page.getByText('关闭').first().waitFor();
    await phone.assertClean();
    await phone.close();
  });
});

describe('a buyer', () => {
  it('is shown no way to the merchant’s side, and nothing there', async () => {
    const openid = loadDemo().people[0]?.openid ?? '';
    const phone = await stage.open({ openid, path: '/pages/me/index' });
    await phone.see('我的抬头');
    await phone.idle();
    expect(await phone.screen.getByText('商户后台').count()).toBe(0);
    await phone.close();

    const stranger = await stage.open({ openid, path: '/merchant/invoices/index?merchant=m-cafe' });
    await stranger.idle();
    expect(await stranger.screen.getByText(/CAFE-/).count()).toBe(0);
    await stranger.screenshot(picture('merchant-stranger'));
    await stranger.close();
  });
});
