import type { JobsOutput } from '../../../contract/jobs';
import { accountFor } from '../domain/scenarios';
import { canMove, step } from '../domain/state';
import { log } from '../runtime/log';
import type { Ports, WorkerPorts } from '../runtime/ports';
import type { ApplicationRecord, EventRecord } from '../store/records';
import type { PushFacts } from '../wechat/push-facts';
import { applyEvidence, lookAtAuthorization } from './authorize';
import { cancelAgain } from './cancel-card';
import { applyIssuerCallback, isIssuerCallback } from './issuer-callback';
import { rememberCode } from './learn-card';
import { moveApplication } from './move-application';
import { applyByPaying } from './pay-order';
import { hearOfInvoice } from './reimburse/compare-claims';

/** What an event came to: the application that it moved, or why it moved none. */
type Result = { applicationId: string } | { reason: string; cardRef?: string };

/** Any account of the merchant's may be told: which one it is, WeChat's documents do not agree on for every scenario. */
const isOurs = async (
  ports: Ports,
  { appid, event }: EventRecord,
  { merchantId, source }: ApplicationRecord,
): Promise<boolean> => {
  const merchant = await ports.merchants.findMerchant(merchantId);
  if (!merchant || !Object.values(merchant.appids).includes(appid)) return false;
  const expected = accountFor(source, 'event', merchant);
  // Tells the operator how to fill a disputed cell of the table.
  if (event === 'user_authorize_invoice' && appid !== expected)
    log('event_at_other_account', { source, appid, expected });
  return true;
};

/** Whoever came by a link or in an app is known by this event only, and under this account only. */
const rememberReceiver = (ports: Ports, applicationId: string, appid: string, openid: string) =>
  moveApplication(ports, applicationId, (current) =>
    openid && !current.receiver ? { ...current, receiver: { appid, openid } } : undefined,
  );

const applyAuthorization = async (
  ports: Ports,
  event: EventRecord,
  facts: PushFacts & { kind: 'authorization' },
): Promise<Result> => {
  const application = await ports.applications.findByOrderId(facts.orderId);
  if (!application) {
    const paid = facts.succeeded
      ? await applyByPaying(ports, facts.orderId, { appid: event.appid, openid: facts.openid })
      : undefined;
    return paid ? { applicationId: paid._id } : { reason: 'unknown_order' };
  }
  if (!(await isOurs(ports, event, application))) return { reason: 'foreign_account' };
  const { _id: applicationId, title, authorization } = application;
  // The event holds no title, and a failure may be older than a success: then WeChat is asked how it stands.
  if (authorization.state === 'waiting' && (!title || !facts.succeeded)) {
    const seen = await lookAtAuthorization(ports, application);
    // WeChat's left hand does not know yet what its right has told: the next look will see it.
    if (facts.succeeded && seen.authorization.state === 'waiting') return { applicationId };
  }
  await applyEvidence(ports, applicationId, { state: facts.succeeded ? 'authorized' : 'declined' });
  if (facts.succeeded && application.source !== 'wxa')
    await rememberReceiver(ports, applicationId, event.appid, facts.openid);
  return { applicationId };
};

/** The receiver's openid under an account, if it is known: a person has another one under each. */
const openidUnder = async (
  ports: Ports,
  appid: string,
  { merchantId, card, receiver, buyerOpenid }: ApplicationRecord,
): Promise<string | undefined> => {
  const { appids } = (await ports.merchants.findMerchant(merchantId)) ?? {};
  if (appid === appids?.platform && card.openid) return card.openid;
  if (appid === receiver?.appid) return receiver.openid;
  return appid === appids?.authorization && buyerOpenid ? buyerOpenid : undefined;
};

/** Whose card it is: by its code, or, while that is unknown, the only one of the person, or the only one that may be theirs. */
const findByCard = async (
  ports: Ports,
  { appid }: EventRecord,
  { cardId, code, openid }: PushFacts & { kind: 'card_status' },
): Promise<ApplicationRecord | undefined> => {
  const [known] = await ports.applications.findByCard(cardId, code);
  if (known) return known;
  const lost = await ports.applications.findByCard(cardId);
  const openids = await Promise.all(lost.map((application) => openidUnder(ports, appid, application)));
  const theirs = lost.filter((_, i) => openids[i] === openid);
  const candidates = theirs.length > 0 ? theirs : lost.filter((_, i) => openids[i] === undefined);
  return candidates.length === 1 ? candidates[0] : undefined;
};

const applyCardStatus = async (
  ports: Ports,
  event: EventRecord,
  facts: PushFacts & { kind: 'card_status' },
): Promise<Result> => {
  const application = await findByCard(ports, event, facts);
  if (!application) return { reason: 'unknown_card', cardRef: `${facts.cardId}:${facts.code}` };
  if (!(await isOurs(ports, event, application))) return { reason: 'foreign_account' };
  await rememberCode(ports, application._id, facts.code);
  const told = application.invoiceId ? await ports.invoices.getInvoice(application.invoiceId) : null;
  if (told) await hearOfInvoice(ports, told.numberKey, facts.status);
  await ports.transact(async (tx) => {
    const invoice = application.invoiceId ? await tx.invoices.get(application.invoiceId) : null;
    // Events may come late: an older one does not undo a newer one, and CLOSURE and CANCEL are final.
    if (
      !invoice ||
      ['CLOSURE', 'CANCEL'].includes(invoice.reimburse ?? '') ||
      event.createTime < (invoice.reimburseAt ?? 0)
    )
      return;
    await tx.invoices.put({
      ...invoice,
      reimburse: facts.status,
      reimburseAt: event.createTime,
      version: invoice.version + 1,
    });
  });
  if (facts.status === 'CANCEL') {
    await moveApplication(ports, application._id, (current, now) =>
      canMove(current, 'discard') ? step(current, 'discard', now) : undefined,
    );
  }
  if (facts.status === 'INIT') await moveApplication(ports, application._id, cancelAgain);
  return { applicationId: application._id };
};

const resultOf = async (ports: WorkerPorts, event: EventRecord): Promise<Result> => {
  if (isIssuerCallback(event)) return applyIssuerCallback(ports, event);
  const facts = ports.factsOf(event);
  switch (facts.kind) {
    case 'authorization':
      return applyAuthorization(ports, event, facts);
    case 'card_status':
      return applyCardStatus(ports, event, facts);
    default:
      return { reason: 'not_ours' };
  }
};

/** Works on a pushed event that was stored. Twice does no harm; what it means to nobody is parked with the reason. */
export const applyEvent = async (
  ports: WorkerPorts,
  eventId: string,
): Promise<JobsOutput['events.apply'] & { applicationId?: string }> => {
  const event = await ports.events.getEvent(eventId);
  if (!event) return { applied: false, reason: 'unknown_event' };
  if (event.state !== 'received')
    return { applied: event.state === 'applied', ...(event.reason && { reason: event.reason }) };
  const result = await resultOf(ports, event);
  if ('applicationId' in result) {
    await ports.events.settleEvent(eventId, 'applied');
    return { applied: true, applicationId: result.applicationId };
  }
  await ports.events.settleEvent(eventId, 'parked', result);
  return { applied: false, reason: result.reason };
};
