import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClock } from '../../sandbox/clock';
import { loadDemo } from '../../sandbox/demo';
import { createPhone, type Phone } from '../../sandbox/phone';
import type { PhoneSettings } from '../../sandbox/phone/runtime/config';

const demo = loadDemo();
const options = { clock: createClock(3000), demo, wechatUrl: () => 'http://127.0.0.1:8081' };

const settingsIn = (html: string): PhoneSettings => {
  const json = /<script id="phone-settings" type="application\/json">(.*?)<\/script>/.exec(html)?.[1] ?? '{}';
  return JSON.parse(json) as PhoneSettings;
};

describe('the phone’s pages', () => {
  let phone: Phone;
  beforeAll(async () => {
    phone = await createPhone({ ...options, root: join(__dirname, 'fixture-app') });
  });
  afterAll(() => phone.close());
  const get = async (path: string): Promise<{ status: number; type: string; text: string }> => {
    const response = await phone.app.request(path);
    return {
      status: response.status,
      type: response.headers.get('content-type') ?? '',
      text: await response.text(),
    };
  };

  test('the frame lets one choose every person of the demo', async () => {
    const { text } = await get('/');
    for (const { openid } of demo.people) expect(text).toContain(`value="${openid}"`);
  });
  test('the phone is the first buyer’s unless told', async () => {
    const buyer = demo.people.find(({ role }) => role === 'buyer')?.openid;
    expect(settingsIn((await get('/phone')).text)).toMatchObject({
      openid: buyer,
      path: '',
      scene: 1001,
      clockOffset: 3000,
    });
    expect(settingsIn((await get('/phone?openid=abc&path=/pages/a%3Fx=1')).text)).toMatchObject({
      openid: 'abc',
      path: '/pages/a?x=1',
    });
  });
  test('what the address says cannot leave its place in the page', async () => {
    const { text } = await get('/phone?openid=%3C/script%3E%3Cscript%3Ealert(1)%3C/script%3E&theme=%22%3E');
    expect(text).not.toContain('<script>alert(1)');
    expect(settingsIn(text)).toMatchObject({ openid: '</script><script>alert(1)</script>', theme: 'auto' });
  });
  test('a style sheet in a fixed theme does not ask the system', async () => {
    expect((await get('/phone/app.css')).text).toContain('prefers-color-scheme');
    expect((await get('/phone/app.css?theme=dark')).text).not.toContain('prefers-color-scheme');
  });
  test('icons come as SVG, unknown ones do not', async () => {
    const icon = await get('/phone/icons/check-circle.svg');
    expect(icon.type).toContain('image/svg+xml');
    expect(icon.text).toMatch(/^<svg/);
    expect((await get('/phone/icons/no-such-icon.svg')).status).toBe(404);
  });
  test('only pictures of the mini program are handed out', async () => {
    expect((await get('/phone/mp/app.json')).status).toBe(404);
    expect((await get('/phone/mp/..%2f..%2f..%2fpackage.json')).status).toBe(404);
  });
});

describe('a mini program that does not compile', () => {
  let root: string;
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'phone-'));
    mkdirSync(join(root, 'miniprogram'));
    symlinkSync(join(__dirname, '../../node_modules'), join(root, 'node_modules'), 'dir');
    writeFileSync(join(root, 'miniprogram/app.json'), '{ "pages": ["pages/a/index"] }');
  });
  afterEach(() => rmSync(root, { recursive: true }));

  test('stops the start with the names of its mistakes', async () => {
    await expect(createPhone({ ...options, root })).rejects.toThrow(
      'miniprogram/pages/a/index: there is no .ts or .js file',
    );
  });
  test('is shown on the phone while the developer watches, and comes back once it is right', async () => {
    const phone = await createPhone({ ...options, root, watch: true });
    const page = async (): Promise<string> => (await phone.app.request('/phone')).text();
    try {
      expect(await page()).toContain('there is no .ts or .js file');
      mkdirSync(join(root, 'miniprogram/pages/a'), { recursive: true });
      writeFileSync(join(root, 'miniprogram/pages/a/index.ts'), 'Page({});');
      writeFileSync(join(root, 'miniprogram/pages/a/index.wxml'), '<view>ok</view>');
      const deadline = Date.now() + 5000;
      while ((await page()).includes('mp-compile-error') && Date.now() < deadline) {
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
      expect(await page()).toContain('phone-settings');
    } finally {
      phone.close();
    }
  });
});
