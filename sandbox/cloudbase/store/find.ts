import { matcher, sortBy } from './match';
import { planFor, type Order } from './plan';
import { page, scan } from './scan';
import type { Sql } from './sqlite';
import type { Stored, Table } from './table';
import { overlayKey, type Overlay } from './transactions';
import { decode, type Document } from './values';

/** A document that was found, read only when somebody looks inside. */
export class Found {
  private parsed: Document | undefined;

  constructor(readonly stored: Stored) {}

  get document(): Document {
    return (this.parsed ??= decode(this.stored.text));
  }
}

export interface Select {
  query: unknown;
  order?: Order;
  skip?: number;
  limit?: number;
}

/** The documents that a query matches, in order, lazily when an index gives the order. */
export function* stream(sql: Sql, table: Table, { query, order = [] }: Select): Generator<Found> {
  const matches = matcher(query);
  const plan = planFor(table, query, order);
  const found = function* () {
    for (const stored of scan(sql, table, plan)) {
      const candidate = new Found(stored);
      if (plan.exact || matches(candidate.document)) yield candidate;
    }
  };
  if (plan.sorted) yield* found();
  else yield* sortBy([...found()], order, (candidate) => candidate.document);
}

function* slice<T>(items: Iterable<T>, skip: number, limit: number): Generator<T> {
  if (limit <= 0) return;
  let position = 0;
  for (const item of items) {
    position += 1;
    if (position > skip) yield item;
    if (position >= skip + limit) return;
  }
}

const current = (sql: Sql, table: Table, select: Select): Found[] => {
  const { query, order = [], skip = 0, limit = Infinity } = select;
  matcher(query);
  const exact = limit === Infinity ? null : page(sql, table, planFor(table, query, order), skip, limit);
  return exact ? exact.map((stored) => new Found(stored)) : [...slice(stream(sql, table, select), skip, limit)];
};

/** A page of documents; with an overlay, as a transaction sees them. */
export const select = (sql: Sql, table: Table, wanted: Select, overlay?: Overlay): Found[] => {
  if (!overlay?.size) return current(sql, table, wanted);
  const { query, order = [], skip = 0, limit = Infinity } = wanted;
  const matches = matcher(query);
  const unchanged = current(sql, table, { query, order, limit: skip + limit + overlay.size }).filter(
    ({ stored }) => !overlay.has(overlayKey(stored.id)),
  );
  const changed = [...overlay.values()]
    .flatMap((stored) => (stored ? [new Found(stored)] : []))
    .filter(({ document }) => matches(document));
  const all = [...unchanged, ...changed];
  const sorted = order.length
    ? sortBy(all, order, ({ document }) => document)
    : all.sort((a, b) => a.stored.seq - b.stored.seq);
  return [...slice(sorted, skip, limit)];
};
