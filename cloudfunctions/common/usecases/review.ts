import { step } from '../domain/state';
import { moveApplication } from './move-application';
import { done, type Outcome, type Step } from './outbox-step';

/** Ends an application that nobody has looked at for so long: the buyer can ask anew, and the order is free. */
export const endReview = async ({ ports, application }: Step): Promise<Outcome> => {
  await moveApplication(ports, application._id, (current, now) =>
    current.issuing.state === 'in_review'
      ? step(current, 'refuse', now, { reason: '商家一直没有审核', refusalOwed: true }, { by: 'system' })
      : undefined,
  );
  return done;
};
