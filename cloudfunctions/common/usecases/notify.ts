import { formatFen } from '../../../miniprogram/rules/money';
import type { ServiceMessage } from '../runtime/ports';
import type { ApplicationRecord } from '../store/records';
import { again, done, problemOf, type Outcome, type Step } from './outbox-step';

const TRIES = 3;

const messageFor = (application: ApplicationRecord): ServiceMessage | undefined => {
  const { _id, buyerOpenid: openid, issuing, authorization, seller, amount } = application;
  if (!openid) return undefined;
  const page = `pages/application/index?id=${_id}`;
  const facts = { merchant: seller.name, amount: `${formatFen(amount)}元` };
  if (issuing.state === 'issued')
    return { openid, template: 'issued', page, facts: { ...facts, result: '发票已开好' } };
  if (authorization.state !== 'rejected') return undefined;
  return { openid, template: 'rejected', page, facts: { ...facts, result: authorization.reason ?? '商家未能开票' } };
};

/** Tells the buyer on the phone, if they subscribed. Whether it arrives changes nothing. */
export const notify = async ({ ports, row, application }: Step): Promise<Outcome> => {
  const message = messageFor(application);
  if (!message) return done;
  try {
    await ports.notify(message);
    return done;
  } catch (error) {
    const problem = problemOf(error);
    return problem.retryable && row.tries < TRIES ? again(60 * row.tries, problem) : done;
  }
};
