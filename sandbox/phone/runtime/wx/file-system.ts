import { extensionOf } from '../files';
import type { Phone } from '../phone';
import { type Api, asynchronousGroup, WxFailure } from './api';

type Encoding = 'utf8' | 'utf-8' | 'base64' | undefined;

const decode = (bytes: ArrayBuffer, encoding: Encoding): ArrayBuffer | string => {
  if (!encoding) return bytes;
  if (encoding !== 'base64') return new TextDecoder().decode(bytes);
  return btoa(Array.from(new Uint8Array(bytes), (byte) => String.fromCharCode(byte)).join(''));
};
const encode = (data: string | ArrayBuffer, encoding: Encoding): ArrayBuffer => {
  if (typeof data !== 'string') return data;
  if (encoding === 'base64') return Uint8Array.from(atob(data), (char) => char.charCodeAt(0)).buffer;
  return new TextEncoder().encode(data).buffer;
};

/** `wx.getFileSystemManager()`, as far as files in memory go. */
export const fileSystem = (phone: Phone): Api => {
  const { files } = phone;
  const missing = (path: string): WxFailure =>
    new WxFailure(`no such file or directory, open "${path}"`, { errno: 1300002 });
  const read = (path: string, encoding?: Encoding): ArrayBuffer | string => {
    const file = files.read(path);
    if (!file) throw missing(path);
    return decode(file.bytes, encoding);
  };
  const write = (path: string, data: string | ArrayBuffer, encoding?: Encoding): void =>
    files.write(path, {
      name: path.split('/').pop() ?? path,
      type: `application/${extensionOf(path)}`,
      bytes: encode(data, encoding),
    });
  const access = (path: string): void => {
    if (!files.read(path)) throw missing(path);
  };
  const manager = {
    readFileSync: read,
    writeFileSync: write,
    accessSync: access,
    ...asynchronousGroup(phone, {
      readFile: ({ filePath, encoding }: { filePath: string; encoding?: Encoding }) => ({
        data: read(filePath, encoding),
      }),
      writeFile: (options: { filePath: string; data: string | ArrayBuffer; encoding?: Encoding }) =>
        write(options.filePath, options.data, options.encoding),
      access: ({ path }: { path: string }) => access(path),
      unlink: ({ filePath }: { filePath: string }) => {
        if (!files.remove(filePath)) throw missing(filePath);
      },
      getFileInfo: ({ filePath }: { filePath: string }) => {
        access(filePath);
        return { size: files.read(filePath)?.bytes.byteLength ?? 0 };
      },
    }),
  };
  return { getFileSystemManager: () => manager };
};
