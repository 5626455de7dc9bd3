import type { BuyerOutput, InvoiceDetail, InvoiceFile, InvoiceSummary } from '../../../contract/buyer';
import type { UnixSeconds } from '../../../contract/primitives';
import { invoiceText } from '../domain/state-view';
import { fail } from '../runtime/errors';
import type { Ports } from '../runtime/ports';
import type { ApplicationRecord, InvoiceRecord, StoredFile } from '../store/records';

import { attachmentsOf } from './attachments';
import { reissueOffer } from './reissue';
import { mailingOf } from './mail-view';
import { viewReversal } from './view-reds';

const PAGE = 20;

/** An invoice in a list; its card lies with the application. */
export const invoiceSummary = (
  invoice: InvoiceRecord,
  { mode, card, reversal }: Pick<ApplicationRecord, 'mode' | 'card' | 'reversal'>,
): InvoiceSummary => ({
  invoiceId: invoice._id,
  applicationId: invoice.applicationId,
  merchant: { id: invoice.merchantId, name: invoice.seller.name },
  number: invoice.number,
  ...(invoice.code && { code: invoice.code }),
  form: invoice.form,
  kind: invoice.kind,
  titleName: invoice.title.name,
  amount: invoice.amount,
  issuedAt: invoice.issuedAt,
  state: invoice.state,
  card: card.state,
  ...invoiceText(reversal, card.state, mode === 'self_built'),
});

const placeOf = (cursor: string): string => {
  const place = Buffer.from(cursor, 'base64url').toString();
  if (!/^\d{10}:/.test(place))
    throw fail('bad_request', { hint: '开发者：cursor 不是上一次的应答给出的', field: 'cursor' });
  return place;
};

/** A page of the person's invoices, the newest first. The cursor is a place, so new invoices move nothing. */
export const listInvoices = async (
  ports: Ports,
  openid: string,
  cursor?: string,
): Promise<BuyerOutput['invoices.list']> => {
  const found = await ports.invoices.invoicesOf(openid, PAGE + 1, cursor === undefined ? undefined : placeOf(cursor));
  const page = found.slice(0, PAGE);
  const applications = await ports.applications.applicationsByIds(page.map(({ applicationId }) => applicationId));
  const invoices = page.flatMap((invoice) => {
    const application = applications.find(({ _id }) => _id === invoice.applicationId);
    return application ? [invoiceSummary(invoice, application)] : [];
  });
  const last = page.at(-1);
  return { invoices, ...(found.length > PAGE && last && { next: Buffer.from(last.sortKey).toString('base64url') }) };
};

/** Links to files of ours, for a caller that is known to be entitled to them. */
export const linksToFiles = async (ports: Ports, files: readonly StoredFile[]): Promise<InvoiceFile[]> => {
  const links = await ports.files.linksTo(files.map(({ fileId }) => fileId));
  const expiresAt = (ports.now() + ports.files.LINK_SECONDS) as UnixSeconds;
  return files.map(({ format }, i) => ({ format, url: links[i] ?? '', expiresAt }));
};

/** Links to the files of an invoice; for a caller that is known to be entitled to them. */
export const invoiceFiles = async (ports: Ports, invoiceId: string): Promise<InvoiceFile[]> => {
  const invoice = await ports.invoices.getInvoice(invoiceId);
  return invoice ? linksToFiles(ports, invoice.files) : [];
};

/** The person's invoice with links to its files. */
export const getInvoice = async (ports: Ports, openid: string, invoiceId: string): Promise<InvoiceDetail> => {
  const invoice = await ports.invoices.getInvoice(invoiceId);
  if (!invoice || invoice.buyerOpenid !== openid) throw fail('not_found');
  const [application, merchant, files, attachments, mailing] = await Promise.all([
    ports.applications.getApplication(invoice.applicationId),
    ports.merchants.findMerchant(invoice.merchantId),
    linksToFiles(ports, invoice.files),
    attachmentsOf(ports, invoice),
    mailingOf(ports, invoice),
  ]);
  if (!application) throw fail('not_found');
  const { cardId, code } = application.card;
  const reversal = await viewReversal(ports, invoiceId, application);
  return {
    ...invoiceSummary(invoice, application),
    title: invoice.title,
    seller: invoice.seller,
    net: invoice.net,
    tax: invoice.tax,
    lines: invoice.lines,
    ...(invoice.checkCode && { checkCode: invoice.checkCode }),
    ...(invoice.reimburse && { reimburse: invoice.reimburse }),
    ...(cardId && { cardRef: { cardId, ...(code && { code }) } }),
    files,
    attachments,
    orderNos: invoice.orderNos,
    ...(reversal && { reversal }),
    reissue: merchant ? reissueOffer(application, invoice, merchant, ports.now()) : { can: false },
    ...(application.replacedBy !== undefined && { replacedBy: application.replacedBy }),
    ...mailing,
  };
};
