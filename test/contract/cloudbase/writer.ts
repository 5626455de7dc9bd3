import { writeSync } from 'node:fs';
import { openSql } from '../../../sandbox/cloudbase/store/sqlite';
import { Store } from '../../../sandbox/cloudbase/store/store';

/**
 * A process to be killed: moves money between two accounts in transactions, each with a record of its own, adds
 * documents beside them, and prints a number once the write of that number is acknowledged.
 */
const [dataDir = '', prefix = ''] = process.argv.slice(2);
const store = new Store(openSql(dataDir), {
  collections: [
    { name: 'accounts', indexes: [{ name: 'owner', keys: [{ field: 'owner', order: 1 }] }] },
    { name: 'records' },
  ],
});

const add = (id: string, by: number, transaction: string) =>
  store.modify(
    'accounts',
    { query: { _id: id }, data: { $inc: { balance: by } }, replace: false, multi: false, upsert: false },
    transaction,
  );

const run = async () => {
  for (let number = 0; ; number += 1) {
    const transaction = store.transactions.begin();
    await add('a', -1, transaction);
    await add('b', 1, transaction);
    await store.insert('records', [{ _id: `${prefix}-t${number}`, kind: 'transfer' }], transaction);
    await store.commit(transaction);
    await store.insert('records', [{ _id: `${prefix}-r${number}`, kind: 'record' }]);
    writeSync(1, `${number}\n`);
  }
};

void run();
