import { callFunction } from './call';
import { log } from './log';

/** Whoever sent the event waits no longer than this for work that the timer would do as well. */
const SHORTLY_MS = 50;

/** Has a stored event worked on; what is not worked on at once, the timer takes. */
export const kickEvent = async (eventId: string): Promise<void> => {
  const shortly = new Promise<void>((resolve) => setTimeout(resolve, SHORTLY_MS).unref());
  const worked = callFunction('jobs', 'events.apply', { eventId }).catch(() => log('event_left_to_timer', { eventId }));
  await Promise.race([worked, shortly]);
};
