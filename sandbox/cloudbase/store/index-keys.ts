import { keyOf, EMPTY_ARRAY_KEY } from './keys';
import { valuesAt } from './paths';
import { writeError } from '../errors';
import type { Document } from './values';

/** An index as `collections.json` declares it. */
export interface IndexSpec {
  name: string;
  unique?: boolean;
  /** Leaves out documents that have none of the fields, as the console's 稀疏索引 does. */
  sparse?: boolean;
  keys: { field: string; order: 1 | -1 }[];
}

export interface IndexEntries {
  /** One row of keys for each entry; more than one when a field holds an array. */
  rows: Buffer[][];
  /** The fields, as bits by their place, on the way to which an array was met. */
  multikey: number;
}

const distinct = (keys: Buffer[]): Buffer[] => [...new Map(keys.map((key) => [key.toString('latin1'), key])).values()];

const fieldKeys = (document: Document, field: string) => {
  const own = field.includes('.') ? undefined : document[field];
  if (typeof own === 'string') return { keys: [keyOf(own)], isArray: false, missing: false };
  const { values, throughArray } = valuesAt(document, field);
  const isArray = throughArray || values.some(Array.isArray);
  const flat = values.flatMap((value): unknown[] => (Array.isArray(value) ? value : [value]));
  const empty = values.length > 0 && flat.length === 0;
  const keys = empty ? [EMPTY_ARRAY_KEY] : values.length === 0 ? [keyOf(null)] : flat.map(keyOf);
  return { keys: isArray ? distinct(keys) : keys, isArray, missing: values.length === 0 };
};

/** What a document puts into an index. */
export const indexEntries = (
  document: Document,
  { keys, sparse }: Pick<IndexSpec, 'keys' | 'sparse'>,
): IndexEntries => {
  const fields = keys.map(({ field }) => ({ field, ...fieldKeys(document, field) }));
  const arrays = fields.filter(({ isArray }) => isArray);
  const roots = new Set(arrays.map(({ field }) => field.split('.')[0]));
  if (roots.size > 1) throw writeError(`cannot index parallel arrays [${[...roots].reverse().join('] [')}]`);
  if (sparse && fields.every(({ missing }) => missing)) return { rows: [], multikey: 0 };
  const rows = fields.reduce<Buffer[][]>(
    (done, { keys: next }) => done.flatMap((row) => next.map((key) => [...row, key])),
    [[]],
  );
  return { rows, multikey: fields.reduce((bits, { isArray }, i) => bits | (isArray ? 1 << i : 0), 0) };
};
