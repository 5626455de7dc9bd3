import type { PhoneDebug } from '../debug-api';
import type { Phone } from './phone';

declare global {
  interface Window {
    __phone?: PhoneDebug;
  }
}

/** Builds `window.__phone`. */
export const createDebug = (
  phone: Phone,
  chooseTheme: PhoneDebug['setTheme'],
  firstPaint: () => number,
): PhoneDebug => {
  const { reports, pages } = phone;
  return {
    unknownCalls: reports.unknownCalls,
    errors: reports.errors,
    recorded: reports.recorded,
    pages: () => pages.pages.map(({ path }) => path),
    updates: () => ({
      calls: reports.updates.length,
      bytes: reports.updates.reduce((sum, { bytes }) => sum + bytes, 0),
      largest: Math.max(0, ...reports.updates.map(({ bytes }) => bytes)),
      list: [...reports.updates],
    }),
    resetUpdates: () => {
      reports.updates.length = 0;
    },
    nodeCount: () => pages.top?.el.querySelectorAll('wx-page *').length ?? 0,
    setTheme: chooseTheme,
    background: () => phone.background(),
    foreground: () => phone.foreground(),
    get firstPaint() {
      return firstPaint();
    },
  };
};
