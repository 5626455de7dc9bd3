import type { ApplicationView } from '../../../contract/buyer';
import { isMoving } from '../domain/state-view';
import { log } from '../runtime/log';
import type { Ports } from '../runtime/ports';
import type { ApplicationRecord } from '../store/records';
import { lookAtAuthorization } from './authorize';
import { ownApplication } from './own-application';
import { problemOf } from './outbox-step';
import { viewApplication } from './view-application';

/** What cannot be had now is shown as it was: looking again is what the phone does anyway. */
const orAsItWas = async <T>(what: string, look: Promise<T>): Promise<T | undefined> => {
  try {
    return await look;
  } catch (error) {
    log('refresh_incomplete', { what, code: problemOf(error).code });
    return undefined;
  }
};

/** Looks at WeChat, works off what is due for the application, and answers how it stands then. */
export const refreshApplication = async (ports: Ports, application: ApplicationRecord): Promise<ApplicationRecord> => {
  let seen = application;
  if (seen.authorization.state === 'waiting') {
    seen = (await orAsItWas('authorization', lookAtAuthorization(ports, seen))) ?? seen;
  }
  if (seen.authorization.state !== 'waiting' && isMoving(seen)) {
    await orAsItWas('outbox', ports.call('jobs', 'outbox.run', { subjectId: seen._id }));
    seen = (await ports.applications.getApplication(seen._id)) ?? seen;
  }
  return seen;
};

/** The same for its buyer. */
export const refresh = async (ports: Ports, openid: string, applicationId: string): Promise<ApplicationView> => {
  await refreshApplication(ports, await ownApplication(ports, openid, applicationId));
  return viewApplication(ports, await ownApplication(ports, openid, applicationId));
};
