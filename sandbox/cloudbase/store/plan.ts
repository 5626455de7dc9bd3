import { analyse, type Bounds, type Edge } from './bounds';
import { keyOf } from './keys';
import type { Table } from './table';

export type Order = [field: string, direction: 1 | -1][];

/** One way through a table or an index. */
export interface Plan {
  /** The index's table; the documents' own when there is none. */
  index?: { table: string; columns: string[]; orders: (1 | -1)[]; dedupe: boolean };
  /** The values of the leading columns, one list for each combination. */
  prefixes: Buffer[][];
  /** A range on the column after them. */
  range?: { lower: Edge; upper: Edge };
  /** Walks the index backwards. */
  reverse: boolean;
  /** Rows come in the wanted order. */
  sorted: boolean;
  /** Rows need not be looked at again: the plan says all that the query says. */
  exact: boolean;
}

const MOST_PREFIXES = 200;
const NULL = keyOf(null);
const SCAN: Plan = { prefixes: [[]], reverse: false, sorted: false, exact: false };

interface Candidate {
  table: string;
  columns: string[];
  keys: { field: string; order: 1 | -1 }[];
  /** The fields of it that may hold an array. */
  arrays: Set<string>;
  sparse: boolean;
}

/**
 * How the rest of an index serves the order: forwards, backwards or not at all. An array has no single place in an
 * index, so its field gives no order; the other fields of the same index do, as in MongoDB since 3.4.
 */
const orderServed = (
  order: Order,
  keys: Candidate['keys'],
  constant: Set<string>,
  arrays: Set<string>,
): { sorted: boolean; reverse: boolean } => {
  if (order.some(([field]) => arrays.has(field))) return { sorted: false, reverse: false };
  const wanted = order.filter(([field]) => !constant.has(field));
  const turns = wanted.map(([field, direction], i) => (keys[i]?.field === field ? direction * keys[i].order : 0));
  const sorted = turns.every((turn) => turn !== 0 && turn === turns[0]);
  return { sorted, reverse: sorted && turns[0] === -1 };
};

const tryIndex = (candidate: Candidate, query: unknown, order: Order): { plan: Plan; score: number } | null => {
  const { table, columns, keys, arrays } = candidate;
  const { fields, exact } = analyse(query, (field) => arrays.has(field));
  let prefixes: Buffer[][] = [[]];
  const constant = new Set<string>();
  let used = 0;
  let present = false;
  for (const { field } of keys) {
    const bounds: Bounds | undefined = fields.get(field);
    if (!bounds || !('points' in bounds) || prefixes.length * bounds.points.length > MOST_PREFIXES) break;
    if (bounds.points.length === 1) constant.add(field);
    prefixes = prefixes.flatMap((prefix) => bounds.points.map((key) => [...prefix, key]));
    present ||= !bounds.points.some((key) => key.equals(NULL));
    used += 1;
  }
  const next = keys[used];
  const bounds = next && fields.get(next.field);
  const range = bounds && !('points' in bounds) ? bounds : undefined;
  const { sorted, reverse } = orderServed(order, keys.slice(used), constant, arrays);
  const ordered = sorted && order.length > 0;
  // Only a condition that no missing field can satisfy may use an index that leaves missing fields out.
  if (candidate.sparse && !present && !range) return null;
  if (used === 0 && !range && !ordered) return null;
  const bound = used + (range ? 1 : 0);
  return {
    plan: {
      index: {
        table,
        columns,
        orders: keys.map((key) => key.order),
        // A document stands once under each element of its array.
        dedupe: [...arrays].some((field) => !constant.has(field)),
      },
      prefixes,
      ...(range ? { range } : {}),
      reverse,
      sorted,
      exact: exact && fields.size === bound,
    },
    score: used * 4 + (range ? 2 : 0) + (ordered ? 3 : 0),
  };
};

/** Chooses the index that narrows the search most; a full scan when none does. */
export const planFor = (table: Table, query: unknown, order: Order): Plan => {
  const primary: Candidate = {
    table: table.documents,
    columns: ['id'],
    keys: [{ field: '_id', order: 1 }],
    arrays: new Set(),
    sparse: false,
  };
  const secondary = table.indexes.map(({ table: name, spec, multikey }): Candidate => ({
    table: name,
    columns: spec.keys.map((_, i) => `k${i}`),
    keys: spec.keys,
    arrays: new Set(spec.keys.filter((_, i) => multikey & (1 << i)).map(({ field }) => field)),
    sparse: spec.sparse === true,
  }));
  let best: { plan: Plan; score: number } | null = null;
  for (const candidate of [primary, ...secondary]) {
    const found = tryIndex(candidate, query, order);
    if (found && (!best || found.score > best.score)) best = found;
  }
  if (best) return best.plan;
  const { fields, exact } = analyse(query, () => false);
  return { ...SCAN, sorted: order.length === 0, exact: exact && fields.size === 0 };
};
