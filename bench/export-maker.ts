import type { ExportFormat } from '../contract/merchant-reports';
import type { UnixSeconds } from '../contract/primitives';
import { ports, type WorkerPorts } from '../cloudfunctions/common/runtime/ports';
import type { ExportRecord } from '../cloudfunctions/common/store/exports';
import type { RowStep } from '../cloudfunctions/common/usecases/outbox-step';
import { makeExport } from '../cloudfunctions/common/usecases/reports/make-export';

/** One export, made in a process of its own as the `jobs` function makes it. */
export interface Order {
  merchantId: string;
  format: ExportFormat;
}

export interface Made {
  rows: number;
  bytes: number;
  seconds: number;
  /** Resident memory at its height, against what it was when everything was loaded and warm. */
  grownMb: number;
}

const megabytes = (): number => process.memoryUsage.rss() / 1024 / 1024;

const recordOf = ({ merchantId, format }: Order): ExportRecord => {
  const now = ports.now();
  const _id = `ex_bench_${format}`;
  return {
    _id,
    merchantId,
    openid: 'bench',
    name: 'bench',
    format,
    basis: 'applied',
    tab: 'all',
    state: 'working',
    place: { source: 0, below: '~' },
    rows: 0,
    expected: 0,
    files: [],
    tallies: [],
    createdAt: now,
    sortKey: `${now}:${_id}`,
    expiresAt: (now + 3600) as UnixSeconds,
    version: 1,
  };
};

const make = async (order: Order): Promise<Made> => {
  const record = recordOf(order);
  // Without an outbox row, so that no timer takes it.
  await ports.transact((tx) => tx.exports.put(record));
  const step = { ports: ports as WorkerPorts, row: { subjectId: record._id, tries: 1 } } as RowStep;
  const before = megabytes();
  let most = before;
  const watch = setInterval(() => (most = Math.max(most, megabytes())), 10);
  const begun = performance.now();
  while ((await makeExport(step)).is === 'again');
  const seconds = (performance.now() - begun) / 1000;
  clearInterval(watch);
  const made = await ports.exports.getExport(record._id);
  if (made?.state !== 'ready') throw new Error(`the export is ${made?.state}`);
  const bytes = made.files.reduce((sum, file) => sum + file.bytes, 0);
  return { rows: made.rows, bytes, seconds, grownMb: Math.max(most, megabytes()) - before };
};

process.once('message', (order: Order) => {
  void make(order).then(
    (made) => process.send?.(made, () => process.exit(0)),
    (error: unknown) => {
      console.error(error);
      process.exit(1);
    },
  );
});
process.send?.('ready');
