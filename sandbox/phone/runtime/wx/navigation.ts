import { type Listener, openChannel } from '../emitter';
import { findNodes, domOf } from '../engine/nodes';
import type { TabItem } from '../config';
import type { Phone } from '../phone';
import { type Api, asynchronousGroup, WxFailure } from './api';

interface Url {
  url: string;
}

export const navigation = (phone: Phone): Api => {
  const { pages, tabBar } = phone;
  const top = () => {
    if (!pages.top) throw new WxFailure('there is no page');
    return pages.top;
  };
  const tabIndex = ({ index }: { index: number }): number => {
    if (!phone.program.app.tabBar?.list[index]) throw new WxFailure('tabbar item not found');
    return index;
  };
  return asynchronousGroup(phone, {
    navigateTo: ({ url, events = {} }: Url & { events?: Record<string, Listener> }) => {
      const { opener, opened } = openChannel();
      for (const [name, listener] of Object.entries(events)) opener.on(name, listener);
      pages.navigateTo(url, opened);
      return { eventChannel: opener };
    },
    redirectTo: ({ url }: Url) => pages.redirectTo(url),
    reLaunch: ({ url }: Url) => pages.reLaunch(url),
    switchTab: ({ url }: Url) => pages.switchTab(url),
    navigateBack: ({ delta }: { delta?: number }) => pages.navigateBack(delta),
    exitMiniProgram: () => phone.leave(),
    setNavigationBarTitle: ({ title }: { title: string }) => top().setTitle(title),
    setNavigationBarColor: ({ frontColor, backgroundColor }: { frontColor?: string; backgroundColor?: string }) =>
      top().setColors(frontColor, backgroundColor),
    showNavigationBarLoading: () => top().setLoading(true),
    hideNavigationBarLoading: () => top().setLoading(false),
    hideHomeButton: () => top().el.classList.add('mp-page--no-home'),
    showHomeButton: () => top().el.classList.remove('mp-page--no-home'),
    setBackgroundColor: ({ backgroundColor }: { backgroundColor?: string }) => {
      if (backgroundColor) top().el.style.setProperty('--page-bg', backgroundColor);
    },
    startPullDownRefresh: () => {
      const { pullDown } = top();
      if (!pullDown) throw new WxFailure('the page has not enabled pull down refresh');
      pullDown.start();
    },
    stopPullDownRefresh: () => top().pullDown?.stop(),
    pageScrollTo: (options: { scrollTop?: number; selector?: string; offsetTop?: number; duration?: number }) => {
      const { scroller, caller } = top();
      const [node] = options.selector ? findNodes(caller._$, options.selector) : [];
      const element = node && domOf(node);
      if (options.selector && !element) throw new WxFailure(`selector ${options.selector} finds nothing`);
      const near = element ? element.getBoundingClientRect().top - scroller.getBoundingClientRect().top : 0;
      const place = element ? near + scroller.scrollTop + (options.offsetTop ?? 0) : (options.scrollTop ?? 0);
      scroller.scrollTo({ top: place, behavior: options.duration === 0 ? 'auto' : 'smooth' });
    },
    showTabBar: () => tabBar.setHidden(false),
    hideTabBar: () => tabBar.setHidden(true),
    setTabBarBadge: (options: { index: number; text: string }) => tabBar.setBadge(tabIndex(options), options.text),
    removeTabBarBadge: (options: { index: number }) => tabBar.setBadge(tabIndex(options), undefined),
    showTabBarRedDot: (options: { index: number }) => tabBar.setBadge(tabIndex(options), ''),
    hideTabBarRedDot: (options: { index: number }) => tabBar.setBadge(tabIndex(options), undefined),
    setTabBarItem: ({ index, text, iconPath, selectedIconPath }: { index: number } & Partial<TabItem>) =>
      tabBar.change(tabIndex({ index }), {
        ...(text !== undefined && { text }),
        ...(iconPath !== undefined && { iconPath }),
        ...(selectedIconPath !== undefined && { selectedIconPath }),
      }),
  });
};
