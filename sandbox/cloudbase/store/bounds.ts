import { endOfPrefix, endOfType, keyOf } from './keys';
import { isPlainObject } from './values';

export interface Edge {
  key: Buffer;
  inclusive: boolean;
}

/** What a query says about one field: some exact values, or a range. */
export type Bounds = { points: Buffer[] } | { lower: Edge; upper: Edge };

export interface Analysis {
  fields: Map<string, Bounds>;
  /** Whether the bounds say all that the query says. */
  exact: boolean;
}

const byKey = (a: Buffer, b: Buffer) => Buffer.compare(a, b);

const ANYTHING: Analysis = { fields: new Map(), exact: false };
const NO_CONDITION: Analysis = { fields: new Map(), exact: true };

const isScalar = (value: unknown) =>
  typeof value === 'string' ||
  typeof value === 'number' ||
  typeof value === 'boolean' ||
  value instanceof Date ||
  isObjectId(value);
const isObjectId = (value: unknown) =>
  typeof value === 'object' && value !== null && '_bsontype' in value && value._bsontype === 'ObjectId';
const isOperators = (value: unknown) => isPlainObject(value) && Object.keys(value).some((key) => key.startsWith('$'));

const about = (field: string, bounds: Bounds, exact: boolean): Analysis => ({
  fields: new Map([[field, bounds]]),
  exact,
});

const equal = (field: string, values: unknown[]): Analysis => {
  if (!values.every((value) => isScalar(value) || value === null)) return ANYTHING;
  const keys = new Map(values.map((value) => [keyOf(value).toString('latin1'), keyOf(value)]));
  // null also finds what is missing: the documents must be looked at.
  return about(field, { points: [...keys.values()].sort(byKey) }, !values.includes(null));
};

const range = (field: string, operator: string, value: unknown): Analysis => {
  if (!isScalar(value)) return ANYTHING;
  const key = keyOf(value);
  const inclusive = operator.endsWith('e');
  const upwards = operator.startsWith('$gt');
  const lower = upwards ? { key, inclusive } : { key: key.subarray(0, 1), inclusive: true };
  const upper = upwards ? { key: endOfType(key), inclusive: false } : { key, inclusive };
  return about(field, { lower, upper }, true);
};

const LITERAL_PREFIX = /^\^((?:[^\\^$.*+?()[\]{}|]|\\[^a-zA-Z0-9])+)/;

