import { perInstance } from './per-instance';
import type { Host } from './per-instance';
import { Poller } from './poller';
import { pullDown } from './pull-down';

interface Looking extends Host {
  /** Looks once; answers in how many seconds looking again is worth it. */
  look(): Promise<number | undefined>;
}
interface Watching extends Looking {
  refresh(): Promise<void>;
}

/** What looks again and again for a page. */
export const pollerOf = perInstance((page: Looking) => new Poller(() => page.look()));

/** The methods of a page that looks each time it shows, and again and again while it does. */
export const watching = {
  ...pullDown,
  onShow(this: Watching): void {
    void this.refresh();
  },
  onHide(this: Watching) {
    pollerOf(this).stop();
  },
  onUnload(this: Watching) {
    pollerOf(this).stop();
  },
  async refresh(this: Watching) {
    pollerOf(this).stop();
    pollerOf(this).start(await this.look());
  },
};
