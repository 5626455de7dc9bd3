import * as v from 'valibot';
import { WeChatError } from './errors';

// A lone surrogate cannot be written in UTF-8: it would not come back from a URL or an event as it went out.
const wellFormed = v.transform((text: string) => Buffer.from(text).toString());

/** Descriptions of fields, with the strictness that WeChat is known for: no numbers as text, no null. */
export const field = {
  text: v.pipe(v.string(), v.nonEmpty(), wellFormed),
  textOrEmpty: v.pipe(v.string(), wellFormed),
  count: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(Number.MAX_SAFE_INTEGER)),
  positive: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(Number.MAX_SAFE_INTEGER)),
  flag: v.picklist([0, 1]),
  /** The documentation types it as a number and prints it as text. */
  time: v.union([
    v.pipe(v.number(), v.integer(), v.minValue(1)),
    v.pipe(v.string(), v.regex(/^\d{1,12}$/), v.transform(Number)),
  ]),
};

/** An object with these fields, and perhaps others; a list is none. */
export const shape = <Fields extends v.ObjectEntries>(fields: Fields) =>
  v.pipe(
    v.custom<object>((value) => typeof value === 'object' && value !== null && !Array.isArray(value)),
    v.object(fields),
  );

/**
 * Text that takes the place of so many Chinese characters; two Latin ones fit into the place of one,
 * or else the documentation's own `field1` would not fit where five characters do.
 */
export const atMost = (count: number) =>
  v.pipe(
    field.textOrEmpty,
    v.check((text) => text.length + text.replace(/[\x20-\x7e]/g, '').length <= 2 * count),
  );

// WeChat's own words for these two have a blank where the field has an underscore.
const spoken: Record<string, string> = { billing_no: 'billing no', billing_code: 'billing code' };

const isEmpty = (input: unknown) =>
  input === undefined || input === null || input === '' || (Array.isArray(input) && input.length === 0);

/** The error for a field that is missing or empty. */
export const emptyField = (name: string) => new WeChatError(72031, `invalid params, ${spoken[name] ?? name} is empty`);

/** Reads a body by its description; the first field that does not fit is answered with 72031. */
export const readFields = <S extends v.GenericSchema>(schema: S, body: unknown): v.InferOutput<S> => {
  const result = v.safeParse(schema, body, { abortEarly: true });
  if (result.success) return result.output;
  const issue = result.issues[0];
  const name = issue.path?.findLast((step) => typeof step.key === 'string')?.key;
  throw isEmpty(issue.input) && typeof name === 'string' ? emptyField(name) : new WeChatError(72031);
};
