import type { JobsOutput } from '../../../contract/jobs';
import type { WorkerPorts } from '../runtime/ports';
import { cleanUp } from './clean-up';
import { compareClaims } from './reimburse/compare-claims';
import { watchReds } from './find-reds';
import { runOutbox } from './run-outbox';
import { runWebhooks } from './run-webhooks';
import { sweepEvents } from './sweep-events';
import { watchPayments } from './watch-payments';

/** What the timer does: events that were left alone or never came, outward steps that are due, messages to merchants' servers, and tidying up. */
export const tick = async (ports: WorkerPorts): Promise<JobsOutput['outbox.run']> => {
  await sweepEvents(ports);
  await watchPayments(ports);
  await watchReds(ports);
  const worked = await runOutbox(ports);
  await runWebhooks(ports);
  await compareClaims(ports);
  await cleanUp(ports);
  return worked;
};
