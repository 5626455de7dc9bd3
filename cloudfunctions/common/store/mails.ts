import type { UnixSeconds } from '../../../contract/primitives';
import type { Failure } from '../runtime/errors';
import { collection, is } from './database';

/** An invoice's files on their way to an address. `_id` is made of who asked and the call, so that a repeated one finds it. */
export interface MailRecord {
  _id: string;
  applicationId: string;
  invoiceId: string;
  merchantId: string;
  to: string;
  by: 'buyer' | 'merchant' | 'system';
  state: 'waiting' | 'sent' | 'failed';
  /** What the last try ran into. */
  problem?: Failure;
  sentAt?: UnixSeconds;
  createdAt: UnixSeconds;
  version: number;
}

const mails = () => collection<MailRecord>('mails');

export const findMail = (id: string): Promise<MailRecord | null> => mails().get(id);

/** The latest mails of an application, the newest first. */
export const mailsOf = (applicationId: string, limit: number): Promise<MailRecord[]> =>
  mails().find({ applicationId }, { orderBy: [['createdAt', 'desc']], limit });

/** Writes down how a mail stands, unless it has been forgotten meanwhile. */
export const changeMail = async (
  { _id, version }: MailRecord,
  changes: Partial<Pick<MailRecord, 'state' | 'problem' | 'sentAt'>>,
): Promise<void> => void (await mails().updateWhere({ _id, version }, { ...changes, version: version + 1 }));

/** Clears away mails of long ago. */
export const removeOldMails = (before: UnixSeconds): Promise<number> =>
  mails().removeWhere({ createdAt: is.lt(before) });
