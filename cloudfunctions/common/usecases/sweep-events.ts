import type { WorkerPorts } from '../runtime/ports';
import { failureOf } from '../runtime/router';
import { log } from '../runtime/log';
import { applyEvent } from './apply-event';

const MOST = 50;

/** Works on events that were stored and then left alone, because whoever stored them died or was in a hurry. */
export const sweepEvents = async (ports: WorkerPorts): Promise<void> => {
  for (const { _id } of await ports.events.receivedEvents(MOST)) {
    try {
      await applyEvent(ports, _id);
    } catch (error) {
      log('event_waits', { event: _id, code: failureOf(error).code });
    }
  }
};
