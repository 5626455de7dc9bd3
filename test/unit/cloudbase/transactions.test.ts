import fc from 'fast-check';
import { index, read, storeWith } from './store';

const inc = (by: number) => ({ $inc: { balance: by } });
const change = (id: string, data: object) => ({
  query: { _id: id },
  data: data as Record<string, unknown>,
  replace: false,
  multi: false,
  upsert: false,
});
const balances = (store: ReturnType<typeof storeWith>, transaction?: string) =>
  store
    .find('c', { query: { balance: { $exists: true } } }, transaction)
    .map((text) => Number((JSON.parse(text) as { balance: { $numberInt: string } }).balance.$numberInt));
const sum = (numbers: number[]) => numbers.reduce((total, number) => total + number, 0);
const isConflict = (error: unknown) => error instanceof Error && /TransactionConflict/.test(error.message);

describe('transactions', () => {
  test('keep the sum of all accounts under concurrent transfers, and apply each exactly once', async () => {
    const transfer = fc.record({
      from: fc.nat(3),
      to: fc.nat(3),
      amount: fc.integer({ min: 1, max: 9 }),
      pauses: fc.array(fc.nat(3), { minLength: 3, maxLength: 3 }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(transfer, { minLength: 2, maxLength: 12 }), async (transfers) => {
        const store = storeWith();
        await store.insert(
          'c',
          [0, 1, 2, 3].map((i) => ({ _id: `a${i}`, balance: 100 })),
        );
        const pause = async (turns = 0) => {
          for (let i = 0; i < turns; i += 1) await new Promise(setImmediate);
        };
        const run = async ({ from, to, amount, pauses }: (typeof transfers)[number], number: number): Promise<void> => {
          const id = store.transactions.begin();
          try {
            await pause(pauses[0]);
            expect(sum(balances(store, id))).toBe(400);
            await store.modify('c', change(`a${from}`, inc(-amount)), id);
            await pause(pauses[1]);
            await store.modify('c', change(`a${to}`, inc(amount)), id);
            expect(sum(balances(store, id))).toBe(400);
            await pause(pauses[2]);
            await store.insert('c', [{ _id: `t${number}` }], id);
            await store.commit(id);
          } catch (error) {
            if (!isConflict(error)) throw error;
            await pause(1 + number);
            await run({ from, to, amount, pauses }, number);
          }
        };
        await Promise.all(transfers.map(run));
        expect(sum(balances(store))).toBe(400);
        expect(store.count('c', { balance: { $exists: false } })).toBe(transfers.length);
        const expected = [0, 1, 2, 3].map(
          (i) =>
            100 + sum(transfers.map(({ from, to, amount }) => (to === i ? amount : 0) - (from === i ? amount : 0))),
        );
        expect(read(store.find('c', { query: { balance: { $exists: true } }, order: [['_id', 1]] })).length).toBe(4);
        expect(balances(store)).toEqual(expected);
      }),
      { numRuns: 60 },
    );
  }, 60_000);

  test('end by themselves when nobody ends them in time, and let go what they held', async () => {
    const store = storeWith([], 60);
    await store.insert('c', [{ _id: 'a', balance: 1 }]);
    const id = store.transactions.begin();
    await store.modify('c', change('a', inc(100)), id);
    await store.modify('c', change('a', inc(1)));
    await expect(store.commit(id)).rejects.toThrow('TransactionNotExist');
    expect(balances(store)).toEqual([2]);
  });

  test('that want the same unique key conflict before either commits', async () => {
    const store = storeWith([index('key', ['key'], { unique: true })]);
    const [one, other] = [store.transactions.begin(), store.transactions.begin()];
    await store.insert('c', [{ key: 'k' }], one);
    await expect(store.insert('c', [{ key: 'k' }], other)).rejects.toThrow('TransactionConflict');
    await store.commit(one);
    expect(store.count('c', {})).toBe(1);
  });

  test('may give a unique key from one document to another', async () => {
    const store = storeWith([index('key', ['key'], { unique: true })]);
    await store.insert('c', [{ _id: 'a', key: 'k' }]);
    const id = store.transactions.begin();
    await store.remove('c', { _id: 'a' }, false, id);
    await store.insert('c', [{ _id: 'b', key: 'k' }], id);
    await store.commit(id);
    expect(read(store.find('c', { query: { key: 'k' } }))).toMatchObject([{ _id: 'b' }]);
  });

  test('make a write outside wait for a unique key until they end', async () => {
    const store = storeWith([index('key', ['key'], { unique: true })]);
    const id = store.transactions.begin();
    await store.insert('c', [{ key: 'k' }], id);
    const waiting = store.insert('c', [{ key: 'k' }]).catch((error: Error) => error.message);
    await new Promise(setImmediate);
    await store.commit(id);
    expect(await waiting).toContain('E11000');
  });

  test('read what was there when they began, in order and page by page', async () => {
    const store = storeWith([index('n', ['n'])]);
    await store.insert(
      'c',
      [1, 2, 3, 4, 5].map((n) => ({ _id: `d${n}`, n })),
    );
    const id = store.transactions.begin();
    await store.remove('c', { _id: 'd1' }, false);
    await store.insert('c', [{ _id: 'd0', n: 0 }]);
    await store.modify('c', change('d4', { $set: { n: 40 } }));
    const page = (skip: number) =>
      read(store.find('c', { query: { n: { $lt: 10 } }, order: [['n', 1]], skip, limit: 3 }, id)).map(({ _id }) => _id);
    expect([page(0), page(3)]).toEqual([
      ['d1', 'd2', 'd3'],
      ['d4', 'd5'],
    ]);
  });

  test('end with the first refused operation', async () => {
    const store = storeWith();
    await store.insert('c', [{ _id: 'a', balance: 'text' }]);
    const id = store.transactions.begin();
    await expect(store.modify('c', change('a', inc(1)), id)).rejects.toThrow('non-numeric');
    await expect(store.commit(id)).rejects.toThrow('TransactionNotExist');
  });
});
