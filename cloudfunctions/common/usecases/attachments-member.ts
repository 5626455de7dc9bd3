import type { MerchantInvoice } from '../../../contract/merchant';
import { isTaskNow } from '../domain/member-tasks';
import { fail } from '../runtime/errors';
import type { Ports } from '../runtime/ports';
import { attach } from './attachments';
import { refuse } from './failures';
import { applicationForMember, requireTask } from './merchant/members';
import { viewForMember } from './merchant/view';

/** A member attaches a PDF to an application, which is kept with its first order. */
export const attachForMember = async (
  ports: Ports,
  openid: string,
  {
    applicationId,
    name,
    content,
    requestId,
  }: { applicationId: string; name: string; content: string; requestId: string },
): Promise<MerchantInvoice> => {
  const { application, member } = await applicationForMember(ports, openid, applicationId);
  requireTask(member, 'attach');
  if (!isTaskNow(application, 'attach')) throw refuse('attachment_too_late');
  const [orderNo] = application.orderNos;
  if (orderNo === undefined) throw fail('not_found');
  await attach(ports, { _id: application.merchantId }, orderNo, { name, bytes: Buffer.from(content, 'base64') });
  const saved = await ports.transact(async (tx) => {
    const current = await tx.applications.get(applicationId);
    if (!current) throw fail('not_found');
    const { audit = [] } = current;
    if (audit.some((entry) => entry.openid === openid && entry.requestId === requestId)) return current;
    const now = ports.now();
    const who = { openid, name: member.name, role: member.role };
    const entry = { at: now, action: 'attach' as const, requestId, ...who, reason: name };
    return ports.applications.saveApplication(tx, current, { ...current, audit: [...audit, entry], updatedAt: now });
  });
  return viewForMember(ports, saved, member.role);
};
