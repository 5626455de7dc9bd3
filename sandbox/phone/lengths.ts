const RPX = /(-?(?:\d+\.)?\d+|-?\.\d+)rpx\b/g;
const VIEWPORT_HEIGHT = /(-?(?:\d+\.)?\d+)vh\b/g;
const SAFE_AREA = /\b(?:env|constant)\(\s*safe-area-inset-(top|right|bottom|left)\s*(?:,[^()]*)?\)/g;

/** 750 rpx are the width of the phone. */
const toViewportWidth = (rpx: string): string => `${Number(((Number(rpx) * 100) / 750).toFixed(5))}vw`;

/** rpx → vw, vh → the page without the phone's own bars, safe areas → those of the simulated phone. */
export const translateLengths = (css: string): string =>
  css
    .replace(RPX, (_, rpx: string) => toViewportWidth(rpx))
    .replace(VIEWPORT_HEIGHT, 'calc($1 * var(--mp-vh, 1vh))')
    .replace(SAFE_AREA, 'var(--mp-safe-$1, 0px)');
