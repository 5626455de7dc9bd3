import type { Clock } from '../clock';
import type { DemoMerchant } from '../demo';
import { issuerCredentials, sign, signatureMatches } from './credentials';
import { Refusal } from './errors';
import { renderInvoicePdf } from './pdf/invoice-pdf';
import { bluePaper } from './pdf/model';
import { redPaper } from './pdf/red-paper';
import type { StoredRed } from './red-store';
import { limits } from './request';
import type { StoredInvoice } from './store';
import { renderInvoiceXml } from './xml';

export type FileFormat = (typeof limits.formats)[number];

const linkSeconds = 30 * 60;

const signatureOf = (merchantId: string, file: string, expires: string) =>
  sign(issuerCredentials(merchantId).appSecret, `${file}\n${expires}`);

/** Short-lived addresses of an invoice's files, and the files behind them. */
export const createFiles = (clock: Clock, baseUrl: () => string) => ({
  links: (merchantId: string, path: string) =>
    limits.formats.map((format) => {
      const expiresAt = Math.floor(clock.now() / 1000) + linkSeconds;
      const file = `${path}.${format}`;
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

  /** The bytes of one file of an issued invoice, or of an issued red of it. */
  render: async (format: FileFormat, invoice: StoredInvoice, seller: DemoMerchant, red?: StoredRed) => {
    const { request, outcome } = invoice;
    if (outcome.status !== 'issued' || (red && red.state.status !== 'issued'))
      throw new Refusal(404, 'not_found', '发票尚未开具');
    const blue = { request, seller: { name: seller.name, taxNo: seller.taxNo }, ...outcome };
    const paper = red?.state.status === 'issued' ? redPaper(blue, red, red.state) : bluePaper(blue);
    return format === 'pdf'
      ? { type: 'application/pdf', name: `${paper.number}.pdf`, bytes: await renderInvoicePdf(paper) }
      : { type: 'application/xml', name: `${paper.number}.xml`, bytes: Buffer.from(renderInvoiceXml(paper)) };
  },
});

export type Files = ReturnType<typeof createFiles>;
