import type { UnixSeconds } from '../../../contract/primitives';
import type { WorkerPorts } from '../runtime/ports';

const DAY = 86_400;
/** How long a pushed event is kept: WeChat sends none again after minutes, a person may ask for weeks. */
const EVENT_DAYS = 90;
const ROW_DAYS = 30;
const MAIL_DAYS = 90;
const BATCH_DAYS = 90;
/** The rest is for an hour later. */
const EXPORTS_AT_ONCE = 100;
/** The timer comes every ten seconds; once an hour is enough. */
const EVERY = 360;

/** Clears away what has served its time: tries, kept answers, payments, events and outward steps that are done. */
export const cleanUp = async (ports: WorkerPorts): Promise<void> => {
  const now = ports.now();
  if (Math.floor(now / 10) % EVERY !== 0) return;
  await ports.claimTries.removeOldTries(now);
  await ports.rateLimits.removeOldWindows(now);
  await ports.handles.removeOldHandles(now);
  await ports.idempotency.removeOldAnswers(now);
  await ports.companyPeople.removeOldInvitations(now);
  await ports.claimExports.removeOldExports(now);
  await ports.invitations.removeOldInvitations((now - ROW_DAYS * DAY) as UnixSeconds);
  await ports.payments.removeOldPayments(now);
  await ports.events.removeOldEvents((now - EVENT_DAYS * DAY) as UnixSeconds);
  await ports.mails.removeOldMails((now - MAIL_DAYS * DAY) as UnixSeconds);
  for (const old of await ports.exports.expiredExports(now, EXPORTS_AT_ONCE)) await ports.exports.removeExport(old);
  await ports.batches.removeOldBatches((now - BATCH_DAYS * DAY) as UnixSeconds);
  await ports.outbox.removeDoneRows((now - ROW_DAYS * DAY) as UnixSeconds);
};
