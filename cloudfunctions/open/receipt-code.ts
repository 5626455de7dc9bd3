import { createHmac, timingSafeEqual } from 'node:crypto';
import { AppError, fail } from '../common/runtime/errors';
import type { ReceiptRef } from '../common/usecases/read-receipt';

/** 96 bits of HMAC-SHA256, in base64url. */
const MAC_LENGTH = 16;

/** Newest first: the first signs, all are accepted. */
const linkKeys = (): string[] => {
  const keys = (process.env['LINK_KEY'] ?? '').split(',').map((key) => key.trim());
  const usable = keys.filter((key) => key !== '');
  if (usable.length === 0) throw fail('unavailable', { hint: '开发者：open 函数没有设置 LINK_KEY' });
  return usable;
};

const macOf = (content: string, key: string): string =>
  createHmac('sha256', key).update(`receipt:${content}`).digest('base64url').slice(0, MAC_LENGTH);

const isEqual = (a: string, b: string): boolean =>
  a.length === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b));

/** The signed code of a receipt: letters, digits, `-` and `_` only. It never changes while the key stays. */
export const receiptCodeOf = ({ merchantId, orderNo }: ReceiptRef): string => {
  const content = Buffer.from(`${merchantId}:${orderNo}`).toString('base64url');
  return content + macOf(content, linkKeys()[0] ?? '');
};

/** What a code stands for; a code that was not made here is refused. */
export const readReceiptCode = (code: string): ReceiptRef => {
  const content = code.slice(0, -MAC_LENGTH);
  const mac = code.slice(-MAC_LENGTH);
  const genuine = /^[A-Za-z0-9_-]+$/.test(code) && linkKeys().some((key) => isEqual(mac, macOf(content, key)));
  const text = genuine ? Buffer.from(content, 'base64url').toString() : '';
  const colon = text.indexOf(':');
  if (colon < 1) {
    throw new AppError({
      code: 'receipt_invalid',
      message: '这不是有效的小票二维码',
      hint: '请扫商家小票上的二维码，或输入订单号',
      retryable: false,
    });
  }
  return { merchantId: text.slice(0, colon), orderNo: text.slice(colon + 1) };
};
