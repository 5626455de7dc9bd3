import { pollPause } from '../domain/state-wakers';
import { applyEvidence, lookAtAuthorization } from './authorize';
import { again, done, problemOf, type Outcome, type Step } from './outbox-step';

/**
 * Looks whether the buyer has confirmed, until time is over. A withdrawn application is watched too: its page may
 * still be open on the phone, and an authorization without an answer would leave the buyer waiting.
 */
export const pollAuthorization = async ({ ports, row, application }: Step): Promise<Outcome> => {
  const { state, refusalOwed, deadline = ports.now() } = application.authorization;
  if (state === 'authorized' || state === 'rejected' || refusalOwed !== undefined) return done;
  const left = deadline - ports.now();
  try {
    const seen = await lookAtAuthorization(ports, application);
    if (seen.authorization.state !== state || seen.authorization.refusalOwed) return done;
  } catch (error) {
    const problem = problemOf(error);
    if (problem.retryable || left > 0)
      return again(left > 0 ? Math.min(pollPause(row.tries), left) : pollPause(2), problem);
  }
  if (left > 0) return again(Math.min(pollPause(row.tries), left));
  await applyEvidence(ports, application._id, { state: 'expired' });
  return done;
};
