import * as v from 'valibot';
import { Fen, UnixSeconds } from '../../../contract/primitives';
import { Appid } from '../../../contract/wechat';

/** A Chinese character takes two places on a card or a page, a Latin one. */
const places = (text: string) => [...text].reduce((sum, sign) => sum + ((sign.codePointAt(0) ?? 0) < 0x100 ? 1 : 2), 0);

/** Text of at most so many Chinese characters. */
export const atMost = (characters: number) =>
  v.pipe(
    v.string(),
    v.nonEmpty(),
    v.check((text) => places(text) <= 2 * characters, `不超过 ${characters} 个汉字`),
  );

/** What is sent: exact types and units, checked before the call. */
export const send = {
  text: v.pipe(v.string(), v.nonEmpty()),
  /** Required on the wire even when there is nothing to say. */
  textOrEmpty: v.string(),
  optionalText: v.optional(v.string()),
  fen: Fen,
  seconds: UnixSeconds,
  appid: Appid,
  flag: v.optional(v.picklist([0, 1])),
  wholeNumber: v.pipe(v.number(), v.safeInteger(), v.minValue(1)),
  /** A number as text: quantities, unit prices and rates of 统一开票. */
  decimal: v.pipe(v.string(), v.regex(/^-?\d{1,12}(\.\d{1,8})?$/)),
  /** Yuan as text, where WeChat takes no fen. */
  yuan: v.pipe(v.string(), v.regex(/^-?\d{1,12}(\.\d{1,2})?$/)),
} as const;

const text = v.pipe(v.union([v.string(), v.number()]), v.transform(String));
const number = v.pipe(
  v.union([v.number(), v.pipe(v.string(), v.trim(), v.regex(/^-?\d+(\.0+)?$/), v.transform(Number))]),
  v.safeInteger(),
);

/** What is received: WeChat types the same field as text or as a number, from page to page and server to server. */
export const receive = {
  text,
  number,
  fen: v.pipe(number, Fen),
  seconds: v.pipe(number, UnixSeconds),
  quantity: v.pipe(
    v.union([v.number(), v.pipe(v.string(), v.trim(), v.regex(/^\d+(\.\d+)?$/), v.transform(Number))]),
    v.finite(),
    v.minValue(0),
  ),
} as const;

/** A field beside the point: what is odd in it counts as absent, so that it does not hide the rest of the answer. */
export const besides = <Output>(schema: v.GenericSchema<unknown, Output>) => v.fallback(v.optional(schema), undefined);

const isEmpty = (value: unknown) =>
  value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0);

interface ObjectSchema {
  entries: Record<string, v.GenericSchema>;
}
interface Wrapping {
  wrapped: v.GenericSchema;
}
interface ArraySchema {
  item: v.GenericSchema;
}

/** Leaves out optional entries that say nothing: WeChat refuses an empty optional with 72031. */
export const dropEmptyOptionals = (schema: v.GenericSchema, value: unknown): unknown => {
  if (schema.type === 'optional') return dropEmptyOptionals((schema as unknown as Wrapping).wrapped, value);
  if (schema.type === 'array' && Array.isArray(value)) {
    return value.map((item) => dropEmptyOptionals((schema as unknown as ArraySchema).item, item));
  }
  if (schema.type !== 'strict_object' || typeof value !== 'object' || value === null) return value;
  const { entries } = schema as unknown as ObjectSchema;
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, entry]): [string, unknown][] => {
      const inner = entries[key];
      if (!inner) return [[key, entry]];
      return inner.type === 'optional' && isEmpty(entry) ? [] : [[key, dropEmptyOptionals(inner, entry)]];
    }),
  );
};
