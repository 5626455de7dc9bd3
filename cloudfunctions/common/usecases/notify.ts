import { formatFen } from '../../../miniprogram/rules/money';
import type { ServiceMessage } from '../runtime/ports';
import type { ApplicationRecord } from '../store/records';
import { again, done, problemOf, type Outcome, type Step } from './outbox-step';

const TRIES = 3;

/** The numbers of a row, by what there is to say. */
const REVERSED = 3;

const messageFor = (application: ApplicationRecord, number: number): ServiceMessage | undefined => {
  const { _id, buyerOpenid: openid, issuing, authorization, seller, amount } = application;
  if (!openid) return undefined;
  const page = `pages/application/index?id=${_id}`;
  const facts = { merchant: seller.name, amount: `${formatFen(amount)}元` };
  // The consent that was given for a refusal is still unused.
  if (number === REVERSED)
    return { openid, template: 'rejected', page, facts: { ...facts, result: '发票已红冲，不能再报销' } };
  if (issuing.state === 'issued')
    return { openid, template: 'issued', page, facts: { ...facts, result: '发票已开好' } };
  if (authorization.state !== 'rejected') return undefined;
  return { openid, template: 'rejected', page, facts: { ...facts, result: authorization.reason ?? '商家未能开票' } };
};

/** Tells the buyer on the phone, if they subscribed. Whether it arrives changes nothing. */
export const notify = async ({ ports, row, application }: Step): Promise<Outcome> => {
  const message = messageFor(application, row.number);
  if (!message) return done;
  try {
    await ports.notify(message);
    return done;
  } catch (error) {
    const problem = problemOf(error);
    return problem.retryable && row.tries < TRIES ? again(60 * row.tries, problem) : done;
  }
};
