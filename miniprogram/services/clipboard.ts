import { isCancelled } from './wechat-text';

/** Copies a text and says so, as WeChat does; the privacy guide may stand in the way, and that is said too. */
export const copy = async (text: string, said?: string): Promise<void> => {
  try {
    await wx.setClipboardData({ data: text });
    if (said !== undefined) await wx.showToast({ title: said, icon: 'none' });
  } catch (error) {
    if (!isCancelled(error)) await wx.showToast({ title: '没有复制：同意隐私保护指引后再试', icon: 'none' });
  }
};
