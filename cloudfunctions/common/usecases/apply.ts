import type { BuyerOutput, InvoiceKind, Title } from '../../../contract/buyer';
import type { OrderId, UnixSeconds } from '../../../contract/primitives';
import { orderIdOf } from '../domain/application';
import { policyOf, rulesFor } from '../domain/policy';
import { accountFor, type Source } from '../domain/scenarios';
import { step, type Telling } from '../domain/state';
import { AUTHORIZATION_SECONDS } from '../domain/state-wakers';
import { fail } from '../runtime/errors';
import type { Ports } from '../runtime/ports';
import type { ApplicationRecord, MerchantRecord, OrderRecord } from '../store/records';
import type { Tx } from '../store/transact';
import { contentOf } from './application-content';
import { authorizationEntry } from './authorization-entry';
import { refuse } from './failures';

export interface Application {
  requestId: string;
  orderNos: string[];
  merchantId?: string | undefined;
  title?: Title | undefined;
  kind: InvoiceKind;
}

/** The merchant whose orders are meant. Two merchants may have given the caller the same order number. */
const findMerchant = async (
  ports: Ports,
  openid: string,
  { orderNos, merchantId }: Application,
): Promise<MerchantRecord> => {
  const [first = ''] = orderNos;
  const ids = merchantId
    ? [merchantId]
    : (await ports.orders.findOrdersOfBuyer(openid, first)).map((order) => order.merchantId);
  if (ids.length > 1) throw refuse('merchant_required');
  const merchant = ids[0] ? await ports.merchants.findMerchant(ids[0]) : null;
  if (!merchant) throw refuse('order_not_found');
  return merchant;
};

/** An application that is being made, by whichever door it came in. */
export interface Draft extends Pick<
  ApplicationRecord,
  'buyerOpenid' | 'requestKey' | 'requestHash' | 'source' | 'type'
> {
  redirectUrl?: string;
  viewer?: string;
  /** Where WeChat has named the order already (支付后). */
  orderId?: OrderId;
  /** Whether the caller may ask for an invoice for this order. */
  readonly mayUse: (order: OrderRecord) => boolean;
}

const readOrders = async (tx: Tx, orderKeys: readonly string[], mayUse: Draft['mayUse']): Promise<OrderRecord[]> => {
  const orders: OrderRecord[] = [];
  for (const key of orderKeys) {
    const order = await tx.orders.get(key);
    if (!order || !mayUse(order)) throw refuse('order_not_found');
    orders.push(order);
  }
  return orders;
};

/** The application that already holds the order, if this very call made it. */
const madeBefore = async (tx: Tx, { hold, applicationId }: OrderRecord, requestKey: string) => {
  const holder = hold === 'held' && applicationId ? await tx.applications.get(applicationId) : null;
  return holder?.requestKey === requestKey ? holder : undefined;
};

/** The accounts that this application goes through, as the scenario's row has them. */
const accountsOf = (source: Source, merchant: MerchantRecord, orderId: OrderId) => {
  const appid = accountFor(source, 'authorization', merchant);
  const insertAppid = accountFor(source, 'insert', merchant);
  if (!appid || !insertAppid)
    throw refuse('scenario_not_set_up', { hint: `运维：商户 ${merchant._id} 缺少 ${source} 场景的账号` });
  return {
    source,
    key: { sPappid: merchant.sPappid, appid, orderId },
    ...(insertAppid !== appid && { insertAppid }),
    platformAppid: merchant.appids.platform,
    mode: merchant.mode,
  };
};

/** What an application is made of, besides the door that it came in by. */
interface Making {
  applicationId: string;
  orderId: OrderId;
  orders: readonly OrderRecord[];
  asked: Pick<Application, 'orderNos' | 'title' | 'kind'>;
  content: Pick<ApplicationRecord, 'lines' | 'amount'>;
}

