import { asText, h, toPixels } from '../dom';
import { componentOf, domOf, siblingById } from '../engine/nodes';
import { anything, builtIn, flag, mirror, number, text } from './kit';

const REFRESH_PULL = 2;

export const scrollView = builtIn(
  {
    scrollX: Boolean,
    scrollY: Boolean,
    upperThreshold: number(50),
    lowerThreshold: number(50),
    scrollTop: anything(''),
    scrollLeft: anything(''),
    scrollIntoView: String,
    scrollWithAnimation: Boolean,
    enableBackToTop: Boolean,
    enableFlex: Boolean,
    enhanced: Boolean,
    bounces: flag(true),
    showScrollbar: flag(true),
    pagingEnabled: Boolean,
    fastDeceleration: Boolean,
    enablePassive: anything(''),
    scrollAnchoring: Boolean,
    refresherEnabled: Boolean,
    refresherThreshold: number(45),
    refresherDefaultStyle: text('black'),
    refresherBackground: String,
    refresherTriggered: Boolean,
    type: String,
    usingSticky: Boolean,
    clip: flag(true),
    throttle: flag(true),
  },
  ({ el, data, component, emit }) => {
    let edge = '';
    let last = { top: 0, left: 0 };
    el.addEventListener(
      'scroll',
      () => {
        const { scrollTop: top, scrollLeft: left, scrollHeight, scrollWidth, clientHeight, clientWidth } = el;
        const deltas = { deltaX: last.left - left, deltaY: last.top - top };
        emit('scroll', { scrollTop: top, scrollLeft: left, scrollHeight, scrollWidth, ...deltas });
        last = { top, left };
        const [offset, visible, whole] = data.scrollY
          ? [top, clientHeight, scrollHeight]
          : [left, clientWidth, scrollWidth];
        const now =
          offset <= data.upperThreshold ? 'upper' : offset + visible >= whole - data.lowerThreshold ? 'lower' : '';
        const directions = data.scrollY ? { upper: 'top', lower: 'bottom' } : { upper: 'left', lower: 'right' };
        if (now && now !== edge) emit(`scrollto${now}`, { direction: directions[now] });
        edge = now;
      },
      { passive: true },
    );

    const scroll = () => ({ scrollTop: el.scrollTop, scrollLeft: el.scrollLeft });
    const refresher = h('div.mp-refresher', {}, h('i'), h('i'), h('i'));
    let dragging = false;
    let startY: number | undefined;
    const touchY = (event: unknown): number =>
      (event as { changedTouches?: { clientY: number }[] }).changedTouches?.[0]?.clientY ?? 0;
    const showRefresher = (height: number): void => el.style.setProperty('--pull', `${height}px`);
    component.addListener('touchstart', (event) => {
      dragging = false;
      startY = el.scrollTop <= 0 ? touchY(event) : undefined;
    });
    component.addListener('touchmove', (event) => {
      if (data.enhanced) emit(dragging ? 'dragging' : 'dragstart', scroll());
      dragging = true;
      if (!data.refresherEnabled || startY === undefined || data.refresherTriggered) return;
      const pulled = Math.max(0, (touchY(event) - startY) / REFRESH_PULL);
      showRefresher(Math.min(pulled, data.refresherThreshold * REFRESH_PULL));
      if (pulled > 0) emit('refresherpulling', { dy: pulled });
    });
    component.addListener('touchend', (event) => {
      if (dragging && data.enhanced) emit('dragend', scroll());
      if (!data.refresherEnabled || startY === undefined || data.refresherTriggered) return;
      if ((touchY(event) - startY) / REFRESH_PULL >= data.refresherThreshold) emit('refresherrefresh', {});
      else {
        showRefresher(0);
        emit('refresherabort', {});
      }
      startY = undefined;
    });

    const behavior = (): ScrollBehavior => (data.scrollWithAnimation ? 'smooth' : 'auto');
    const scrollTo = (axis: 'top' | 'left') => (value: unknown) => {
      if (asText(value) === '') return;
      requestAnimationFrame(() => el.scrollTo({ [axis]: toPixels(value), behavior: behavior() }));
    };
    return {
      ...mirror<typeof data>(el, ['scrollX', 'scrollY', 'showScrollbar', 'enableFlex']),
      scrollTop: scrollTo('top'),
      scrollLeft: scrollTo('left'),
      scrollIntoView: (id) => {
        if (!id) return;
        requestAnimationFrame(() => {
          const target = siblingById(component, id);
          if (target) domOf(target)?.scrollIntoView({ block: 'start', behavior: behavior() });
        });
      },
      refresherEnabled: (enabled) => (enabled ? el.prepend(refresher) : refresher.remove()),
      refresherTriggered: (triggered) => {
        el.classList.toggle('mp-refreshing', triggered);
        showRefresher(triggered ? data.refresherThreshold : 0);
        if (!triggered) emit('refresherrestore', {});
      },
    };
  },
);

