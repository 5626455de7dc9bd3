import type { Phone } from '../phone';
import { isDuringTap } from '../tap-gesture';
import { showModal } from '../ui/dialogs';
import { openFrame } from '../ui/frames';
import { type Api, asynchronousGroup, WxFailure } from './api';

interface Target {
  appId?: string;
  path?: string;
  extraData?: unknown;
  envVersion?: string;
}

/** The scene of a mini program that another one has handed back to. */
const SCENE_RETURNED = 1038;
const UNNAMED = '电子发票';

/** The jump to another mini program: a tap, the user's consent, and the way back. */
export const miniPrograms = (phone: Phone): Api => {
  const { settings, program } = phone;
  return asynchronousGroup(phone, {
    navigateToMiniProgram: async ({ appId, path = '' }: Target) => {
      if (!isDuringTap()) throw new WxFailure('can only be invoked by user TAP gesture.');
      if (!appId) throw new WxFailure('parameter error: parameter.appId should be String instead of Undefined;');
      const listed = program.app.navigateToMiniProgramAppIdList;
      if (listed && !listed.includes(appId)) {
        console.warn(`navigateToMiniProgram: ${appId} is not in navigateToMiniProgramAppIdList of app.json`);
      }
      const name = settings.accountNames[appId] ?? UNNAMED;
      const { confirm } = await showModal({ content: `即将打开“${name}”小程序`, confirmText: '允许' });
      if (!confirm) throw new WxFailure('cancel');
      const query = new URLSearchParams({ openid: settings.openid, appid: appId, path });
      if (phone.theme() === 'dark') query.set('theme', 'dark');
      phone.background();
      const url = `${settings.wechatUrl}/__sandbox/app/authorize?${query}`;
      // The call succeeds when the other mini program is open; what comes back arrives with onShow.
      void openFrame({ url, title: name, kind: 'program' }, ({ type }) => type === 'miniprogram.back').then(
        (message) => {
          phone.foreground({
            scene: SCENE_RETURNED,
            referrerInfo: { appId, extraData: message?.['extraData'] ?? {} },
          });
        },
      );
    },
  });
};
