import type { Attachment } from '../../../contract/buyer';
import type { UnixSeconds } from '../../../contract/primitives';
import type { Ports } from '../runtime/ports';
import type { StoredAttachment } from '../store/records';
import { AppError } from '../runtime/errors';
import { attachmentProblem, MOST_ATTACHMENTS } from '../domain/attachment';
import type { MerchantRecord } from '../store/records';
import { fail } from '../runtime/errors';
import { refuse } from './failures';

const ATTEMPTS = 8;

interface OfOrders {
  merchantId: string;
  orderNos: readonly string[];
}

/** 行程单, 水单: what was given along with the orders of an invoice, in the order of their names. */
export const attachedTo = async (
  { orders }: Pick<Ports, 'orders'>,
  { merchantId, orderNos }: OfOrders,
): Promise<StoredAttachment[]> => {
  const found = await orders.findOrders(orderNos.map((orderNo) => orders.orderKey(merchantId, orderNo)));
  return [...found.values()].flatMap(({ attachments = [] }) => attachments);
};

/** The same under links that work for a while. */
export const attachmentsOf = async (ports: Ports, of: OfOrders): Promise<Attachment[]> => {
  const attached = await attachedTo(ports, of);
  const links = await ports.files.linksTo(attached.map(({ fileId }) => fileId));
  const expiresAt = (ports.now() + ports.files.LINK_SECONDS) as UnixSeconds;
  return attached.map(({ name, bytes }, i) => ({ name, bytes, url: links[i] ?? '', expiresAt }));
};

/** Keeps a PDF with an order; the same name again replaces it. Once the card is made it would not be on it. */
export const attach = async (
  ports: Ports,
  merchant: Pick<MerchantRecord, '_id'>,
  orderNo: string,
  { name, bytes }: { name: string; bytes: Uint8Array },
): Promise<StoredAttachment[]> => {
  const objection = attachmentProblem(bytes);
  if (objection) throw new AppError({ code: 'attachment_invalid', ...objection, retryable: false });
  const key = ports.orders.orderKey(merchant._id, orderNo);
  const hash = ports.ids.hashOf(bytes);
  let fileId: string | undefined;
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const order = await ports.orders.findOrder(key);
    if (!order) throw refuse('order_not_found');
    const holder = order.applicationId ? await ports.applications.getApplication(order.applicationId) : null;
    if (holder && ['insert_accepted', 'inserted'].includes(holder.card.state)) throw refuse('attachment_too_late');
    const others = (order.attachments ?? []).filter((one) => one.name !== name);
    if (others.length >= MOST_ATTACHMENTS) throw refuse('too_many_attachments');
    fileId ??= await ports.files.saveFile(`attachments/${ports.ids.fingerprint(key)}/${hash.slice(0, 16)}.pdf`, bytes);
    const attachments = [...others, { name, fileId, bytes: bytes.length, hash, at: ports.now() }];
    if (await ports.orders.changeOrder(order, { attachments, updatedAt: ports.now() })) return attachments;
  }
  throw fail('busy');
};
