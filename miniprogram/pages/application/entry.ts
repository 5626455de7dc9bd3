import type { AuthorizationEntry } from '../../../contract/buyer';
import { authorizationEntries } from '../../lib/routes';
import { buyer } from '../../services/buyer';

/** An address of WeChat's page is fetched again when it is older than this, in seconds. */
const FRESH = 300;

/**
 * The way to WeChat's authorization page, kept ready before the tap, because WeChat opens it only on the tap
 * itself.
 */
export class ReadyEntry {
  private entry: AuthorizationEntry | undefined;
  private fetchedAt = 0;
  private fetching: Promise<void> | undefined;

  constructor(private readonly applicationId: string) {
    const left = authorizationEntries.take(applicationId);
    if (left) this.keep(left);
  }

  get now(): AuthorizationEntry | undefined {
    return this.entry;
  }

  /** Makes sure that there is a fresh one; an older one stays usable meanwhile. */
  async prepare(): Promise<void> {
    if (this.entry && Date.now() / 1000 - this.fetchedAt < FRESH) return;
    this.fetching ??= this.fetch().finally(() => {
      this.fetching = undefined;
    });
    await this.fetching;
  }

  private async fetch(): Promise<void> {
    const { authorization } = await buyer('applications.authorize', { applicationId: this.applicationId });
    this.keep(authorization);
  }

  private keep(entry: AuthorizationEntry): void {
    this.entry = entry;
    this.fetchedAt = Date.now() / 1000;
  }
}
