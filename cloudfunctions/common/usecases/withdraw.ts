import type { ApplicationView } from '../../../contract/buyer';
import { canMove, step } from '../domain/state';
import type { Ports } from '../runtime/ports';
import type { ApplicationRecord } from '../store/records';
import { lookAtAuthorization } from './authorize';
import { refuse } from './failures';
import { moveApplication } from './move-application';
import { ownApplication } from './own-application';
import { viewApplication } from './view-application';

/** Ends an application that still waits. Whoever has confirmed meanwhile gets the invoice that they asked for. */
export const withdrawApplication = async (ports: Ports, application: ApplicationRecord): Promise<void> => {
  if (!canMove(application, 'withdraw')) throw refuse('not_waiting');
  // WeChat may be out of reach; if it then turns out that they had confirmed, the confirmation is answered by a refusal.
  const seen = await lookAtAuthorization(ports, application).catch(() => application);
  if (seen.authorization.state === 'authorized') throw refuse('already_authorized');
  await moveApplication(ports, application._id, (current, now) =>
    canMove(current, 'withdraw') ? step(current, 'withdraw', now) : undefined,
  );
};

export const withdraw = async (ports: Ports, openid: string, applicationId: string): Promise<ApplicationView> => {
  await withdrawApplication(ports, await ownApplication(ports, openid, applicationId));
  return viewApplication(ports, await ownApplication(ports, openid, applicationId));
};
