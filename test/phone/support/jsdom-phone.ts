import { JSDOM, VirtualConsole } from 'jsdom';
import { join } from 'node:path';
import { loadDemo } from '../../../sandbox/demo';
import { compile } from '../../../sandbox/phone/compile';
import type { PhoneDebug } from '../../../sandbox/phone/debug-api';
import { phonePage } from '../../../sandbox/phone/phone-page';

type Failure = { errMsg: string; errno?: number };
type WxCall = (options?: object) => Promise<Record<string, unknown>>;
/** A page or component as the tests look at it. */
export interface Instance {
  data: Record<string, unknown>;
  route: string;
  setData(change: object): void;
  selectComponent(selector: string): Record<string, unknown> & { count(): string };
  [member: string]: unknown;
}

export interface JsdomPhone {
  document: Document;
  debug: PhoneDebug;
  wx: Record<string, WxCall> & { cloud: Record<string, WxCall> };
  app: Record<string, unknown>;
  page(): Instance;
  /** The first element of the page that shows that matches. */
  find(selector: string): HTMLElement;
  text(selector: string): string;
  tap(selector: string): Promise<void>;
  /** Taps the button of the page that is called so. */
  press(label: string): Promise<void>;
  /** Calls an interface that is expected to fail and answers its failure. */
  failure(call: Promise<unknown>): Promise<Failure>;
  settle(milliseconds?: number): Promise<void>;
  close(): void;
}

const OPENID = loadDemo().people[0]?.openid ?? '';
let script: Promise<string> | undefined;

/** The fixture compiles once for all tests. */
const fixture = (): Promise<string> => {
  script ??= compile(join(__dirname, '..', 'fixture-app')).then((program) => program.script);
  return script;
};

/** Boots the fixture app in jsdom: the real engine and runtime, without layout. */
export const bootPhone = async ({ path = '', fetch = globalThis.fetch } = {}): Promise<JsdomPhone> => {
  const code = await fixture();
  const html = phonePage({
    openid: OPENID,
    path,
    scene: 1001,
    theme: 'auto',
    fontScale: 1.25,
    wechatUrl: 'http://127.0.0.1:8081',
    clockOffset: 86_400_000,
    accountNames: { wxde00000000000003: '样例开票平台' },
    appName: '电子发票小程序',
  });
  const { window } = new JSDOM(html.replace(/<script src.*?<\/script>/, '').replace(/<link rel="stylesheet".*?>/, ''), {
    url: `http://127.0.0.1:8080/phone?openid=${OPENID}`,
    runScripts: 'outside-only',
    pretendToBeVisual: true,
    virtualConsole: new VirtualConsole(),
  });
  // What jsdom has no layout for.
  Object.assign(window, {
    fetch,
    TextEncoder,
    TextDecoder,
    matchMedia: () => ({ matches: false, addEventListener: () => undefined }),
    IntersectionObserver: class {
      observe(): void {}
      disconnect(): void {}
    },
  });
  window.Element.prototype.scrollTo = () => undefined;
  window.eval(code);

  const settle = (milliseconds = 60): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));
  await settle(100);
  const globals = window as unknown as {
    __phone: PhoneDebug;
    wx: JsdomPhone['wx'];
    getCurrentPages(): Instance[];
    getApp(): Record<string, unknown>;
  };
  const find = (selector: string): HTMLElement => {
    const shown = window.document.querySelector('.mp-page:not([hidden])');
    const element = shown?.querySelector<HTMLElement>(selector) ?? window.document.querySelector<HTMLElement>(selector);
    if (!element) throw new Error(`there is no ${selector}`);
    return element;
  };
  const tapElement = async (element: HTMLElement): Promise<void> => {
    for (const type of ['mousedown', 'mouseup', 'click']) {
      element.dispatchEvent(new window.MouseEvent(type, { bubbles: true, button: 0, clientX: 5, clientY: 5 }));
    }
    await settle();
  };
  return {
    document: window.document,
    debug: globals.__phone,
    wx: globals.wx,
    app: globals.getApp(),
    page: () => {
      const page = globals.getCurrentPages().at(-1);
      if (!page) throw new Error('there is no page');
      return page;
    },
    find,
    text: (selector) => (find(selector).textContent ?? '').replace(/\s+/g, ' ').trim(),
    tap: (selector) => tapElement(find(selector)),
    press: (label) => {
      const buttons = [...find('wx-page').querySelectorAll<HTMLElement>('[role=button]')];
      const button = buttons.find(({ textContent }) => textContent?.trim() === label);
      if (!button) throw new Error(`no button is called ${label}`);
      return tapElement(button);
    },
    failure: (call) =>
      call.then(
        () => {
          throw new Error('the call succeeded');
        },
        (failure: Failure) => failure,
      ),
    settle,
    close: () => window.close(),
  };
};
