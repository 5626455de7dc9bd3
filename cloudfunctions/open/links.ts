import * as v from 'valibot';
import type { UnixSeconds } from '../../contract/primitives';
import { nowSeconds } from '../common/runtime/clock';
import { AppError } from '../common/runtime/errors';
import type { MerchantRecord } from '../common/store/records';
import { readSigned, sign } from './signed-text';

/** An order's page for minutes, the state of one application, an invoice that waits to be claimed (领票). */
type Purpose = 'pick' | 'order' | 'application' | 'invoice';

const Content = v.tupleWithRest([v.number(), v.string()], v.string());

const DAY = 86_400;
const PAGE_SECONDS = 30 * 60;

const codeOf = (purpose: Purpose, seconds: number, ...content: string[]): string =>
  sign(`h5-${purpose}`, JSON.stringify([nowSeconds() + seconds, ...content]));

const ways: Readonly<Record<Purpose, string>> = {
  pick: '请回到小程序，从报销单重新打开',
  order: '请回到商家的页面重新打开，或扫小票上的二维码',
  application: '请回到商家的页面重新打开，或扫小票上的二维码',
  invoice: '请向商家要一个新的领取链接',
};

const refused = (code: string, message: string, purpose: Purpose) =>
  new AppError({ code, message, hint: ways[purpose], retryable: false });

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

/** What a code of this purpose stands for; throws when it was not made here, or is too old. */
export const readLink = (purpose: Purpose, code: string): [first: string, ...rest: string[]] => {
  const content = v.safeParse(Content, parsed(readSigned(`h5-${purpose}`, code) ?? ''));
  if (!content.success) throw refused('link_invalid', '这个链接无效', purpose);
  const [until, ...texts] = content.output;
  if (nowSeconds() >= until) throw refused('link_expired', '这个链接已过期', purpose);
  return texts;
};

/** An address of this door as the world reaches it. */
export const publicUrl = (path: string): string =>
  `${(process.env['PUBLIC_BASE_URL'] ?? '').replace(/\/+$/, '')}${path}`;

/** An order's page, and until when its link works. */
export const orderPage = (merchantId: string, orderNo: string, redirectUrl?: string) => ({
  url: publicUrl(
    `/h5/orders/${codeOf('order', PAGE_SECONDS, merchantId, orderNo, ...(redirectUrl === undefined ? [] : [redirectUrl]))}`,
  ),
  expiresAt: (nowSeconds() + PAGE_SECONDS) as UnixSeconds,
});

/** Where a person picks invoices for a 报销单, and until when. */
export const pickPage = (claimId: string, openid: string) => ({
  url: publicUrl(`/h5/pick/${codeOf('pick', PAGE_SECONDS, claimId, openid)}`),
  expiresAt: (nowSeconds() + PAGE_SECONDS) as UnixSeconds,
});

/** Where a person sees what became of an application: for the merchant's invoicing period, and without a name in it. */
export const resultUrl = (applicationId: string, { invoicingDays }: Pick<MerchantRecord, 'invoicingDays'>): string =>
  publicUrl(`/h5/result/${codeOf('application', invoicingDays * DAY, applicationId)}`);

/** Where an invoice that was issued first is claimed, and until when the link works. */
export const claimLink = (invoiceId: string, days: number) => ({
  url: publicUrl(`/h5/claim/${codeOf('invoice', days * DAY, invoiceId)}`),
  expiresAt: (nowSeconds() + days * DAY) as UnixSeconds,
});

/** The same for the merchant's invoicing period. */
export const claimUrl = (invoiceId: string, { invoicingDays }: Pick<MerchantRecord, 'invoicingDays'>): string =>
  claimLink(invoiceId, invoicingDays).url;
