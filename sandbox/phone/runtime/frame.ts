import type { PhoneDebug } from '../debug-api';
import type {} from './debug';
import { part } from './dom';

const phone = part('phone') as HTMLIFrameElement;
const { wechatUrl = '' } = document.body.dataset;
const state = new URLSearchParams(location.search);

const inputs = (name: string): HTMLInputElement[] => [
  ...document.querySelectorAll<HTMLInputElement>(`input[name="${name}"]`),
];
const debug = (): PhoneDebug | undefined => phone.contentWindow?.__phone;
const openid = (): string => state.get('openid') ?? inputs('person')[0]?.value ?? '';

const closeDrawer = (): void => document.body.classList.remove('drawer-open');
const keepState = (): void => history.replaceState(null, '', `?${state}`);

const load = (path = ''): void => {
  const query = new URLSearchParams({
    openid: openid(),
    theme: state.get('theme') ?? 'auto',
    font: state.get('font') ?? '1',
  });
  if (path) query.set('path', path);
  phone.src = `/phone?${query}`;
  (part('bare') as HTMLAnchorElement).href = `/phone?${query}`;
};

const choose = (name: string, initial: string, chosen: (value: string) => void): void => {
  for (const input of inputs(name)) {
    input.checked = input.value === (state.get(name === 'person' ? 'openid' : name) ?? initial);
    input.addEventListener('change', () => {
      state.set(name === 'person' ? 'openid' : name, input.value);
      keepState();
      chosen(input.value);
    });
  }
};

const closeOutside = (): void => {
  if (part('outside').hidden) return;
  part('outside').hidden = true;
  (part('outside-frame') as HTMLIFrameElement).src = 'about:blank';
  debug()?.foreground();
};

const openOutside = (page: string, title: string): void => {
  closeDrawer();
  closeOutside();
  debug()?.background();
  const dark = document.documentElement.dataset['theme'] === 'dark' ? '&theme=dark' : '';
  (part('outside-frame') as HTMLIFrameElement).src =
    `${wechatUrl}/__sandbox/app/${page}?openid=${encodeURIComponent(openid())}${dark}`;
  part('outside-title').textContent = title;
  part('outside').setAttribute('aria-label', title);
  part('outside').hidden = false;
};

const list = (id: string, lines: string[]): void => {
  const counted = new Map<string, number>();
  for (const line of lines) counted.set(line, (counted.get(line) ?? 0) + 1);
  const element = part(id);
  element.replaceChildren(
    ...[...counted].map(([line, count]) => {
      const row = document.createElement('code');
      row.textContent = count > 1 ? `${line} ×${count}` : line;
      return row;
    }),
  );
  if (counted.size === 0) element.textContent = '无';
  element.classList.toggle('alert', id !== 'recorded' && counted.size > 0);
};

const showStatus = (): void => {
  const now = debug();
  part('route').textContent = now?.pages().at(-1) ?? '';
  list('unknown', now?.unknownCalls.map(({ name }) => `wx.${name}`) ?? []);
  list('recorded', now?.recorded.map(({ name }) => `wx.${name}`) ?? []);
  list('errors', now?.errors ?? []);
};

let offset = 0;
const showClock = (): void => {
  const now = new Date(Date.now() + offset);
  const clock = part('clock') as HTMLTimeElement;
  clock.dateTime = now.toISOString();
  clock.textContent = now.toLocaleString('zh-CN', { dateStyle: 'medium', timeStyle: 'short' });
  const hours = Math.round(offset / 3_600_000);
  part('clock-note').textContent =
    hours > 0 ? `比现在快 ${hours < 48 ? `${hours} 小时` : `${Math.round(hours / 24)} 天`}` : '';
};

const advance = async (button: HTMLButtonElement): Promise<void> => {
  button.disabled = true;
  try {
    await fetch(`${wechatUrl}/__sandbox/clock`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ advance_s: Number(button.dataset['advance']) }),
    });
  } finally {
    button.disabled = false;
  }
};

choose('person', inputs('person')[0]?.value ?? '', () => {
  closeDrawer();
  closeOutside();
  load();
});
choose('theme', 'auto', (theme) => {
  document.documentElement.dataset['theme'] = theme;
  debug()?.setTheme(theme as 'auto' | 'light' | 'dark');
});
choose('font', '1', () =>
  load(new URL(phone.contentWindow?.location.href ?? location.href).searchParams.get('path') ?? ''),
);
document.documentElement.dataset['theme'] = state.get('theme') ?? 'auto';

for (const button of document.querySelectorAll<HTMLButtonElement>('[data-outside]')) {
  button.addEventListener('click', () => openOutside(button.dataset['outside'] ?? '', button.textContent ?? ''));
}
for (const button of document.querySelectorAll<HTMLButtonElement>('[data-advance]')) {
  button.addEventListener('click', () => void advance(button));
}
part('outside-close').addEventListener('click', closeOutside);
part('drawer').addEventListener('click', () => document.body.classList.toggle('drawer-open'));
phone.addEventListener('load', showStatus);
addEventListener('message', ({ source, data }: MessageEvent<unknown>) => {
  if (source !== phone.contentWindow || typeof data !== 'object' || data === null || !('type' in data)) return;
  if (data.type === 'phone.changed') showStatus();
  if (data.type === 'phone.clock' && 'offset' in data) {
    offset = Number(data.offset);
    showClock();
  }
});
setInterval(showClock, 10_000);
showClock();
load(state.get('path') ?? '');
