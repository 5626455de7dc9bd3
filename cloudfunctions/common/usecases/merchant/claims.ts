import type { InvoiceKind, Title } from '../../../../contract/buyer';
import type { MerchantInvoice } from '../../../../contract/merchant';
import type { ReceiptOutput } from '../../../../contract/merchant-receipts';
import { isTaskNow } from '../../domain/member-tasks';
import { fail } from '../../runtime/errors';
import type { Ports } from '../../runtime/ports';
import { issueFirst } from '../claim-invoice';
import { refuse } from '../failures';
import { applicationForMember, requireTask } from './members';
import { claimCode, merchantFor, type OfMerchant } from './receipts';
import { viewForMember } from './view';

/** 领票: a member has an invoice made before its buyer asks, for instance at the counter. */
export const issueForClaim = async (
  ports: Ports,
  openid: string,
  {
    merchantId,
    orderNo,
    title,
    kind,
    requestId,
  }: OfMerchant & { orderNo: string; title: Title; kind: InvoiceKind; requestId: string },
): Promise<MerchantInvoice> => {
  const { merchant, member } = await merchantFor(ports, openid, 'issue_first', merchantId);
  const requestKey = `member:${ports.ids.fingerprint(`${openid}:${requestId}`)}`;
  const earlier = await ports.applications.findByRequest(requestKey);
  if (earlier && !(earlier.merchantId === merchant._id && earlier.orderNos[0] === orderNo))
    throw fail('idempotency_conflict');
  const application = earlier ?? (await issueFirst(ports, merchant, { orderNo, title, kind, requestKey }));
  return viewForMember(ports, application, member.role);
};

/** The code under which the buyer claims it, as long as nobody has. */
export const showClaimCode = async (
  ports: Ports,
  openid: string,
  applicationId: string,
): Promise<ReceiptOutput['claims.link']> => {
  const { application, member } = await applicationForMember(ports, openid, applicationId);
  requireTask(member, 'claim_link');
  const { invoiceId, amount, title, merchantId } = application;
  if (!invoiceId || !isTaskNow(application, 'claim_link')) throw refuse('not_possible_now');
  const merchant = await ports.merchants.findMerchant(merchantId);
  if (!merchant) throw fail('not_found');
  return { ...(await claimCode(ports, invoiceId, merchant)), amount, titleName: title?.name ?? '' };
};
