import type { Listener } from '../emitter';
import type { Phone } from '../phone';
import type { Api } from './api';

const EVENTS = [
  'AppShow',
  'AppHide',
  'Error',
  'UnhandledRejection',
  'PageNotFound',
  'ThemeChange',
  'NetworkStatusChange',
  'WindowResize',
  'KeyboardHeightChange',
  'MenuButtonBoundingClientRectWeightChange',
  'NeedPrivacyAuthorization',
];

/** `wx.onX` and `wx.offX`, and the browser's events behind them. */
export const appEvents = (phone: Phone): Api => {
  const { events } = phone;
  const tell = (name: string, value: object): void => {
    if (events.has(name)) events.emit(name, value);
  };
  addEventListener('online', () => tell('NetworkStatusChange', { isConnected: true, networkType: 'wifi' }));
  addEventListener('offline', () => tell('NetworkStatusChange', { isConnected: false, networkType: 'none' }));
  addEventListener('resize', () =>
    tell('WindowResize', { size: { windowWidth: innerWidth, windowHeight: innerHeight } }),
  );
  return Object.fromEntries(
    EVENTS.flatMap((name): [string, unknown][] => [
      [`on${name}`, (listener: Listener) => events.on(name, listener)],
      [`off${name}`, (listener?: Listener) => events.off(name, listener)],
    ]),
  );
};
