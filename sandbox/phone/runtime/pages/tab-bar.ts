import type { AppConfig, TabItem } from '../config';
import { h, part } from '../dom';
import { duringTap } from '../tap-gesture';

/** The phone's own tab bar; a custom one is a component of the mini program instead. */
export interface TabBar {
  isTab: (path: string) => boolean;
  /** Draws the bar for the page that shows, or hides it. */
  show: (path: string) => void;
  setHidden: (hidden: boolean) => void;
  setBadge: (index: number, badge: string | undefined) => void;
  change: (index: number, item: Partial<TabItem>) => void;
}

export const createTabBar = (
  { tabBar }: AppConfig,
  themed: (value: string) => string,
  select: (item: TabItem, index: number) => void,
): TabBar => {
  const items = (tabBar?.list ?? []).map((item) => ({ ...item }));
  const badges = new Map<number, string>();
  const element = part('mp-tabbar');
  let hidden = false;
  let current = '';

  const isTab = (path: string): boolean => items.some(({ pagePath }) => pagePath === path);

  const tab = (item: TabItem, index: number): HTMLElement => {
    const selected = item.pagePath === current;
    const color = themed((selected ? tabBar?.selectedColor : tabBar?.color) ?? '');
    const icon = selected ? (item.selectedIconPath ?? item.iconPath) : item.iconPath;
    const badge = badges.get(index);
    return h(
      'button',
      {
        type: 'button',
        role: 'tab',
        'aria-selected': String(selected),
        style: color ? `color:${color}` : undefined,
        onclick: () => duringTap(() => select(item, index)),
      },
      ...(icon ? [h('img', { src: `/phone/mp/${themed(icon)}`, alt: '' })] : []),
      h('span', {}, item.text),
      ...(badge === undefined ? [] : [h('b', {}, badge)]),
    );
  };

  const paint = (): void => {
    element.hidden = hidden || !tabBar || tabBar.custom === true || !isTab(current);
    element.style.background = themed(tabBar?.backgroundColor ?? '');
    element.replaceChildren(...items.map(tab));
  };

  return {
    isTab,
    show: (path) => {
      current = path;
      paint();
    },
    setHidden: (value) => {
      hidden = value;
      paint();
    },
    setBadge: (index, badge) => {
      if (badge === undefined) badges.delete(index);
      else badges.set(index, badge);
      paint();
    },
    change: (index, item) => {
      const old = items[index];
      if (old) items[index] = { ...old, ...item };
      paint();
    },
  };
};
