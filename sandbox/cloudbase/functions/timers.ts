import { Cron } from 'croner';
import type { Clock } from '../../clock';
import type { FunctionConfig } from './config';
import type { FunctionRuntime } from './runtime';

interface Timer {
  functionName: string;
  trigger: string;
  cron: Cron;
  next: Date | null;
}

const LONGEST_WAIT_MS = 60 * 60 * 1000;

/**
 * Timer triggers by the sandbox's clock: on their own as time passes, and at once when the clock is moved. A timer that
 * came due several times during one move fires once, with the last of these moments.
 */
export class Timers {
  private readonly timers: Timer[];
  private wake: NodeJS.Timeout | undefined;
  private firing: Promise<void> = Promise.resolve();
  private started = false;

  constructor(
    functions: Iterable<FunctionConfig>,
    private readonly runtime: FunctionRuntime,
    private readonly clock: Clock,
  ) {
    // The platform reads its seven fields (second first, year last) in China's time.
    this.timers = [...functions].flatMap(({ name, triggers }) =>
      triggers.map(({ name: trigger, cron }): Timer => {
        const schedule = new Cron(cron, { timezone: 'Asia/Shanghai', paused: true });
        return { functionName: name, trigger, cron: schedule, next: schedule.nextRun(new Date(clock.now())) };
      }),
    );
  }

  /** From now on timers fire on their own. */
  start(): void {
    this.started = true;
    this.arm();
  }

  /** Fires what is due, one after the other in order of time, and waits for it. */
  fire(): Promise<void> {
    this.firing = this.firing.then(() => this.fireDue());
    return this.firing;
  }

  stop(): void {
    this.started = false;
    clearTimeout(this.wake);
  }

  private async fireDue(): Promise<void> {
    const now = this.clock.now();
    const due = this.timers.filter(({ next }) => next && next.getTime() <= now);
    const calls = due
      .map((timer) => ({ timer, at: lastBefore(timer, now) }))
      .sort((a, b) => a.at.getTime() - b.at.getTime());
    for (const { timer, at } of calls) {
      timer.next = timer.cron.nextRun(new Date(now));
      const event = {
        Type: 'Timer',
        TriggerName: timer.trigger,
        Time: at.toISOString().replace('.000Z', 'Z'),
        Message: '',
      };
      // A failure is logged by the runtime, and the next moment of the timer comes all the same.
      await this.runtime.call(timer.functionName, event, { source: 'wx_trigger' }).catch(() => undefined);
    }
    this.arm();
  }

  private arm(): void {
    clearTimeout(this.wake);
    const next = Math.min(...this.timers.map((timer) => timer.next?.getTime() ?? Infinity));
    if (!this.started || next === Infinity) return;
    const wait = Math.min(Math.max(next - this.clock.now(), 0), LONGEST_WAIT_MS);
    this.wake = setTimeout(() => void this.fire(), wait).unref();
  }
}

/** The last moment of a timer that is not after `now`. */
const lastBefore = ({ cron, next }: Timer, now: number): Date =>
  cron.previousRuns(1, new Date(now + 1))[0] ?? next ?? new Date(now);
