import type { UnixSeconds } from '../../../contract/primitives';
import type { BatchItemRecord, BatchRecord } from '../../../cloudfunctions/common/store/batches';
import type { Listing } from '../../../cloudfunctions/common/store/listing';
import type { ApplicationRecord } from '../../../cloudfunctions/common/store/records';
import type { WorkerPorts } from '../../../cloudfunctions/common/runtime/ports';
import type { RowStep } from '../../../cloudfunctions/common/usecases/outbox-step';

jest.mock('wx-server-sdk', () => ({ init: () => undefined, database: () => ({ command: {} }) }));
import { listStateOf } from '../../../cloudfunctions/common/domain/merchant-view';
import { applications } from '../../../bench/generated';
import { workBatch } from '../../../cloudfunctions/common/usecases/reports/work-batch';

const NOW = 1_790_000_000 as UnixSeconds;
const owner = { _id: 'm:o', merchantId: 'm', openid: 'o', name: '店主', role: 'owner' as const };

/** Applications whose issue failed, in memory behind the ports that a batch uses. */
const world = (count: number) => {
  const failed = { code: 'tax_bureau_busy', message: '税局繁忙', hint: '请稍后再试', retryable: false };
  const all = new Map(
    [...applications({ merchantId: 'm', count, until: NOW - 60, days: 100 })].map(
      (one): [string, ApplicationRecord] => [
        one._id,
        {
          ...one,
          authorization: { ...one.authorization, state: 'authorized' },
          issuing: { state: 'failed', at: NOW, attempt: 1, problem: failed },
          card: { state: 'none', at: NOW, attempt: 0 },
          listState: 'failed',
        },
      ],
    ),
  );
  const batches = new Map<string, BatchRecord>();
  const items = new Map<string, BatchItemRecord>();

  const ports = {
    now: () => NOW,
    transact: (work: (tx: unknown) => unknown) =>
      Promise.resolve(work({ applications: { get: (id: string) => Promise.resolve(all.get(id) ?? null) } })),
    members: { findMember: (merchantId: string) => Promise.resolve(merchantId === 'm' ? owner : null) },
    outbox: { hurryWaker: () => Promise.resolve() },
    applications: {
      getApplication: (id: string) => Promise.resolve(all.get(id) ?? null),
      saveApplication: (_tx: unknown, _before: unknown, after: ApplicationRecord) => {
        const saved = { ...after, listState: listStateOf(after) };
        all.set(saved._id, saved);
        return Promise.resolve(saved);
      },
    },
    listing: {
      listed: ({ state, from, below }: Listing, limit: number) =>
        Promise.resolve(
          [...all.values()]
            .filter(({ sortKey, listState }) => sortKey >= from && sortKey < below && (!state || listState === state))
            .sort((a, b) => (a.sortKey < b.sortKey ? 1 : -1))
            .slice(0, limit),
        ),
    },
    batches: {
      getBatch: (id: string) => Promise.resolve(batches.get(id) ?? null),
      advanceBatch: (batch: BatchRecord, progress: Partial<BatchRecord>) => {
        if (batches.get(batch._id)?.version !== batch.version) return Promise.resolve(undefined);
        const next = { ...batch, ...progress, version: batch.version + 1 };
        batches.set(batch._id, next);
        return Promise.resolve(next);
      },
      keepItems: (_id: string, ids: string[], kept: BatchItemRecord[]) => {
        for (const id of ids) items.delete(id);
        for (const one of kept) items.set(one.applicationId, one);
        return Promise.resolve();
      },
      countItems: (batchId: string, state: string) =>
        Promise.resolve([...items.values()].filter((one) => one.batchId === batchId && one.state === state).length),
      itemsOf: (batchId: string, state: string, limit: number, after = '') =>
        Promise.resolve(
          [...items.values()]
            .filter((one) => one.batchId === batchId && one.state === state && one.applicationId > after)
            .sort((a, b) => (a.applicationId < b.applicationId ? -1 : 1))
            .slice(0, limit),
        ),
    },
  } as unknown as WorkerPorts;

  const begin = (changes: Partial<BatchRecord> = {}): BatchRecord => {
    const batch: BatchRecord = {
      _id: 'ba_1',
      merchantId: 'm',
      openid: 'o',
      name: '店主',
      role: 'owner',
      action: 'retry',
      on: { is: 'found', tab: 'failed' },
      state: 'working',
      cursor: '',
      total: count,
      done: 0,
      underWay: 0,
      failed: 0,
      createdAt: NOW,
      sortKey: `${NOW}:ba_1`,
      version: 1,
      ...changes,
    };
    batches.set(batch._id, batch);
    return batch;
  };

  /** Issues what was asked for; `refused` says which of them fail. */
  const stepOf = (batchId: string, refused: (n: number) => boolean): RowStep => ({
    ports,
    row: { subjectId: batchId } as RowStep['row'],
    keep: () => Promise.resolve(),
    follow: (id) => {
      const application = all.get(id);
      if (application?.issuing.state !== 'accepted') return Promise.resolve();
      const state = refused(Number(id.slice(-12))) ? ('failed' as const) : ('issued' as const);
      const problem = state === 'failed' ? { problem: failed } : {};
      all.set(id, { ...application, listState: state, issuing: { state, at: NOW, attempt: 2, ...problem } });
      return Promise.resolve();
    },
  });

  return { all, batches, items, begin, stepOf };
};

