import assert from 'node:assert/strict';
import { command, refusal, INDEXED, PLAIN, type Assumption } from '../ground';

const numbers = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => from + i);
const field = (rows: Record<string, unknown>[], name: string) => rows.map((row) => row[name]);

/** Reading and writing documents. */
export const documents: Assumption[] = [
  {
    sentence: 'a document reads back as it was written: numbers, dates, lists, nested objects, null',
    holds: async ({ plain }) => {
      const collection = await plain();
      const data = {
        whole: 41_00,
        part: 0.5,
        large: 12_345_678_901,
        at: new Date(1_700_000_000_000),
        none: null,
        list: [1, { x: true }],
        deep: { y: { z: '中文' } },
      };
      const { _id } = await collection.add({ data });
      assert.deepEqual((await collection.doc(_id).get()).data, { _id, ...data });
    },
  },
  {
    sentence: 'a document without an id of its own gets one, and several can be added at once',
    holds: async ({ plain }) => {
      const collection = await plain();
      const { _ids } = await collection.add({ data: [{ a: 1 }, { a: 2 }] });
      assert.equal(new Set(_ids).size, 2);
      assert.equal((await collection.count()).total, 2);
    },
  },
  {
    sentence: 'an undefined field is not stored',
    holds: async ({ plain }) => {
      const collection = await plain();
      await collection.add({ data: { _id: 'u', a: 1, b: undefined } });
      assert.deepEqual((await collection.doc('u').get()).data, { _id: 'u', a: 1 });
    },
  },
  {
    sentence: 'a second document with the same id is refused with E11000 and errCode -502001',
    holds: async ({ plain }) => {
      const collection = await plain();
      await collection.add({ data: { _id: 'taken' } });
      const { errCode, text } = await refusal(collection.add({ data: { _id: 'taken' } }));
      assert.equal(errCode, -502001);
      assert.match(text, /E11000 duplicate key error/);
    },
  },
  {
    sentence: 'a second document with the same unique key is refused with E11000, by add, update and set alike',
    holds: async ({ indexed }) => {
      const collection = await indexed();
      await collection.add({ data: { _id: 'a', key: 'k1' } });
      await collection.add({ data: { _id: 'b', key: 'k2' } });
      assert.match((await refusal(collection.add({ data: { key: 'k1' } }))).text, /E11000/);
      assert.match((await refusal(collection.doc('b').update({ data: { key: 'k1' } }))).text, /E11000/);
      assert.match((await refusal(collection.doc('b').set({ data: { key: 'k1' } }))).text, /E11000/);
      assert.equal((await collection.doc('b').get()).data.key, 'k2');
    },
  },
  {
    sentence: 'for a unique index a missing field is null: only one document may lack it',
    holds: async ({ indexed }) => {
      const collection = await indexed();
      await collection.add({ data: { _id: 'a' } });
      assert.match((await refusal(collection.add({ data: { _id: 'b', key: null } }))).text, /E11000/);
    },
  },
  {
    sentence: 'a collection does not come into being by being written: errCode -502005',
    holds: async ({ db }) => {
      const { errCode, text } = await refusal(db.collection('conformance_never_created').add({ data: { a: 1 } }));
      assert.equal(errCode, -502005);
      assert.match(text, /not exist/i);
    },
  },
  {
    sentence: 'creating a collection that exists is refused',
    holds: async ({ db }) => {
      assert.match((await refusal(db.createCollection(PLAIN))).text, /exist/i);
    },
  },
  {
    sentence: 'a document that does not exist makes doc().get() throw, unless throwOnNotFound is off',
    holds: async ({ cloud, plain }) => {
      const collection = await plain();
      assert.match((await refusal(collection.doc('nobody').get())).text, /does not exist|cannot find/i);
      const lenient = cloud.database({ throwOnNotFound: false }).collection(PLAIN);
      assert.equal((await lenient.doc('nobody').get()).data, null);
    },
  },
  {
    sentence: 'updating or removing a document that does not exist is no error and counts 0',
    holds: async ({ plain }) => {
      const collection = await plain();
      assert.equal((await collection.doc('nobody').update({ data: { a: 1 } })).stats.updated, 0);
      assert.equal((await collection.doc('nobody').remove()).stats.removed, 0);
    },
  },
  {
    sentence: 'a query answers 100 documents unless told, and 1000 at most',
    holds: async ({ plain }) => {
      const collection = await plain();
      await collection.add({ data: numbers(1, 1001).map((n) => ({ n })) });
      assert.equal((await collection.get()).data.length, 100);
      assert.equal((await collection.limit(5000).get()).data.length, 1000);
      assert.equal((await collection.count()).total, 1001);
    },
  },
  {
    sentence: 'order, skip, limit and fields work together, with and without an index',
    holds: async ({ plain, indexed }) => {
      for (const collection of [await plain(), await indexed()]) {
        await collection.add({
          data: numbers(1, 30).map((n) => ({ key: `k${n}`, group: n % 2 ? 'odd' : 'even', n, extra: 1 })),
        });
        const page = collection
          .where({ group: 'odd' })
          .orderBy('n', 'desc')
          .skip(2)
          .limit(3)
          .field({ _id: false, n: true });
        assert.deepEqual((await page.get()).data, [{ n: 25 }, { n: 23 }, { n: 21 }]);
      }
    },
  },
  {
    sentence: 'conditions combine: ranges, lists, and, or, not, exists, expressions, dotted paths',
    holds: async ({ db, indexed }) => {
      const collection = await indexed();
      await collection.add({
        data: numbers(1, 12).map((n) => ({
          key: `k${n}`,
          group: n % 2 ? 'odd' : 'even',
          n,
          deep: { half: n / 2 },
          ...(n > 10 ? { late: true } : {}),
        })),
      });
      const is = (name: string, ...operands: unknown[]) => command(db, name, ...operands);
      const found = async (conditions: object) =>
        field((await collection.where(conditions).orderBy('n', 'asc').get()).data, 'n');
      assert.deepEqual(await found({ group: 'even', n: is('gt', 3).and(is('lte', 8)) }), [4, 6, 8]);
      assert.deepEqual(await found({ n: is('in', [2, 5, 99]) }), [2, 5]);
      assert.deepEqual(await found(is('or', [{ n: is('lt', 3) }, { group: 'odd', n: is('gte', 11) }])), [1, 2, 11]);
      assert.deepEqual(await found({ n: is('neq', 5).and(is('lt', 7)) }), [1, 2, 3, 4, 6]);
      assert.deepEqual(await found({ late: is('exists', true) }), [11, 12]);
      assert.deepEqual(await found({ 'deep.half': is('gte', 5.5) }), [11, 12]);
      assert.deepEqual(await found({ deep: { half: 1 } }), [2]);
      assert.deepEqual(await found({ key: db.RegExp({ regexp: '^K1[01]', options: 'i' }) }), [10, 11]);
    },
  },
  {
    sentence: 'a comparison never crosses types, and an equal value finds it inside a list',
    holds: async ({ db, plain }) => {
      const collection = await plain();
      await collection.add({
        data: [
          { _id: 'n', v: 5 },
          { _id: 't', v: '5' },
          { _id: 'l', v: [4, 5] },
          { _id: '0', v: null },
        ],
      });
      const ids = async (v: unknown) => field((await collection.where({ v }).orderBy('_id', 'asc').get()).data, '_id');
      assert.deepEqual(await ids(command(db, 'gte', 5)), ['l', 'n']);
      assert.deepEqual(await ids(5), ['l', 'n']);
      assert.deepEqual(await ids('5'), ['t']);
    },
  },
  {
    sentence: 'set replaces the whole document or creates it; the id stays',
    holds: async ({ plain }) => {
      const collection = await plain();
      assert.equal((await collection.doc('s').set({ data: { a: 1, b: 2 } })).stats.created, 1);
      assert.equal((await collection.doc('s').set({ data: { c: 3 } })).stats.updated, 1);
      assert.deepEqual((await collection.doc('s').get()).data, { _id: 's', c: 3 });
    },
  },
  {
    sentence: 'a conditional update has one winner: the other counts 0',
    holds: async ({ db, plain }) => {
      const collection = await plain();
      await collection.add({ data: { _id: 'lease', fence: 1 } });
      const take = () =>
        collection.where({ _id: 'lease', fence: 1 }).update({ data: { fence: command(db, 'inc', 1) } });
      const updated = (await Promise.all([take(), take(), take()])).map(({ stats }) => stats.updated);
      assert.deepEqual(updated.sort(), [0, 0, 1]);
    },
  },
  {
    sentence: 'serverDate is the time of the server, plus its offset',
    holds: async ({ db, plain }) => {
      const collection = await plain();
      await collection.add({ data: { _id: 'd', now: db.serverDate(), later: db.serverDate({ offset: 60_000 }) } });
      const { now, later } = (await collection.doc('d').get()).data;
      assert.ok(now instanceof Date && later instanceof Date);
      assert.equal(later.getTime() - now.getTime(), 60_000);
      assert.ok(Math.abs(now.getTime() - Date.now()) < 60_000);
    },
  },
  {
    sentence: 'aggregation matches, groups, sorts, counts and joins',
    holds: async ({ db, indexed, plain }) => {
      const orders = await indexed();
      const invoices = await plain();
      await orders.add({
        data: numbers(1, 6).map((n) => ({ _id: `o${n}`, key: `o${n}`, group: n % 2 ? 'odd' : 'even', n })),
      });
      await invoices.add({ data: { _id: 'i1', orderId: 'o2' } });
      const sum = db.command.aggregate.sum;
      assert.ok(sum);
      const grouped = await orders
        .aggregate()
        .match({ n: command(db, 'gt', 1) })
        .group({ _id: '$group', total: sum('$n') })
        .sort({ _id: 1 })
        .end();
      assert.deepEqual(grouped.list, [
        { _id: 'even', total: 12 },
        { _id: 'odd', total: 8 },
      ]);
      assert.deepEqual((await orders.aggregate().match({ group: 'odd' }).count('n').end()).list, [{ n: 3 }]);
      const joined = await orders
        .aggregate()
        .match({ _id: 'o2' })
        .lookup({ from: PLAIN, localField: '_id', foreignField: 'orderId', as: 'invoices' })
        .project({ invoices: 1 })
        .end();
      assert.deepEqual(joined.list, [{ _id: 'o2', invoices: [{ _id: 'i1', orderId: 'o2' }] }]);
    },
  },
  {
    sentence: 'an unknown operator and a mixed projection are refused',
    holds: async ({ plain }) => {
      const collection = await plain();
      await collection.add({ data: { a: 1 } });
      assert.match((await refusal(collection.where({ a: { $nonsense: 1 } }).get())).text, /unknown|bad/i);
      assert.ok((await refusal(collection.field({ a: true, b: false }).get())).errCode);
    },
  },
  {
    sentence: 'a document above 512 KB is refused',
    holds: async ({ plain }) => {
      const collection = await plain();
      assert.ok((await refusal(collection.add({ data: { blob: 'x'.repeat(600 * 1024) } }))).errCode);
      assert.equal((await collection.count()).total, 0);
    },
  },
  {
    sentence: 'an answer above 16 MB is refused',
    holds: async ({ plain }) => {
      const collection = await plain();
      const text = 'x'.repeat(500 * 1024);
      for (const n of numbers(1, 34)) await collection.add({ data: { n, text } });
      assert.ok((await refusal(collection.limit(1000).get())).errCode);
      assert.equal((await collection.limit(30).get()).data.length, 30);
    },
  },
  {
    sentence: 'removing by condition counts what it removed',
    holds: async ({ db, indexed }) => {
      const collection = await indexed();
      await collection.add({ data: numbers(1, 5).map((n) => ({ key: `k${n}`, n })) });
      assert.equal(
        (
          await db
            .collection(INDEXED)
            .where({ n: command(db, 'gte', 4) })
            .remove()
        ).stats.removed,
        2,
      );
      assert.equal((await collection.count()).total, 3);
    },
  },
];
