import { strict as assert } from 'node:assert';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { launchChromium, openPhone } from '../e2e/support/phone';
import { checks, seeAnswer } from './chromium-checks';
import { servePhone, type ServedPhone } from './support/serve';

/** Things that must be reported: the driver's `assertClean` fails on them. */
const reports = async (browser: Browser, url: string): Promise<void> => {
  const phone = await openPhone(browser, { url, path: '/pages/wechat/index' });
  await phone.tap('没有的接口');
  await seeAnswer(phone, 'not simulated in the browser');
  await assert.rejects(phone.assertClean(), /startBluetoothDevicesDiscovery:fail not simulated/);
  await phone.close();
  const other = await openPhone(browser, { url, path: '/pages/conformance/index' });
  await other.tap('出错');
  await assert.rejects(other.assertClean(), /broken handler/);
  await other.close();
};

/** The frame: another person is another phone, and what the phone reports is seen beside it. */
const frame = async (browser: Browser, { url }: ServedPhone, shots: string): Promise<void> => {
  const page = await browser.newPage({ viewport: { width: 1280, height: 920 } });
  await page.goto(`${url}/?path=${encodeURIComponent('/pages/wechat/index')}`);
  const inside = page.frameLocator('#phone');
  await inside.getByText('没有的接口').click();
  await page.locator('#unknown').filter({ hasText: 'wx.startBluetoothDevicesDiscovery' }).waitFor();
  await page.screenshot({ path: join(shots, 'frame.png') });
  await page.getByRole('button', { name: '服务通知' }).click();
  await page.frameLocator('#outside-frame').getByText('还没有消息').waitFor();
  await page.getByRole('button', { name: '返回' }).click();
  await page.getByText('阿杰').click();
  await page.waitForFunction(() =>
    (globalThis as unknown as { location: { search: string } }).location.search.includes('openid='),
  );
  await page.locator('#unknown').filter({ hasText: '无' }).waitFor();
  await page.close();
};

/** A finger instead of a mouse: one tap is one tap, and the sheet that it opens stays open. */
const finger = async (browser: Browser, { url }: ServedPhone): Promise<void> => {
  const context = await browser.newContext({
    viewport: { width: 390, height: 844 },
    hasTouch: true,
    isMobile: true,
  });
  const page = await context.newPage();
  await page.goto(`${url}/phone?path=${encodeURIComponent('/pages/tab/index')}`);
  await page.getByRole('button', { name: '加一' }).tap();
  await page.getByText('第 1 次').waitFor();
  await page.goto(`${url}/phone?path=${encodeURIComponent('/pages/wechat/index')}`);
  await page.getByRole('button', { name: '选一个' }).tap();
  await page.waitForTimeout(500);
  await page.getByRole('button', { name: '二', exact: true }).tap();
  await page.locator('.answer').filter({ hasText: '"tapIndex":1' }).waitFor();
  await context.close();
};

/** Runs every check in Chromium; throws at the first that fails. */
export const runPhoneChecks = async (shots: string, log: (line: string) => void): Promise<void> => {
  mkdirSync(shots, { recursive: true });
  const served = await servePhone();
  const browser = await launchChromium();
  try {
    for (const [name, { check, ...options }] of Object.entries(checks)) {
      const phone = await openPhone(browser, { url: served.url, ...options });
      await check(phone, served, shots).catch((error: unknown) => {
        throw new Error(name, { cause: error });
      });
      await phone.assertClean();
      await phone.close();
      log(`✓ ${name}`);
    }
    await reports(browser, served.url);
    log('✓ what goes wrong is reported');
    await finger(browser, served);
    log('✓ a finger');
    await frame(browser, served, shots);
    log('✓ the frame around the phone');
  } finally {
    await browser.close();
    await served.close();
  }
};

if (require.main === module || process.argv[1] === __filename) {
  runPhoneChecks(process.argv[2] ?? join(__dirname, '../../.local/shots/phone'), console.log).catch(
    (error: unknown) => {
      console.error(error);
      process.exitCode = 1;
    },
  );
}
