import { formatFen } from '../../../miniprogram/rules/money';
import { TELLINGS, waitsForPerson } from '../domain/state-wakers';
import type { ServiceMessage } from '../runtime/ports';
import type { ApplicationRecord, OutboxRecord } from '../store/records';
import { done, problemOf, type Outcome, type Step } from './outbox-step';

/** Many applications wait for the same person: one message an hour says so. */
const APART_SECONDS = 3600;

/** Where the message leads, and what it says; undefined when that is over. */
const contentOf = (row: OutboxRecord, application: ApplicationRecord) => {
  const { _id, merchantId, issuing } = application;
  if (row.number === TELLINGS.person && waitsForPerson(application)) {
    return { page: `merchant/health/index?merchant=${merchantId}`, result: '开票系统待认证，请扫码' };
  }
  if (row.number === TELLINGS.review && issuing.state === 'in_review') {
    return { page: `merchant/detail/index?id=${_id}`, result: '有开票申请待审核' };
  }
  return undefined;
};

/** Tells the merchant's people who can do something about it, if they subscribed. Whether it arrives changes nothing. */
export const tellMembers = async ({ ports, row, application }: Step): Promise<Outcome> => {
  const { merchantId, amount, seller } = application;
  const content = contentOf(row, application);
  if (!content) return done;
  if (!(await ports.rateLimits.takeCall(`tell:${merchantId}:${row.number}`, ports.now(), 1, APART_SECONDS)))
    return done;
  const roles = row.number === TELLINGS.review ? ['owner', 'finance'] : ['owner', 'finance', 'clerk'];
  const members = (await ports.members.membersOf(merchantId)).filter(({ role }) => roles.includes(role));
  const facts = { merchant: seller.name, amount: `${formatFen(amount)}元`, result: content.result };
  for (const { openid } of members) {
    const message: ServiceMessage = { openid, template: 'attention', page: content.page, facts };
    // Who did not subscribe is refused by WeChat, which is nobody's concern.
    await ports.notify(message).catch(problemOf);
  }
  return done;
};
