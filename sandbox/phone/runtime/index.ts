import { registerBuiltIns } from './built-ins';
import { installClock, type PhoneClock } from './clock';
import type { PhoneSettings, Program } from './config';
import { createDebug } from './debug';
import { asText, h, part } from './dom';
import { Emitter } from './emitter';
import { createEngine } from './engine';
import { installGestures } from './engine/gestures';
import { FileStore } from './files';
import { PageStack } from './pages/stack';
import { createTabBar } from './pages/tab-bar';
import { formatQuery, parseUrl, resolvePath } from './paths';
import { openStorage } from './person-storage';
import type { Phone } from './phone';
import { reportError, startReports } from './reports';
import { listenToServer } from './server-events';
import { createTheme } from './theme';
import { showActionSheet } from './ui/dialogs';
import { button, openSheet } from './ui/sheet';
import { showToast } from './ui/toast';
import { createWx } from './wx';
import { sharePage } from './wx/sharing';

const readSettings = (): PhoneSettings => JSON.parse(part('phone-settings').textContent ?? '{}') as PhoneSettings;

/** Opens the mini program anew at its first page. */
const restart = (): void => {
  const address = new URL(location.href);
  address.searchParams.delete('path');
  location.assign(address);
};

/** Keeps the status bar, and the frame around the phone, at the sandbox's time. */
const showTime = (clock: PhoneClock, offset: number): void => {
  const show = (): void => {
    part('mp-status-time').textContent = clock.label();
  };
  const tellFrame = (ahead: number): void => {
    if (parent !== window) parent.postMessage({ type: 'phone.clock', offset: ahead }, location.origin);
  };
  show();
  tellFrame(offset);
  setInterval(show, 10_000);
  listenToServer({
    onClock: (ahead) => {
      clock.setOffset(ahead);
      show();
      tellFrame(ahead);
    },
  });
};

