import { loadDemo } from '../../sandbox/demo';
import { confirmOnWeChatsPage, fillPersonalTitle } from './support/applying';
import { picture, setStage } from './support/stage';

const [buyer] = loadDemo().people;
const openid = buyer?.openid ?? '';

interface Card {
  order_id: string;
  title: string;
}

const stage = setStage();

const cardsOf = async (orderNo: string): Promise<Card[]> => {
  const cards = (await stage.sandbox.read(`cards?openid=${openid}`)) as Card[];
  return cards.filter(({ order_id: orderId }) => orderId.startsWith(orderNo));
};

const applyFor = (orderNo: string) =>
  `/pages/apply/index?merchant=m-cafe&orders=${encodeURIComponent(JSON.stringify([orderNo]))}`;

describe('an order becomes an invoice in the card pack', () => {
  it('from the order list, through the form and WeChat’s page, to the files of the invoice', async () => {
    const phone = await stage.open({ openid });
    await phone.see('可开票');
    await phone.screenshot(picture('orders'));

    await phone.screen
      .getByRole('button', { name: /双人早午餐/ })
      .first()
      .click();
    await phone.tap('单位');
    await phone.tap('从微信选抬头');
    await phone.tap('同意');
    await phone.tap(/^样例科技有限公司/);
    await phone.screenshot(picture('apply'));
    await phone.tap('下一步，核对信息');
    await phone.see('91000000MA0C0MPA1D');
    await phone.tap('提交申请');
    await phone.tap('允许');
    await phone.see(/还差一步/);

    await phone.tap(/^去微信点/);
    await phone.tap('允许');
    const page = phone.foreign('电子发票');
    await page.getByRole('button', { name: '申请开票' }).waitFor();
    await phone.screenshot(picture('authorize'));
    await page.getByRole('button', { name: '申请开票' }).click();
    await page.getByRole('button', { name: '完成' }).click();

    await phone.see('正在开票');
    await phone.see('开好了，已放入卡包');
    await phone.screenshot(picture('progress'));
    await phone.tap('看发票和文件');
    await phone.see('样例科技有限公司');
    await phone.screenshot(picture('invoice'));
    await phone.assertClean();
    await phone.close();
  });

  it('goes on after kill -9 between WeChat’s page and the card pack', async () => {
    const orderNo = 'CAFE-20261120-0018';
    const phone = await stage.open({ openid, path: applyFor(orderNo) });
    await fillPersonalTitle(phone);
    await confirmOnWeChatsPage(phone);
    await stage.sandbox.kill();
    await phone.close();

    await stage.sandbox.up();
    const again = await stage.open({ openid });
    await again.tap(/正在开票|看进度|发票/);
    for (let waited = 0; waited < 60 && (await cardsOf(orderNo)).length === 0; waited += 1) {
      await again.page.waitForTimeout(500);
      // Whoever was at work when it died holds the step for another 75 seconds.
      if (waited % 10 === 9) await stage.sandbox.control('clock', { advance_s: 30 });
    }
    expect(await cardsOf(orderNo)).toHaveLength(1);
    await again.close();
  });

  it('shows the invoice in WeChat’s card pack', async () => {
    const page = await stage.browser.newPage();
    await page.goto(`${stage.sandbox.wechatUrl}/__sandbox/app/cards?openid=${openid}`);
    await page.getByText('云上小馆').first().waitFor();
    await page.close();
  });
});

describe('a buyer who turns back', () => {
  it('finds the way to WeChat’s page again, and can withdraw', async () => {
    const phone = await stage.open({ openid, path: applyFor('CAFE-20261119-0044') });
    await fillPersonalTitle(phone);
    await phone.tap(/^去微信点/);
    await phone.tap('取消');
    await phone.see(/还差一步/);
    await phone.tap('撤回申请');
    await phone.see('撤回这次申请？');
    await phone.tap('撤回申请');
    await phone.see('申请已撤回');
    await phone.assertClean();
    await phone.close();
  });
});
