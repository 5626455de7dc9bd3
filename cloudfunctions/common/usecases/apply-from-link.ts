import type { InvoiceKind, Title } from '../../../contract/buyer';
import { fail } from '../runtime/errors';
import type { Ports } from '../runtime/ports';
import type { ApplicationRecord, MerchantRecord } from '../store/records';
import { openApplication } from './apply';
import { refuse } from './failures';
import { withdrawApplication } from './withdraw';

/** An application by a door that knows no openid: a page by a signed link, a receipt, an app or mini program by the merchant's server. */
export interface LinkApplication {
  orderNo: string;
  source: 'web' | 'wap' | 'app' | 'wxa';
  /** The same key, the same application. */
  requestKey: string;
  title?: Title | undefined;
  kind?: InvoiceKind | undefined;
  redirectUrl?: string | undefined;
  /** Known to the applicant's browser only. */
  viewer?: string | undefined;
  /** Leaves alone whoever began before and has not confirmed. */
  onlyIfFree?: boolean;
}

/**
 * Somebody who holds the receipt left WeChat's page without an answer: whoever holds it now begins anew. If the first
 * one confirms after all, that is answered by a refusal; if they have already, nothing is begun.
 */
const supersede = async (ports: Ports, merchant: MerchantRecord, orderNo: string): Promise<void> => {
  const order = await ports.orders.findOrder(ports.orders.orderKey(merchant._id, orderNo));
  if (!order) throw refuse('order_not_found');
  const holder =
    order.hold === 'held' && order.applicationId ? await ports.applications.getApplication(order.applicationId) : null;
  if (holder && !holder.buyerOpenid && holder.authorization.state === 'waiting')
    await withdrawApplication(ports, holder);
};

/** Opens an application for whoever proved by a link or through the merchant that the order is theirs. */
export const applyFromLink = async (
  ports: Ports,
  merchant: MerchantRecord,
  { orderNo, source, requestKey, title, kind = 'normal', redirectUrl, viewer, onlyIfFree = false }: LinkApplication,
): Promise<ApplicationRecord> => {
  const requestHash = ports.ids.fingerprint(JSON.stringify([merchant._id, orderNo, source, title, kind, redirectUrl]));
  const earlier = await ports.applications.findByRequest(requestKey);
  if (earlier && earlier.requestHash !== requestHash) throw fail('idempotency_conflict');
  if (earlier) return earlier;
  if (!onlyIfFree) await supersede(ports, merchant, orderNo);
  return openApplication(
    ports,
    merchant,
    { orderNos: [orderNo], title, kind },
    {
      buyerOpenid: '',
      requestKey,
      requestHash,
      source,
      type: title ? 0 : 1,
      ...(viewer && { viewer }),
      ...(redirectUrl !== undefined && { redirectUrl }),
      mayUse: () => true,
    },
  );
};
