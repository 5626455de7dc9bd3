import type { Approval, MerchantInvoice } from '../../../../contract/merchant';
import type { UnixSeconds } from '../../../../contract/primitives';
import type { MerchantAction } from '../../../../contract/states';
import { isPossible } from '../../domain/merchant-view';
import { inserters } from '../../domain/scenarios';
import { step } from '../../domain/state';
import { fail } from '../../runtime/errors';
import type { Ports } from '../../runtime/ports';
import type { ApplicationRecord } from '../../store/records';
import { refuse } from '../failures';
import { failureOf } from '../../runtime/router';
import { rowOf } from './list';
import { applicationForMember, requireRole } from './members';
import { viewForMember } from './view';

/** What a member asks for, and of which application. */
export interface Act {
  requestId: string;
  applicationId: string;
  reason?: string;
}

/** Reversing has a document of its own, and an exchanged invoice an application. */
type Moving = Exclude<MerchantAction, 'reverse' | 'reissue'>;

/** Whether WeChat has an authorization that has to be answered. */
const owed = ({ authorization }: ApplicationRecord) => authorization.state === 'authorized' && { refusalOwed: true };

/** A platform that inserts cards itself has delivered its invoice under this authorization: there is none to refuse. */
const released = (current: ApplicationRecord) => ({
  reason: '发票开错了，商家已处理，请重新申请',
  ...(inserters[current.mode] && owed(current)),
});

const moved = (
  current: ApplicationRecord,
  action: Moving,
  now: UnixSeconds,
  { reason = '' }: Act,
): ApplicationRecord => {
  switch (action) {
    case 'approve':
      return step(current, 'accept', now, {}, { text: '审核通过，开始开票', by: 'merchant' });
    case 'reject':
      return step(current, 'refuse', now, { reason, ...owed(current) });
    case 'retry':
      return step(current, 'issueAgain', now, {}, { by: 'merchant' });
    case 'release':
      return step(current, 'refuse', now, released(current), { text: '商家已处理开错的发票，可以重新申请' });
    case 'insert':
      return step(current, 'insertAgain', now, {}, { by: 'merchant' });
  }
};

/**
 * A member moves an application on, if the role and the table allow it as it is stored now; of two who do so at once,
 * one is refused. The same call again changes nothing more.
 */
export const moveAsMember = async (ports: Ports, openid: string, action: Moving, asked: Act) => {
  const { applicationId, requestId, reason } = asked;
  const { member } = await applicationForMember(ports, openid, applicationId);
  requireRole(member, action);
  const { name, role } = member;
  const application = await ports.transact(async (tx) => {
    const current = await tx.applications.get(applicationId);
    if (!current) throw fail('not_found');
    const { audit = [] } = current;
    if (audit.some((entry) => entry.openid === openid && entry.requestId === requestId)) return current;
    if (!isPossible(current, action)) throw refuse('not_possible_now');
    const now = ports.now();
    const entry = { at: now, action, requestId, openid, name, role, ...(reason !== undefined && { reason }) };
    const next = { ...moved(current, action, now, asked), audit: [...audit, entry], updatedAt: now };
    const saved = await ports.applications.saveApplication(tx, current, next);
    // The row of the automatic retry has the same number, and waits for its hour.
    if (action === 'retry') {
      await ports.outbox.hurryWaker(tx, applicationId, { kind: 'issue', number: saved.issuing.attempt }, now);
    }
    return saved;
  });
  return { application, role };
};

/** The same, followed at once by what it leads to outside. */
const act = async (ports: Ports, openid: string, action: Moving, asked: Act): Promise<MerchantInvoice> => {
  const { application, role } = await moveAsMember(ports, openid, action, asked);
  const { applicationId } = asked;
  // The timer does it otherwise.
  await ports.call('jobs', 'outbox.run', { subjectId: applicationId }).catch(() => undefined);
  return viewForMember(ports, (await ports.applications.getApplication(applicationId)) ?? application, role);
};

/** Lets an application that was held for review be invoiced. */
export const approveApplication = (ports: Ports, openid: string, asked: Act) => act(ports, openid, 'approve', asked);

const approveOne = async (ports: Ports, openid: string, asked: Act): Promise<Approval> => {
  const { applicationId } = asked;
  try {
    const { application, role } = await moveAsMember(ports, openid, 'approve', asked);
    return { ok: true, applicationId, row: rowOf(application, role) };
  } catch (error) {
    const { message, hint } = failureOf(error);
    return { ok: false, applicationId, message, hint };
  }
};

/** The same for several, each for itself; the timer sees to what follows. */
export const approveApplications = async (
  ports: Ports,
  openid: string,
  { applicationIds, requestId }: { applicationIds: readonly string[]; requestId: string },
): Promise<{ results: Approval[] }> => {
  const results: Approval[] = [];
  for (const applicationId of new Set(applicationIds)) {
    results.push(await approveOne(ports, openid, { applicationId, requestId }));
  }
  return { results };
};

/** Tells the buyer, by WeChat, that there will be no invoice. It cannot be undone. */
export const rejectApplication = (ports: Ports, openid: string, asked: Act & { reason: string }) =>
  act(ports, openid, 'reject', asked);

/** Tries a failed issue again under the same serial, now. */
export const retryApplication = (ports: Ports, openid: string, asked: Act) => act(ports, openid, 'retry', asked);

/** Lets the orders go whose invoice came out wrong, once a person has dealt with that one at the tax bureau. */
export const releaseOrders = (ports: Ports, openid: string, asked: Act) => act(ports, openid, 'release', asked);

/** Tries to put an issued invoice into the card pack again. */
export const insertAgain = (ports: Ports, openid: string, asked: Act) => act(ports, openid, 'insert', asked);
