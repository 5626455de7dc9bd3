/** A file that cannot be read as a table at all; the message is for the person who gave it. */
export class UnreadableFile extends Error {}

const decode = (bytes: Uint8Array, encoding: string): string | undefined => {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
};

const startsWith = (bytes: Uint8Array, ...start: number[]) => start.every((byte, i) => bytes[i] === byte);

/** The text of a file as shops export it: UTF-8 with or without BOM, GB18030, or Excel's UTF-16. Lines end in `\n`. */
export const textOf = (bytes: Uint8Array): string => {
  if (startsWith(bytes, 0x50, 0x4b, 0x03, 0x04) || startsWith(bytes, 0xd0, 0xcf, 0x11, 0xe0)) {
    throw new UnreadableFile('这是 Excel 文件，请先另存为 CSV');
  }
  const utf16 = startsWith(bytes, 0xff, 0xfe) ? 'utf-16le' : startsWith(bytes, 0xfe, 0xff) ? 'utf-16be' : undefined;
  const text = utf16 ? decode(bytes, utf16) : (decode(bytes, 'utf-8') ?? decode(bytes, 'gb18030'));
  if (text === undefined || text.includes('\0')) throw new UnreadableFile('看不出文字编码，请另存为 UTF-8 的 CSV');
  return text.replace(/\r\n?/g, '\n');
};