/** A case-sensitive expression that begins with ^ and literal text is a range of texts, except that arrays hold several. */
const pattern = (field: string, source: string, flags: string): Analysis => {
  const found = flags === '' && !source.includes('|') ? LITERAL_PREFIX.exec(source) : null;
  if (!found?.[1]) return ANYTHING;
  const rest = source.slice(found[0].length);
  const optional = /^[*?{]/.test(rest);
  const literal = (optional ? found[1].replace(/(\\.|[^\\])$/u, '') : found[1]).replace(/\\(.)/g, '$1');
  if (!literal) return ANYTHING;
  return about(
    field,
    { lower: { key: keyOf(literal), inclusive: true }, upper: { key: endOfPrefix(literal), inclusive: false } },
    false,
  );
};

const condition = (field: string, operator: string, value: unknown, all: unknown): Analysis => {
  switch (operator) {
    case '$eq':
      return equal(field, [value]);
    case '$in':
      return Array.isArray(value) ? equal(field, value) : ANYTHING;
    case '$gt':
    case '$gte':
    case '$lt':
    case '$lte':
      return range(field, operator, value);
    case '$regex': {
      const options = isPlainObject(all) && typeof all.$options === 'string' ? all.$options : '';
      if (value instanceof RegExp) return pattern(field, value.source, value.flags + options);
      return typeof value === 'string' ? pattern(field, value, options) : ANYTHING;
    }
    default:
      return ANYTHING;
  }
};

/** The tighter of two edges on one side. */
const inner = (a: Edge, b: Edge, side: 1 | -1): Edge => {
  const order = Buffer.compare(a.key, b.key) * side;
  return order > 0 ? a : order < 0 ? b : { key: a.key, inclusive: a.inclusive && b.inclusive };
};
const outer = (a: Edge, b: Edge, side: 1 | -1): Edge => {
  const order = Buffer.compare(a.key, b.key) * side;
  return order < 0 ? a : order > 0 ? b : { key: a.key, inclusive: a.inclusive || b.inclusive };
};

const inside = (key: Buffer, { lower, upper }: { lower: Edge; upper: Edge }) => {
  const low = Buffer.compare(key, lower.key);
  const high = Buffer.compare(key, upper.key);
  return (lower.inclusive ? low >= 0 : low > 0) && (upper.inclusive ? high <= 0 : high < 0);
};

const intersect = (a: Bounds, b: Bounds): Bounds => {
  if ('points' in a && 'points' in b)
    return { points: a.points.filter((key) => b.points.some((other) => key.equals(other))) };
  if ('points' in a) return { points: a.points.filter((key) => !('points' in b) && inside(key, b)) };
  if ('points' in b) return intersect(b, a);
  return { lower: inner(a.lower, b.lower, 1), upper: inner(a.upper, b.upper, -1) };
};

const hull = (bounds: Bounds): { lower: Edge; upper: Edge } | null => {
  if (!('points' in bounds)) return bounds;
  const first = bounds.points[0];
  const last = bounds.points.at(-1);
  return first && last ? { lower: { key: first, inclusive: true }, upper: { key: last, inclusive: true } } : null;
};

const unite = (a: Bounds, b: Bounds): Bounds => {
  if ('points' in a && 'points' in b) {
    const keys = new Map([...a.points, ...b.points].map((key) => [key.toString('latin1'), key]));
    return { points: [...keys.values()].sort(byKey) };
  }
  const [left, right] = [hull(a), hull(b)];
  if (!left) return b;
  if (!right) return a;
  return { lower: outer(left.lower, right.lower, 1), upper: outer(left.upper, right.upper, -1) };
};

/** Whether a field may hold an array. */
type Arrays = (field: string) => boolean;

const both = (parts: Analysis[], arrays: Arrays): Analysis => {
  const fields = new Map<string, Bounds>();
  let exact = parts.every((part) => part.exact);
  for (const [field, bounds] of parts.flatMap((part) => [...part.fields])) {
    const known = fields.get(field);
    if (!known) fields.set(field, bounds);
    // Different elements of an array may satisfy different conditions: only one of them may bound the search.
    else if (arrays(field)) {
      exact = false;
      if ('points' in bounds && !('points' in known)) fields.set(field, bounds);
    } else fields.set(field, intersect(known, bounds));
  }
  return { fields, exact };
};

const either = (parts: Analysis[]): Analysis => {
  const [first, ...others] = parts;
  if (!first) return ANYTHING;
  if (others.length === 0) return first;
  const fields = new Map<string, Bounds>();
  for (const [field, bounds] of first.fields) {
    const rest = others.map((part) => part.fields.get(field));
    if (rest.every((other) => other !== undefined)) fields.set(field, rest.reduce(unite, bounds));
  }
  return { fields, exact: false };
};

/** What a query implies for single fields, so that an index can be used. */
export const analyse = (query: unknown, arrays: Arrays): Analysis => {
  if (!isPlainObject(query)) return ANYTHING;
  const parts = Object.entries(query).map(([field, value]): Analysis => {
    if (field === '$and')
      return Array.isArray(value)
        ? both(
            value.map((part) => analyse(part, arrays)),
            arrays,
          )
        : ANYTHING;
    if (field === '$or') return Array.isArray(value) ? either(value.map((part) => analyse(part, arrays))) : ANYTHING;
    if (field.startsWith('$')) return ANYTHING;
    if (value instanceof RegExp) return pattern(field, value.source, value.flags);
    if (!isPlainObject(value) || !isOperators(value)) return equal(field, [value]);
    return both(
      Object.entries(value).map(([operator, operand]) => condition(field, operator, operand, value)),
      arrays,
    );
  });
  return parts.length ? both(parts, arrays) : NO_CONDITION;
};
