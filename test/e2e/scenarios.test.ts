import type { BrowserContext, Page } from 'playwright-core';
import { loadDemo } from '../../sandbox/demo';
import { confirmOnWeChatsPage, fillPersonalTitle } from './support/applying';
import { picture, setStage } from './support/stage';

const WECHAT =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148 MicroMessenger/8.0.50(0x18003200) NetType/WIFI Language/zh_CN';

const demo = loadDemo();
const openid = demo.people[0]?.openid ?? '';
const stage = setStage();

/** WeChat on a phone, with the cookies of one person. */
const wechat = async (): Promise<BrowserContext> => {
  const context = await stage.browser.newContext({
    viewport: { width: 390, height: 844 },
    deviceScaleFactor: 2,
    userAgent: WECHAT,
    locale: 'zh-CN',
  });
  context.setDefaultTimeout(30_000);
  return context;
};

/** WeChat's page, where the buyer picks a title that lies in WeChat. */
const pickTitle = async (page: Page) => {
  await page.getByRole('button', { name: '小林', exact: true }).click();
  await page.getByRole('button', { name: '申请开票' }).click();
};

interface Card {
  order_id: string;
  app_id: string;
  appid: string;
}
const cardsOf = async (orderId: string): Promise<Card[]> => {
  const cards = (await stage.sandbox.read(`cards?openid=${openid}`)) as Card[];
  return cards.filter(({ order_id: id }) => id.startsWith(orderId));
};

const modes = demo.merchants.map(
  (merchant) => [merchant.mode === 'self_built' ? '自建开票平台' : '商户和第三方开票平台', merchant] as const,
);

