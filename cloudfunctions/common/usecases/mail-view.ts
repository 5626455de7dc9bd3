import type { InvoiceDetail, MailView } from '../../../contract/buyer';
import { maskedAddress, mailView } from '../domain/mail';
import type { Ports } from '../runtime/ports';
import type { ApplicationRecord, InvoiceRecord } from '../store/records';

/** What an invoice's page says of mail: where to, and what became of the last one; nothing where no mail is sent. */
export const mailingOf = async (
  ports: Ports,
  { applicationId, title }: Pick<InvoiceRecord, 'applicationId' | 'title'>,
): Promise<Pick<InvoiceDetail, 'mailing'>> => {
  if (!ports.canMail()) return {};
  const [last] = await ports.mails.mailsOf(applicationId, 1);
  // What a member of the merchant typed is not the buyer's address.
  const own = last && last.by !== 'merchant' ? last : undefined;
  const to = own?.to ?? title.email;
  return { mailing: { ...(to && { to }), ...(own && { last: mailView(own) }) } };
};

/** The latest mails of an application, as its merchant may see them. */
export const mailsForMember = async (
  ports: Ports,
  { _id, issuing }: Pick<ApplicationRecord, '_id' | 'issuing'>,
): Promise<MailView[]> => {
  if (issuing.state !== 'issued') return [];
  const mails = await ports.mails.mailsOf(_id, 3);
  return mails.map((mail) => ({ ...mailView(mail), to: maskedAddress(mail.to) }));
};
