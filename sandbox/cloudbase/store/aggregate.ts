import { Aggregator } from 'mingo';
import { requestFailed } from '../errors';
import type { Catalog } from './catalog';
import { select, stream, type Select } from './find';
import type { Order } from './plan';
import { countExactly } from './scan';
import { planFor } from './plan';
import type { Sql } from './sqlite';
import { valuesAt } from './paths';
import { isPlainObject, type Document } from './values';

export type Stage = [operator: string, value: unknown];

const asOrder = (value: unknown): Order | null => {
  if (!isPlainObject(value)) return null;
  const order = Object.entries(value).map(([field, direction]): Order[number] | null =>
    direction === 1 || direction === -1 ? [field, direction] : null,
  );
  return order.every((part) => part !== null) ? order : null;
};

/** Takes the leading stages that an index can answer: match, then sort, skip and limit, in this order. */
const leading = (stages: Stage[]): { first: Select; rest: Stage[] } => {
  const rest = [...stages];
  const take = (operator: string): unknown => (rest[0]?.[0] === operator ? rest.shift()?.[1] : undefined);
  const matches: unknown[] = [];
  for (let match = take('$match'); match !== undefined; match = take('$match')) matches.push(match);
  const first: Select = { query: matches.length > 1 ? { $and: matches } : (matches[0] ?? {}) };
  const order = rest[0]?.[0] === '$sort' ? asOrder(rest[0][1]) : null;
  if (order) {
    rest.shift();
    first.order = order;
  }
  const skip = take('$skip');
  if (typeof skip === 'number') first.skip = skip;
  const limit = take('$limit');
  if (typeof limit === 'number') first.limit = limit;
  return { first, rest };
};

/** Answers aggregation pipelines: what an index can do at the front, joins by index, the rest by mingo. */
export const aggregate = (sql: Sql, catalog: Catalog, collection: string, stages: Stage[]): Document[] => {
  const table = catalog.get(collection);
  const whole = (name: string) =>
    catalog.has(name) ? select(sql, catalog.get(name), { query: {} }).map(({ document }) => document) : [];

  const join = (documents: Document[], { from, localField, foreignField, as }: Record<string, string>): Document[] =>
    documents.map((document) => {
      const values = valuesAt(document, localField ?? '').values.flat();
      const query = { [foreignField ?? '']: { $in: values.length ? values : [null] } };
      const found =
        from && catalog.has(from)
          ? select(sql, catalog.get(from), { query }).map(({ document: joined }) => joined)
          : [];
      return { ...document, [as ?? '']: found };
    });

  const run = (documents: Document[], pipeline: Stage[]): Document[] => {
    const at = pipeline.findIndex(([operator, value]) => operator === '$lookup' && isSimpleLookup(value));
    const before = at < 0 ? pipeline : pipeline.slice(0, at);
    const done = before.length ? byMingo(documents, before, whole) : documents;
    const lookup = pipeline[at];
    return lookup ? run(join(done, lookup[1] as Record<string, string>), pipeline.slice(at + 1)) : done;
  };

  const { first, rest } = leading(stages);
  const [next] = rest;
  if (next?.[0] === '$count' && typeof next[1] === 'string' && first.limit === undefined && first.skip === undefined) {
    const total = countExactly(sql, table, planFor(table, first.query, []));
    if (total !== null) return run(total ? [{ [next[1]]: total }] : [], rest.slice(1));
  }
  if (
    first.limit === undefined &&
    first.skip === undefined &&
    rest.length &&
    !rest.some(([operator]) => operator === '$lookup')
  ) {
    const documents = (function* () {
      for (const { document } of stream(sql, table, first)) yield document;
    })();
    return byMingo(documents, rest, whole);
  }
  return run(
    select(sql, table, first).map(({ document }) => document),
    rest,
  );
};

const isSimpleLookup = (value: unknown) =>
  isPlainObject(value) &&
  !('pipeline' in value) &&
  ['from', 'localField', 'foreignField', 'as'].every((key) => typeof value[key] === 'string');

const byMingo = (documents: Iterable<Document>, stages: Stage[], whole: (name: string) => Document[]): Document[] => {
  try {
    const pipeline = stages.map(([operator, value]) => ({ [operator]: value }));
    const aggregator = new Aggregator(pipeline, { collectionResolver: whole, scriptEnabled: false });
    return aggregator.run<Document>(documents as Document[]);
  } catch (error) {
    throw requestFailed(error instanceof Error ? error.message : String(error));
  }
};
