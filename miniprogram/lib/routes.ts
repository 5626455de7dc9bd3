import type { AuthorizationEntry, OrderSummary } from '../../contract/buyer';
import { Handover } from './handover';

/** WeChat holds ten pages; invoice and progress lead to each other. */
const MOST_PAGES = 9;

/** Opens a page on top of this one, or in its place when there is no more room. */
export const go = (url: string): Promise<unknown> =>
  getCurrentPages().length < MOST_PAGES ? wx.navigateTo({ url }) : wx.redirectTo({ url });

/** What a page was opened with; empty when it was opened without. */
export const queryOf = (query: Record<string, string | undefined>, name: string): string =>
  decodeURIComponent(query[name] ?? '');

/** Orders that were chosen on one page to be invoiced on the next. */
export const chosenOrders = new Handover<OrderSummary[]>();

/** The way to WeChat's page that came with a new application, by its id. */
export const authorizationEntries = new Handover<AuthorizationEntry>();

/** The form for these orders, which are all of one merchant. */
export const goApply = (orders: OrderSummary[]): void => {
  const [first] = orders;
  if (!first) return;
  const orderNos = orders.map(({ orderNo }) => orderNo);
  chosenOrders.leave(applyKey(first.merchant.id, orderNos), orders);
  void wx.navigateTo({ url: applyUrl(first.merchant.id, orderNos) });
};

export const applyUrl = (merchantId: string, orderNos: string[]): string =>
  `/pages/apply/index?merchant=${encodeURIComponent(merchantId)}&orders=${encodeURIComponent(JSON.stringify(orderNos))}`;

/** The same form for an invoice that is to be exchanged (换开). */
export const reissueUrl = (applicationId: string, merchantId: string, orderNos: string[]): string =>
  `${applyUrl(merchantId, orderNos)}&reissue=${encodeURIComponent(applicationId)}`;

export const applyKey = (merchantId: string, orderNos: string[]): string => JSON.stringify([merchantId, ...orderNos]);

export const applicationUrl = (applicationId: string): string =>
  `/pages/application/index?id=${encodeURIComponent(applicationId)}`;

export const invoiceUrl = (invoiceId: string): string => `/pages/invoice/index?id=${encodeURIComponent(invoiceId)}`;

export const claimUrl = (code?: string): string =>
  code === undefined ? '/more/claim/index' : `/more/claim/index?code=${encodeURIComponent(code)}`;

/** Why something did not work. WeChat's code is enough to look it up again; what came with it is handed over. */
export const problemUrl = ({
  code,
  requestId,
  wechat,
}: {
  code: string;
  requestId: string;
  wechat: { errcode: number } | null;
}): string => {
  const errcode = wechat ? `&errcode=${wechat.errcode}` : '';
  return `/more/problem/index?code=${encodeURIComponent(code)}&request=${encodeURIComponent(requestId)}${errcode}`;
};

/** A merchant's side, for its members. */
export const merchantUrl = (merchantId: string): string =>
  `/merchant/invoices/index?merchant=${encodeURIComponent(merchantId)}`;

/** A company's reimbursement side, for its members. */
export const reimburserUrl = (companyId: string): string =>
  `/reimburser/claims/index?company=${encodeURIComponent(companyId)}`;

/** Where its clerks make orders and codes. */
export const tillUrl = (merchantId: string): string =>
  `/merchant/till/index?merchant=${encodeURIComponent(merchantId)}`;
