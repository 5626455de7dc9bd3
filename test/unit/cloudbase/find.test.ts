import fc from 'fast-check';
import { keyOf } from '../../../sandbox/cloudbase/store/keys';
import { planFor, type Order } from '../../../sandbox/cloudbase/store/plan';
import { decode, encode, type Document } from '../../../sandbox/cloudbase/store/values';
import { index, read, storeWith } from './store';

/** As if it had come over the wire. */
const copy = (item: object): Document => decode(encode(item));

const scalar = fc.oneof(
  fc.integer({ min: 0, max: 4 }),
  fc.constantFrom('a', 'ab', 'b', ''),
  fc.constant(null),
  fc.boolean(),
  fc.constantFrom(new Date(0), new Date(1)),
);
const list = fc.array(scalar, { maxLength: 3 });
/** At most one field holds a list: two of them in one index are refused. */
const document = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record(
      { a: scalar, b: scalar, deep: fc.record({ x: scalar }, { requiredKeys: [] }) },
      { requiredKeys: [] },
    ),
  },
  fc.record({ a: list, b: scalar }, { requiredKeys: ['a'] }),
  fc.record({ b: list, deep: fc.record({ x: scalar }, { requiredKeys: [] }) }, { requiredKeys: ['b'] }),
  fc.record({ a: scalar, deep: fc.array(fc.record({ x: scalar }, { requiredKeys: [] }), { maxLength: 2 }) }),
);

const field = fc.constantFrom('a', 'b', 'deep.x');
const operators = fc.oneof(
  scalar,
  scalar.map((operand) => ({ $eq: operand })),
  fc.array(scalar, { minLength: 1, maxLength: 3 }).map((operands) => ({ $in: operands })),
  fc
    .tuple(
      fc.constantFrom('$gt', '$gte'),
      fc.constantFrom('$lt', '$lte'),
      fc.integer({ min: 0, max: 4 }),
      fc.integer({ min: 0, max: 4 }),
    )
    .map(([lower, upper, from, to]) => ({ [lower]: from, [upper]: to })),
  fc
    .tuple(
      fc.constantFrom('$gt', '$gte', '$lt', '$lte'),
      fc.oneof(fc.constantFrom('a', 'ab'), fc.constantFrom(new Date(0))),
    )
    .map(([operator, operand]) => ({ [operator]: operand })),
  fc.constantFrom({ $exists: true }, { $ne: 1 }, { $regex: '^a' }, { $regex: '^ab?' }, /^a/, { $not: { $gt: 1 } }),
);
const condition = fc.tuple(field, operators).map(([name, operand]) => ({ [name]: operand }));
const query = fc.oneof(
  fc.constant({}),
  condition,
  fc.tuple(condition, condition).map(([one, other]) => ({ ...one, ...other })),
  fc.array(condition, { minLength: 1, maxLength: 3 }).map((parts) => ({ $or: parts })),
  fc
    .tuple(condition, fc.array(condition, { minLength: 1, maxLength: 2 }))
    .map(([one, parts]) => ({ $and: [one, { $or: parts }] })),
);
const order = fc.uniqueArray(fc.tuple(field, fc.constantFrom<1 | -1>(1, -1)), {
  maxLength: 2,
  selector: ([name]) => name,
});

const INDEXES = [
  index('a', ['a']),
  index('ab', ['a', '-b']),
  index('b', ['-b', 'a']),
  index('deep', ['deep.x', 'a']),
  index('sparse', ['b'], { sparse: true }),
];

const sortKeys = (documents: Record<string, unknown>[], by: Order) =>
  documents.map((found) =>
    by.map(([path, direction]) => {
      const deep = path === 'deep.x' ? (found.deep as Record<string, unknown> | undefined)?.x : found[path];
      const keys = (Array.isArray(deep) && deep.length ? deep : [Array.isArray(deep) ? null : deep]).map((item) =>
        keyOf(item),
      );
      return keys.sort((left, right) => Buffer.compare(left, right) * direction)[0]?.toString('hex');
    }),
  );

