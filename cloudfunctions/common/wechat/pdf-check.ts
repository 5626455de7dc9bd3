const LARGEST = 2 * 1024 * 1024;

/** What keeps a file from being uploaded as an invoice, in Chinese for the developer; nothing when it may go. */
export const pdfProblem = (file: Uint8Array): string | undefined => {
  const bytes = Buffer.from(file.buffer, file.byteOffset, file.byteLength);
  if (bytes.length === 0) return '文件是空的';
  if (bytes.length > LARGEST) return '文件超过 2 MB';
  if (bytes.subarray(0, 5).toString('latin1') !== '%PDF-') return '文件不是 PDF';
  if (!bytes.subarray(-1024).includes('%%EOF')) return 'PDF 不完整，缺少结尾';
  return undefined;
};
