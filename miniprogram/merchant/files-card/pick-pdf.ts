/** As the cloud side takes it. */
const MOST_BYTES = 1024 * 1024;

const say = (title: string) => wx.showToast({ title, icon: 'none' });

const contentOf = (filePath: string): Promise<string> =>
  new Promise((resolve, reject) => {
    wx.getFileSystemManager().readFile({
      filePath,
      encoding: 'base64',
      success: ({ data }) => resolve(typeof data === 'string' ? data : ''),
      fail: ({ errMsg }) => reject(new Error(errMsg)),
    });
  });

/** What a file may be called on the other side: no path, no ending, no signs that file systems dislike. */
const nameOf = (fileName: string): string =>
  fileName
    .replace(/\.pdf$/i, '')
    .replace(/[\\/:*?"<>|\p{Cc}\p{Cf}]/gu, '')
    .replace(/^[.\s]+/, '')
    .slice(0, 40)
    .trim() || '附件';

/** A PDF from a chat; undefined when none was picked, or it is none. */
export const pickPdf = async (): Promise<{ name: string; content: string } | undefined> => {
  const { tempFiles } = await wx.chooseMessageFile({ count: 1, type: 'file', extension: ['pdf'] });
  const [file] = tempFiles;
  if (!file) return undefined;
  if (!/\.pdf$/i.test(file.name)) return void (await say('请选择 PDF 文件'));
  if (file.size > MOST_BYTES) return void (await say('文件超过 1 MB，请压缩后再添加'));
  return { name: nameOf(file.name), content: await contentOf(file.path) };
};
