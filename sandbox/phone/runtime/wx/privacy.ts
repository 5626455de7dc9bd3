import { h } from '../dom';
import type { Phone } from '../phone';
import { askPermission } from '../ui/dialogs';
import { button, openSheet, standInNote } from '../ui/sheet';
import { type Api, asynchronousGroup, WxFailure } from './api';

/** The interfaces of the sandbox that WeChat guards by 用户隐私保护指引. */
const GUARDED = [
  'chooseInvoiceTitle',
  'chooseInvoice',
  'chooseMessageFile',
  'chooseImage',
  'chooseMedia',
  'setClipboardData',
  'getClipboardData',
  'saveImageToPhotosAlbum',
];
const AGREED = 'privacy.agreed';
const REFUSED = new WxFailure('privacy permission is not authorized', { errno: 104 });

/** How a mini program answers `onNeedPrivacyAuthorization`. */
interface PrivacyAnswer {
  event: 'exposureAuthorization' | 'agree' | 'disagree';
  buttonId?: string;
}

/** WeChat's privacy flow: asked once, before the first interface that needs it. */
export interface Privacy {
  api: Api;
  isGuarded: (name: string) => boolean;
  /** Resolves when the person has agreed; throws WeChat's failure when not. */
  require: (referrer: string) => Promise<void>;
  /** A tap on `<button open-type="agreePrivacyAuthorization">`. */
  buttonTapped: (id: string) => void;
}

export const createPrivacy = (phone: Phone): Privacy => {
  const { memory, events } = phone;
  const contractName = `《${phone.settings.appName}小程序隐私保护指引》`;
  const hasAgreed = (): boolean => memory.get(AGREED) === true;
  const agree = (): void => memory.set(AGREED, true);
  let tappedButton: string | undefined;

  const showContract = (): Promise<void> =>
    openSheet<void>({ label: contractName, kind: 'full' }, (close) => [
      h(
        'header.mp-bar.mp-bar--top',
        {},
        button('关闭', () => close()),
        h('strong', {}, '隐私保护指引'),
        h('span'),
      ),
      h(
        'article.mp-article',
        {},
        h('h2', {}, contractName),
        h('p', {}, '为了开具和管理发票，开发者会在你同意后处理：选中的发票抬头和发票、选中的文件、剪贴板。'),
        standInNote('在微信里，这一页由开发者在公众平台填写的“用户隐私保护指引”生成。'),
      ),
    ]);

  const askOfficially = (): Promise<boolean> => {
    const link = button(contractName, () => void showContract(), 'mp-link');
    return askPermission({
      heading: `${phone.settings.appName} 申请`,
      lines: [h('p', {}, '在你使用服务之前，请阅读并同意', link), standInNote('这是微信官方的隐私弹窗')],
      allow: '同意',
      refuse: '拒绝',
    });
  };

  const askMiniProgram = (referrer: string): Promise<boolean> =>
    new Promise((resolve, reject) => {
      const answer = ({ event, buttonId }: PrivacyAnswer): void => {
        if (event === 'disagree') resolve(false);
        if (event !== 'agree') return;
        if (buttonId !== undefined && buttonId === tappedButton) resolve(true);
        else reject(new WxFailure('the agree button was not tapped', { errno: 104 }));
      };
      tappedButton = undefined;
      events.emit('NeedPrivacyAuthorization', answer, { referrer });
    });

  const require = async (referrer: string): Promise<void> => {
    if (hasAgreed()) return;
    const agreed = await (events.has('NeedPrivacyAuthorization') ? askMiniProgram(referrer) : askOfficially());
    if (!agreed) throw REFUSED;
    agree();
  };

  return {
    isGuarded: (name) => GUARDED.includes(name),
    require,
    buttonTapped: (id) => {
      tappedButton = id;
      agree();
    },
    api: asynchronousGroup(phone, {
      getPrivacySetting: () => ({ needAuthorization: !hasAgreed(), privacyContractName: contractName }),
      requirePrivacyAuthorize: () => require('requirePrivacyAuthorize'),
      openPrivacyContract: () => void showContract(),
    }),
  };
};
