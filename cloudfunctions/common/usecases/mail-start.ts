import type { UnixSeconds } from '../../../contract/primitives';
import type { Ports } from '../runtime/ports';
import type { MailRecord } from '../store/mails';
import { rowOf } from '../store/outbox';
import type { InvoiceRecord } from '../store/records';
import type { Tx } from '../store/transact';

type Asked = Pick<MailRecord, '_id' | 'to' | 'by'>;

/** Writes a mail down in the transaction that decides on it; `jobs` sends it. */
export const startMail = async (
  tx: Tx,
  { _id: invoiceId, applicationId, merchantId }: InvoiceRecord,
  asked: Asked,
  now: UnixSeconds,
): Promise<void> => {
  await tx.mails.put({ ...asked, applicationId, invoiceId, merchantId, state: 'waiting', createdAt: now, version: 1 });
  await tx.outbox.put(rowOf(asked._id, { kind: 'mail', number: 1, afterSeconds: 0 }, now, merchantId));
};

/** Whoever gave an address with the title is sent the invoice as it is made, unless the merchant does not want it. */
export const mailWhenIssued = async (
  ports: Ports,
  tx: Tx,
  invoice: InvoiceRecord,
  { mailsWhenIssued = true }: { mailsWhenIssued?: boolean },
): Promise<void> => {
  const to = invoice.title.email;
  if (!to || !mailsWhenIssued || !ports.canMail()) return;
  await startMail(tx, invoice, { _id: invoice._id.replace(/^iv/, 'ml'), to, by: 'system' }, ports.now());
};
