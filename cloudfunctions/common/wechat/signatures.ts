import { createHash } from 'node:crypto';
import { signatureOf } from './push-crypto';

/** What `wx.config` of a page wants to see; what follows `#` in the address does not count. */
export const jsapiSignature = (ticket: string, nonceStr: string, timestamp: number, url: string): string =>
  createHash('sha1')
    .update(`jsapi_ticket=${ticket}&noncestr=${nonceStr}&timestamp=${timestamp}&url=${url.replace(/#.*$/s, '')}`)
    .digest('hex');

/** What `chooseInvoice` wants to see: the values alone, sorted, with a ticket of the kind wx_card. */
export const cardSignature = (ticket: string, appid: string, timestamp: number, nonceStr: string): string =>
  signatureOf(ticket, appid, String(timestamp), nonceStr, 'INVOICE');
