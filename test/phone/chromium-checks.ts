import { strict as assert } from 'node:assert';
import { join } from 'node:path';
import type { PhoneDriver } from '../e2e/support/phone';
import type { ServedPhone } from './support/serve';

/** What only a real browser shows: layout, styles, typing, scrolling, frames, PDF. */
type Check = (phone: PhoneDriver, served: ServedPhone, shots: string) => Promise<void>;

const style = (phone: PhoneDriver, selector: string, property: string): Promise<string> =>
  phone.screen
    .locator(selector)
    .first()
    .evaluate(
      (element, name) =>
        (globalThis as unknown as { getComputedStyle(e: unknown): { getPropertyValue(n: string): string } })
          .getComputedStyle(element)
          .getPropertyValue(name),
      property,
    );
export const seeAnswer = async (phone: PhoneDriver, part: string): Promise<void> => {
  await phone.screen.locator('.answer').filter({ hasText: part }).waitFor();
};
const consent = async (phone: PhoneDriver): Promise<void> => phone.tap('同意');

export const checks: Record<string, { path: string; dark?: boolean; fontScale?: number; check: Check }> = {
  'styles: scopes, :host, rpx, safe area, external classes': {
    path: '/pages/conformance/index',
    check: async (phone) => {
      assert.equal(await style(phone, 'c-badge wx-view', 'color'), 'rgb(7, 7, 7)');
      assert.equal(await style(phone, 'c-badge', 'outline-color'), 'rgb(8, 8, 8)');
      assert.notEqual(await style(phone, '.mark', 'color'), 'rgb(7, 7, 7)');
      assert.equal(await style(phone, '.outer', 'text-decoration-line'), 'underline');
      assert.equal(await style(phone, '.half', 'width'), '195px');
      assert.equal(await style(phone, '.safe', 'padding-bottom'), '34px');
      await phone.tap('乙');
      assert.equal(await style(phone, '.outer', 'text-decoration-line'), 'none');
    },
  },
  'controls: typing, limits, choices, form, picker': {
    path: '/pages/controls/index',
    check: async (phone) => {
      await phone.fill('抬头', '一二三四五六七');
      await phone.fill('备注', '多谢');
      await phone.page.getByRole('checkbox', { name: '同意协议' }).click();
      await phone.page.getByRole('radio').nth(1).click();
      await phone.page.getByRole('switch', { name: '发邮件' }).click();
      await phone.tap('选水果');
      await phone.page.getByRole('listbox').selectOption('梨');
      await phone.tap('确定');
      await phone.tap('提交');
      const submitted = JSON.parse(await phone.screen.locator('.submitted').innerText()) as unknown;
      assert.deepEqual(submitted, {
        title: '一二三四五',
        remark: '多谢',
        agree: ['yes'],
        kind: 'person',
        mail: true,
        fruit: 1,
        own: '自定义',
      });
      await phone.tap('单位');
      await phone.screen.locator('.events').filter({ hasText: 'kind change' }).waitFor();
      await phone.tap('重置');
      assert.equal(await phone.page.getByPlaceholder('抬头').inputValue(), '');
      await phone.page.getByRole('button', { name: '不可点' }).click({ force: true });
      assert.ok(await phone.page.getByRole('button', { name: '不可点' }).isVisible());
    },
  },
  'a list tells when its end is near, and a page when it is pulled': {
    path: '/pages/controls/index',
    check: async (phone) => {
      await phone.screen.locator('wx-scroll-view').evaluate((element) => element.scrollTo(0, 100_000));
      await phone.screen.locator('.events').filter({ hasText: 'list scrolltolower' }).waitFor();
      await phone.page.mouse.move(200, 120);
      await phone.page.mouse.down();
      await phone.page.mouse.move(200, 300, { steps: 6 });
      await phone.page.mouse.up();
      await phone.screen.locator('.events').filter({ hasText: 'refresh' }).waitFor();
    },
  },
  'large text: a page that follows WeChat’s text size grows': {
    path: '/pages/controls/index',
    fontScale: 1.5,
    check: async (phone) => {
      const size = await phone.page.evaluate(
        () =>
          (globalThis as unknown as { document: { documentElement: { style: { fontSize: string } } } }).document
            .documentElement.style.fontSize,
      );
      assert.equal(size, '24px');
    },
  },
  'TDesign: tabs, input, radio, switch, dialog, toast, icons without network': {
    path: '/pages/tdesign/index',
    check: async (phone, { url }, shots) => {
      await phone.tap('待开票');
      await phone.fill('请输入抬头', '某某公司');
      await phone.tap('个人');
      await phone.page.locator('.t-switch').click();
      await phone.see('某某公司|person|true|waiting');
      const outside = await phone.page.evaluate(
        (origin) => performance.getEntriesByType('resource').filter(({ name }) => !name.startsWith(origin)).length,
        url,
      );
      assert.equal(outside, 0);
      await phone.screenshot(join(shots, 'tdesign.png'));
      await phone.tap('申请开票');
      await phone.tap('提交');
      await phone.see('已提交');
    },
  },
  'the dark: styles, navigation bar and wx agree, and change while the page is open': {
    path: '/pages/tdesign/index',
    dark: true,
    check: async (phone, _, shots) => {
      const theme = (): Promise<string> =>
        phone.page.evaluate(
          () => (globalThis as unknown as { wx: { getAppBaseInfo(): { theme: string } } }).wx.getAppBaseInfo().theme,
        );
      assert.equal(await theme(), 'dark');
      assert.equal(await style(phone, '[class$=facts]', 'color'), 'rgb(171, 205, 239)');
      assert.equal(await style(phone, '.mp-nav', 'background-color'), 'rgb(17, 17, 17)');
      await phone.screenshot(join(shots, 'tdesign-dark.png'));
      await phone.page.evaluate(() =>
        (globalThis as unknown as { __phone: { setTheme(t: string): void } }).__phone.setTheme('light'),
      );
      await phone.page.waitForTimeout(300);
      assert.equal(await theme(), 'light');
      assert.equal(await style(phone, '[class$=facts]', 'color'), 'rgb(18, 52, 86)');
      assert.equal(await style(phone, '.mp-nav', 'background-color'), 'rgb(255, 255, 255)');
    },
  },
  'the card pack: chosen cards come back as a JSON text': {
    path: '/pages/wechat/index',
    check: async (phone, _, shots) => {
      await phone.tap('选发票');
      await consent(phone);
      await phone.foreign('选择发票').getByRole('button', { name: '选好了' }).waitFor();
      await phone.screenshot(join(shots, 'card-pack.png'));
      await phone.foreign('选择发票').getByRole('button', { name: '选好了' }).click();
      await seeAnswer(phone, String.raw`[{\"card_id\":\"p1\",\"encrypt_code\":\"e+1=\",\"app_id\":\"wx1\"}]`);
    },
  },
  'another mini program: allowed, opened with its path, and back': {
    path: '/pages/wechat/index',
    check: async (phone) => {
      await phone.tap('去授权');
      await phone.tap('允许');
      await seeAnswer(phone, 'navigateToMiniProgram:ok');
      await phone
        .foreign('样例开票平台')
        .getByRole('button', { name: /授权 pages\/auth\?order=1 o/ })
        .click();
      await phone.page.locator('#mp-layer iframe').waitFor({ state: 'detached' });
      const events = await phone.page.evaluate(
        () => (globalThis as unknown as { getApp(): { events: string[] } }).getApp().events,
      );
      assert.deepEqual(events, ['show 1001', 'hide', 'show 1038 wxde00000000000003']);
    },
  },
  'a document: downloaded, shown by the browser, forwarded, closed': {
    path: '/pages/wechat/index',
    check: async (phone, _, shots) => {
      await phone.tap('看发票');
      await seeAnswer(phone, 'openDocument:ok');
      await phone.page.locator('iframe[title="invoice.pdf"]').waitFor();
      await phone.page.waitForTimeout(1200);
      await phone.screenshot(join(shots, 'document.png'));
      await phone.tap('更多');
      await phone.tap('转发给朋友');
      await phone.tap('发送');
      const { recorded } = await phone.debug();
      assert.deepEqual(recorded, [{ name: 'shareFileMessage', options: { fileName: 'invoice.pdf' } }]);
      await phone.tap('关闭');
      assert.equal(await phone.page.locator('#mp-layer iframe').count(), 0);
    },
  },
  'a file from a chat': {
    path: '/pages/wechat/index',
    check: async (phone) => {
      await phone.tap('选文件');
      await consent(phone);
      const file = { name: '火车票.pdf', mimeType: 'application/pdf', buffer: Buffer.from('%PDF-1.4') };
      await phone.page.getByLabel('从聊天中选择文件').locator('input').setInputFiles(file);
      await phone.tap('确定');
      await seeAnswer(phone, '火车票.pdf');
    },
  },
  'the network may go away': {
    path: '/pages/wechat/index',
    check: async (phone) => {
      await phone.page.context().setOffline(true);
      await phone.tap('网络');
      await seeAnswer(phone, 'none');
      await phone.tap('云函数');
      await seeAnswer(phone, 'cloud.callFunction:fail');
      await phone.page.context().setOffline(false);
      await phone.tap('云函数');
      await seeAnswer(phone, 'cloud.callFunction:ok');
    },
  },
  'the clock of the sandbox is the clock of the phone': {
    path: '/pages/wechat/index',
    check: async (phone, { clock }) => {
      const now = (): Promise<number> => phone.page.evaluate(() => Date.now());
      const before = clock.offset();
      assert.ok(Math.abs((await now()) - clock.now()) < 2000);
      await clock.advance(3600);
      await phone.page.waitForTimeout(200);
      assert.equal(clock.offset(), before + 3_600_000);
      assert.ok(Math.abs((await now()) - clock.now()) < 2000);
    },
  },
};
