import { AppError } from '../common/runtime/errors';
import type { ReceiptRef } from '../common/usecases/read-receipt';
import { publicUrl } from './links';
import { readSigned, sign } from './signed-text';

/** The signed code of a receipt: letters, digits, `-` and `_` only. It never changes while the key stays. */
export const receiptCodeOf = ({ merchantId, orderNo }: ReceiptRef): string =>
  sign('receipt', `${merchantId}:${orderNo}`);

/** The address in an order's QR code. */
export const receiptUrl = (receipt: ReceiptRef): string => publicUrl(`/r/${receiptCodeOf(receipt)}`);

/** What a code stands for; a code that was not made here is refused. */
export const readReceiptCode = (code: string): ReceiptRef => {
  const text = readSigned('receipt', code) ?? '';
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
