import { callFunction } from './call';
import { log } from './log';

/** Whoever asked waits no longer than this for work that the timer would do as well. */
const SHORTLY_MS = 50;

/** Has what a subject waits for worked on, without waiting for its end; what is not begun at once, the timer takes. */
export const kickOutbox = async (subjectId: string): Promise<void> => {
  const shortly = new Promise<void>((resolve) => setTimeout(resolve, SHORTLY_MS).unref());
  const worked = callFunction('jobs', 'outbox.run', { subjectId }).then(
    () => undefined,
    () => log('outbox_left_to_timer', { subjectId }),
  );
  await Promise.race([worked, shortly]);
};
