import { h } from '../dom';
import type { Phone } from '../phone';
import { askPermission } from '../ui/dialogs';
import { button, openSheet } from '../ui/sheet';
import { isDuringTap } from '../tap-gesture';
import { type Api, asynchronousGroup, WxFailure } from './api';

const SCOPES: Record<string, string> = {
  'scope.invoiceTitle': '获取你的发票抬头',
  'scope.invoice': '获取你的发票',
  'scope.writePhotosAlbum': '保存图片到相册',
};
const GRANTS = 'permissions';

/** WeChat's permissions: unasked, granted or refused, kept for each person. */
export interface Permissions {
  api: Api;
  /** Throws when the person has refused; what was never asked for is not refused. */
  assertNotRefused: (scope: string) => void;
}

export const createPermissions = (phone: Phone): Permissions => {
  const grants = (): Record<string, boolean> => (phone.memory.get(GRANTS) as Record<string, boolean> | undefined) ?? {};
  const grant = (scope: string, granted: boolean): void => phone.memory.set(GRANTS, { ...grants(), [scope]: granted });

  const showSettings = (): Promise<void> =>
    openSheet<void>({ label: '设置', kind: 'full' }, (close) => {
      const rows = Object.entries(SCOPES).map(([scope, text]) => {
        const box = h('input', {
          type: 'checkbox',
          role: 'switch',
          checked: grants()[scope] !== false,
          onchange: () => grant(scope, box.checked),
        });
        return h('label.mp-row', {}, h('span', {}, text), box);
      });
      return [
        h(
          'header.mp-bar.mp-bar--top',
          {},
          button('关闭', () => close()),
          h('strong', {}, '设置'),
          h('span'),
        ),
        h('div.mp-rows', {}, h('p', {}, `允许“${phone.settings.appName}”`), ...rows),
      ];
    });

  return {
    assertNotRefused: (scope) => {
      if (grants()[scope] === false) throw new WxFailure('auth deny', { errno: 103 });
    },
    api: asynchronousGroup(phone, {
      getSetting: () => ({
        authSetting: grants(),
        subscriptionsSetting: { mainSwitch: true, itemSettings: {} },
      }),
      openSetting: async () => {
        if (!isDuringTap()) throw new WxFailure('can only be invoked by user TAP gesture.');
        await showSettings();
        return { authSetting: grants() };
      },
      authorize: async ({ scope }: { scope: string }) => {
        const text = SCOPES[scope];
        if (!text) throw new WxFailure(`${scope} is not simulated in the browser`);
        const known = grants()[scope];
        const granted =
          known ??
          (await askPermission({
            heading: `${phone.settings.appName} 申请`,
            lines: [text],
            allow: '允许',
            refuse: '拒绝',
          }));
        grant(scope, granted);
        if (!granted) throw new WxFailure('auth deny', { errno: 103 });
      },
    }),
  };
};
