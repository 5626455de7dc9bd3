import { JSDOM, VirtualConsole } from 'jsdom';
import { join } from 'node:path';
import { compile } from '../../../sandbox/phone/compile';
import type { PhoneDebug } from '../../../sandbox/phone/debug-api';
import { phonePage } from '../../../sandbox/phone/phone-page';
import { Refusal } from './phone';

let script: Promise<string> | undefined;

/** The app compiles once for all tests of a file. */
const appScript = (): Promise<string> => {
  script ??= compile(join(__dirname, '../../..')).then((program) => program.script);
  return script;
};

/** The whole app on the sandbox's phone, in jsdom: the real engine and page stack, without layout. */
export interface WholePhone {
  debug: PhoneDebug;
  /** What the page that shows says. */
  text(): string;
  /** What lies above it: a dialog, a sheet, a toast. */
  above(): string;
  tap(label: string): Promise<void>;
  fill(placeholder: string, value: string): Promise<void>;
  /** The arrow of the navigation bar. */
  back(): Promise<void>;
  /** Waits until the page that shows says this. */
  sees(text: string): Promise<void>;
  settle(): Promise<void>;
  close(): void;
}

type Answer = (body: { action: string } & Record<string, unknown>, functionName: string) => object;

/** @param answer what the cloud functions answer: the envelope's data; a Refusal is a no, anything else thrown means the network is gone */
export const bootApp = async (path: string, answer: Answer): Promise<WholePhone> => {
  const html = phonePage({
    openid: 'o-1',
    path,
    scene: 1001,
    theme: 'light',
    fontScale: 1,
    wechatUrl: 'http://127.0.0.1:8081',
    clockOffset: 0,
    accountNames: {},
    appName: '电子发票小程序',
  });
  const { window } = new JSDOM(html.replace(/<script src.*?<\/script>/, '').replace(/<link rel="stylesheet".*?>/, ''), {
    url: 'http://127.0.0.1:8080/phone',
    runScripts: 'outside-only',
    pretendToBeVisual: true,
    virtualConsole: new VirtualConsole(),
  });
  const fetch = async (url: string, init: { body: string }): Promise<Response> => {
    const name = url.slice(url.lastIndexOf('/') + 1);
    try {
      return Response.json({ ok: true, data: answer(JSON.parse(init.body) as Parameters<Answer>[0], name) });
    } catch (error) {
      if (error instanceof Refusal) return Response.json({ ok: false, error: error.body });
      throw error;
    }
  };
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
  window.eval(await appScript());

  const settle = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 40));
  await settle();
  const { document } = window;
  const shown = () => document.querySelector('.mp-page:not([hidden])') ?? document.body;
  const textOf = (node: Element) => (node.textContent ?? '').replace(/\s+/g, ' ').trim();
  const withText = (label: string): Element => {
    const isCalled = (element: Element) => textOf(element) === label || element.getAttribute('aria-label') === label;
    // The innermost element that says it, of a dialog sooner than of the page that it covers.
    const saysIt = (root: Element | null) => [...(root?.querySelectorAll('*') ?? [])].filter(isCalled).at(-1);
    const found = saysIt(document.querySelector('#mp-layer')) ?? saysIt(shown());
    if (!found) throw new Error(`nothing says ${label} in: ${textOf(shown())}`);
    return found;
  };
  return {
    debug: (window as unknown as { __phone: PhoneDebug }).__phone,
    text: () => textOf(shown()),
    above: () => textOf(document.querySelector('#mp-layer') ?? document.body),
    tap: async (label) => {
      const element = withText(label);
      for (const type of ['mousedown', 'mouseup', 'click']) {
        element.dispatchEvent(new window.MouseEvent(type, { bubbles: true, button: 0, clientX: 5, clientY: 5 }));
      }
      await settle();
    },
    fill: async (placeholder, value) => {
      const said = `[placeholder="${placeholder}"]`;
      const field =
        document.querySelector<HTMLInputElement>(`#mp-layer :is(input, textarea)${said}`) ??
        shown().querySelector<HTMLInputElement>(`input${said}`);
      if (!field) throw new Error(`no field says ${placeholder}`);
      field.value = value;
      field.dispatchEvent(new window.Event('input', { bubbles: true }));
      await settle();
    },
    back: async () => {
      shown().querySelector<HTMLElement>('[aria-label="返回"]')?.click();
      await settle();
    },
    sees: async (text) => {
      for (let i = 0; i < 50 && !textOf(shown()).includes(text); i += 1) await settle();
      if (!textOf(shown()).includes(text)) throw new Error(`${text} does not show in: ${textOf(shown())}`);
    },
    settle,
    close: () => window.close(),
  };
};
