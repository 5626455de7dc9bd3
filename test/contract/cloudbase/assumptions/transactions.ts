import assert from 'node:assert/strict';
import { command, refusal, PLAIN, type Assumption, type Ground } from '../ground';

const CONFLICT = /TransactionConflict|TransactionBusy/;

const account = async ({ plain }: Ground) => {
  const collection = await plain();
  await collection.add({ data: { _id: 'a', balance: 10 } });
  return { collection, balance: async () => (await collection.doc('a').get()).data.balance };
};

/** What transactions keep together, and what escapes them. */
export const transactions: Assumption[] = [
  {
    sentence: 'all writes of a committed transaction hold',
    holds: async (ground) => {
      const { collection, balance } = await account(ground);
      const result = await ground.db.runTransaction(async (transaction) => {
        await transaction
          .collection(PLAIN)
          .doc('a')
          .update({ data: { balance: command(ground.db, 'inc', 5) } });
        await transaction.collection(PLAIN).add({ data: { _id: 'b' } });
        await transaction
          .collection(PLAIN)
          .doc('c')
          .set({ data: { made: true } });
        return 'done';
      });
      assert.equal(result, 'done');
      assert.equal(await balance(), 15);
      assert.equal((await collection.count()).total, 3);
    },
  },
  {
    sentence: 'a transaction sees its own writes, nobody else does before the commit',
    holds: async (ground) => {
      const { balance } = await account(ground);
      const transaction = await ground.db.startTransaction();
      await transaction
        .collection(PLAIN)
        .doc('a')
        .update({ data: { balance: 99 } });
      assert.equal((await transaction.collection(PLAIN).doc('a').get()).data.balance, 99);
      assert.equal((await transaction.collection(PLAIN).where({ balance: 99 }).get()).data.length, 1);
      assert.equal(await balance(), 10);
      await transaction.commit();
      assert.equal(await balance(), 99);
    },
  },
  {
    sentence: 'a transaction reads one state of the data, whatever is written meanwhile',
    holds: async (ground) => {
      const { collection } = await account(ground);
      const transaction = await ground.db.startTransaction();
      const inside = transaction.collection(PLAIN);
      assert.equal((await inside.doc('a').get()).data.balance, 10);
      await collection.doc('a').update({ data: { balance: 20 } });
      await collection.add({ data: { _id: 'new', balance: 10 } });
      assert.equal((await inside.doc('a').get()).data.balance, 10);
      assert.equal((await inside.where({ balance: 10 }).get()).data.length, 1);
      await transaction.rollback();
    },
  },
  {
    sentence: 'an error in the callback rolls everything back',
    holds: async (ground) => {
      const { balance } = await account(ground);
      const failing = ground.db.runTransaction(async (transaction) => {
        await transaction
          .collection(PLAIN)
          .doc('a')
          .update({ data: { balance: 0 } });
        throw new Error('no');
      });
      await assert.rejects(failing, /no/);
      assert.equal(await balance(), 10);
    },
  },
  {
    sentence: 'the first writer wins: the other transaction is told of a conflict at its operation',
    holds: async (ground) => {
      const { collection, balance } = await account(ground);
      const transaction = await ground.db.startTransaction();
      await transaction.collection(PLAIN).doc('a').get();
      await collection.doc('a').update({ data: { balance: 11 } });
      const { text } = await refusal(
        transaction
          .collection(PLAIN)
          .doc('a')
          .update({ data: { balance: 12 } }),
      );
      assert.match(text, CONFLICT);
      assert.equal(await balance(), 11);
    },
  },
  {
    sentence: 'trap 1: runTransaction does not retry a conflict that an operation reports',
    holds: async (ground) => {
      const { collection } = await account(ground);
      let runs = 0;
      const lost = ground.db.runTransaction(async (transaction) => {
        runs += 1;
        await transaction.collection(PLAIN).doc('a').get();
        await collection.doc('a').update({ data: { balance: command(ground.db, 'inc', 1) } });
        await transaction
          .collection(PLAIN)
          .doc('a')
          .update({ data: { balance: 0 } });
      });
      assert.match((await refusal(lost)).text, CONFLICT);
      assert.equal(runs, 1);
    },
  },
  {
    sentence: 'trap 2: where().update() inside a transaction escapes it',
    holds: async (ground) => {
      const { balance } = await account(ground);
      const transaction = await ground.db.startTransaction();
      await transaction
        .collection(PLAIN)
        .where({ _id: 'a' })
        .update({ data: { balance: 77 } });
      await transaction.rollback();
      assert.equal(await balance(), 77);
    },
  },
  {
    sentence: 'trap 2: where().remove() and count() inside a transaction escape it',
    holds: async (ground) => {
      const { collection } = await account(ground);
      const transaction = await ground.db.startTransaction();
      await transaction.collection(PLAIN).add({ data: { _id: 'b' } });
      assert.equal((await transaction.collection(PLAIN).where({ _id: 'b' }).count()).total, 0);
      await transaction.collection(PLAIN).where({ _id: 'a' }).remove();
      await transaction.rollback();
      assert.equal((await collection.count()).total, 0);
    },
  },
  {
    sentence:
      'trap 6: a document that does not exist makes get() throw inside a transaction too, unless throwOnNotFound is off',
    holds: async ({ cloud, plain }) => {
      await plain();
      const strict = await cloud.database().startTransaction();
      assert.match((await refusal(strict.collection(PLAIN).doc('nobody').get())).text, /does not exist|cannot find/i);
      const lenient = await cloud.database({ throwOnNotFound: false }).startTransaction();
      assert.equal((await lenient.collection(PLAIN).doc('nobody').get()).data, null);
      await lenient.rollback();
    },
  },
  {
    sentence: 'trap 7: rollback with a reason makes runTransaction reject with that reason itself',
    holds: async (ground) => {
      const { balance } = await account(ground);
      const rolledBack = ground.db.runTransaction(async (transaction) => {
        await transaction
          .collection(PLAIN)
          .doc('a')
          .update({ data: { balance: 0 } });
        await transaction.rollback('out of stock');
      });
      assert.equal(await rolledBack.catch((reason: unknown) => reason), 'out of stock');
      assert.equal(await balance(), 10);
    },
  },
  {
    sentence: 'after the commit a transaction is gone',
    holds: async (ground) => {
      await account(ground);
      const transaction = await ground.db.startTransaction();
      await transaction
        .collection(PLAIN)
        .doc('a')
        .update({ data: { balance: 1 } });
      await transaction.commit();
      const { errCode, text } = await refusal(
        transaction
          .collection(PLAIN)
          .doc('a')
          .update({ data: { balance: 2 } }),
      );
      assert.equal(errCode, -501001);
      assert.match(text, /TransactionNotExist/);
    },
  },
  {
    sentence: 'a transaction that nobody ends is gone after 30 seconds, and holds nothing any more',
    slow: true,
    holds: async (ground) => {
      const { balance } = await account(ground);
      const transaction = await ground.db.startTransaction();
      const document = transaction.collection(PLAIN).doc('a');
      await document.update({ data: { balance: 0 } });
      await new Promise((resolve) => setTimeout(resolve, 31_000));
      assert.match((await refusal(document.update({ data: { balance: 1 } }))).text, /TransactionNotExist/);
      const collection = ground.db.collection(PLAIN);
      await collection.doc('a').update({ data: { balance: command(ground.db, 'inc', 1) } });
      assert.equal(await balance(), 11);
    },
  },
  {
    sentence: 'a taken id inside a transaction is refused with E11000',
    holds: async (ground) => {
      await account(ground);
      const taken = ground.db.runTransaction((transaction) =>
        transaction.collection(PLAIN).add({ data: { _id: 'a' } }),
      );
      assert.match((await refusal(taken)).text, /E11000/);
    },
  },
  {
    sentence: 'a write outside waits for the transaction that holds the document',
    holds: async (ground) => {
      const { collection, balance } = await account(ground);
      const transaction = await ground.db.startTransaction();
      await transaction
        .collection(PLAIN)
        .doc('a')
        .update({ data: { balance: command(ground.db, 'inc', 1) } });
      const waiting = collection.doc('a').update({ data: { balance: command(ground.db, 'inc', 100) } });
      await new Promise((resolve) => setTimeout(resolve, 200));
      await transaction.commit();
      assert.equal((await waiting).stats.updated, 1);
      assert.equal(await balance(), 111);
    },
  },
];
