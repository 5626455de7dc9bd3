import { AsyncLocalStorage } from 'node:async_hooks';

/** Long enough for a slow WeChat, short enough that somebody with a phone in the hand is answered within four seconds. */
const PATIENCE_MS = 3_000;

const over = new AsyncLocalStorage<number>();

/** Milliseconds that may still be spent on WeChat; without end where nobody waits. */
export const timeLeft = (): number => (over.getStore() ?? Infinity) - performance.now();

/** Does `work` for a person who waits: all its calls to WeChat, and again to WeChat, have that time together. */
export const whilePersonWaits =
  <Input, Output>(work: (input: Input) => Promise<Output>) =>
  (input: Input): Promise<Output> =>
    over.run(performance.now() + PATIENCE_MS, () => work(input));
