import { readFileSync } from 'node:fs';
import type { UnixSeconds } from '../../../contract/primitives';
import type { WorkerPorts } from '../../../cloudfunctions/common/runtime/ports';
import type { ExportRecord } from '../../../cloudfunctions/common/store/exports';
import type { Listing } from '../../../cloudfunctions/common/store/listing';
import type { RowStep } from '../../../cloudfunctions/common/usecases/outbox-step';

jest.mock('wx-server-sdk', () => ({ init: () => undefined, database: () => ({ command: {} }) }));
import { applications, invoices } from '../../../bench/generated';
import { sumsView } from '../../../cloudfunctions/common/domain/report-sums';
import { makeExport, ROWS_OF_A_FILE } from '../../../cloudfunctions/common/usecases/reports/make-export';

const NOW = 1_790_000_000 as UnixSeconds;
const COUNT = ROWS_OF_A_FILE + 20_500;
const generation = { merchantId: 'm', count: COUNT, until: NOW, days: 800 };

/** Storage and collections in memory; the file of this number fails at its first try. */
const world = (breaks: number) => {
  const newestFirst = [...applications(generation)].reverse();
  const known = new Map([...invoices(generation)].map((invoice) => [invoice._id, invoice]));
  const files = new Map<string, string>();
  let record: ExportRecord = {
    _id: 'ex_1',
    merchantId: 'm',
    openid: 'o',
    name: '店主',
    format: 'csv',
    basis: 'applied',
    tab: 'all',
    state: 'working',
    place: { source: 0, below: '~' },
    rows: 0,
    expected: COUNT,
    files: [],
    tallies: [],
    createdAt: NOW,
    sortKey: '',
    expiresAt: NOW,
    version: 1,
  };
  let broken = false;
  // Places fall from row to row, so that a page begins where a binary search finds its place.
  const behind = (below: string): number => {
    let [low, high] = [0, newestFirst.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((newestFirst[middle]?.sortKey ?? '') < below) high = middle;
      else low = middle + 1;
    }
    return low;
  };
  const ports = {
    now: () => NOW,
    listing: {
      listed: ({ below }: Listing, limit: number) =>
        Promise.resolve(newestFirst.slice(behind(below), behind(below) + limit)),
    },
    invoices: { invoicesByIds: (ids: string[]) => Promise.resolve(ids.flatMap((id) => known.get(id) ?? [])) },
    reds: { listedReds: () => Promise.resolve([]) },
    exports: {
      getExport: () => Promise.resolve(record),
      keepExportFile: (path: string, local: string) => {
        if (!broken && path.endsWith(`invoices-${breaks}.csv`)) {
          broken = true;
          return Promise.reject(new Error('storage is gone'));
        }
        files.set(path, readFileSync(local, 'utf8'));
        return Promise.resolve(`cloud://${path}`);
      },
      advanceExport: (before: ExportRecord, progress: Partial<ExportRecord>) => {
        if (before.version !== record.version) return Promise.resolve(undefined);
        record = { ...record, ...progress, version: record.version + 1 };
        return Promise.resolve(record);
      },
    },
  } as unknown as WorkerPorts;
  const step = { ports, row: { subjectId: 'ex_1', tries: 1 } } as RowStep;
  return { step, files, newestFirst, latest: () => record };
};

describe('an export of more rows than a file takes', () => {
  it('goes on with the file that was not finished, and has every row once', async () => {
    const { step, files, newestFirst, latest } = world(2);
    await expect(
      (async () => {
        while ((await makeExport(step)).is === 'again');
      })(),
    ).rejects.toThrow('storage is gone');
    const finished = latest().files.length;
    expect(latest()).toMatchObject({ state: 'working' });
    expect(finished).toBeGreaterThan(0);

    while ((await makeExport(step)).is === 'again');
    const { state, rows, files: made, tallies } = latest();
    expect({ state, rows }).toEqual({ state: 'ready', rows: COUNT });
    expect(made.every((file) => file.rows <= ROWS_OF_A_FILE + 500)).toBe(true);
    const lines = [...files]
      .filter(([path]) => path.includes('invoices-'))
      .flatMap(([, text]) => text.split('\r\n').slice(1, -1));
    expect(lines).toHaveLength(COUNT);
    expect(new Set(lines.map((line) => /BENCH-\d{9}/.exec(line)?.[0])).size).toBe(COUNT);
    expect(sumsView(tallies).listed.amount).toBe(newestFirst.reduce((sum, { amount }) => sum + amount, 0));
  }, 120_000);
});
