import { fail } from '../runtime/errors';
import type { Ports } from '../runtime/ports';
import type { ApplicationRecord } from '../store/records';

/** The caller's application. Somebody else's looks the same as one that does not exist. */
export const ownApplication = async (
  ports: Ports,
  openid: string,
  applicationId: string,
): Promise<ApplicationRecord> => {
  const application = await ports.applications.getApplication(applicationId);
  if (!application || application.buyerOpenid !== openid) throw fail('not_found');
  return application;
};
