import type { Root } from 'glass-easel-miniprogram-adapter';
import { Emitter, type EventChannel } from '../emitter';
import { h, part } from '../dom';
import type { Caller } from '../engine/nodes';
import { formatQuery, parseUrl, resolvePath } from '../paths';
import type { Phone } from '../phone';
import { createPageView, type PageView } from './page-view';
import { enablePullDown, type PullDown } from './pull-down';

/** One page of the stack. */
export interface Page extends PageView {
  path: string;
  query: Record<string, string>;
  root: Root;
  caller: Caller;
  isTab: boolean;
  isReady: boolean;
  pullDown?: PullDown;
  tabBar?: unknown;
}

const STACK_LIMIT = 10;
const CUSTOM_TAB_BAR = 'custom-tab-bar/index';

/** The page stack with WeChat's rules and the order of its lifecycles. */
export class PageStack {
  readonly pages: Page[] = [];
  /** Tab pages stay alive while another tab shows. */
  private readonly keptTabs = new Map<string, Page>();

  constructor(private readonly phone: Phone) {}

  get top(): Page | undefined {
    return this.pages.at(-1);
  }

  resolve(url: string): { path: string; query: Record<string, string> } {
    const { path, query } = parseUrl(url);
    return { path: resolvePath(url.startsWith('/') ? '' : (this.top?.path ?? ''), path), query };
  }

  navigateTo(url: string, channel?: EventChannel): void {
    const { path, query } = this.resolve(url);
    if (this.phone.tabBar.isTab(path)) throw new Error('can not navigateTo a tabbar page');
    if (this.pages.length >= STACK_LIMIT) throw new Error('webview count limit exceed');
    const from = this.top;
    this.open(path, query, channel, () => from && this.hide(from));
  }

  redirectTo(url: string): void {
    const { path, query } = this.resolve(url);
    if (this.phone.tabBar.isTab(path)) throw new Error('can not redirectTo a tabbar page');
    this.assertExists(path);
    const old = this.pages.pop();
    if (old) this.unload(old);
    this.open(path, query);
  }

  navigateBack(delta = 1): void {
    const steps = Math.min(delta, this.pages.length - 1);
    if (steps < 1) throw new Error('cannot navigate back at first page.');
    for (const page of this.pages.splice(-steps).reverse()) this.unload(page);
    if (this.top) this.show(this.top);
  }

  switchTab(url: string): void {
    const { path } = this.resolve(url);
    if (!this.phone.tabBar.isTab(path)) throw new Error('can not switch to no-tabBar page');
    if (this.top?.path === path && this.pages.length === 1) return;
    for (const page of this.pages.splice(0).reverse()) {
      if (!page.isTab) this.unload(page);
      else {
        this.keptTabs.set(page.path, page);
        this.hide(page);
      }
    }
    const kept = this.keptTabs.get(path);
    if (!kept) return this.open(path, {});
    this.pages.push(kept);
    this.show(kept);
  }

  reLaunch(url: string): void {
    const { path, query } = this.resolve(url);
    this.assertExists(path);
    for (const page of new Set([...this.pages.splice(0).reverse(), ...this.keptTabs.values()])) this.unload(page);
    this.keptTabs.clear();
    this.open(path, query);
  }

  /** Tells the page on top that the mini program came back to the front. */
  resume(): void {
    if (this.top) this.triggerShow(this.top);
  }

  pause(): void {
    if (this.top) this.hide(this.top);
  }

  /** The phone has become light or dark. */
  applyTheme(): void {
    for (const page of [...this.pages, ...this.keptTabs.values()]) page.applyTheme();
    if (this.top) this.phone.tabBar.show(this.top.path);
  }

  private assertExists(path: string): void {
    if (!this.phone.program.pages.includes(path)) throw new Error(`page "${path}" is not found`);
  }

  private open(path: string, query: Record<string, string>, channel?: EventChannel, beforeLoad?: () => void): void {
    this.assertExists(path);
    const page = this.create(path, query, channel);
    beforeLoad?.();
    // The page is on the stack before its onLoad runs: setNavigationBarTitle works there.
    this.pages.push(page);
    page.root.attach(page.scroller as never, page.mount as never);
    this.phone.call(page.caller, 'onLoad', query);
    this.show(page);
  }

  private create(path: string, query: Record<string, string>, channel: EventChannel | undefined): Page {
    const { engine, program, themed, call, tabBar } = this.phone;
    engine.load(path);
    const view = createPageView(path, program, themed, {
      back: () => this.navigateBack(),
      home: () => this.reLaunch(`/${program.app.entryPagePath ?? program.pages[0] ?? ''}`),
      more: () => this.phone.openMenu(),
      leave: () => this.phone.leave(),
      onScroll: (scrollTop) => call(caller, 'onPageScroll', { scrollTop }),
      onReachBottom: () => call(caller, 'onReachBottom'),
    });
    part('mp-pages').append(view.el);
    view.fit();
    const root = engine.createRoot('page', path, formatQuery(query));
    const caller = root.get() as unknown as Caller;
    const isTab = tabBar.isTab(path);
    const page: Page = { ...view, path, query, root, caller, isTab, isReady: false };
    const ownChannel = channel ?? new Emitter();
    Object.assign(caller, {
      route: path,
      __route__: path,
      options: query,
      getOpenerEventChannel: () => ownChannel,
      getTabBar: () => page.tabBar,
    });
    if (isTab) {
      view.el.dataset['tab'] = program.app.tabBar?.custom ? 'custom' : 'native';
      if (program.app.tabBar?.custom) page.tabBar = this.attachCustomTabBar(view.el);
    }
    if ({ ...program.app.window, ...program.configs[path] }.enablePullDownRefresh) {
      page.pullDown = enablePullDown(view.scroller, () => call(caller, 'onPullDownRefresh'));
    }
    return page;
  }

  private attachCustomTabBar(el: HTMLElement): unknown {
    const { engine } = this.phone;
    engine.load(CUSTOM_TAB_BAR);
    const slot = h('div');
    const holder = h('div.mp-custom-tabbar', {}, slot);
    el.append(holder);
    const root = engine.createRoot('custom-tab-bar', CUSTOM_TAB_BAR, '');
    root.attach(holder as never, slot as never);
    return root.get();
  }

  private show(page: Page): void {
    for (const element of part('mp-pages').children) (element as HTMLElement).hidden = element !== page.el;
    const isFirst = page.path === (this.phone.program.app.entryPagePath ?? this.phone.program.pages[0]);
    page.el.classList.toggle('mp-page--root', this.pages.length === 1);
    page.el.classList.toggle('mp-page--lost', this.pages.length === 1 && !page.isTab && !isFirst);
    document.documentElement.style.fontSize = page.el.dataset['rootFontSize'] ?? '';
    this.phone.tabBar.show(page.path);
    page.fit();
    this.triggerShow(page);
    if (!page.isReady) {
      page.isReady = true;
      requestAnimationFrame(() => this.phone.call(page.caller, 'onReady'));
    }
    this.phone.remember(page.path, page.query);
  }

  private triggerShow(page: Page): void {
    page.root.getComponent().triggerPageLifetime('show', []);
    this.phone.call(page.caller, 'onShow');
  }

  private hide(page: Page): void {
    page.root.getComponent().triggerPageLifetime('hide', []);
    this.phone.call(page.caller, 'onHide');
  }

  private unload(page: Page): void {
    this.phone.call(page.caller, 'onUnload');
    page.root.release();
    page.el.remove();
    this.keptTabs.delete(page.path);
  }
}
