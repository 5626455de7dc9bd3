/** What is attached to an order lies on the phone's way as text, and in a mail beside the invoice. */
export const MOST_ATTACHMENT_BYTES = 1024 * 1024;
export const MOST_ATTACHMENTS = 5;

/** What keeps a file from being attached: what to say to the person, and what they can do. */
export const attachmentProblem = (file: Uint8Array): { message: string; hint: string } | undefined => {
  const bytes = Buffer.from(file.buffer, file.byteOffset, file.byteLength);
  if (bytes.length === 0) return { message: '文件是空的', hint: '请重新选择文件' };
  if (bytes.length > MOST_ATTACHMENT_BYTES)
    return { message: '文件超过 1 MB', hint: '请压缩后再添加，行程单和水单一般只有几百 KB' };
  if (bytes.subarray(0, 5).toString('latin1') !== '%PDF-')
    return { message: '文件不是 PDF', hint: '微信的卡包只收 PDF，请先另存为 PDF' };
  if (!bytes.subarray(-1024).includes('%%EOF')) return { message: 'PDF 不完整', hint: '请重新导出或下载后再添加' };
  return undefined;
};
