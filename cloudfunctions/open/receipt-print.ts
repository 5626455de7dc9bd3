import { qrPng as drawPng, qrSvg as drawSvg } from '../common/drawing/qr-code';
import { fail } from '../common/runtime/errors';
import { ports } from '../common/runtime/ports';
import type { MerchantRecord } from '../common/store/records';
import { readReceipt } from '../common/usecases/read-receipt';
import { file, html, type HttpAnswer, type HttpRequest } from './http';
import { publicUrl } from './links';
import { Markup, markup } from './markup';
import { amountLine, document, factList } from './page-kit';
import { orderNoOf } from './orders';
import { receiptCodeOf } from './receipt-code';

const orderOf = async (merchant: MerchantRecord, segment: string) => {
  const orderNo = orderNoOf(segment);
  const view = await readReceipt(ports, { merchantId: merchant._id, orderNo });
  if (!view) throw fail('not_found', { message: '没有找到这笔订单', hint: '开发者：这个商户没有这个订单号' });
  return { view, url: publicUrl(`/r/${receiptCodeOf({ merchantId: merchant._id, orderNo })}`) };
};

/** `GET /open/v1/orders/{orderNo}/qr.svg` */
export const qrSvg = async (_request: HttpRequest, merchant: MerchantRecord, segment: string): Promise<HttpAnswer> =>
  file('image/svg+xml', Buffer.from(await drawSvg((await orderOf(merchant, segment)).url)));

/** `GET /open/v1/orders/{orderNo}/qr.png` */
export const qrPng = async (_request: HttpRequest, merchant: MerchantRecord, segment: string): Promise<HttpAnswer> =>
  file('image/png', await drawPng((await orderOf(merchant, segment)).url));

/** `GET /open/v1/orders/{orderNo}/receipt.html`: a receipt to be printed. */
export const printable = async (
  _request: HttpRequest,
  merchant: MerchantRecord,
  segment: string,
): Promise<HttpAnswer> => {
  const { view, url } = await orderOf(merchant, segment);
  const sections = [
    markup`<h1>${view.merchant.name}</h1>${amountLine('可开票金额', view.amount)}${factList([['订单号', view.orderNo]])}`,
    markup`<h2>微信扫码开发票</h2>${new Markup(await drawSvg(url))}<p class="soft">${merchant.invoicingDays} 天内有效</p>`,
  ];
  return html(200, document(`小票 ${view.orderNo}`, sections));
};
