import type { InvoiceKind, Title } from '../../../contract/buyer';
import type { UnixSeconds } from '../../../contract/primitives';
import { orderIdOf } from '../domain/application';
import { step } from '../domain/state';
import { AUTHORIZATION_SECONDS } from '../domain/state-wakers';
import { AppError, fail } from '../runtime/errors';
import type { Ports } from '../runtime/ports';
import type { ApplicationRecord, InvoiceRecord, MerchantRecord } from '../store/records';
import { takeOrders } from './apply';
import { refuse } from './failures';
import { withdrawApplication } from './withdraw';

const refusal = (code: string, message: string, hint: string) =>
  new AppError({ code, message, hint, retryable: false });

/** Issues an invoice that its buyer claims later (领票, type 2): nobody has to authorize it before. */
export const issueFirst = async (
  ports: Ports,
  merchant: MerchantRecord,
  {
    orderNo,
    title,
    kind = 'normal',
    requestKey,
  }: { orderNo: string; title: Title; kind?: InvoiceKind | undefined; requestKey: string },
): Promise<ApplicationRecord> => {
  const draft = {
    buyerOpenid: '',
    requestKey,
    requestHash: ports.ids.fingerprint(JSON.stringify([merchant._id, orderNo, title, kind])),
    source: 'web' as const,
    type: 2 as const,
    mayUse: () => true,
  };
  const application = await ports.transact(async (tx) => {
    const taken = await takeOrders(ports, tx, merchant, { orderNos: [orderNo], title, kind }, draft);
    if ('earlier' in taken) return taken.earlier;
    return ports.applications.saveApplication(tx, null, step(taken.fresh, 'accept', ports.now()));
  });
  // The timer does it otherwise.
  await ports.call('jobs', 'outbox.run', { subjectId: application._id }).catch(() => undefined);
  return (await ports.applications.getApplication(application._id)) ?? application;
};

/** An invoice that can be claimed, or why not: it must exist, neither reversed nor about to be, and unclaimed. */
export const claimable = async (
  ports: Ports,
  invoiceId: string,
): Promise<{ invoice: InvoiceRecord; application: ApplicationRecord; merchant: MerchantRecord }> => {
  const invoice = await ports.invoices.getInvoice(invoiceId);
  const application = invoice && (await ports.applications.getApplication(invoice.applicationId));
  const merchant = application && (await ports.merchants.findMerchant(application.merchantId));
  if (!invoice || !application || !merchant)
    throw fail('not_found', { message: '没有找到这张发票', hint: '请联系商家' });
  if (invoice.state !== 'normal') throw refusal('invoice_reversed', '这张发票已被红冲，不能领取', '请联系商家重新开票');
  if (application.reversal?.open)
    throw refuse('red_open', { message: '这张发票正在红冲，现在不能领取', hint: '请联系商家' });
  if (application.type !== 2 || application.authorization.state === 'authorized') {
    throw refusal('invoice_claimed', '这张发票已被领取', '请在领取时的微信卡包中查看；不是本人领取请联系商家');
  }
  return { invoice, application, merchant };
};

/** WeChat's order_id is used up by an attempt: the next one is an application of its own, with the same invoice. */
const successorOf = (ports: Ports, ended: ApplicationRecord, viewer: string): ApplicationRecord => {
  const now = ports.now();
  const id = ports.ids.freshId('ap');
  const orderId = orderIdOf(ended.orderNos[0] ?? '', ended.timeline.length, ports.ids.randomText(8));
  const { receiver: _receiver, cardRef: _cardRef, listState: _listState, ...kept } = ended;
  return {
    ...kept,
    _id: id,
    orderId,
    key: { ...ended.key, orderId },
    requestKey: `claim:${id}`,
    viewer,
    issuing: { ...ended.issuing, serial: ended.issuing.serial ?? ended.orderId },
    authorization: { state: 'none', at: now },
    card: { state: 'none', at: now, attempt: 0 },
    timeline: ended.timeline.filter(({ code }) => code === 'issuing' || code === 'issued'),
    sortKey: `${String(now).padStart(10, '0')}:${id}`,
    createdAt: now,
    updatedAt: now,
    version: 0,
  };
};

/** Begins a claim; whoever holds the link now takes the place of one who left WeChat's page without an answer. */
export const claimInvoice = async (ports: Ports, invoiceId: string, viewer: string): Promise<ApplicationRecord> => {
  const { application } = await claimable(ports, invoiceId);
  if (application.authorization.state === 'waiting') await withdrawApplication(ports, application);
  return ports.transact(async (tx) => {
    const invoice = await tx.invoices.get(invoiceId);
    const current = invoice && (await tx.applications.get(invoice.applicationId));
    if (!invoice || !current || invoice.state !== 'normal' || current.reversal?.open) throw fail('busy');
    const { state } = current.authorization;
    if (state === 'waiting' || state === 'authorized') throw fail('busy');
    const now = ports.now();
    const deadline = (now + AUTHORIZATION_SECONDS) as UnixSeconds;
    if (state === 'none') {
      const asked = step({ ...current, viewer, updatedAt: now }, 'ask', now, { deadline });
      return ports.applications.saveApplication(tx, current, asked);
    }
    const next = successorOf(ports, current, viewer);
    await tx.invoices.put({ ...invoice, applicationId: next._id, version: invoice.version + 1 });
    await ports.applications.saveApplication(tx, current, { ...current, supersededBy: next._id, updatedAt: now });
    for (const key of next.orderKeys) await tx.orders.update(key, { applicationId: next._id });
    return ports.applications.saveApplication(tx, { ...next }, step(next, 'ask', now, { deadline }));
  });
};
