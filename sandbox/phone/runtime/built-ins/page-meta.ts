import { builtIn, text } from './kit';

/** The text size of the phone, as WeChat's settings have it. */
export const STANDARD_FONT_SIZE = 16;

/**
 * `<page-meta>`: `system` as a font size makes the page follow WeChat's text size; without it WebView pages
 * do not follow, neither here nor on a phone.
 */
export const createPageMeta = (fontScale: () => number) =>
  builtIn(
    {
      pageStyle: String,
      pageFontSize: String,
      rootFontSize: String,
      rootBackgroundColor: String,
      backgroundColor: String,
      backgroundTextStyle: text(''),
      scrollTop: String,
      scrollDuration: { type: Number, value: 300 },
    },
    ({ el, data }) => {
      const size = (wanted: string): string => (wanted === 'system' ? `${STANDARD_FONT_SIZE * fontScale()}px` : wanted);
      // The element is in the page only after its owner is attached.
      const apply = (): void => {
        const page = el.closest<HTMLElement>('.mp-page');
        const body = el.closest<HTMLElement>('wx-page');
        if (!page || !body) return;
        body.style.cssText = data.pageStyle;
        if (data.pageFontSize) body.style.fontSize = size(data.pageFontSize);
        if (data.backgroundColor) page.style.setProperty('--page-bg', data.backgroundColor);
        if (data.rootFontSize) {
          page.dataset['rootFontSize'] = size(data.rootFontSize);
          if (!page.hidden) document.documentElement.style.fontSize = size(data.rootFontSize);
        }
        const scroller = page.querySelector('.mp-scroll');
        if (data.scrollTop) scroller?.scrollTo({ top: parseFloat(data.scrollTop), behavior: 'smooth' });
      };
      const later = (): void => queueMicrotask(apply);
      return {
        pageStyle: later,
        pageFontSize: later,
        rootFontSize: later,
        backgroundColor: later,
        scrollTop: later,
      };
    },
  );
