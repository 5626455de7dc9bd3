import { type Listener, openChannel } from '../emitter';
import { findNodes, domOf } from '../engine/nodes';
import type { Phone } from '../phone';
import { type Api, asynchronousGroup, WxFailure } from './api';

interface Url {
  url: string;
}

export const navigation = (phone: Phone): Api => {
  const { pages } = phone;
  const top = () => {
    if (!pages.top) throw new WxFailure('there is no page');
    return pages.top;
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
    setNavigationBarTitle: ({ title }: { title: string }) => top().setTitle(title),
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
  });
};
