import type { UnixSeconds } from '../../../contract/primitives';
import type { WorkerPorts } from '../runtime/ports';
import type { OutboxRecord } from '../store/records';
import { workOn } from './run-outbox';

const ROWS = 50;
const MERCHANTS_AT_ONCE = 8;
const BUDGET_MS = 10_000;
/** A server that did not take one message is left alone for so long. */
const PUT_OFF_SECONDS = 15;

/** One merchant's messages in their order, until its server fails. */
const tell = async (ports: WorkerPorts, rows: readonly OutboxRecord[], until: number): Promise<void> => {
  let down = false;
  for (const row of rows) {
    if (Date.now() >= until) return;
    if (down) await ports.outbox.putOff(row, (ports.now() + PUT_OFF_SECONDS) as UnixSeconds);
    else down = ['again', 'parked'].includes(await workOn(ports, row));
  }
};

/**
 * Sends what is due to merchants' servers, apart from all other outward steps: a server that is slow or down holds back
 * nothing but its own messages.
 */
export const runWebhooks = async (ports: WorkerPorts): Promise<void> => {
  const until = Date.now() + BUDGET_MS;
  const dueNow = () => ports.outbox.dueWebhooks(ports.now(), ROWS);
  for (let rows = await dueNow(); rows.length > 0 && Date.now() < until; rows = await dueNow()) {
    const found = await ports.applications.applicationsByIds([...new Set(rows.map((row) => row.subjectId))]);
    const merchantOf = new Map(found.map(({ _id, merchantId }) => [_id, merchantId]));
    const queues = new Map<string, OutboxRecord[]>();
    for (const row of rows) {
      const merchantId = merchantOf.get(row.subjectId) ?? '';
      queues.set(merchantId, [...(queues.get(merchantId) ?? []), row]);
    }
    const waiting = [...queues.values()];
    const worker = async () => {
      for (let queue = waiting.shift(); queue; queue = waiting.shift()) await tell(ports, queue, until);
    };
    await Promise.all(Array.from({ length: MERCHANTS_AT_ONCE }, worker));
  }
};
