import { askForLine } from './ask';

const KEY = 'mail-address';

/** As strict as is of use to the person; the cloud side decides. */
const looksRight = (text: string): boolean => /^[^\s@,;<>"]+@[^\s@,;<>"]+\.[^\s@,;<>"]+$/.test(text);

const remembered = (): string => {
  const kept: unknown = wx.getStorageSync(KEY);
  return typeof kept === 'string' ? kept : '';
};

/** Forgets the address on this phone. */
export const forgetAddress = (): void => wx.removeStorageSync(KEY);

/** Asks where the mail is to go; undefined when the person thought better of it. */
export const askForAddress = async (text = ''): Promise<string | undefined> => {
  const asked = { title: '发到邮箱', placeholder: '邮箱地址', confirmText: '发送', cancelText: '取消', text };
  const typed = await askForLine(asked);
  if (typed === undefined || looksRight(typed)) return typed;
  await wx.showToast({ title: '邮箱地址好像不对，请核对', icon: 'none' });
  return undefined;
};

/** The same for one's own address: the last one is offered where none is known, and kept for the next time. */
export const askForOwnAddress = async (known?: string): Promise<string | undefined> => {
  const typed = await askForAddress(known ?? remembered());
  if (typed !== undefined) wx.setStorageSync(KEY, typed);
  return typed;
};
