import { BSONRegExp, EJSON } from 'bson';

/** A document in memory: plain numbers, strings, dates and so on, whatever the wire called them. */
export type Document = Record<string, unknown>;

export const isPlainObject = (value: unknown): value is Document =>
  typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;

const fromWire = (value: unknown, now: number): unknown => {
  if (value instanceof BSONRegExp) return new RegExp(value.pattern, value.options);
  if (Array.isArray(value)) return value.map((item) => fromWire(item, now));
  if (!isPlainObject(value)) return value;
  const serverDate = value.$tcb_server_date;
  if (isPlainObject(serverDate)) return new Date(now + Number(serverDate.offset ?? 0));
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, fromWire(item, now)]));
};

/** Reads what the SDK sent, turning `serverDate` into the given moment. */
export const decodeWire = (text: string, now: number): unknown => fromWire(EJSON.parse(text), now);

/** Reads a stored document. */
export const decode = (text: string): Document => EJSON.parse(text) as Document;

/** Canonical EJSON: what is stored is what the wire carries. */
export const encode = (value: unknown): string => EJSON.stringify(value, { relaxed: false });
