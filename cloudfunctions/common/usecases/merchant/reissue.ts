import type { MerchantInvoice } from '../../../../contract/merchant';
import { isPossible } from '../../domain/merchant-view';
import { fail } from '../../runtime/errors';
import type { Ports } from '../../runtime/ports';
import { refuse } from '../failures';
import { openReissue, type Exchange } from '../reissue';
import { applicationForMember, requireRole } from './members';
import { viewForMember } from './view';

/**
 * 换开 in the buyer's name. The new application waits for the buyer, who finds it in the mini program and confirms it
 * on WeChat's page; only then is the old invoice reversed. The same call again answers the same application.
 */
export const reissueForBuyer = async (ports: Ports, openid: string, asked: Exchange): Promise<MerchantInvoice> => {
  const { applicationId, requestId } = asked;
  const { application, member } = await applicationForMember(ports, openid, applicationId);
  requireRole(member, 'reissue');
  const { name, role } = member;
  const merchant = await ports.merchants.findMerchant(application.merchantId);
  if (!merchant) throw fail('not_found');
  const requestKey = `${openid}:${requestId}`;
  const earlier = await ports.applications.findByRequest(requestKey);
  if (earlier && earlier.replaces?.applicationId !== applicationId) throw fail('idempotency_conflict');
  if (!earlier && !application.buyerOpenid) throw refuse('reissue_needs_buyer');
  if (!earlier && !isPossible(application, 'reissue')) throw refuse('not_possible_now');
  const audit = { at: ports.now(), action: 'reissue', requestId, openid, name, role } as const;
  const opened = earlier ?? (await openReissue(ports, application, merchant, asked, { requestKey, audit }));
  return viewForMember(ports, opened, role);
};
