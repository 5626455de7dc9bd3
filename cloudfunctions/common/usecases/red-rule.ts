import type { JobsOutput } from '../../../contract/jobs';
import { fail } from '../runtime/errors';
import type { WorkerPorts } from '../runtime/ports';

/** What the issuer allows of reversing this application's invoice now; only here are its credentials. */
export const redRule = async (ports: WorkerPorts, applicationId: string): Promise<JobsOutput['reds.rule']> => {
  const application = await ports.applications.getApplication(applicationId);
  const merchant = application && (await ports.merchants.findMerchant(application.merchantId));
  if (!application || !merchant) throw fail('not_found');
  return ports.issuerOf(merchant).redRule(application.issuing.serial ?? application.orderId);
};
