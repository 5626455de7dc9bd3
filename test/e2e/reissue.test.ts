import { loadDemo } from '../../sandbox/demo';
import { confirmOnWeChatsPage } from './support/applying';
import { picture, setStage } from './support/stage';

const stage = setStage();
const demo = loadDemo();
const openid = demo.people[0]?.openid ?? '';
const finance = demo.people.find(({ role, merchant }) => role === 'finance' && merchant === 'm-cafe')?.openid ?? '';

describe('an invoice with the wrong title', () => {
  it('is exchanged by its buyer, from the old invoice to the new one in the card pack', async () => {
    const phone = await stage.open({ openid, path: '/pages/invoices/index' });
    await phone.tap(/^已放入卡包/);
    await phone.see('价税合计');
    await phone.screenshot(picture('reissue-invoice'));
    await phone.tap('抬头开错了？换开');
    await phone.see(/原发票一直有效/);
    await phone.tap('单位');
    await phone.fill('营业执照上的全称', '另一家样例有限公司');
    await phone.fill('18 位统一社会信用代码', '91000000MA0C0MPA1D');
    await phone.screenshot(picture('reissue-form'));
    await phone.tap('下一步，核对信息');
    await phone.see(/原发票随后红冲/);
    await phone.idle();
    await phone.screenshot(picture('reissue-review'));
    await phone.tap('提交换开');
    await phone.tap('允许');
    await phone.see(/还差一步/);
    await confirmOnWeChatsPage(phone);
    await phone.see(/红冲原发票|正在开票|放入卡包/);
    await phone.screenshot(picture('reissue-reversing'));
    await phone.page.getByText('开好了，已放入卡包').filter({ visible: true }).first().waitFor({ timeout: 45_000 });
    await phone.screenshot(picture('reissue-done'));
    await phone.assertClean();
    await phone.close();
  });

  it('shows the merchant both, and which took the other’s place', async () => {
    const phone = await stage.open({ openid: finance, path: '/merchant/invoices/index?merchant=m-cafe' });
    await phone.tap(/另一家样例有限公司/);
    await phone.tap('看原发票');
    await phone.see('看换开的申请');
    await phone.screenshot(picture('reissue-merchant'));
    await phone.assertClean();
    await phone.close();
  });
});
