import { canMove, step, type Problem } from '../domain/state';
import type { Issued, Issuer } from '../issuing/port';
import type { ApplicationRecord, InvoiceRecord, StoredFile } from '../store/records';
import { copyFiles } from './copy-files';
import { problem } from './failures';
import { mailWhenIssued } from './mail-start';
import { ordersOf, withWorth } from './order-news';
import type { Step } from './outbox-step';
import { startCard } from './platform-card';

/** What is wrong with an invoice that was made: it exists, and only a person can put it right. */
export const objectionToIssued = (application: ApplicationRecord, issued: Issued): Problem | undefined => {
  const sum = (key: 'net' | 'tax') => issued.lines.reduce((total, line) => total + line[key], 0);
  const adds = issued.net + issued.tax === issued.gross && sum('net') === issued.net && sum('tax') === issued.tax;
  if (adds && issued.gross === application.amount) return undefined;
  return problem('amount_mismatch', {
    message: `开票金额与申请不一致（发票号码 ${issued.number}）`,
  });
};

const invoiceOf = (application: ApplicationRecord, issued: Issued, files: StoredFile[]): InvoiceRecord => {
  const { _id, merchantId, buyerOpenid, form, kind, title, seller, orderNos } = application;
  if (!title) throw new Error(`application ${_id} has no title`);
  const { number, code, checkCode, issuedAt, gross, net, tax, lines } = issued;
  const id = _id.replace(/^ap/, 'iv');
  return {
    _id: id,
    applicationId: _id,
    merchantId,
    buyerOpenid,
    numberKey: `${code ?? ''}:${number}`,
    number,
    ...(code && { code }),
    ...(checkCode && { checkCode }),
    form,
    kind,
    title,
    seller,
    amount: gross,
    net,
    tax,
    lines,
    files,
    state: 'normal',
    orderNos,
    issuedAt,
    sortKey: `${String(issuedAt).padStart(10, '0')}:${id}`,
    version: 1,
  };
};

/** Keeps the invoice, its files and the new state, all or nothing; from here on the card is on its way. */
export const recordIssued = async (
  { ports, application }: Step,
  issuer: Issuer,
  issued: Issued,
): Promise<Problem | undefined> => {
  const files = await copyFiles(ports, issuer, `invoices/${application._id}`, issued.files);
  const merchant = await ports.merchants.findMerchant(application.merchantId);
  return ports.transact(async (tx) => {
    const current = await tx.applications.get(application._id);
    if (current?.issuing.state !== 'accepted') return undefined;
    const invoice = invoiceOf(current, issued, files);
    const [taken] = await tx.invoices.find({ numberKey: invoice.numberKey }, { limit: 1 });
    if (taken) return problem('invoice_number_taken');
    const now = ports.now();
    await tx.invoices.put(invoice);
    const issuedNow = step({ ...current, invoiceId: invoice._id, updatedAt: now }, 'issue', now);
    const made = withWorth(issuedNow, await ordersOf(tx, current), now);
    await ports.applications.saveApplication(tx, current, canMove(made, 'insert') ? startCard(made, now) : made);
    await mailWhenIssued(ports, tx, invoice, merchant ?? {});
    return undefined;
  });
};
