import type { Phone } from '../phone';
import { type Api, asynchronousGroup, WxFailure } from './api';

type Encoding = 'utf8' | 'utf-8' | 'base64' | undefined;

const decode = (bytes: ArrayBuffer, encoding: Encoding): ArrayBuffer | string => {
  if (!encoding) return bytes;
  if (encoding !== 'base64') return new TextDecoder().decode(bytes);
  return btoa(Array.from(new Uint8Array(bytes), (byte) => String.fromCharCode(byte)).join(''));
};

/** `wx.getFileSystemManager()`, as far as files in memory go. */
export const fileSystem = (phone: Phone): Api => {
  const { files } = phone;
  const manager = asynchronousGroup(phone, {
    readFile: ({ filePath, encoding }: { filePath: string; encoding?: Encoding }) => {
      const file = files.read(filePath);
      if (!file) throw new WxFailure(`no such file or directory, open "${filePath}"`, { errno: 1300002 });
      return { data: decode(file.bytes, encoding) };
    },
  });
  return { getFileSystemManager: () => manager };
};
