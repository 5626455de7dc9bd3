import { updateOne } from 'mingo';
import { invalidParam, writeError } from '../errors';
import { keyOf } from './keys';
import { isPlainObject, type Document } from './values';

type Modifier = Parameters<typeof updateOne>[2];

const typeName = (value: unknown): string => {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  if (value instanceof Date) return 'date';
  if (value instanceof RegExp) return 'regex';
  if (typeof value === 'number') return Number.isInteger(value) ? 'int' : 'double';
  if (typeof value === 'boolean') return 'bool';
  return typeof value;
};

/** Values as MongoDB's error texts show them. */
export const shown = (value: unknown): string => {
  if (value === null || value === undefined) return 'null';
  if (value instanceof Date) return `new Date(${value.getTime()})`;
  if (Array.isArray(value)) return value.length ? `[ ${value.map(shown).join(', ')} ]` : '[]';
  if (isPlainObject(value)) {
    const fields = Object.entries(value).map(([key, item]) => `${key}: ${shown(item)}`);
    return fields.length ? `{ ${fields.join(', ')} }` : '{}';
  }
  return JSON.stringify(value) ?? 'null';
};

const INDEX = /^\d+$/;
const MISSING = Symbol('missing');

/** The value that a path would change; refuses a path that leads through something that is no document. */
const target = (document: Document, path: string): unknown => {
  const segments = path.split('.');
  let value: unknown = document;
  for (const [i, segment] of segments.entries()) {
    if (segment.startsWith('$')) return MISSING;
    const fits = Array.isArray(value) ? INDEX.test(segment) : isPlainObject(value);
    if (!fits) {
      const parent = segments[i - 1] ?? '';
      const element = Array.isArray(value) ? `{${parent}: ${shown(value)}}` : `{${parent}: ${shown(value)}}`;
      throw writeError(`Cannot create field '${segment}' in element ${element}`);
    }
    const holder = value as Record<string, unknown>;
    if (!Object.hasOwn(holder, segment)) return MISSING;
    value = holder[segment];
  }
  return value;
};

const numeric = (operator: '$inc' | '$mul') => (document: Document, path: string, operand: unknown) => {
  if (typeof operand !== 'number') {
    throw writeError(
      `Cannot ${operator === '$inc' ? 'increment' : 'multiply'} with non-numeric argument: {${path}: ${shown(operand)}}`,
    );
  }
  const value = target(document, path);
  if (value !== MISSING && typeof value !== 'number') {
    throw writeError(
      `Cannot apply ${operator} to a value of non-numeric type. {_id: ${shown(document._id)}} has the field '${path.split('.').at(-1) ?? ''}' of non-numeric type ${typeName(value)}`,
    );
  }
};

const list =
  (message: (path: string, type: string, document: Document) => string) => (document: Document, path: string) => {
    const value = target(document, path);
    if (value !== MISSING && !Array.isArray(value)) throw writeError(message(path, typeName(value), document));
  };

/** Only what exists can be taken away: a path that leads nowhere is no error. */
const lenient = (check: (document: Document, path: string) => void) => (document: Document, path: string) => {
  try {
    target(document, path);
  } catch {
    return;
  }
  check(document, path);
};

/** Where MongoDB refuses and mingo keeps silent. */
const CHECKS: Record<string, (document: Document, path: string, operand: unknown) => void> = {
  $set: target,
  $inc: numeric('$inc'),
  $mul: numeric('$mul'),
  $min: target,
  $max: target,
  $push: list(
    (path, type, { _id }) =>
      `The field '${path}' must be an array but is of type ${type} in document {_id: ${shown(_id)}}`,
  ),
  $addToSet: list(
    (path, type) => `Cannot apply $addToSet to non-array field. Field named '${path}' has non-array type ${type}`,
  ),
  $pull: lenient(list(() => 'Cannot apply $pull to a non-array value')),
  $pullAll: lenient(list(() => 'Cannot apply $pullAll to a non-array value')),
  $pop: lenient(list((path, type) => `Path '${path}' contains an element of non-array type '${type}'`)),
  $unset: () => undefined,
  $rename: (document, _path, to) => void target(document, String(to)),
  $currentDate: target,
  $bit: target,
};

/** An element of an array is not taken out by $unset but becomes null. */
const unsetElements = (document: Document, unset: Document): Document =>
  Object.fromEntries(
    Object.entries(unset).filter(([path]) => {
      const cut = path.lastIndexOf('.');
      const parent = cut > 0 && INDEX.test(path.slice(cut + 1)) ? target(document, path.slice(0, cut)) : null;
      if (!Array.isArray(parent)) return true;
      const position = Number(path.slice(cut + 1));
      if (position < parent.length) parent[position] = null;
      return false;
    }),
  );

const sentence = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);

/** Applies update operators to a document of its own, as strictly as MongoDB; the document is changed in place. */
export const applyUpdate = (document: Document, modifier: Document): void => {
  if (Object.keys(modifier).length === 0) throw invalidParam('update document must have at least one element');
  const id = keyOf(document._id);
  for (const [operator, fields] of Object.entries(modifier)) {
    const check = CHECKS[operator];
    if (!check)
      throw writeError(
        `Unknown modifier: ${operator}. Expected a valid update modifier or pipeline-style update specified as an array`,
      );
    if (!isPlainObject(fields))
      throw writeError(`Modifiers operate on fields but we found type ${typeName(fields)} instead.`);
    for (const [path, operand] of Object.entries(fields)) check(document, path, operand);
  }
  const { $unset, ...others } = modifier;
  const unset = isPlainObject($unset) ? unsetElements(document, $unset) : {};
  const rest = Object.keys(unset).length ? { ...others, $unset: unset } : others;
  try {
    if (Object.keys(rest).length) updateOne([document], {}, rest as Modifier, { cloneMode: 'deep' });
  } catch (error) {
    throw writeError(sentence(error instanceof Error ? error.message : String(error)));
  }
  if (!keyOf(document._id).equals(id))
    throw writeError("Performing an update on the path '_id' would modify the immutable field '_id'");
};
