import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { loadDemo } from '../../sandbox/demo';
import { launchChromium } from './support/phone';
import { SandboxProcess } from './support/sandbox-process';

jest.setTimeout(180_000);

const pictures = join(__dirname, '../../.local/pictures');
const WECHAT =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148 MicroMessenger/8.0.50(0x18003200) NetType/WIFI Language/zh_CN';

const demo = loadDemo();
const [cafe] = demo.merchants;
const openid = demo.people[0]?.openid ?? '';

let sandbox: SandboxProcess;
let browser: Browser;
let wechat: BrowserContext;

beforeAll(async () => {
  mkdirSync(pictures, { recursive: true });
  sandbox = await SandboxProcess.start();
  browser = await launchChromium();
  wechat = await browser.newContext({
    viewport: { width: 390, height: 844 },
    deviceScaleFactor: 2,
    userAgent: WECHAT,
    locale: 'zh-CN',
  });
  wechat.setDefaultTimeout(15_000);
});

afterAll(async () => {
  await browser?.close();
  await sandbox?.close();
});

interface Answer {
  ok: boolean;
  data: Record<string, unknown>;
}

/** What the merchant's own server sends. */
const server = async (method: string, path: string, body?: object): Promise<Record<string, unknown>> => {
  const answer = await fetch(`${sandbox.url}/open/v1${path}`, {
    method,
    headers: { authorization: `Bearer ${cafe?.apiKey}`, 'content-type': 'application/json' },
    ...(body && { body: JSON.stringify(body) }),
  });
  const envelope = (await answer.json()) as Answer;
  if (!envelope.ok) throw new Error(`${method} ${path}: ${JSON.stringify(envelope)}`);
  return envelope.data;
};

const putOrder = async (orderNo: string): Promise<{ receipt: { url: string } }> => {
  const paidAt = Math.floor(Date.now() / 1000) - 60;
  return (await server('PUT', `/orders/${orderNo}`, { status: 'paid', paid: 4100, paidAt, summary: '双人早午餐' })) as {
    receipt: { url: string };
  };
};

const cardsOf = async (orderNo: string): Promise<unknown[]> => {
  const cards = (await sandbox.read(`cards?openid=${openid}`)) as { order_id: string }[];
  return cards.filter(({ order_id: orderId }) => orderId.startsWith(orderNo));
};

/** The card arrives by itself: events, timers, nobody looking. */
const cardOf = async (orderNo: string): Promise<unknown> => {
  for (let waited = 0; waited < 80; waited += 1) {
    const [card] = await cardsOf(orderNo);
    if (card) return card;
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
  throw new Error(`no card for ${orderNo}`);
};

const picture = (page: Page, name: string) => page.screenshot({ path: join(pictures, `${name}.png`) });

/** WeChat's page, where the buyer picks a title that lies in WeChat. */
const pickTitle = async (page: Page) => {
  await page.getByRole('button', { name: '小林', exact: true }).click();
  await page.getByRole('button', { name: '申请开票' }).click();
};

describe('公众号 H5', () => {
  it('leads from the merchant’s order page through WeChat’s page to a result that follows the invoice', async () => {
    await putOrder('E2E-H5');
    const { url } = await server('POST', '/orders/E2E-H5/link', {});
    const page = await wechat.newPage();
    await page.goto(String(url));
    await picture(page, 'h5-order');
    await page.getByRole('button', { name: '开发票' }).click();
    await pickTitle(page);
    await page.getByText('已放入卡包').first().waitFor();
    await picture(page, 'h5-result');
    expect(await cardsOf('E2E-H5')).toHaveLength(1);
    await page.close();
  });

  it('says what to do outside WeChat', async () => {
    await putOrder('E2E-OUT');
    const { url } = await server('POST', '/orders/E2E-OUT/link', {});
    const page = await browser.newPage();
    await page.goto(String(url));
    await page.getByText(/微信/).first().waitFor();
    expect(await page.getByRole('button', { name: '开发票' }).count()).toBe(0);
    await picture(page, 'h5-outside');
    await page.close();
  });
});

describe('扫码', () => {
  it('leads from the code on a receipt to the card pack, and tells the next finder only that it is done', async () => {
    const { receipt } = await putOrder('E2E-SCAN');
    const page = await wechat.newPage();
    await page.goto(receipt.url);
    await picture(page, 'scan-order');
    await page.getByRole('button', { name: '开发票' }).click();
    await pickTitle(page);
    await page.getByText('已放入卡包').first().waitFor();
    await page.close();

    const finder = await browser.newContext({ userAgent: WECHAT, viewport: { width: 390, height: 844 } });
    const other = await finder.newPage();
    await other.goto(receipt.url);
    await other.getByText('已开票').first().waitFor();
    expect(await other.getByText('小林').count()).toBe(0);
    await picture(other, 'scan-finder');
    await finder.close();
  });
});

describe('App', () => {
  it('opens the address that the server got for it, and the official account hears of it', async () => {
    await putOrder('E2E-APP');
    const { authUrl } = await server('POST', '/orders/E2E-APP/authorization', { source: 'app' });
    const page = await wechat.newPage();
    await page.goto(String(authUrl));
    await pickTitle(page);
    expect(await cardOf('E2E-APP')).toBeDefined();
    await page.close();
  });
});

describe('领票', () => {
  it('puts an invoice that was issued before into the card pack', async () => {
    await putOrder('E2E-CLAIM');
    const { orderId } = await server('POST', '/orders/E2E-CLAIM/invoice', {
      title: { kind: 'personal', name: '小林' },
    });
    let claimUrl: unknown;
    for (let waited = 0; waited < 60 && !claimUrl; waited += 1) {
      ({ claimUrl } = await server('GET', `/applications/${String(orderId)}`));
      await new Promise((resolve) => setTimeout(resolve, 500));
    }
    const page = await wechat.newPage();
    await page.goto(String(claimUrl));
    await picture(page, 'claim-page');
    await page.getByRole('button', { name: /领/ }).first().click();
    await page.getByRole('button', { name: '领取发票' }).click();
    await page.getByText('已放入卡包').first().waitFor();
    await picture(page, 'claim-done');
    expect(await cardsOf('E2E-CLAIM')).toHaveLength(1);
    await page.close();
  });
});

describe('支付后', () => {
  it('leads from the payment’s bill to the card pack', async () => {
    await putOrder('E2E-PAY');
    const linked = await sandbox.operator('jobs', { action: 'payMerchant.link', merchantId: cafe?.id });
    expect(linked).toMatchObject({ ok: true });
    const payer = demo.people[0]?.openids[cafe?.appids.pay ?? ''];
    const payment = await server('POST', '/orders/E2E-PAY/payment', {
      openid: payer,
      clientIp: '127.0.0.1',
      notifyUrl: `${sandbox.url}/healthz`,
    });
    await sandbox.control('pay', { out_trade_no: payment['outTradeNo'] });

    const page = await wechat.newPage();
    await page.goto(`${sandbox.wechatUrl}/__sandbox/app/messages?openid=${openid}`);
    await picture(page, 'pay-messages');
    await page
      .getByText(/账单|支付凭证|查看/)
      .first()
      .click();
    await picture(page, 'pay-bill');
    await page
      .getByText(/开具电子发票|开票/)
      .first()
      .click();
    await pickTitle(page);
    expect(await cardOf(String(payment['outTradeNo']))).toBeDefined();
    await page.close();
  });
});
