import { formatFen } from '../../../miniprogram/rules/money';
import { redOfStep, redWaitOf, type RedWait } from '../domain/red';
import { isOverdue, TELLINGS, waitsForPerson } from '../domain/state-wakers';
import type { Ports, ServiceMessage } from '../runtime/ports';
import type { ApplicationRecord } from '../store/records';
import { done, problemOf, type Outcome, type Step } from './outbox-step';

/** Many applications wait for the same person: one message an hour says so. */
const APART_SECONDS = 3600;

type Waits = RedWait | 'review' | undefined;

/** What an application, or the red of its invoice that the row names, waits for. */
const waitOf = async (ports: Ports, n: number, application: ApplicationRecord): Promise<Waits> => {
  if (n > 0) {
    const red = await ports.reds.getRed(ports.reds.redId(application._id, n));
    return red ? redWaitOf(red) : undefined;
  }
  if (waitsForPerson(application)) return 'person';
  if (isOverdue(application)) return 'overdue';
  return application.issuing.state === 'in_review' ? 'review' : undefined;
};

/** Where the message leads, and what it says. */
const contentOf = (waits: NonNullable<Waits>, isRed: boolean, { _id, merchantId }: ApplicationRecord) => {
  const page = `merchant/detail/index?id=${_id}`;
  switch (waits) {
    case 'person':
      return { page: `merchant/health/index?merchant=${merchantId}`, result: '开票系统待认证，请扫码' };
    case 'overdue':
      return { page, result: `${isRed ? '红冲' : '开票'}超时，请查询开票平台` };
    case 'review':
      return { page, result: '有开票申请待审核' };
  }
};

/** Tells the merchant's people who can do something about it, if they subscribed. Whether it arrives changes nothing. */
export const tellMembers = async ({ ports, row, application }: Step): Promise<Outcome> => {
  const { merchantId, amount, seller } = application;
  const { n, attempt: telling } = redOfStep(row.number);
  const waits = await waitOf(ports, n, application);
  // It is over.
  if (!waits || TELLINGS[waits] !== telling) return done;
  const content = contentOf(waits, n > 0, application);
  if (!(await ports.rateLimits.takeCall(`tell:${merchantId}:${telling}`, ports.now(), 1, APART_SECONDS))) return done;
  const roles = waits === 'review' ? ['owner', 'finance'] : ['owner', 'finance', 'clerk'];
  const members = (await ports.members.membersOf(merchantId)).filter(({ role }) => roles.includes(role));
  const facts = { merchant: seller.name, amount: `${formatFen(amount)}元`, result: content.result };
  for (const { openid } of members) {
    const message: ServiceMessage = { openid, template: 'attention', page: content.page, facts };
    // Who did not subscribe is refused by WeChat, which is nobody's concern.
    await ports.notify(message).catch(problemOf);
  }
  return done;
};