describe.each(modes)('%s', (_mode, merchant) => {
  const { id, appids } = merchant;
  const shot = (page: Page, name: string) => page.screenshot({ path: picture(`${name}-${id}`) });
  const orderNoOf = (name: string) => `E2E-${name}-${id}`;

  /** What the merchant's own server sends. */
  const server = async (method: string, path: string, body?: object): Promise<Record<string, unknown>> => {
    const answer = await fetch(`${stage.sandbox.url}/open/v1${path}`, {
      method,
      headers: { authorization: `Bearer ${merchant.apiKey}`, 'content-type': 'application/json' },
      ...(body && { body: JSON.stringify(body) }),
    });
    const envelope = (await answer.json()) as { ok: boolean; data: Record<string, unknown> };
    if (!envelope.ok) throw new Error(`${method} ${path}: ${JSON.stringify(envelope)}`);
    return envelope.data;
  };
  const putOrder = async (name: string, more: object = {}) => {
    const paidAt = Math.floor(Date.now() / 1000) - 60;
    const order = { status: 'paid', paid: 4100, paidAt, summary: '双人早午餐', ...more };
    const { receipt } = await server('PUT', `/orders/${orderNoOf(name)}`, order);
    return { orderNo: orderNoOf(name), receipt: receipt as { url: string } };
  };

  /** The card arrives by itself, once, from whoever inserts for this merchant, for the account of the scenario. */
  const expectCard = async (orderId: string, account: string | undefined) => {
    for (let waited = 0; waited < 120 && (await cardsOf(orderId)).length === 0; waited += 1)
      await new Promise((resolve) => setTimeout(resolve, 500));
    const cards = await cardsOf(orderId);
    expect(cards).toHaveLength(1);
    expect(cards[0]).toMatchObject({ app_id: appids.platform, appid: account });
  };

  it('公众号: leads from the merchant’s order page through WeChat’s page to a result that follows the invoice', async () => {
    const { orderNo } = await putOrder('H5');
    const { url } = await server('POST', `/orders/${orderNo}/link`, {});
    const context = await wechat();
    const page = await context.newPage();
    await page.goto(String(url));
    await shot(page, 'h5-order');
    await page.getByRole('button', { name: '开发票' }).click();
    await pickTitle(page);
    await page.getByText('已放入卡包').first().waitFor();
    await shot(page, 'h5-result');
    await expectCard(orderNo, appids.official);
    await context.close();
  });

  it('扫码: leads from the code on a receipt to the card pack, and tells the next finder only that it is done', async () => {
    const { orderNo, receipt } = await putOrder('SCAN');
    const context = await wechat();
    const page = await context.newPage();
    await page.goto(receipt.url);
    await shot(page, 'scan-authorize');
    await pickTitle(page);
    await page.getByText('已放入卡包').first().waitFor();
    await expectCard(orderNo, appids.official);
    await context.close();

    const finder = await wechat();
    const other = await finder.newPage();
    await other.goto(receipt.url);
    await other.getByText('已开票').first().waitFor();
    expect(await other.getByText('小林').count()).toBe(0);
    await shot(other, 'scan-finder');
    await finder.close();
  });

  it('App: opens the address that the server got for it, and the official account hears of it', async () => {
    const { orderNo } = await putOrder('APP');
    const { authUrl } = await server('POST', `/orders/${orderNo}/authorization`, { source: 'app' });
    const context = await wechat();
    const page = await context.newPage();
    await page.goto(String(authUrl));
    await shot(page, 'app-authorize');
    await pickTitle(page);
    await shot(page, 'app-back');
    await expectCard(orderNo, appids.app);
    await context.close();
  });

  it('小程序: leads from the order through the form and WeChat’s mini program to the card pack', async () => {
    const { orderNo } = await putOrder('WXA', { buyer: { openid } });
    const path = `/pages/apply/index?merchant=${id}&orders=${encodeURIComponent(JSON.stringify([orderNo]))}`;
    const phone = await stage.open({ openid, path });
    await fillPersonalTitle(phone);
    await confirmOnWeChatsPage(phone);
    await expectCard(orderNo, appids.authorization);
    await phone.page.getByText('开好了，已放入卡包').filter({ visible: true }).first().waitFor({ timeout: 60_000 });
    await phone.screenshot(picture(`wxa-done-${id}`));
    await phone.assertClean();
    await phone.close();
  });

  it('支付后: leads from the payment’s bill to the card pack', async () => {
    const { orderNo } = await putOrder('PAY');
    const linked = await stage.sandbox.operator('jobs', { action: 'payMerchant.link', merchantId: id });
    expect(linked).toMatchObject({ ok: true });
    const payment = await server('POST', `/orders/${orderNo}/payment`, {
      openid: demo.people[0]?.openids[appids.pay ?? ''],
      clientIp: '127.0.0.1',
      notifyUrl: `${stage.sandbox.url}/healthz`,
    });
    await stage.sandbox.control('pay', { out_trade_no: payment['outTradeNo'] });

    const context = await wechat();
    const page = await context.newPage();
    await page.goto(`${stage.sandbox.wechatUrl}/__sandbox/app/messages?openid=${openid}`);
    await shot(page, 'pay-messages');
    await page.getByText('账单详情').first().click();
    await page.getByText('返回服务通知').waitFor();
    await shot(page, 'pay-bill');
    await page.getByText('开具电子发票').first().click();
    await pickTitle(page);
    await expectCard(String(payment['outTradeNo']), appids.pay);
    await context.close();
  });

  it('领票: puts an invoice that was issued before into the card pack', async () => {
    const { orderNo } = await putOrder('CLAIM');
    const { orderId } = await server('POST', `/orders/${orderNo}/invoice`, {
      title: { kind: 'personal', name: '小林' },
    });
    let claimUrl: unknown;
    for (let waited = 0; waited < 120 && !claimUrl; waited += 1) {
      ({ claimUrl } = await server('GET', `/applications/${String(orderId)}`));
      await new Promise((resolve) => setTimeout(resolve, 500));
    }
    const context = await wechat();
    const page = await context.newPage();
    await page.goto(String(claimUrl));
    await shot(page, 'claim-page');
    await page.getByRole('button', { name: /领/ }).first().click();
    await page.getByRole('button', { name: '领取发票' }).click();
    await page.getByText('已放入卡包').first().waitFor();
    await shot(page, 'claim-done');
    await expectCard(orderNo, appids.official);
    await context.close();
  });
});

it('outside WeChat an order’s page says what to do, and offers no button', async () => {
  const [cafe] = demo.merchants;
  const headers = { authorization: `Bearer ${cafe?.apiKey}`, 'content-type': 'application/json' };
  const send = (method: string, path: string, body: object) =>
    fetch(`${stage.sandbox.url}/open/v1${path}`, { method, headers, body: JSON.stringify(body) });
  await send('PUT', '/orders/E2E-OUT', { status: 'paid', paid: 4100, summary: '双人早午餐' });
  const { data } = (await (await send('POST', '/orders/E2E-OUT/link', {})).json()) as { data: { url: string } };
  const page = await stage.browser.newPage();
  await page.goto(data.url);
  await page.getByText(/微信/).first().waitFor();
  expect(await page.getByRole('button', { name: '开发票' }).count()).toBe(0);
  await page.screenshot({ path: picture('h5-outside') });
  await page.close();
});
