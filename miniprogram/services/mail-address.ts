const KEY = 'mail-address';

/** As strict as is of use to the person; the cloud side decides. */
const looksRight = (text: string): boolean => /^[^\s@,;<>"]+@[^\s@,;<>"]+\.[^\s@,;<>"]+$/.test(text);

const remembered = (): string => {
  const kept: unknown = wx.getStorageSync(KEY);
  return typeof kept === 'string' ? kept : '';
};

/** Forgets the address on this phone. */
export const forgetAddress = (): void => wx.removeStorageSync(KEY);

const ask = (content: string): Promise<string | undefined> =>
  new Promise((resolve) => {
    wx.showModal({
      title: '发到邮箱',
      editable: true,
      content,
      placeholderText: '邮箱地址',
      confirmText: '发送',
      success: ({ confirm, content: typed }) => resolve(confirm ? (typed ?? '').trim() : undefined),
      fail: () => resolve(undefined),
    });
  });

/** Asks where the mail is to go; undefined when the person thought better of it. */
export const askForAddress = async (offered = ''): Promise<string | undefined> => {
  const typed = await ask(offered);
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
