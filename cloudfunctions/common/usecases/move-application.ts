import type { UnixSeconds } from '../../../contract/primitives';
import type { Ports } from '../runtime/ports';
import type { ApplicationRecord } from '../store/records';

/**
 * Moves an application on from how it is stored now. `change` answers the next version, or undefined when there is
 * nothing to do any more; it may run more than once.
 */
export const moveApplication = (
  ports: Ports,
  applicationId: string,
  change: (current: ApplicationRecord, now: UnixSeconds) => ApplicationRecord | undefined,
): Promise<ApplicationRecord | null> =>
  ports.transact(async (tx) => {
    const current = await tx.applications.get(applicationId);
    const now = ports.now();
    const next = current && change(current, now);
    return next ? ports.applications.saveApplication(tx, current, { ...next, updatedAt: now }) : current;
  });
