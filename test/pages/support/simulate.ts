import { existsSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { packNpm } from '../../../scripts/npm-pack';

/** A node of miniprogram-simulate. */
export interface SimulatedNode {
  dom: HTMLElement;
  instance: { data: Record<string, unknown> } & Record<string, unknown>;
  dispatchEvent(name: string, options?: { detail?: unknown; bubbles?: boolean }): void;
  querySelector(selector: string): SimulatedNode | undefined;
  querySelectorAll(selector: string): SimulatedNode[];
}

interface SimulatedRoot extends SimulatedNode {
  attach(parent: HTMLElement): void;
  detach(): void;
}

interface Simulate {
  load(path: string, tag: string, options: object): string;
  render(id: string): SimulatedRoot;
  behavior(definition: object): unknown;
  sleep(ms: number): Promise<void>;
}

interface Definition {
  behaviors?: unknown[];
}

const root = join(__dirname, '../../../miniprogram');

// miniprogram-simulate sets its own `wx` on the global object as it loads.
// eslint-disable-next-line @typescript-eslint/no-require-imports
const simulate = require('miniprogram-simulate') as Simulate;
// eslint-disable-next-line @typescript-eslint/no-require-imports
const utils = require('miniprogram-simulate/src/utils') as { readJson(file: string): unknown };

// eslint-disable-next-line @typescript-eslint/no-require-imports
const jComponent = require('j-component') as { register(definition: { id: string; path?: string }): string };

/** Components that run already, by their path: jest keeps modules, so that running one again would define nothing. */
const running = new Map<string, string>();
const register = jComponent.register.bind(jComponent);
jComponent.register = (definition) => {
  if (definition.path !== undefined) running.set(definition.path, definition.id);
  return register(definition);
};

// It knows relative components only, not those of npm packages, and no component twice.
utils.readJson = (file) => {
  if (!existsSync(file)) return null;
  const json = JSON.parse(readFileSync(file, 'utf8')) as { usingComponents?: Record<string, string> };
  const resolved = Object.entries(json.usingComponents ?? {}).map(([tag, path]) => {
    const isLocal = path.startsWith('.') || path.startsWith('/') || existsSync(join(dirname(file), `${path}.json`));
    const local = isLocal ? path : `/miniprogram_npm/${path}`;
    const absolute = local.startsWith('/') ? join(root, local) : join(dirname(file), local);
    return [tag, running.get(absolute) ?? local];
  });
  return { ...json, usingComponents: Object.fromEntries(resolved) as Record<string, string> };
};

// Built-in behaviours that it has never heard of become empty ones.
const known = /^wx:\/\/(component-export|form-field(-group|-button)?)$/;
const globals = globalThis as unknown as Record<'Component' | 'Behavior', (definition: Definition) => unknown>;
for (const name of ['Component', 'Behavior'] as const) {
  const make = globals[name];
  globals[name] = (definition) =>
    make({
      ...definition,
      behaviors: (definition.behaviors ?? []).map((behavior) =>
        typeof behavior === 'string' && behavior.startsWith('wx:') && !known.test(behavior)
          ? simulate.behavior({})
          : behavior,
      ),
    });
}

Object.assign(globalThis, { getApp: () => ({}) });

const ids = new Map<string, string>();

/** Loads a page or component once: jest keeps modules, so that a second load would find none. */
const load = async (path: string): Promise<string> => {
  let id = ids.get(path);
  if (id === undefined) {
    await packNpm();
    // The compiled templates of the whole app are more than the default buffer holds.
    const options = { rootPath: root, compilerOptions: { maxBuffer: 1 << 26 } };
    id = simulate.load(join(root, path), basename(dirname(path)), options);
    ids.set(path, id);
  }
  return id;
};

/** Lets promises, the simulator's asynchronous events and setData settle. */
export const settle = async (ms = 0): Promise<void> => {
  await simulate.sleep(ms);
  await simulate.sleep(0);
  await simulate.sleep(0);
};

const textOf = (node: SimulatedNode): string => (node.dom.textContent ?? '').replace(/\s+/g, ' ').trim();

/** A page that is open on the simulated phone. */
export class OpenPage {
  constructor(private readonly component: SimulatedRoot) {}

  /** All that the page shows. */
  get text(): string {
    return textOf(this.component);
  }

  get data(): Record<string, unknown> {
    return this.component.instance.data;
  }

  find(selector: string): SimulatedNode {
    const [node] = this.component.querySelectorAll(selector);
    if (!node) throw new Error(`nothing matches ${selector} in: ${this.text}`);
    return node;
  }

  all(selector: string): SimulatedNode[] {
    return this.component.querySelectorAll(selector);
  }

  has(selector: string): boolean {
    return this.all(selector).length > 0;
  }

  textAt(selector: string): string {
    return textOf(this.find(selector));
  }

  /** Taps what matches; of TDesign's button it is the inside that is tapped, as with a finger. */
  async tap(selector: string): Promise<void> {
    const [button] = this.all(`${selector} >>> .t-button`);
    (button ?? this.find(selector)).dispatchEvent('tap');
    await settle();
  }

  /** Types into a field of TDesign, given the class of its t-input. */
  async type(selector: string, value: string): Promise<void> {
    this.find(`${selector} >>> .t-input__control`).dispatchEvent('input', { detail: { value } });
    await settle();
  }

  async leaveField(selector: string): Promise<void> {
    this.find(`${selector} >>> .t-input__control`).dispatchEvent('blur', { detail: {} });
    await settle();
  }

  /** Gives an event to one of the page's methods at once, as WeChat does on a tap. */
  send(method: string, event: object = {}): unknown {
    const handler = this.component.instance[method];
    if (typeof handler !== 'function') throw new Error(`the page has no ${method}`);
    return (handler as (event: object) => unknown).call(this.component.instance, event);
  }

  /** Calls a method that WeChat calls, and waits: onShow, onHide, onPullDownRefresh, onReachBottom. */
  async call(method: string): Promise<void> {
    await this.send(method);
    await settle();
  }

  close(): void {
    const { onUnload } = this.component.instance;
    if (typeof onUnload === 'function') (onUnload as () => void).call(this.component.instance);
    this.component.detach();
  }
}

const open: OpenPage[] = [];

/** Opens a page as WeChat does: onLoad with its query, attach, onShow, onReady. */
export const openPage = async (path: string, query: Record<string, string> = {}): Promise<OpenPage> => {
  const component = simulate.render(await load(path));
  const page = new OpenPage(component);
  open.push(page);
  const { onLoad, onShow } = component.instance as Record<string, ((query?: object) => unknown) | undefined>;
  onLoad?.call(component.instance, query);
  component.attach(document.body);
  onShow?.call(component.instance);
  await settle();
  return page;
};

/** To be called after each test: pages left open would go on looking for news. */
export const closePages = (): void => {
  for (const page of open.splice(0)) page.close();
};
