import busboy from 'busboy';
import { WeChatError } from './errors';

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Reads a JSON object in UTF-8; undefined if it is none. */
export const readJsonObject = (bytes: Uint8Array): Record<string, unknown> | undefined => {
  try {
    const value: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
};

/** The file in the part named `name` of a multipart form; 47001 if there is none. */
export const readUpload = (contentType: string, bytes: Uint8Array, name: string): Promise<Buffer> =>
  new Promise((resolve, reject) => {
    const refuse = () => reject(new WeChatError(47001));
    try {
      const form = busboy({ headers: { 'content-type': contentType }, limits: { files: 4, fields: 16, parts: 20 } });
      form.on('file', (part, file) => {
        const chunks: Buffer[] = [];
        file.on('data', (chunk: Buffer) => chunks.push(chunk));
        file.on('error', refuse);
        if (part === name) file.on('end', () => resolve(Buffer.concat(chunks)));
      });
      form.on('error', refuse);
      form.on('close', refuse);
      form.end(bytes);
    } catch {
      refuse();
    }
  });
