import type { AppConfig, TabItem } from '../config';
import { h, part } from '../dom';
import { duringTap } from '../tap-gesture';

/** The phone's own tab bar; a custom one is a component of the mini program instead. */
export interface TabBar {
  isTab: (path: string) => boolean;
  /** Draws the bar for the page that shows, or hides it. */
  show: (path: string) => void;
}

export const createTabBar = (
  { tabBar }: AppConfig,
  themed: (value: string) => string,
  select: (item: TabItem, index: number) => void,
): TabBar => {
  const items = tabBar?.list ?? [];
  const element = part('mp-tabbar');
  let current = '';

  const isTab = (path: string): boolean => items.some(({ pagePath }) => pagePath === path);

  const tab = (item: TabItem, index: number): HTMLElement => {
    const selected = item.pagePath === current;
    const color = themed((selected ? tabBar?.selectedColor : tabBar?.color) ?? '');
    const icon = selected ? (item.selectedIconPath ?? item.iconPath) : item.iconPath;
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
    );
  };

  const paint = (): void => {
    element.hidden = !tabBar || tabBar.custom === true || !isTab(current);
    element.style.background = themed(tabBar?.backgroundColor ?? '');
    element.replaceChildren(...items.map(tab));
  };

  return {
    isTab,
    show: (path) => {
      current = path;
      paint();
    },
  };
};
