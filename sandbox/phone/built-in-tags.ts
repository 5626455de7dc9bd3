/** The components that WeChat itself brings: in the page they are `<wx-…>` elements, in wxss tag selectors. */
export const BUILT_IN_TAGS: ReadonlySet<string> = new Set([
  ...['view', 'text', 'image', 'icon', 'span', 'rich-text', 'canvas', 'progress', 'video', 'web-view'],
  ...['button', 'input', 'textarea', 'label', 'checkbox', 'checkbox-group', 'radio', 'radio-group', 'switch'],
  ...['picker', 'picker-view', 'picker-view-column', 'form', 'slider', 'navigator'],
  ...['scroll-view', 'swiper', 'swiper-item', 'movable-area', 'movable-view'],
  ...['cover-view', 'cover-image', 'page-container', 'root-portal', 'match-media', 'page-meta', 'navigation-bar'],
]);
