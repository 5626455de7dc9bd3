import type { JobsOutput } from '../../../contract/jobs';
import type { WorkerPorts } from '../runtime/ports';
import { cleanUp } from './clean-up';
import { runOutbox } from './run-outbox';
import { sweepEvents } from './sweep-events';

/** What the timer does: events that were left alone, outward steps that are due, and tidying up. */
export const tick = async (ports: WorkerPorts): Promise<JobsOutput['outbox.run']> => {
  await sweepEvents(ports);
  const worked = await runOutbox(ports);
  await cleanUp(ports);
  return worked;
};