export const swiper = builtIn(
  {
    indicatorDots: Boolean,
    indicatorColor: text('rgba(0,0,0,.3)'),
    indicatorActiveColor: text('#000'),
    autoplay: Boolean,
    current: number(0),
    interval: number(5000),
    duration: number(500),
    circular: Boolean,
    vertical: Boolean,
    displayMultipleItems: number(1),
    previousMargin: text('0px'),
    nextMargin: text('0px'),
    easingFunction: text('default'),
    currentItemId: String,
  },
  ({ el, data, set, emit }) => {
    const dots = h('div.wx-swiper-dots');
    let timer: ReturnType<typeof setInterval> | undefined;
    let shown = 0;
    const track = (): HTMLElement | null => el.querySelector<HTMLElement>(':scope > .wx-swiper-wrap');
    const items = (): Element[] => [...(track()?.querySelectorAll(':scope > wx-swiper-item') ?? [])];
    const paintDots = (): void => {
      const color = (index: number): string => (index === shown ? data.indicatorActiveColor : data.indicatorColor);
      dots.replaceChildren(
        ...(data.indicatorDots ? items().map((_, index) => h('i', { style: `background:${color(index)}` })) : []),
      );
    };
    const itemId = (index: number): unknown =>
      (componentOf(items()[index] ?? null)?.data as Record<string, unknown> | undefined)?.['itemId'] ?? '';
    const go = (wanted: number, source: string): void => {
      const { length } = items();
      const wrap = track();
      if (!wrap || length === 0) return;
      const next = data.circular ? (wanted + length) % length : Math.max(0, Math.min(length - 1, wanted));
      const moved = next !== shown;
      shown = next;
      const size = data.vertical ? wrap.clientHeight : wrap.clientWidth;
      wrap.scrollTo({ [data.vertical ? 'top' : 'left']: next * size, behavior: 'smooth' });
      paintDots();
      if (moved) emit('change', { current: next, currentItemId: itemId(next), source });
    };
    const play = (): void => {
      clearInterval(timer);
      if (data.autoplay) timer = setInterval(() => go(shown + 1, 'autoplay'), data.interval);
    };
    queueMicrotask(() => {
      const wrap = track();
      if (!wrap) return;
      el.append(dots);
      wrap.addEventListener('scrollend', () => {
        const index = Math.round(
          data.vertical ? wrap.scrollTop / wrap.clientHeight : wrap.scrollLeft / wrap.clientWidth,
        );
        if (index !== shown) {
          shown = index;
          paintDots();
          set({ current: index });
          emit('change', { current: index, currentItemId: itemId(index), source: 'touch' });
        }
        emit('animationfinish', { current: shown, source: 'touch' });
      });
      requestAnimationFrame(paintDots);
    });
    return {
      ...mirror<typeof data>(el, ['vertical']),
      current: (index) =>
        requestAnimationFrame(() => {
          if (index !== shown) go(index, '');
        }),
      autoplay: play,
      interval: play,
      indicatorDots: () => requestAnimationFrame(paintDots),
    };
  },
);