/** Starts the phone with a mini program; the compiled bundle calls it. */
export const boot = (program: Program): void => {
  const startedAt = performance.now();
  const reports = startReports();
  const settings = readSettings();
  const clock = installClock(settings.clockOffset);
  const events = new Emitter();
  const files = new FileStore();
  let app: Record<string, unknown> = {};

  const tell = (name: string, value: unknown): void => {
    if (events.has(name)) events.emit(name, value);
  };
  const theme = createTheme(program, settings, (now) => {
    pages.applyTheme();
    tell('ThemeChange', { theme: now });
  });

  const call: Phone['call'] = (target, method, ...values) => {
    const run = target[method];
    if (typeof run !== 'function') return undefined;
    try {
      return (run as (...given: unknown[]) => unknown).apply(target, values);
    } catch (error) {
      reportError(reports, `${asText(target['route']) || 'app'}.${method}`, error);
      if (method !== 'onError') call(app, 'onError', String(error));
      return undefined;
    }
  };

  const first = program.app.entryPagePath ?? program.pages[0] ?? '';
  const asked = settings.path ? parseUrl(settings.path) : { path: first, query: {} };
  const launch = {
    path: resolvePath('', asked.path),
    query: asked.query,
    scene: settings.scene,
    referrerInfo: {},
  };

  const remember: Phone['remember'] = (path, query) => {
    const address = new URL(location.href);
    const formatted = formatQuery(query);
    address.searchParams.set('path', `/${path}${formatted && `?${formatted}`}`);
    history.replaceState(null, '', address);
    reports.changed();
  };

  // The parts know each other through the phone: the getters are read only after all of them exist.
  const phone: Phone = {
    get engine() {
      return engine;
    },
    get pages() {
      return pages;
    },
    get tabBar() {
      return tabBar;
    },
    program,
    settings,
    reports,
    files,
    events,
    launch,
    enter: launch,
    call,
    remember,
    memory: openStorage(settings.openid, 'wechat'),
    app: () => app,
    theme: theme.current,
    themed: theme.themed,
    assetUrl: (source, base) => {
      if (/^(https?:|data:|blob:|\/\/)/.test(source)) return source;
      if (source.startsWith('wxfile:')) return files.url(source) ?? '';
      return `/phone/mp/${resolvePath(base, source)}`;
    },
    background: () => {
      phone.pages.pause();
      call(app, 'onHide', {});
      tell('AppHide', {});
    },
    foreground: (enter = {}) => {
      phone.enter = { ...phone.enter, referrerInfo: {}, ...enter };
      call(app, 'onShow', phone.enter);
      tell('AppShow', phone.enter);
      phone.pages.resume();
    },
    openMenu: () =>
      void showActionSheet(['转发给朋友', '重新进入小程序'], undefined, settings.appName).then((index) => {
        if (index === 0) return sharePage(phone, 'menu');
        if (index === 1) restart();
        return undefined;
      }),
    leave: () => {
      phone.background();
      void openSheet<void>({ label: '微信', kind: 'full' }, (close) => [
        h(
          'div.mp-empty',
          {},
          h('p', {}, '小程序已退到后台'),
          button('回到小程序', () => close(), 'mp-button mp-button--primary'),
        ),
      ]).then(() => phone.foreground());
    },
  };
  const tabBar = createTabBar(program.app, theme.themed, (item, index) => {
    const { pagePath, text } = item;
    if (pages.top) call(pages.top.caller, 'onTabItemTap', { index, pagePath, text });
    pages.switchTab(`/${pagePath}`);
  });
  const pages = new PageStack(phone);

  const { wx, privacy } = createWx(phone);
  Object.assign(globalThis, {
    wx,
    App: (definition: Record<string, unknown>) => {
      app = definition;
    },
    getApp: () => app,
    getCurrentPages: () => pages.pages.map(({ caller }) => caller),
  });
  const engine = createEngine(program, reports, () => pages.top?.tabBar);
  registerBuiltIns(
    engine.components,
    {
      assetUrl: phone.assetUrl,
      formFields: engine.formFields,
      fontScale: () => settings.fontScale,
      wx: () => wx as Record<string, (options: Record<string, unknown>) => unknown>,
      openType: (type, { id, dataset, emit }) => {
        if (type === 'share') return void sharePage(phone, 'button', { id, dataset });
        if (type === 'agreePrivacyAuthorization') {
          privacy.buttonTapped(id);
          return emit('agreeprivacyauthorization', {});
        }
        if (type === 'openSetting') return void (wx['openSetting'] as () => unknown)();
        reports.unknownCalls.push({
          name: `button open-type="${type}"`,
          errMsg: 'not simulated in the browser',
        });
        showToast({ title: `沙箱里没有 ${type}`, icon: 'none' });
      },
    },
    program.builtInTemplates(),
  );

  installGestures(part('mp-pages'));
  showTime(clock, settings.clockOffset);
  document.addEventListener('visibilitychange', () => {
    if (document.hidden) phone.background();
    else phone.foreground();
  });

  let painted = 0;
  Object.assign(globalThis, { __phone: createDebug(phone, theme.choose, () => painted) });
  try {
    program.runApp();
  } catch (error) {
    reportError(reports, 'app', error);
  }
  call(app, 'onLaunch', launch);
  call(app, 'onShow', launch);
  const exists = program.pages.includes(launch.path);
  if (!exists) {
    call(app, 'onPageNotFound', { path: launch.path, query: launch.query, isEntryPage: true });
    tell('PageNotFound', { path: launch.path, query: launch.query, isEntryPage: true });
  }
  if (!pages.top) {
    const query = formatQuery(launch.query);
    pages.reLaunch(exists ? `/${launch.path}${query && `?${query}`}` : `/${first}`);
  }
  requestAnimationFrame(() =>
    requestAnimationFrame(() => {
      painted = performance.now() - startedAt;
      document.documentElement.dataset['ready'] = 'true';
    }),
  );
};
