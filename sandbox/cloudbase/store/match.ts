import { Context } from 'mingo';
import { Query } from 'mingo/query';
import * as expressionOperators from 'mingo/operators/expression';
import * as projectionOperators from 'mingo/operators/projection';
import * as queryOperators from 'mingo/operators/query';
import { requestFailed } from '../errors';
import { keyOf } from './keys';
import { valuesAt } from './paths';
import type { Order } from './plan';
import { isPlainObject, type Document } from './values';

type Operator = typeof queryOperators.$eq;

const isComposite = (value: unknown) => Array.isArray(value) || isPlainObject(value);

const holdsExactly = (document: Document, selector: string, wanted: unknown): boolean => {
  const key = keyOf(wanted);
  const { values } = valuesAt(document, selector);
  return values.some(
    (value) => keyOf(value).equals(key) || (Array.isArray(value) && value.some((item) => keyOf(item).equals(key))),
  );
};

// mingo takes objects for equal whatever the order of their keys; MongoDB does not.
const $eq: Operator = (selector, value, options) =>
  isComposite(value)
    ? (document) => holdsExactly(document, selector, value)
    : queryOperators.$eq(selector, value, options);
const $in: Operator = (selector, value, options) => {
  const composites = Array.isArray(value) ? value.filter(isComposite) : [];
  if (!Array.isArray(value) || composites.length === 0) return queryOperators.$in(selector, value, options);
  const others = queryOperators.$in(
    selector,
    value.filter((item) => !isComposite(item)),
    options,
  );
  return (document) => others(document) || composites.some((item) => holdsExactly(document, selector, item));
};
const not =
  (operator: Operator): Operator =>
  (selector, value, options) => {
    const matches = operator(selector, value, options);
    return (document) => !matches(document);
  };

const context = Context.init({
  expression: { ...expressionOperators },
  projection: { ...projectionOperators },
  query: { ...queryOperators, $eq, $in, $ne: not($eq), $nin: not($in) },
});
const options = { context, scriptEnabled: false };

const refuse = <T>(work: () => T): T => {
  try {
    return work();
  } catch (error) {
    throw requestFailed(`(BadValue) ${error instanceof Error ? error.message : String(error)}`);
  }
};

/** The test that a query stands for; MongoDB's words for what it does not understand. */
export const matcher = (query: unknown): ((document: Document) => boolean) => {
  const compiled = refuse(() => new Query(query as Document, options));
  return (document) => refuse(() => compiled.test(document));
};

/** The documents reduced to a projection. */
export const project = (documents: Document[], projection: Document): Document[] =>
  refuse(() => new Query({}, options).find<Document>(documents, projection).all());

const sortKey = (document: Document, field: string, direction: 1 | -1): Buffer => {
  const flat = valuesAt(document, field).values.flatMap((value): unknown[] => (Array.isArray(value) ? value : [value]));
  const keys = flat.length ? flat.map(keyOf) : [keyOf(null)];
  return keys.reduce((best, key) => (Buffer.compare(key, best) * direction < 0 ? key : best));
};

/** Sorts as MongoDB does: by type, then by value; an array by its smallest or largest element. */
export const sortBy = <T>(items: T[], order: Order, document: (item: T) => Document): T[] => {
  const keyed = items.map((item) => ({
    item,
    keys: order.map(([field, direction]) => sortKey(document(item), field, direction)),
  }));
  keyed.sort((a, b) => {
    for (const [i, [, direction]] of order.entries()) {
      const [left, right] = [a.keys[i], b.keys[i]];
      const compared = left && right ? Buffer.compare(left, right) * direction : 0;
      if (compared) return compared;
    }
    return 0;
  });
  return keyed.map(({ item }) => item);
};