/** A new application that has not moved yet. */
export const freshApplication = (
  merchant: MerchantRecord,
  { applicationId, orderId, orders, asked, content }: Making,
  draft: Omit<Draft, 'mayUse' | 'orderId'>,
  now: UnixSeconds,
): ApplicationRecord => {
  const rules = rulesFor(policyOf(merchant), orders, { kind: asked.kind, amount: content.amount }, now);
  return {
    _id: applicationId,
    merchantId: merchant._id,
    ...draft,
    orderId,
    orderKeys: orders.map(({ _id }) => _id),
    orderNos: asked.orderNos,
    phoneLast4s: [...new Set(orders.flatMap(({ phoneLast4 }) => phoneLast4 ?? []))],
    ...content,
    kind: asked.kind,
    ...accountsOf(draft.source, merchant, orderId),
    ...(asked.title && { title: asked.title }),
    ...(rules && { rules }),
    form: merchant.form,
    seller: { name: merchant.name, taxNo: merchant.taxNo },
    issuer: merchant.issuer,
    authorization: { state: 'none', at: now },
    issuing: { state: 'none', at: now, attempt: 0 },
    card: { state: 'none', at: now, attempt: 0 },
    timeline: [],
    sortKey: `${String(now).padStart(10, '0')}:${applicationId}`,
    createdAt: now,
    updatedAt: now,
    version: 0,
  };
};

/**
 * Takes the orders for a new application that has not moved yet; whoever asks saves it with its first move. Answers the
 * earlier one when this very call has made it before.
 */
export const takeOrders = async (
  ports: Ports,
  tx: Tx,
  merchant: MerchantRecord,
  asked: Pick<Application, 'orderNos' | 'title' | 'kind'>,
  { mayUse, orderId: named, ...draft }: Draft,
): Promise<{ fresh: ApplicationRecord } | { earlier: ApplicationRecord }> => {
  const now = ports.now();
  const orderKeys = asked.orderNos.map((orderNo) => ports.orders.orderKey(merchant._id, orderNo));
  const orders = await readOrders(tx, orderKeys, mayUse);
  const [first] = orders;
  if (!first) throw refuse('order_not_found');
  const earlier = await madeBefore(tx, first, draft.requestKey);
  if (earlier) return { earlier };

  const content = contentOf(orders, merchant, asked, now);
  const applicationId = ports.ids.freshId('ap');
  const orderId = named ?? orderIdOf(first.orderNo, first.attempts + 1, ports.ids.randomText(8));
  const fresh = freshApplication(merchant, { applicationId, orderId, orders, asked, content }, draft, now);
  for (const { _id, attempts, version } of orders) {
    await tx.orders.update(_id, { hold: 'held', applicationId, attempts: attempts + 1, version: version + 1 });
  }
  return { fresh };
};

/** Saves a new application as one that waits for the buyer's answer on WeChat's page. */
export const saveAsked = (
  ports: Ports,
  tx: Tx,
  fresh: ApplicationRecord,
  telling: Telling = {},
): Promise<ApplicationRecord> => {
  const now = ports.now();
  const deadline = (now + AUTHORIZATION_SECONDS) as UnixSeconds;
  return ports.applications.saveApplication(tx, null, step(fresh, 'ask', now, { deadline }, telling));
};

/** Opens an application that waits for the buyer's answer on WeChat's page, in one transaction with its orders. */
export const openApplication = (
  ports: Ports,
  merchant: MerchantRecord,
  asked: Pick<Application, 'orderNos' | 'title' | 'kind'>,
  draft: Draft,
): Promise<ApplicationRecord> =>
  ports.transact(async (tx) => {
    const taken = await takeOrders(ports, tx, merchant, asked, draft);
    if ('earlier' in taken) return taken.earlier;
    return saveAsked(ports, tx, taken.fresh);
  });

/**
 * A buyer asks for one invoice for one or more orders. The same call again answers the same application with a fresh
 * way to WeChat's page; if that way cannot be had now, the application stays and the call may be repeated.
 */
export const apply = async (
  ports: Ports,
  openid: string,
  request: Application,
): Promise<BuyerOutput['applications.create']> => {
  const asked = { ...request, orderNos: [...new Set(request.orderNos)] };
  const requestKey = `${openid}:${asked.requestId}`;
  const requestHash = ports.ids.fingerprint(
    JSON.stringify([asked.orderNos, asked.merchantId, asked.title, asked.kind]),
  );
  const earlier = await ports.applications.findByRequest(requestKey);
  const merchant = earlier
    ? await ports.merchants.findMerchant(earlier.merchantId)
    : await findMerchant(ports, openid, asked);
  if (!merchant) throw fail('not_found');
  const draft: Draft = {
    buyerOpenid: openid,
    requestKey,
    requestHash,
    source: 'wxa',
    type: asked.title ? 0 : 1,
    mayUse: ({ buyerOpenid }) => buyerOpenid === openid,
  };
  const application = earlier ?? (await openApplication(ports, merchant, asked, draft));
  if (application.requestHash !== requestHash) throw fail('idempotency_conflict');
  return authorizationEntry(ports, application, merchant);
};
