import type { openInputs, OpenOutput } from '../../contract/open';
import type { Handlers } from '../common/runtime/router';
import { claimLink, pickPage } from './links';
import { readReceiptCode, receiptUrl } from './receipt-code';
import { shopUrl } from './receipt-shop';

/** What other functions may ask of this door, which alone holds the link key. */
export const linkActions: Handlers<typeof openInputs, OpenOutput, void> = {
  'receipts.read': async ({ code }) => readReceiptCode(code),
  'receipts.link': async (order) => ({ url: receiptUrl(order) }),
  'receipts.links': async ({ merchantId, orderNos }) => ({
    urls: orderNos.map((orderNo) => receiptUrl({ merchantId, orderNo })),
  }),
  'shops.link': async ({ merchantId }) => ({ url: shopUrl(merchantId) }),
  'claims.link': async ({ invoiceId, days }) => claimLink(invoiceId, days),
  'picks.link': async ({ claimId, openid }) => pickPage(claimId, openid),
};
