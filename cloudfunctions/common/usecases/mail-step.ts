import { MAIL_PAUSES, mailWords, thatFit } from '../domain/mail';
import type { Mail } from '../runtime/send-mail';
import type { MailRecord } from '../store/mails';
import type { InvoiceRecord } from '../store/records';
import { attachedTo } from './attachments';
import { problem } from './failures';
import { again, done, type Outcome, type RowStep } from './outbox-step';

const TYPES = { pdf: 'application/pdf', ofd: 'application/ofd', xml: 'application/xml' } as const;

/** A mail box shows the double of a mail as one; but it is not to be tempted more than once. */
const MOST_UNANSWERED = 2;

const compose = async ({ ports }: RowStep, mail: MailRecord, invoice: InvoiceRecord): Promise<Mail> => {
  const [merchant, attachments] = await Promise.all([
    ports.merchants.findMerchant(invoice.merchantId),
    attachedTo(ports, invoice),
  ]);
  const own = invoice.files.map(({ format, fileId, bytes }) => ({
    name: `发票-${invoice.number}.${format}`,
    type: TYPES[format],
    fileId,
    bytes,
  }));
  const others = attachments.map(({ name, fileId, bytes }) => ({
    name: `${name}.pdf`,
    type: TYPES.pdf,
    fileId,
    bytes,
  }));
  const files = thatFit([...own, ...others]);
  const words = mailWords(invoice, {
    sent: files.map(({ name }) => name),
    left: own.length + others.length - files.length,
    hasXml: files.some(({ type }) => type === TYPES.xml),
    phone: merchant?.contact.phone ?? '',
  });
  const read = files.map(async ({ name, type, fileId }) => ({ name, type, bytes: await ports.files.readFile(fileId) }));
  return { id: mail._id, to: mail.to, ...words, files: await Promise.all(read) };
};

/**
 * Sends a mail. A worker that dies between the sending and its own note of it leaves one that nobody can tell from
 * an unsent one: it is sent a second time under the same Message-ID, and never a third.
 */
export const sendInvoice = async (the: RowStep): Promise<Outcome> => {
  const { ports, row, keep } = the;
  const mail = await ports.mails.findMail(row.subjectId);
  const invoice = mail?.state === 'waiting' ? await ports.invoices.getInvoice(mail.invoiceId) : null;
  if (!mail || !invoice) return done;
  const giveUp = async (found: ReturnType<typeof problem>): Promise<Outcome> => {
    await ports.mails.changeMail(mail, { state: 'failed', problem: found });
    return { is: 'parked', problem: found };
  };
  const unanswered = Number(row.progress['unanswered'] ?? 0);
  if (unanswered >= MOST_UNANSWERED) return giveUp(problem('mail_unanswered'));
  const composed = await compose(the, mail, invoice);
  await keep({ ...row.progress, unanswered: unanswered + 1 });
  const outcome = await ports.sendMail(composed);
  if (outcome.is === 'sent') {
    await ports.mails.changeMail(mail, { state: 'sent', sentAt: ports.now() });
    return done;
  }
  if (outcome.is === 'refused') await keep({ ...row.progress, unanswered });
  const pause = MAIL_PAUSES[row.tries - 1];
  if (!outcome.problem.retryable || pause === undefined) return giveUp(outcome.problem);
  await ports.mails.changeMail(mail, { problem: outcome.problem });
  return again(pause, outcome.problem);
};
