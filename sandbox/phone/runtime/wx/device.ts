import { STANDARD_FONT_SIZE } from '../built-ins/page-meta';
import type { Caller } from '../engine/nodes';
import { createIntersectionObserver } from '../intersection';
import type { Phone } from '../phone';
import { SelectorQuery } from '../selector-query';
import { type Api, asynchronousGroup } from './api';

export const STATUS_BAR = 44;
export const NAVIGATION_BAR = 44;
export const HOME_INDICATOR = 34;
const SDK_VERSION = '3.8.12';

/** What the phone says of itself, and helpers that need no phone. */
export const device = (phone: Phone): Api => {
  const getWindowInfo = () => ({
    pixelRatio: devicePixelRatio,
    screenWidth: innerWidth,
    screenHeight: innerHeight,
    windowWidth: innerWidth,
    windowHeight: phone.pages.top?.view.clientHeight ?? innerHeight - STATUS_BAR - NAVIGATION_BAR,
    statusBarHeight: STATUS_BAR,
    screenTop: STATUS_BAR + NAVIGATION_BAR,
    safeArea: {
      left: 0,
      right: innerWidth,
      top: STATUS_BAR,
      bottom: innerHeight - HOME_INDICATOR,
      width: innerWidth,
      height: innerHeight - STATUS_BAR - HOME_INDICATOR,
    },
  });
  const getDeviceInfo = () => ({
    brand: 'devtools',
    model: 'sandbox',
    system: 'iOS 17.0',
    platform: 'devtools',
    benchmarkLevel: 50,
    memorySize: 8192,
  });
  const getAppBaseInfo = () => ({
    SDKVersion: SDK_VERSION,
    version: '8.0.60',
    language: 'zh_CN',
    theme: phone.theme(),
    enableDebug: true,
    fontSizeSetting: STANDARD_FONT_SIZE * phone.settings.fontScale,
    fontSizeScaleFactor: phone.settings.fontScale,
    host: { appId: '', env: 'SandboxPhone' },
  });
  const getSystemInfoSync = () => ({ ...getWindowInfo(), ...getDeviceInfo(), ...getAppBaseInfo() });
  const capsule = { width: 87, height: 32, top: STATUS_BAR + 6, bottom: STATUS_BAR + 38 };
  return {
    getWindowInfo,
    getDeviceInfo,
    getAppBaseInfo,
    getSystemInfoSync,
    getAppAuthorizeSetting: () => ({ albumAuthorized: 'authorized', cameraAuthorized: 'authorized' }),
    getMenuButtonBoundingClientRect: () => ({ ...capsule, right: innerWidth - 7, left: innerWidth - 94 }),
    getAccountInfoSync: () => ({
      miniProgram: { appId: 'touristappid', envVersion: 'develop', version: '' },
      plugin: {},
    }),
    getLaunchOptionsSync: () => phone.launch,
    nextTick: (run: () => void) => queueMicrotask(run),
    env: { USER_DATA_PATH: 'wxfile://usr' },
    createSelectorQuery: () => new SelectorQuery(),
    createIntersectionObserver: (scope: Caller, options: { thresholds?: number[]; observeAll?: boolean }) =>
      createIntersectionObserver(scope, options),
    ...asynchronousGroup(phone, { getSystemInfo: getSystemInfoSync }),
  };
};
