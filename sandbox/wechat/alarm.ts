import type { Clock } from '../clock';

/** Work that has its hour on the sandbox's clock. */
export interface Alarm {
  /** Does what is due now, and comes back when the next is. */
  look(): Promise<void>;
  /** Looks again after a stop. */
  resume(): void;
  /** Does nothing more until `resume`. */
  stop(): void;
}

const longestTimerMs = 2 ** 31 - 1;

/** @param work does everything that is due, and answers when the next will be, in the sandbox's seconds */
export const createAlarm = (clock: Clock, work: () => Promise<number | undefined>): Alarm => {
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;

  const look = async () => {
    if (stopped) return;
    const next = await work();
    clearTimeout(timer);
    if (stopped || next === undefined) return;
    timer = setTimeout(() => void look(), Math.min(Math.max(next * 1000 - clock.now(), 0), longestTimerMs)).unref();
  };
  clock.onAdvance(look);

  return {
    look,
    resume: () => {
      stopped = false;
      void look();
    },
    stop: () => {
      stopped = true;
      clearTimeout(timer);
    },
  };
};
