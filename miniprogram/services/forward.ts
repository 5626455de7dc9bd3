import type { InvoiceFiles } from './invoice-files';

/**
 * Forwards a file to a chat. WeChat allows that in a tap only, and a download ends the tap: the first tap fetches the
 * file and says so, the next one forwards it. Answers whether it was fetched just now.
 */
export const forward = async (files: InvoiceFiles, key: string, fileName: string): Promise<boolean> => {
  const filePath = files.onPhone(key);
  if (filePath !== undefined) {
    await wx.shareFileMessage({ filePath, fileName });
    return false;
  }
  await files.local(key);
  await wx.showToast({ title: '文件已准备好，再点一次转发', icon: 'none' });
  return true;
};
