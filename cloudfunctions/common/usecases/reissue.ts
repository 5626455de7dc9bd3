import type { BuyerOutput, InvoiceDetail, InvoiceKind, Title } from '../../../contract/buyer';
import type { UnixSeconds } from '../../../contract/primitives';
import { objectionToAmount, orderIdOf } from '../domain/application';
import { policyOf } from '../domain/policy';
import { refundGapOf, worthOfAll } from '../domain/refunds';
import { isOpenReplacement, mayBeReplaced, objectionToReissue } from '../domain/reissue';
import { noted } from '../domain/state';
import { objectionToKind, objectionToTitle, sameTitle } from '../domain/title';
import { fail } from '../runtime/errors';
import type { Ports } from '../runtime/ports';
import type { ApplicationRecord, AuditRecord, InvoiceRecord, MerchantRecord, OrderRecord } from '../store/records';
import type { Tx } from '../store/transact';
import { freshApplication, saveAsked } from './apply';
import { authorizationEntry } from './authorization-entry';
import { problem, refuse } from './failures';
import { ownApplication } from './own-application';

/** 换开: another title, or another kind, for what an application was invoiced for. */
export interface Exchange {
  requestId: string;
  applicationId: string;
  title?: Title | undefined;
  kind: InvoiceKind;
}

const factsOf = ({ replaces }: ApplicationRecord, { issuedAt, state, reimburse }: InvoiceRecord) => ({
  times: replaces?.times ?? 0,
  issuedAt,
  state,
  reimburse,
});

/** A refund is settled by a red, with a reason of its own. */
const changed = { message: '订单金额已变化，不能换开', hint: '订单已退款，请联系商家处理原发票' };

/** Whether an invoice may be exchanged now, and if not, why. */
export const reissueOffer = (
  application: ApplicationRecord,
  invoice: InvoiceRecord,
  merchant: MerchantRecord,
  now: UnixSeconds,
): InvoiceDetail['reissue'] => {
  if (application.authorization.state !== 'authorized' || !mayBeReplaced(application)) return { can: false };
  const objection = objectionToReissue(factsOf(application, invoice), policyOf(merchant).reissue, now);
  if (!objection && refundGapOf(application) > 0) return { can: false, reason: changed.hint };
  return objection ? { can: false, reason: problem(objection).message } : { can: true };
};

const readOrders = async (tx: Tx, { orderKeys, amount }: ApplicationRecord): Promise<OrderRecord[]> => {
  const orders: OrderRecord[] = [];
  for (const key of orderKeys) {
    const order = await tx.orders.get(key);
    if (!order) throw refuse('order_not_found');
    orders.push(order);
  }
  if (worthOfAll(orders) !== amount) throw refuse('order_changed', changed);
  return orders;
};

const checkContent = (old: ApplicationRecord, merchant: MerchantRecord, { title, kind }: Exchange): void => {
  const objection = (title && objectionToTitle(title)) ?? objectionToKind(kind, title, old.lines, merchant.kinds);
  if (objection) throw refuse(objection.code, objection.text ? { message: objection.text } : {});
  const wrongAmount = objectionToAmount(old.amount, merchant.maxAmount);
  if (wrongAmount) throw refuse('amount_out_of_range', { message: wrongAmount });
  if (title && old.title && kind === old.kind && sameTitle(title, old.title)) throw refuse('reissue_same_title');
};

/** The earlier attempt, if this very call made it; another one that is still open stands in the way. */
const attemptBefore = async (tx: Tx, { replacedBy }: ApplicationRecord, requestKey: string) => {
  const before = replacedBy === undefined ? null : await tx.applications.get(replacedBy);
  if (!before) return undefined;
  if (before.requestKey === requestKey) return before;
  if (isOpenReplacement(before)) throw refuse('reissue_open');
  return undefined;
};

/**
 * Opens the application that is to take the place of an invoice: it waits for the buyer's answer on WeChat's page
 * under an order id of its own. Until then, and until the old invoice is reversed, that one stays valid.
 */
export const openReissue = async (
  ports: Ports,
  old: ApplicationRecord,
  merchant: MerchantRecord,
  asked: Exchange,
  { requestKey, audit }: { requestKey: string; audit?: AuditRecord },
): Promise<ApplicationRecord> =>
  ports.transact(async (tx) => {
    const current = await tx.applications.get(old._id);
    const invoice = current?.invoiceId ? await tx.invoices.get(current.invoiceId) : null;
    if (!current || !invoice || !current.buyerOpenid) throw refuse('not_possible_now');
    const earlier = await attemptBefore(tx, current, requestKey);
    if (earlier) return earlier;
    if (current.authorization.state !== 'authorized' || !mayBeReplaced(current)) throw refuse('not_possible_now');
    const now = ports.now();
    const objection = objectionToReissue(factsOf(current, invoice), policyOf(merchant).reissue, now);
    if (objection) throw refuse(objection);
    const orders = await readOrders(tx, current);
    checkContent(current, merchant, asked);
    const [first] = orders;
    if (!first) throw refuse('order_not_found');

    const applicationId = ports.ids.freshId('ap');
    const making = {
      applicationId,
      orderId: orderIdOf(first.orderNo, first.attempts + 1, ports.ids.randomText(8)),
      orders,
      asked: { orderNos: current.orderNos, title: asked.title, kind: asked.kind },
      content: { lines: current.lines, amount: current.amount },
    };
    const draft = {
      buyerOpenid: current.buyerOpenid,
      requestKey,
      requestHash: ports.ids.fingerprint(JSON.stringify([asked.applicationId, asked.title, asked.kind])),
      source: 'wxa',
      type: asked.title ? 0 : 1,
    } as const;
    const replaces = {
      applicationId: current._id,
      invoiceId: invoice._id,
      number: invoice.number,
      times: (current.replaces?.times ?? 0) + 1,
    };
    const { rules, ...made } = freshApplication(merchant, making, draft, now);
    // Its time has come, since it was invoiced before; and what a member asks for needs no second look.
    const review = !audit && rules?.review ? { rules: { review: rules.review } } : {};
    const fresh = { ...made, ...review, replaces, ...(audit && { audit: [audit] }) };
    for (const { _id, attempts, version } of orders) {
      await tx.orders.update(_id, { attempts: attempts + 1, version: version + 1 });
    }
    const by = audit ? 'merchant' : 'buyer';
    const text = audit ? '商家发起换开，等待买家在微信确认' : '申请换开，等待在微信确认';
    const told = noted(current, now, { code: 'reissue_asked', text, tone: 'working', by });
    const audited = audit ? { audit: [...(current.audit ?? []), audit] } : {};
    const left = { ...told, ...audited, replacedBy: applicationId, updatedAt: now };
    await ports.applications.saveApplication(tx, current, left);
    return saveAsked(ports, tx, fresh, { text: audit ? '商家已发起换开' : '已提交换开申请', by });
  });

/** A buyer exchanges an invoice for one with another title. The same call again answers the same application. */
export const reissue = async (
  ports: Ports,
  openid: string,
  asked: Exchange,
): Promise<BuyerOutput['applications.reissue']> => {
  const old = await ownApplication(ports, openid, asked.applicationId);
  const merchant = await ports.merchants.findMerchant(old.merchantId);
  if (!merchant) throw fail('not_found');
  const requestKey = `${openid}:${asked.requestId}`;
  const earlier = await ports.applications.findByRequest(requestKey);
  if (earlier && earlier.replaces?.applicationId !== old._id) throw fail('idempotency_conflict');
  const application = earlier ?? (await openReissue(ports, old, merchant, asked, { requestKey }));
  return authorizationEntry(ports, application, merchant);
};