/** Runs the step as the outbox does, again and again until it is done. */
const run = async (step: RowStep): Promise<void> => {
  for (let turn = 0; turn < 100; turn += 1) if ((await workBatch(step)).is === 'done') return;
  throw new Error('the batch does not come to its end');
};

const everyTenth = (n: number): boolean => n % 10 === 3;

describe('a batch', () => {
  it('of 5,000 says which tenth failed and why, and a second one does only those again', async () => {
    const { all, batches, items, begin, stepOf } = world(5000);
    begin();
    await run(stepOf('ba_1', everyTenth));
    expect(batches.get('ba_1')).toMatchObject({ state: 'done', total: 5000, done: 4500, failed: 500 });
    expect(items.size).toBe(500);
    expect([...items.values()][0]).toMatchObject({
      problem: { message: '税局繁忙' },
      orderNos: [expect.any(String)],
    });

    begin({ _id: 'ba_2', on: { is: 'failed', batchId: 'ba_1' } });
    await run(stepOf('ba_2', () => false));
    expect(batches.get('ba_2')).toMatchObject({ state: 'done', total: 500, done: 500, failed: 0 });
    expect([...all.values()].every(({ issuing }) => issuing.state === 'issued')).toBe(true);
    expect(new Set([...all.values()].map(({ audit = [] }) => audit.length))).toEqual(new Set([1, 2]));
  }, 60_000);

  it('that was interrupted in the middle of a part does nothing twice', async () => {
    const { all, batches, begin, stepOf } = world(200);
    const interrupted = begin();
    await run(stepOf('ba_1', () => false));
    // As if the worker had died before it could write down how far it was.
    batches.set('ba_1', { ...interrupted, version: 50 });
    for (const application of all.values()) all.set(application._id, { ...application, listState: 'failed' });
    await run(stepOf('ba_1', () => false));
    expect(batches.get('ba_1')).toMatchObject({ state: 'done', done: 200, failed: 0 });
    expect([...all.values()].every(({ audit = [] }) => audit.length === 1)).toBe(true);
  });

  it('tells what somebody else has done meanwhile', async () => {
    const { all, batches, items, begin, stepOf } = world(3);
    const ids = [...all.keys()].sort();
    begin({ on: { is: 'chosen', applicationIds: ids } });
    const [first = ''] = ids;
    const taken = all.get(first);
    if (taken) all.set(first, { ...taken, issuing: { ...taken.issuing, state: 'issued' } });
    await run(stepOf('ba_1', () => false));
    expect(batches.get('ba_1')).toMatchObject({ state: 'done', done: 2, failed: 1 });
    expect(items.get(first)?.problem?.code).toBe('not_possible_now');
  });

  it('of two workers on one batch lets only one go on', async () => {
    const { batches, begin, stepOf } = world(120);
    begin();
    const both = await Promise.allSettled([run(stepOf('ba_1', () => false)), run(stepOf('ba_1', () => false))]);
    expect(both.filter(({ status }) => status === 'rejected')).toHaveLength(1);
    expect(batches.get('ba_1')).toMatchObject({ state: 'done', done: 120, failed: 0 });
  });
});
