import type { InvoiceFile } from '../../contract/buyer';

const NAMES = { pdf: 'PDF', ofd: 'OFD', xml: 'XML' } as const;

/** A name that tells the invoices in a chat apart. */
export const fileNameOf = (number: string, format: InvoiceFile['format']): string => `发票-${number}.${format}`;

export const formatName = (format: InvoiceFile['format']): string => NAMES[format];

/** `86 KB`. */
export const sizeText = (bytes: number): string =>
  bytes < 1024 * 1024 ? `${Math.max(1, Math.round(bytes / 1024))} KB` : `${(bytes / 1024 / 1024).toFixed(1)} MB`;

/** Downloads a file to the phone; throws when the link no longer works. */
export const download = (url: string): Promise<string> =>
  new Promise((resolve, reject) => {
    // wx.downloadFile gives a task, never a promise; a 403 or 404 is a success to it.
    wx.downloadFile({
      url,
      success: ({ statusCode, tempFilePath }) =>
        statusCode === 200 ? resolve(tempFilePath) : reject(new LinkExpired(statusCode)),
      fail: ({ errMsg }) => reject(new Error(errMsg)),
    });
  });

/** The server no longer gives the file out under this link. */
export class LinkExpired extends Error {
  constructor(status: number) {
    super(`the link answered ${status}`);
    Object.setPrototypeOf(this, LinkExpired.prototype);
  }
}

/** Whether a link is still good for a download that begins now. */
export const isFresh = (file: { expiresAt: number }, now: number = Date.now() / 1000): boolean =>
  file.expiresAt > now + 60;
