import type { BuyerOutput } from '../../../contract/buyer';
import type { MerchantInvoice } from '../../../contract/merchant';
import { maskedAddress, mailView } from '../domain/mail';
import { isTaskNow } from '../domain/member-tasks';
import { fail } from '../runtime/errors';
import type { Ports } from '../runtime/ports';
import type { MailRecord } from '../store/mails';
import { refuse } from './failures';
import { startMail } from './mail-start';
import { applicationForMember, requireTask } from './merchant/members';
import { viewForMember } from './merchant/view';

const HOUR = 3600;
const OF_AN_INVOICE = 5;
const OF_A_PERSON = 20;
/** Whoever it is that sends: nobody's mail box is to be filled. */
const TO_AN_ADDRESS = 10;

const mailId = (ports: Ports, openid: string, requestId: string): string =>
  `ml_${ports.ids.fingerprint(`${openid}:${requestId}`)}`;

const takeTurn = async (ports: Ports, openid: string, invoiceId: string, to: string): Promise<void> => {
  const now = ports.now();
  const limits = [
    [`mail:${invoiceId}`, OF_AN_INVOICE],
    [`mail-by:${ports.ids.fingerprint(openid)}`, OF_A_PERSON],
    [`mail-to:${ports.ids.fingerprint(to.toLowerCase())}`, TO_AN_ADDRESS],
  ] as const;
  for (const [caller, most] of limits) {
    if (!(await ports.rateLimits.takeCall(caller, now, most, HOUR))) throw refuse('too_many_mails');
  }
};

/** The same call again finds its mail; answers undefined when it is the first. */
const repeated = async (ports: Ports, id: string, invoiceId: string, to: string): Promise<MailRecord | undefined> => {
  const known = await ports.mails.findMail(id);
  if (!known) return undefined;
  if (known.invoiceId !== invoiceId || known.to !== to) throw fail('idempotency_conflict');
  return known;
};

/** Sends now, as far as that goes; the timer does the rest. */
const sendNow = async (ports: Ports, id: string): Promise<void> =>
  void (await ports.call('jobs', 'outbox.run', { subjectId: id }).catch(() => undefined));

/** The buyer sends an own invoice to an address. */
export const mailInvoice = async (
  ports: Ports,
  openid: string,
  { invoiceId, email: to, requestId }: { invoiceId: string; email: string; requestId: string },
): Promise<BuyerOutput['invoices.mail']> => {
  const invoice = await ports.invoices.getInvoice(invoiceId);
  if (!invoice || invoice.buyerOpenid !== openid) throw fail('not_found');
  if (!ports.canMail()) throw refuse('mail_off');
  const id = mailId(ports, openid, requestId);
  if (!(await repeated(ports, id, invoiceId, to))) {
    await takeTurn(ports, openid, invoiceId, to);
    await ports.transact(async (tx) => {
      const current = await tx.invoices.get(invoiceId);
      if (current?.buyerOpenid !== openid) throw fail('not_found');
      await startMail(tx, current, { _id: id, to, by: 'buyer' }, ports.now());
    });
    await sendNow(ports, id);
  }
  const mail = await ports.mails.findMail(id);
  if (!mail) throw fail('not_found');
  return { mail: mailView(mail) };
};

/** A member sends an invoice to the address that came with the title, or another one. */
export const mailForMember = async (
  ports: Ports,
  openid: string,
  { applicationId, email, requestId }: { applicationId: string; email?: string | undefined; requestId: string },
): Promise<MerchantInvoice> => {
  const { application, member } = await applicationForMember(ports, openid, applicationId);
  requireTask(member, 'mail');
  const { invoiceId = '', title } = application;
  if (!isTaskNow(application, 'mail')) throw refuse('not_possible_now');
  if (!ports.canMail()) throw refuse('mail_off');
  const to = email ?? title?.email;
  if (to === undefined) throw refuse('mail_address_missing');
  const id = mailId(ports, openid, requestId);
  if (!(await repeated(ports, id, invoiceId, to))) {
    await takeTurn(ports, openid, invoiceId, to);
    await ports.transact(async (tx) => {
      const [current, invoice] = [await tx.applications.get(applicationId), await tx.invoices.get(invoiceId)];
      if (!current || !invoice) throw fail('not_found');
      const now = ports.now();
      const { name, role } = member;
      const entry = { at: now, action: 'mail' as const, requestId, openid, name, role, reason: maskedAddress(to) };
      await startMail(tx, invoice, { _id: id, to, by: 'merchant' }, now);
      const audit = [...(current.audit ?? []), entry];
      await ports.applications.saveApplication(tx, current, { ...current, audit, updatedAt: now });
    });
    await sendNow(ports, id);
  }
  return viewForMember(ports, (await ports.applications.getApplication(applicationId)) ?? application, member.role);
};
