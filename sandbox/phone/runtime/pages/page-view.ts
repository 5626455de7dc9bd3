import type { Program, WindowConfig } from '../config';
import { h } from '../dom';

/** The bars and the scrolling area around one page. */
export interface PageView {
  el: HTMLElement;
  /** Between the navigation bar and the tab bar. */
  view: HTMLElement;
  scroller: HTMLElement;
  /** The node that the page's root takes the place of. */
  mount: HTMLElement;
  setTitle: (title: string) => void;
  /** Draws anew what theme.json colours, unless the page has set it itself. */
  applyTheme: () => void;
  /** Fits lengths in `vh` to the area between the bars. */
  fit: () => void;
}

export interface PageActions {
  back: () => void;
  home: () => void;
  more: () => void;
  leave: () => void;
  onScroll: (scrollTop: number) => void;
  onReachBottom: () => void;
}

const iconButton = (className: string, label: string, onTap: () => void): HTMLElement =>
  h(`button.${className}`, { type: 'button', 'aria-label': label, onclick: onTap });

const watchScrolling = (scroller: HTMLElement, distance: number, { onScroll, onReachBottom }: PageActions): void => {
  let atBottom = false;
  scroller.addEventListener(
    'scroll',
    () => {
      onScroll(scroller.scrollTop);
      const near = scroller.scrollTop + scroller.clientHeight >= scroller.scrollHeight - distance;
      if (near && !atBottom) onReachBottom();
      atBottom = near;
    },
    { passive: true },
  );
};

/** Builds what surrounds a page: status bar, navigation bar with the capsule, scrolling area. */
export const createPageView = (
  path: string,
  { app, configs }: Program,
  themed: (value: string) => string,
  actions: PageActions,
): PageView => {
  const config: WindowConfig = { ...app.window, ...configs[path] };
  const title = h('h1', {}, themed(config.navigationBarTitleText ?? ''));
  const bar = h(
    'header.mp-nav',
    {},
    iconButton('mp-nav__back', '返回', actions.back),
    iconButton('mp-nav__home', '首页', actions.home),
    title,
    h(
      'div.mp-capsule',
      {},
      iconButton('mp-capsule__more', '更多', actions.more),
      iconButton('mp-capsule__close', '退出小程序', actions.leave),
    ),
  );
  const mount = h('div');
  const scroller = h('div.mp-scroll', {}, h('div.mp-refresher', {}, h('i'), h('i'), h('i')), mount);
  const view = h('div.mp-view', {}, scroller);
  const el = h('section.mp-page', { 'data-page': path, 'data-custom': config.navigationStyle === 'custom' }, bar, view);
  if (config.disableScroll) scroller.style.overflow = 'hidden';
  watchScrolling(scroller, config.onReachBottomDistance ?? 50, actions);

  const paint = (front: string | undefined, background: string | undefined): void => {
    if (background !== undefined) bar.style.background = background;
    if (front !== undefined) bar.dataset['front'] = front === 'white' || front === '#ffffff' ? 'white' : 'black';
  };
  const applyTheme = (): void => {
    if (config.backgroundColor) el.style.setProperty('--page-bg', themed(config.backgroundColor));
    const { navigationBarTextStyle = 'white', navigationBarBackgroundColor = '#000000' } = config;
    paint(themed(navigationBarTextStyle), themed(navigationBarBackgroundColor));
  };
  applyTheme();

  return {
    el,
    view,
    scroller,
    mount,
    applyTheme,
    setTitle: (text) => {
      title.textContent = text;
    },
    fit: () => el.style.setProperty('--mp-vh', `${view.clientHeight / 100}px`),
  };
};
