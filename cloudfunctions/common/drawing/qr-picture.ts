import { qrPng } from './qr-code';

/** A QR code of a text as a picture for the phone: a PNG as a data address. */
export const qrPicture = async (text: string): Promise<string> =>
  `data:image/png;base64,${Buffer.from(await qrPng(text)).toString('base64')}`;
