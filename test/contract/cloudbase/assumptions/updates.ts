import assert from 'node:assert/strict';
import { command, refusal, type Assumption, type Ground } from '../ground';

const after = async ({ plain }: Ground, before: object, data: object) => {
  const collection = await plain();
  await collection.add({ data: { _id: 'd', ...before } });
  await collection.doc('d').update({ data });
  const { _id, ...rest } = (await collection.doc('d').get()).data;
  return rest;
};

const refused = async ({ plain }: Ground, before: object, data: object) => {
  const collection = await plain();
  await collection.add({ data: { _id: 'd', ...before } });
  const error = await refusal(collection.doc('d').update({ data }));
  assert.deepEqual((await collection.doc('d').get()).data, { _id: 'd', ...before }, 'the document stays as it was');
  return error;
};

/** What update operators do, and where MongoDB refuses. */
export const updates: Assumption[] = [
  {
    sentence: 'inc, mul, min, max, set, remove and rename change what they name and nothing else',
    holds: async (ground) => {
      const to = (name: string, ...operands: unknown[]) => command(ground.db, name, ...operands);
      const data = {
        n: to('inc', 2),
        fresh: to('inc', 1),
        m: to('mul', 3),
        low: to('min', 1),
        high: to('max', 9),
        old: to('remove'),
        from: to('rename', 'to'),
        'deep.x': 1,
      };
      const result = await after(
        ground,
        { n: 1, m: 2, low: 5, high: 5, old: 1, from: 'f', deep: { y: 2 }, kept: 1 },
        data,
      );
      assert.deepEqual(result, { n: 3, fresh: 1, m: 6, low: 1, high: 9, to: 'f', deep: { y: 2, x: 1 }, kept: 1 });
    },
  },
  {
    sentence: 'push, pop, unshift, shift, pull and addToSet change lists',
    holds: async (ground) => {
      const to = (name: string, ...operands: unknown[]) => command(ground.db, name, ...operands);
      const data = {
        a: to('push', ['y', 'z']),
        b: to('pop'),
        c: to('unshift', [0]),
        d: to('shift'),
        e: to('pull', 2),
        f: to('addToSet', 1),
        g: to('addToSet', 2),
        h: to('push', { each: [5, 1], sort: 1, slice: 2 }),
      };
      const result = await after(
        ground,
        { a: ['x'], b: [1, 2], c: [1], d: [1, 2], e: [1, 2, 2], f: [1], g: [1], h: [3] },
        data,
      );
      assert.deepEqual(result, { a: ['x', 'y', 'z'], b: [1], c: [0, 1], d: [2], e: [1], f: [1], g: [1, 2], h: [1, 3] });
    },
  },
  {
    sentence: 'inc of a text is refused and changes nothing',
    holds: async (ground) => {
      const { errCode, text } = await refused(ground, { n: 'one' }, { n: command(ground.db, 'inc', 1) });
      assert.equal(errCode, -502001);
      assert.match(text, /non-numeric type/);
    },
  },
  {
    sentence: 'inc of null is refused',
    holds: async (ground) => {
      assert.match(
        (await refused(ground, { n: null }, { n: command(ground.db, 'inc', 1) })).text,
        /non-numeric type null/,
      );
    },
  },
  {
    sentence: 'push to a text is refused and changes nothing',
    holds: async (ground) => {
      assert.match(
        (await refused(ground, { list: 'x' }, { list: command(ground.db, 'push', ['y']) })).text,
        /must be an array/,
      );
    },
  },
  {
    sentence: 'a field below null cannot be set: null is no empty object',
    holds: async (ground) => {
      const { errCode, text } = await refused(ground, { lease: null }, { lease: { owner: 'a' } });
      assert.equal(errCode, -502001);
      assert.match(text, /Cannot create field 'owner' in element \{lease: null\}/);
    },
  },
  {
    sentence: 'trap 4: a nested object is merged into the old one, an empty one is dropped; set() replaces',
    holds: async (ground) => {
      assert.deepEqual(await after(ground, { lease: { a: 1 } }, { lease: { b: 2 } }), { lease: { a: 1, b: 2 } });
      assert.deepEqual(await after(ground, { lease: { a: 1 } }, { lease: {}, x: 1 }), { lease: { a: 1 }, x: 1 });
      assert.deepEqual(await after(ground, { lease: { a: 1 } }, { lease: command(ground.db, 'set', { b: 2 }) }), {
        lease: { b: 2 },
      });
    },
  },
  {
    sentence: 'trap 5: addToSet with each adds the object {each} instead of its elements',
    holds: async (ground) => {
      const result = await after(ground, { tags: ['a'] }, { tags: command(ground.db, 'addToSet', { each: ['b'] }) });
      assert.deepEqual(result, { tags: ['a', { each: ['b'] }] });
    },
  },
  {
    sentence: 'trap 3: an undefined condition is dropped and matches everybody',
    holds: async ({ plain }) => {
      const collection = await plain();
      await collection.add({
        data: [
          { owner: 'a', x: 1 },
          { owner: 'b', x: 1 },
        ],
      });
      assert.equal((await collection.where({ owner: undefined, x: 1 }).count()).total, 2);
    },
  },
  {
    sentence: 'trap 3: an object from outside goes through as an operator',
    holds: async ({ plain }) => {
      const collection = await plain();
      await collection.add({ data: [{ owner: 'a' }, { owner: 'b' }] });
      assert.equal((await collection.where({ owner: { $ne: null } }).count()).total, 2);
    },
  },
];
