import { Binary, EJSON, ObjectId } from 'bson';
import { isPlainObject } from './values';

/**
 * Order-preserving keys: comparing two of them byte by byte, as SQLite compares blobs, gives MongoDB's order of the
 * values: by type first, then by value.
 */
const TAG = {
  nothing: 0x05,
  null: 0x0a,
  number: 0x14,
  string: 0x1e,
  object: 0x28,
  array: 0x32,
  binary: 0x3c,
  objectId: 0x46,
  boolean: 0x50,
  date: 0x5a,
  regex: 0x64,
  other: 0x6e,
};

const typeOf = (value: unknown): keyof typeof TAG => {
  if (value === null || value === undefined) return 'null';
  if (typeof value === 'number' || typeof value === 'bigint') return 'number';
  if (typeof value === 'string') return 'string';
  if (typeof value === 'boolean') return 'boolean';
  if (value instanceof Date) return 'date';
  if (Array.isArray(value)) return 'array';
  if (value instanceof RegExp) return 'regex';
  if (value instanceof ObjectId) return 'objectId';
  if (value instanceof Binary) return 'binary';
  return isPlainObject(value) ? 'object' : 'other';
};

const numberBytes = (value: number): Buffer => {
  const bytes = Buffer.alloc(8);
  if (Number.isNaN(value)) return bytes;
  bytes.writeDoubleBE(value === 0 ? 0 : value);
  if ((bytes[0] ?? 0) & 0x80) for (let i = 0; i < 8; i += 1) bytes[i] = ~(bytes[i] ?? 0) & 0xff;
  else bytes[0] = (bytes[0] ?? 0) | 0x80;
  return bytes;
};

const END = Buffer.from([0]);

/** Text inside an object or array needs an end that sorts before every continuation. */
const closed = (text: Buffer): Buffer => {
  const escaped = text.includes(0)
    ? Buffer.concat([...text].map((byte) => Buffer.from(byte ? [byte] : [0, 0xff])))
    : text;
  return Buffer.concat([escaped, Buffer.from([0, 0])]);
};

const body = (value: unknown, nested: boolean): Buffer => {
  const text = (bytes: Buffer) => (nested ? closed(bytes) : bytes);
  if (value === null || value === undefined) return Buffer.alloc(0);
  if (typeof value === 'number' || typeof value === 'bigint') return numberBytes(Number(value));
  if (typeof value === 'string') return text(Buffer.from(value));
  if (typeof value === 'boolean') return Buffer.from([value ? 1 : 0]);
  if (value instanceof Date) return numberBytes(value.getTime());
  if (Array.isArray(value)) return Buffer.concat([...value.map((item) => nestedKey(item)), END]);
  if (value instanceof RegExp) return text(Buffer.from(`${value.source}\0${value.flags}`));
  if (value instanceof ObjectId) return Buffer.from(value.id);
  if (value instanceof Binary) return text(Buffer.from(value.buffer));
  if (!isPlainObject(value)) return text(Buffer.from(EJSON.stringify(value, { relaxed: false })));
  const fields = Object.entries(value).flatMap(([name, item]) => [
    Buffer.from([TAG[typeOf(item)]]),
    closed(Buffer.from(name)),
    body(item, true),
  ]);
  return Buffer.concat([...fields, END]);
};

const nestedKey = (value: unknown): Buffer => Buffer.concat([Buffer.from([TAG[typeOf(value)]]), body(value, true)]);

const STRING_TAG = String.fromCharCode(TAG.string);

/** The key of a value; a missing value is as null. */
export const keyOf = (value: unknown): Buffer =>
  typeof value === 'string'
    ? Buffer.from(STRING_TAG + value)
    : Buffer.concat([Buffer.from([TAG[typeOf(value)]]), body(value, false)]);

/** What an empty array leaves in an index: before null. */
export const EMPTY_ARRAY_KEY = Buffer.from([TAG.nothing]);

/** The first key behind all values of the same type: a comparison never leaves its type. */
export const endOfType = (key: Buffer): Buffer => Buffer.from([(key[0] ?? 0) + 1]);

/** The first key behind all texts that begin with `prefix`. */
export const endOfPrefix = (prefix: string): Buffer => {
  const key = keyOf(prefix);
  for (let i = key.length - 1; i >= 0; i -= 1) {
    const byte = key[i] ?? 0;
    if (byte < 0xff) return Buffer.concat([key.subarray(0, i), Buffer.from([byte + 1])]);
  }
  return endOfType(key);
};
