/** The one clock of the sandbox: real time plus what `/__sandbox/clock` has added. */
export interface Clock {
  /** Milliseconds since 1970, as the sandbox tells the time. */
  now(): number;
  /** How far the sandbox is ahead of real time, in milliseconds. */
  offset(): number;
  /** Moves time forward and tells every listener, in the order of subscription, waiting for each. */
  advance(seconds: number): Promise<void>;
  /** Calls `listener` after each advance; answers the way to unsubscribe. */
  onAdvance(listener: () => void | Promise<void>): () => void;
}

/** @param offset where the clock stood when the sandbox stopped last, in milliseconds */
export const createClock = (offset = 0): Clock => {
  let ahead = offset;
  const listeners = new Set<() => void | Promise<void>>();
  return {
    now: () => Date.now() + ahead,
    offset: () => ahead,
    advance: async (seconds) => {
      ahead += seconds * 1000;
      for (const listener of listeners) await listener();
    },
    onAdvance: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
};
