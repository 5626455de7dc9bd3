export type Listener = (...values: unknown[]) => void;

/** Named events; what is emitted before anybody listens waits for the first listener. */
export class Emitter {
  private readonly listeners = new Map<string, { listener: Listener; once: boolean }[]>();
  private readonly waiting = new Map<string, unknown[][]>();

  on(name: string, listener: Listener, once = false): void {
    this.listeners.set(name, [...(this.listeners.get(name) ?? []), { listener, once }]);
    const missed = this.waiting.get(name) ?? [];
    this.waiting.delete(name);
    for (const values of once ? missed.slice(0, 1) : missed) this.emit(name, ...values);
  }

  off(name: string, listener?: Listener): void {
    const kept = listener ? (this.listeners.get(name) ?? []).filter((entry) => entry.listener !== listener) : [];
    this.listeners.set(name, kept);
  }

  emit(name: string, ...values: unknown[]): void {
    const entries = this.listeners.get(name) ?? [];
    if (entries.length === 0) {
      this.waiting.set(name, [...(this.waiting.get(name) ?? []), values]);
      return;
    }
    this.listeners.set(
      name,
      entries.filter(({ once }) => !once),
    );
    for (const { listener } of entries) listener(...values);
  }

  has(name: string): boolean {
    return (this.listeners.get(name) ?? []).length > 0;
  }
}

/** One end of the event channel between two pages. */
export interface EventChannel {
  on: (name: string, listener: Listener) => void;
  once: (name: string, listener: Listener) => void;
  off: (name: string, listener?: Listener) => void;
  emit: (name: string, ...values: unknown[]) => void;
}

/** The two ends of `wx.navigateTo`'s event channel: what one end emits, the other hears. */
export const openChannel = (): { opener: EventChannel; opened: EventChannel } => {
  const toOpener = new Emitter();
  const toOpened = new Emitter();
  const end = (hears: Emitter, speaks: Emitter): EventChannel => ({
    on: (name, listener) => hears.on(name, listener),
    once: (name, listener) => hears.on(name, listener, true),
    off: (name, listener) => hears.off(name, listener),
    emit: (name, ...values) => speaks.emit(name, ...values),
  });
  return { opener: end(toOpener, toOpened), opened: end(toOpened, toOpener) };
};
