import type { BuyerOutput, InvoiceKind, Title } from '../../../contract/buyer';
import type { OrderId, UnixSeconds } from '../../../contract/primitives';
import { orderIdOf } from '../domain/application';
import { accountFor, type Source } from '../domain/scenarios';
import { step } from '../domain/state';
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

const readOwn = async (tx: Tx, openid: string, orderKeys: readonly string[]): Promise<OrderRecord[]> => {
  const orders: OrderRecord[] = [];
  for (const key of orderKeys) {
    const order = await tx.orders.get(key);
    if (order?.buyerOpenid !== openid) throw refuse('order_not_found');
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

/** Writes the application and takes its orders, or neither. */
const open = async (
  ports: Ports,
  tx: Tx,
  merchant: MerchantRecord,
  asked: Application,
  caller: Pick<ApplicationRecord, 'buyerOpenid' | 'requestKey' | 'requestHash'>,
): Promise<ApplicationRecord> => {
  const now = ports.now();
  const orderKeys = asked.orderNos.map((orderNo) => ports.orders.orderKey(merchant._id, orderNo));
  const orders = await readOwn(tx, caller.buyerOpenid, orderKeys);
  const [first] = orders;
  if (!first) throw refuse('order_not_found');
  const earlier = await madeBefore(tx, first, caller.requestKey);
  if (earlier) return earlier;

  const content = contentOf(orders, merchant, asked, now);
  const applicationId = ports.ids.freshId('ap');
  const orderId = orderIdOf(first.orderNo, first.attempts + 1, ports.ids.randomText(8));
  for (const { _id, attempts, version } of orders) {
    await tx.orders.update(_id, { hold: 'held', applicationId, attempts: attempts + 1, version: version + 1 });
  }
  const fresh: ApplicationRecord = {
    _id: applicationId,
    merchantId: merchant._id,
    ...caller,
    orderId,
    orderKeys,
    orderNos: asked.orderNos,
    ...content,
    kind: asked.kind,
    type: asked.title ? 0 : 1,
    ...accountsOf('wxa', merchant, orderId),
    ...(asked.title && { title: asked.title }),
    form: merchant.form,
    seller: { name: merchant.name, taxNo: merchant.taxNo },
    authorization: { state: 'none', at: now },
    issuing: { state: 'none', at: now, attempt: 0 },
    card: { state: 'none', at: now, attempt: 0 },
    timeline: [],
    createdAt: now,
    updatedAt: now,
    version: 0,
  };
  const deadline = (now + AUTHORIZATION_SECONDS) as UnixSeconds;
  return ports.applications.saveApplication(tx, null, step(fresh, 'ask', now, { deadline }));
};

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
  const caller = { buyerOpenid: openid, requestKey, requestHash };
  const application = earlier ?? (await ports.transact((tx) => open(ports, tx, merchant, asked, caller)));
  if (application.requestHash !== requestHash) throw fail('idempotency_conflict');
  return authorizationEntry(ports, application, merchant);
};
