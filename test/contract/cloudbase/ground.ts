import assert from 'node:assert/strict';
import type { Cloud, Collection, Database } from './sdk';

/** What an assumption about the platform stands on: the sandbox, or a real environment. */
export interface Ground {
  cloud: Cloud;
  db: Database;
  /** An empty collection without indexes of its own. */
  plain: () => Promise<Collection>;
  /** An empty collection whose field `key` is unique, and `group` + `n` descending are indexed. */
  indexed: () => Promise<Collection>;
}

export const PLAIN = 'conformance';
export const INDEXED = 'conformance_unique';
/** The function of `probe.ts`, under two names so that it can call itself as another. */
export const PROBE = 'conformance_probe';

/** What must stand in the environment before the assumptions can be tried. */
export const MANIFEST = {
  collections: [
    { name: PLAIN, indexes: [] },
    {
      name: INDEXED,
      indexes: [
        { name: 'key', unique: true, keys: [{ field: 'key', order: 1 }] },
        {
          name: 'group_n',
          unique: false,
          keys: [
            { field: 'group', order: 1 },
            { field: 'n', order: -1 },
          ],
        },
      ],
    },
  ],
};

/** One sentence about the platform, and how to find out whether it is true. */
export interface Assumption {
  sentence: string;
  /** Needs the probe function to be deployed. */
  needsProbe?: boolean;
  /** Takes half a minute. */
  slow?: boolean;
  holds: (ground: Ground) => Promise<void>;
}

/** The ground that the unmodified SDK gives, wherever its environment variables point. */
export const groundOn = (cloud: Cloud): Ground => {
  const db = cloud.database();
  const emptied = async (name: string) => {
    const collection = db.collection(name);
    await collection.where({ _id: db.command.exists?.(true) }).remove();
    return collection;
  };
  return { cloud, db, plain: () => emptied(PLAIN), indexed: () => emptied(INDEXED) };
};

export interface SdkError {
  errCode: unknown;
  code: unknown;
  text: string;
}

/** What the SDK makes of a refusal; fails if there is none. */
export const refusal = async (work: Promise<unknown>): Promise<SdkError> => {
  const outcome = await work.then(
    (value: unknown) => ({ value }),
    (error: unknown) => ({ error }),
  );
  if (!('error' in outcome)) assert.fail(`expected a refusal, got ${JSON.stringify(outcome.value)}`);
  const { error } = outcome;
  if (typeof error !== 'object' || error === null) return { errCode: undefined, code: undefined, text: String(error) };
  const { errCode, code, errMsg, message } = error as Record<string, unknown>;
  return { errCode, code, text: String(errMsg ?? message) };
};

/** A command of the SDK; its typings know none of them for certain. */
export const command = (db: Database, name: string, ...operands: unknown[]) => {
  const make = db.command[name];
  assert.ok(make, `the SDK has no command ${name}`);
  return make(...operands);
};
