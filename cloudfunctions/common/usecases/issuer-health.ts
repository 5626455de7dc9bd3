import type { JobsOutput } from '../../../contract/jobs';
import { fail } from '../runtime/errors';
import type { WorkerPorts } from '../runtime/ports';

/** How a merchant stands at the tax bureau; only `jobs` may ask, which holds the issuers' credentials. */
export const issuerHealth = async (ports: WorkerPorts, merchantId: string): Promise<JobsOutput['issuers.health']> => {
  const merchant = await ports.merchants.findMerchant(merchantId);
  if (!merchant) throw fail('not_found');
  return ports.issuerOf(merchant).health();
};
