import { resolvePath } from '../paths';
import { builtIn, hoverable, number, text } from './kit';

type Navigate = (options: Record<string, unknown>) => unknown;

/** `<navigator>`: does what the `wx` interface of the same name does. */
export const createNavigator = (wx: () => Record<string, Navigate>) =>
  builtIn(
    {
      url: String,
      openType: text('navigate'),
      target: text('self'),
      delta: number(1),
      appId: String,
      path: String,
      extraData: Object,
      ...hoverable('navigator-hover', 600),
    },
    ({ el, data, base, emit, onTap }) => {
      el.setAttribute('role', 'link');
      onTap(() => {
        const [path = '', ...query] = data.url.split('?');
        const url = `/${[resolvePath(base(), path), ...query].join('?')}`;
        const answers = {
          success: (answer: unknown) => emit('success', answer),
          fail: (answer: unknown) => emit('fail', answer),
          complete: (answer: unknown) => emit('complete', answer),
        };
        if (data.target === 'miniProgram') {
          const { appId, path: target, extraData } = data;
          wx()['navigateToMiniProgram']?.({ appId, path: target, extraData, ...answers });
          return;
        }
        const call = { navigate: 'navigateTo', redirect: 'redirectTo' }[data.openType] ?? data.openType;
        wx()[call]?.({ url, delta: data.delta, ...answers });
      });
    },
  );
