import type { UnixSeconds } from '../../../contract/primitives';
import type { FilledTitle, WechatOutput } from '../../../contract/wechat';
import { afterAuthorization } from '../domain/policy';
import { canMove, noted, step } from '../domain/state';
import { holdsOrders } from '../domain/state-wakers';
import { titleOf } from '../domain/title';
import type { Ports } from '../runtime/ports';
import type { ApplicationRecord } from '../store/records';
import { moveApplication } from './move-application';
import { startCard } from './platform-card';

/** What is known of the buyer's answer on WeChat's page, from a pushed event or from asking. */
export type Evidence =
  | { state: 'authorized'; filled?: FilledTitle }
  | { state: 'rejected' }
  /** The page failed, or time is over without a word. */
  | { state: 'declined' | 'expired' };

const LATE = '申请已结束，这次确认不会开票';

const authorized = (
  application: ApplicationRecord,
  filled: FilledTitle | undefined,
  now: UnixSeconds,
): ApplicationRecord => {
  const title = application.title ?? (filled && titleOf(filled));
  const granted = step({ ...application, ...(title && { title }) }, 'authorize', now, filled ? { filled } : {});
  // 领票: the invoice is there already, and only the card is missing.
  if (canMove(granted, 'insert')) return startCard(granted, now);
  if (title) return afterAuthorization(granted, now);
  return step(granted, 'refuse', now, { reason: '微信页面没有填写抬头', refusalOwed: true }, { by: 'system' });
};

/** What a piece of evidence makes of an application; undefined when it is no news. */
const after = (application: ApplicationRecord, evidence: Evidence, now: UnixSeconds): ApplicationRecord | undefined => {
  const { state, refusalOwed } = application.authorization;
  if (state === 'waiting') {
    switch (evidence.state) {
      case 'authorized':
        return authorized(application, evidence.filled, now);
      case 'rejected':
        return step(application, 'refuse', now, { reason: '商家在微信拒绝了这次开票', refusalOwed: false });
      case 'declined':
        return step(application, 'decline', now);
      case 'expired':
        return step(application, 'expire', now);
    }
  }
  // An authorization for an application that has ended is answered by a refusal, never by a second invoice.
  if (evidence.state === 'authorized' && refusalOwed === undefined && !holdsOrders(application)) {
    const owing = { ...application, authorization: { ...application.authorization, refusalOwed: true } };
    return noted(owing, now, { code: 'authorized_late', text: LATE, tone: 'ended', by: 'buyer' });
  }
  return undefined;
};

/**
 * Brings an application to the state that the evidence shows. Events and polling both come here, in any order,
 * doubled or missing, and lead to the same state.
 */
export const applyEvidence = (
  ports: Ports,
  applicationId: string,
  evidence: Evidence,
): Promise<ApplicationRecord | null> =>
  moveApplication(ports, applicationId, (current, now) => after(current, evidence, now));

/** What WeChat says of an authorization; undefined while nobody has confirmed. */
export const evidenceOf = (answer: WechatOutput['authorization.read']): Evidence | undefined => {
  if (answer.state === 'none') return undefined;
  return answer.state === 'rejected'
    ? { state: 'rejected' }
    : { state: 'authorized', ...(answer.filled && { filled: answer.filled }) };
};

/** Asks WeChat how it stands, and follows. Answers the application as it is then. */
export const lookAtAuthorization = async (ports: Ports, application: ApplicationRecord): Promise<ApplicationRecord> => {
  const evidence = evidenceOf(await ports.call('wechat', 'authorization.read', { key: application.key }));
  return evidence ? ((await applyEvidence(ports, application._id, evidence)) ?? application) : application;
};