describe('a query answers the same with and without indexes', () => {
  test('whatever the documents, the query, the order and the page', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(document, { maxLength: 25 }),
        query,
        order,
        fc.nat(5),
        fc.integer({ min: 1, max: 8 }),
        async (documents, asked, by, skip, limit) => {
          const [bare, indexed] = [storeWith(), storeWith(INDEXES)];
          const numbered = documents.map((item, i) => ({ _id: `d${i}`, ...item }));
          for (const store of [bare, indexed]) if (numbered.length) await store.insert('c', numbered.map(copy));

          const ids = (store: typeof bare) =>
            read(store.find('c', { query: asked }))
              .map(({ _id }) => _id)
              .sort();
          expect(ids(indexed)).toEqual(ids(bare));
          expect(indexed.count('c', asked)).toBe(ids(bare).length);

          const page = (store: typeof bare) =>
            store
              .find('c', { query: asked, order: by, skip, limit })
              .map((text) => numbered.find(({ _id }) => _id === (JSON.parse(text) as { _id: string })._id) ?? {});
          const [found, wanted] = [page(indexed), page(bare)];
          expect(sortKeys(found, by)).toEqual(sortKeys(wanted, by));
          expect(new Set(found).size).toBe(found.length);
          expect(found.every((item) => ids(bare).includes((item as { _id: string })._id))).toBe(true);
        },
      ),
      { numRuns: 60 },
    );
  }, 60_000);

  test('also after documents were changed and removed', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(document, { minLength: 3, maxLength: 12 }),
        fc.array(document, { maxLength: 6 }),
        condition,
        query,
        async (documents, replacements, removed, asked) => {
          const [bare, indexed] = [storeWith(), storeWith(INDEXES)];
          for (const store of [bare, indexed]) {
            await store.insert(
              'c',
              documents.map((item, i) => ({ _id: `d${i}`, ...copy(item) })),
            );
            for (const [i, item] of replacements.entries()) {
              await store.modify('c', {
                query: { _id: `d${i}` },
                data: copy(item),
                replace: true,
                multi: false,
                upsert: false,
              });
            }
            await store.remove('c', removed, true);
          }
          const ids = (store: typeof bare) =>
            read(store.find('c', { query: asked }))
              .map(({ _id }) => _id)
              .sort();
          expect(ids(indexed)).toEqual(ids(bare));
        },
      ),
      { numRuns: 60 },
    );
  }, 60_000);
});

describe('an index', () => {
  test('pages through lists of states in the order of another field', async () => {
    const store = storeWith([index('tab', ['merchant', 'state', '-at'])]);
    await store.insert(
      'c',
      Array.from({ length: 60 }, (_, i) => ({
        _id: `d${i}`,
        merchant: 'm',
        state: ['issued', 'failed', 'red'][i % 3],
        at: i,
      })),
    );
    const page = read(
      store.find('c', {
        query: { merchant: 'm', state: { $in: ['failed', 'red'] }, at: { $lt: 50 } },
        order: [['at', -1]],
        limit: 4,
      }),
    );
    expect(page.map(({ _id }) => _id)).toEqual(['d49', 'd47', 'd46', 'd44']);
  });

  test('over a list gives the order of its other fields, so that a page of many finds reads only itself', async () => {
    const store = storeWith([index('search', ['merchant', 'words', 'state', '-at'])]);
    await store.insert(
      'c',
      Array.from({ length: 40 }, (_, i) => ({
        _id: `d${i}`,
        merchant: 'm',
        words: ['all', i % 2 ? 'odd' : 'even'],
        state: ['issued', 'failed'][i % 4 < 2 ? 0 : 1],
        at: i,
      })),
    );
    const query = { merchant: 'm', words: { $eq: 'odd' }, state: { $in: ['issued', 'failed'] }, at: { $lt: 30 } };
    const order: Order = [['at', -1]];
    const page = read(store.find('c', { query, order, limit: 3 }));
    expect(page.map(({ _id }) => _id)).toEqual(['d29', 'd27', 'd25']);
    expect(planFor(store.catalog.get('c'), query, order)).toMatchObject({ sorted: true, exact: true });
    const both = { ...query, words: { $all: ['odd', 'all'] } };
    expect(read(store.find('c', { query: both, order, limit: 1 })).map(({ _id }) => _id)).toEqual(['d29']);
    // A list has no single place in an order.
    expect(planFor(store.catalog.get('c'), { merchant: 'm' }, [['words', 1]]).sorted).toBe(false);
  });

  test('refuses two lists in one document', async () => {
    const store = storeWith([index('ab', ['a', 'b'])]);
    await expect(store.insert('c', [{ a: [1], b: [2] }])).rejects.toThrow('cannot index parallel arrays');
    expect(store.count('c', {})).toBe(0);
  });

  test('that is unique and sparse lets many documents lack the field', async () => {
    const store = storeWith([index('a', ['a'], { unique: true, sparse: true })]);
    await store.insert('c', [{ b: 1 }, { b: 2 }, { a: 1 }]);
    await expect(store.insert('c', [{ a: 1 }])).rejects.toThrow('E11000');
  });

  test('that is unique over a list refuses an element that another document holds', async () => {
    const store = storeWith([index('a', ['a'], { unique: true })]);
    await store.insert('c', [{ a: [1, 2, 2] }]);
    await expect(store.insert('c', [{ a: 2 }])).rejects.toThrow('E11000');
  });

  test('keeps what came before a refused document of the same call, as the driver does', async () => {
    const store = storeWith([index('a', ['a'], { unique: true })]);
    await expect(store.insert('c', [{ a: 1 }, { a: 1 }, { a: 2 }])).rejects.toThrow('E11000');
    expect(store.count('c', {})).toBe(1);
  });
});
