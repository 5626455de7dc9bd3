import { type Browser, type BrowserContext, chromium, type Locator, type Page, type Request } from 'playwright-core';
import type { PhoneDebug } from '../../../sandbox/phone/debug-api';

/** Debian's Chromium unless CHROME_PATH names another; nothing is fetched or reported in the background. */
export const launchChromium = (): Promise<Browser> =>
  chromium.launch({
    executablePath: process.env['CHROME_PATH'] ?? '/usr/bin/chromium',
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });

export interface PhoneOptions {
  /** Where the sandbox is, http://127.0.0.1:8080. */
  url: string;
  openid?: string;
  /** The page to open, `/pages/a/index?x=1`. */
  path?: string;
  dark?: boolean;
  /** WeChat's text size, 1 is standard. */
  fontScale?: number;
}

/** A person's phone, driven as a person drives it: by what is to be read on it. */
export interface PhoneDriver {
  page: Page;
  /** The mini program's page that shows, without those below it. */
  screen: Locator;
  /** Taps what shows exactly this text (or matches the pattern) and is not covered: a button, a tab, a row. */
  tap(text: string | RegExp): Promise<void>;
  /** Types into the field with this placeholder or label. */
  fill(field: string, text: string): Promise<void>;
  /** Waits until the text can be read. */
  see(text: string | RegExp): Promise<void>;
  /** A page of WeChat itself that lies over the mini program: the authorization page, the card pack. */
  foreign(title: string): ReturnType<Page['frameLocator']>;
  /** Waits until no cloud function or request runs and the page stands still. */
  idle(): Promise<void>;
  /** Routes of the page stack. */
  pages(): Promise<string[]>;
  debug(): Promise<Pick<PhoneDebug, 'unknownCalls' | 'errors' | 'recorded'>>;
  screenshot(file: string): Promise<void>;
  /** Throws if anything failed that nobody saw: an error, a wx interface that the phone does not have. */
  assertClean(): Promise<void>;
  close(): Promise<void>;
}

const TIMEOUT = 10_000;
const STILL = 120;
const SIZE = { width: 390, height: 844 };

type PhoneWindow = { __phone: PhoneDebug };

/** The few members of the DOM that run inside the browser; this file itself is type-checked for Node. */
interface BrowserElement {
  scrollIntoView(options: { block: 'center' }): void;
  getBoundingClientRect(): { x: number; y: number; width: number; height: number };
  contains(other: BrowserElement | null): boolean;
  ownerDocument: { elementFromPoint(x: number, y: number): BrowserElement | null };
}

/** Whether a tap in its middle would reach it. */
const isOnTop = (candidate: Locator): Promise<boolean> =>
  candidate
    .evaluate((node) => {
      const element = node as unknown as BrowserElement;
      element.scrollIntoView({ block: 'center' });
      const { x, y, width, height } = element.getBoundingClientRect();
      const hit = element.ownerDocument.elementFromPoint(x + width / 2, y + height / 2);
      return element.contains(hit) || (hit?.contains(element) ?? false);
    })
    // It left the page while it was being looked at.
    .catch(() => false);

/** Opens a phone in a browser context of its own, so that two persons do not share a storage. */
export const openPhone = async (browser: Browser, options: PhoneOptions): Promise<PhoneDriver> => {
  const context: BrowserContext = await browser.newContext({
    viewport: SIZE,
    deviceScaleFactor: 2,
    locale: 'zh-CN',
    timezoneId: 'Asia/Shanghai',
    colorScheme: options.dark ? 'dark' : 'light',
  });
  const page = await context.newPage();
  page.setDefaultTimeout(TIMEOUT);
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(error.message));

  let running = 0;
  const isCounted = (url: string): boolean => !url.includes('/phone/events') && !url.startsWith('blob:');
  page.on('request', (request) => {
    if (isCounted(request.url())) running += 1;
  });
  const ended = (request: Request): void => {
    if (isCounted(request.url())) running -= 1;
  };
  page.on('requestfinished', ended);
  page.on('requestfailed', ended);

  const query = new URLSearchParams();
  if (options.openid) query.set('openid', options.openid);
  if (options.path) query.set('path', options.path);
  if (options.fontScale) query.set('font', String(options.fontScale));
  await page.goto(`${options.url}/phone?${query}`);
  await page.waitForSelector('html[data-ready]', { state: 'attached' });

  const screen = page.locator('.mp-page:not([hidden])');
  /** The uppermost layer: a sheet of WeChat hides the page from a person, and so from a test. */
  const layer = async (): Promise<Locator> => {
    const sheet = page.locator('#mp-layer > .mp-mask').last();
    return (await sheet.count()) > 0 ? sheet : page.locator('body');
  };

  const idle = async (): Promise<void> => {
    const deadline = Date.now() + TIMEOUT;
    for (let still = 0; still < STILL; still += 20) {
      await page.waitForTimeout(20);
      if (running > 0) still = 0;
      if (Date.now() > deadline) throw new Error(`the phone is not idle: ${running} requests are running`);
    }
  };

  /** Waits for something that says this and is not covered: a person cannot tap what lies below a dialog. */
  const reachable = async (text: string | RegExp): Promise<Locator> => {
    const exact = typeof text === 'string';
    const deadline = Date.now() + TIMEOUT;
    for (;;) {
      const root = await layer();
      const named = (['button', 'tab', 'radio', 'menuitem'] as const).map((role) =>
        root.getByRole(role, { name: text, exact }),
      );
      for (const candidates of [...named, root.getByText(text, { exact })]) {
        for (const candidate of await candidates.filter({ visible: true }).all()) {
          if (await isOnTop(candidate)) return candidate;
        }
      }
      if (Date.now() > deadline) throw new Error(`nothing on the phone that can be tapped says ${String(text)}`);
      await page.waitForTimeout(STILL / 2);
    }
  };

  const debug: PhoneDriver['debug'] = () =>
    page.evaluate(() => {
      const { unknownCalls, errors: caught, recorded } = (globalThis as unknown as PhoneWindow).__phone;
      return { unknownCalls, errors: caught, recorded };
    });

  return {
    page,
    screen,
    idle,
    debug,
    tap: async (text) => {
      const target = await reachable(text);
      await target.click();
    },
    fill: async (field, text) => {
      const root = await layer();
      await root.getByPlaceholder(field).or(root.getByLabel(field)).filter({ visible: true }).first().fill(text);
    },
    see: (text) => page.getByText(text).filter({ visible: true }).first().waitFor(),
    foreign: (title) => page.frameLocator(`#mp-layer iframe[title="${title}"]`),
    pages: () => page.evaluate(() => (globalThis as unknown as PhoneWindow).__phone.pages()),
    screenshot: async (file) => {
      await idle();
      await page.screenshot({ path: file, animations: 'disabled' });
    },
    assertClean: async () => {
      const seen = await debug();
      const wrong = [...errors, ...seen.errors, ...seen.unknownCalls.map(({ errMsg }) => `wx.${errMsg}`)];
      if (wrong.length > 0) throw new Error(`the phone reports:\n${[...new Set(wrong)].join('\n')}`);
    },
    close: () => context.close(),
  };
};

/** Closes phones on which nothing may have failed unseen. */
export const closeAll = async (...phones: PhoneDriver[]): Promise<void> => {
  for (const phone of phones) {
    await phone.assertClean();
    await phone.close();
  }
};
