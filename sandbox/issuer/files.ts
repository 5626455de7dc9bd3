import type { Clock } from '../clock';
import type { DemoMerchant } from '../demo';
import { issuerCredentials, sign, signatureMatches } from './credentials';
import { Refusal } from './errors';
import { renderInvoicePdf } from './pdf/invoice-pdf';
import { limits } from './request';
import type { StoredInvoice } from './store';
import { renderInvoiceXml } from './xml';

export type FileFormat = (typeof limits.formats)[number];

const linkSeconds = 30 * 60;

const signatureOf = (merchantId: string, file: string, expires: string) =>
  sign(issuerCredentials(merchantId).appSecret, `${file}\n${expires}`);

/** Short-lived addresses of an invoice's files, and the files behind them. */
export const createFiles = (clock: Clock, baseUrl: () => string) => ({
  links: (merchantId: string, serial: string) =>
    limits.formats.map((format) => {
      const expiresAt = Math.floor(clock.now() / 1000) + linkSeconds;
      const file = `${serial}.${format}`;
      const signature = signatureOf(merchantId, file, String(expiresAt));
      const url = `${baseUrl()}/files/${merchantId}/${file}?expires=${expiresAt}&signature=${signature}`;
      return { format, url, expiresAt };
    }),

  /** Refuses an address that was changed or is too old. */
  checkLink: (merchantId: string, file: string, expires: string, signature: string) => {
    if (!signatureMatches(signatureOf(merchantId, file, expires), signature))
      throw new Refusal(403, 'link_invalid', '下载地址无效');
    if (Number(expires) * 1000 <= clock.now()) throw new Refusal(403, 'link_expired', '下载地址已过期，请重新查询发票');
  },

  /** The bytes of one file of an issued invoice. */
  render: async (format: FileFormat, invoice: StoredInvoice, seller: DemoMerchant) => {
    const { request, outcome } = invoice;
    if (outcome.status !== 'issued') throw new Refusal(404, 'not_found', '发票尚未开具');
    const { number, code, checkCode, issuedAt } = outcome;
    const issued = {
      request,
      seller: { name: seller.name, taxNo: seller.taxNo },
      issuedAt,
      number,
      ...(code && { code }),
      ...(checkCode && { checkCode }),
    };
    return format === 'pdf'
      ? { type: 'application/pdf', name: `${number}.pdf`, bytes: await renderInvoicePdf(issued) }
      : { type: 'application/xml', name: `${number}.xml`, bytes: Buffer.from(renderInvoiceXml(issued)) };
  },
});

export type Files = ReturnType<typeof createFiles>;
