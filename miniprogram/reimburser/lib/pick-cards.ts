import type { ChosenCard } from '../../../contract/wechat-shapes';
import { cardsOf } from '../../services/learn-card';
import { agreeToPrivacy, refusalOf } from '../../services/privacy';
import type { Refused } from '../../services/privacy';
import { isSure, say } from '../../lib/ask';

/** What is said when WeChat gave nothing; a picker that was closed is no error. */
const sayRefused = async (refused: Refused, what: string): Promise<void> => {
  switch (refused) {
    case 'cancelled':
      return;
    case 'privacy_refused':
      return say('没有打开', `同意隐私保护指引后才能${what}。也可以扫发票二维码，或手工填写。`);
    case 'denied': {
      const content = `微信设置里没有允许${what}。打开“发票”后再试；也可以扫发票二维码，或手工填写。`;
      if (await isSure({ title: '没有获得允许', content, confirmText: '去设置' })) await wx.openSetting();
      return;
    }
    case 'unavailable':
      return say('暂时打不开', `微信现在不能${what}，请稍后再试。也可以扫发票二维码，或手工填写。`);
  }
};

/** Lets the person choose invoices of the card pack, many at once; undefined when none was chosen. */
export const pickCards = async (): Promise<ChosenCard[] | undefined> => {
  const what = '从卡包选发票';
  if (!(await agreeToPrivacy())) {
    await sayRefused('privacy_refused', what);
    return undefined;
  }
  try {
    const { invoiceInfo } = await wx.chooseInvoice({});
    const cards = cardsOf(invoiceInfo).map(({ cardId, encryptCode }) => ({ cardId, encryptCode }));
    if (cards.length > 0) return cards;
    await sayRefused('unavailable', what);
  } catch (error) {
    await sayRefused(refusalOf(error), what);
  }
  return undefined;
};

/** Lets the person scan the code printed on an invoice; undefined when they closed it. */
export const scanInvoice = async (): Promise<string | undefined> => {
  try {
    const { result } = await wx.scanCode({ scanType: ['qrCode'] });
    return result;
  } catch (error) {
    const refused = refusalOf(error);
    if (refused !== 'cancelled') await say('没有扫成', '请允许使用相机后再试，也可以手工填写。');
    return undefined;
  }
};

/** As the cloud side takes them, and no larger. */
const EXTENSIONS = ['pdf', 'ofd', 'xml', 'jpg', 'jpeg', 'png'];
const MOST_MEGABYTES = 2;

/** A file of a chat, as it is sent. */
export interface PickedFile {
  name: string;
  base64: string;
  bytes: number;
}

const readBase64 = (filePath: string): Promise<string> =>
  new Promise((resolve, reject) => {
    wx.getFileSystemManager().readFile({
      filePath,
      encoding: 'base64',
      success: ({ data }) => (typeof data === 'string' ? resolve(data) : reject(new Error('no base64'))),
      fail: ({ errMsg }) => reject(new Error(errMsg)),
    });
  });

/** Lets the person choose a file of a chat; undefined when they chose none, or one that cannot be taken. */
export const pickFile = async (): Promise<PickedFile | undefined> => {
  try {
    const { tempFiles } = await wx.chooseMessageFile({ count: 1, type: 'all' });
    const [file] = tempFiles;
    if (!file) return undefined;
    const extension = /\.([a-z]+)$/i.exec(file.name)?.[1]?.toLowerCase() ?? '';
    if (!EXTENSIONS.includes(extension)) {
      await say('不能用这个文件', '请选 PDF、OFD、XML 或图片。');
      return undefined;
    }
    if (file.size > MOST_MEGABYTES * 1024 * 1024) {
      await say('文件太大', `请选 ${MOST_MEGABYTES} MB 以内的文件。`);
      return undefined;
    }
    return { name: file.name, base64: await readBase64(file.path), bytes: file.size };
  } catch (error) {
    await sayRefused(refusalOf(error), '选聊天里的文件');
    return undefined;
  }
};
