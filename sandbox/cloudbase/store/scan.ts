import type { Plan } from './plan';
import type { Row, Sql, SqlValue } from './sqlite';
import { asStored, type Stored, type Table } from './table';

interface Walk {
  where: string;
  values: SqlValue[];
}

const walks = ({ prefixes, range, index }: Plan): Walk[] =>
  prefixes.map((prefix) => {
    const column = (i: number) => `i.${index?.columns[i] ?? ''}`;
    const equal = prefix.map((_, i) => `${column(i)} = ?`);
    const bounds = range
      ? [
          `${column(prefix.length)} ${range.lower.inclusive ? '>=' : '>'} ?`,
          `${column(prefix.length)} ${range.upper.inclusive ? '<=' : '<'} ?`,
        ]
      : [];
    const conditions = [...equal, ...bounds];
    return {
      where: conditions.length ? `WHERE ${conditions.join(' AND ')}` : '',
      values: [...prefix, ...(range ? [range.lower.key, range.upper.key] : [])],
    };
  });

const orderBy = ({ index, reverse }: Plan): string => {
  const direction = (order: 1 | -1) => ((order === 1) === reverse ? 'DESC' : 'ASC');
  const columns = (index?.columns ?? []).map((column, i) => `i.${column} ${direction(index?.orders[i] ?? 1)}`);
  return `ORDER BY ${[...columns, `i.seq ${direction(1)}`].join(', ')}`;
};

const DOCUMENT = 'd.seq AS seq, d.id AS id, d.doc AS doc';

/** Walks the keys first and fetches only the documents that are wanted: what is skipped is never read. */
const pageStatement = (table: Table, plan: Plan, { where }: Walk): string => {
  const from = plan.index?.table ?? table.documents;
  const columns = ['seq', ...(plan.index?.columns ?? [])];
  const keys = `SELECT ${columns.map((column) => `i.${column}`).join(', ')} FROM ${from} i ${where} ${orderBy(plan)} LIMIT ? OFFSET ?`;
  return `SELECT ${DOCUMENT} FROM (${keys}) i CROSS JOIN ${table.documents} d ON d.seq = i.seq ${orderBy(plan)}`;
};

const walkStatement = (table: Table, plan: Plan, { where }: Walk): string => {
  const columns = (plan.index?.columns ?? []).map((column, i) => `, i.${column} AS o${i}`).join('');
  return `SELECT ${DOCUMENT}${columns} FROM ${plan.index?.table ?? table.documents} i CROSS JOIN ${table.documents} d ON d.seq = i.seq ${where} ${orderBy(plan)}`;
};

const compareRows = (a: Row, b: Row, { prefixes, index, reverse }: Plan): number => {
  const orders = index?.orders ?? [];
  for (let i = prefixes[0]?.length ?? 0; i < orders.length; i += 1) {
    const order = Buffer.compare(a[`o${i}`] as Uint8Array, b[`o${i}`] as Uint8Array) * (orders[i] ?? 1);
    if (order) return reverse ? -order : order;
  }
  return (Number(a.seq) - Number(b.seq)) * (reverse ? -1 : 1);
};

/** Several walks that are each in order, as one. */
function* merge(streams: Generator<Row>[], plan: Plan): Generator<Row> {
  const heads = streams.map((stream) => stream.next());
  try {
    for (;;) {
      let first = -1;
      heads.forEach((head, i) => {
        const best = heads[first];
        if (!head.done && (!best || best.done || compareRows(head.value, best.value, plan) < 0)) first = i;
      });
      const head = heads[first];
      const stream = streams[first];
      if (!head || head.done || !stream) return;
      yield head.value;
      heads[first] = stream.next();
    }
  } finally {
    for (const stream of streams) stream.return(undefined);
  }
}

/** The documents that a plan leads to, one after the other. */
export function* scan(sql: Sql, table: Table, plan: Plan): Generator<Stored> {
  const streams = walks(plan).map((walk) => sql.iterate(walkStatement(table, plan, walk), ...walk.values));
  const chained = streams.length > 1 && plan.sorted ? merge(streams, plan) : chain(streams);
  const seen = plan.index?.dedupe ? new Set<number>() : null;
  for (const row of chained) {
    const stored = asStored(row);
    if (seen?.has(stored.seq)) continue;
    seen?.add(stored.seq);
    yield stored;
  }
}

function* chain(streams: Generator<Row>[]): Generator<Row> {
  for (const stream of streams) yield* stream;
}

/** A page of an exact, sorted plan with a single walk: SQLite does all of it. */
export const page = (sql: Sql, table: Table, plan: Plan, skip: number, limit: number): Stored[] | null => {
  const [walk, ...others] = walks(plan);
  if (!plan.exact || !plan.sorted || others.length || plan.index?.dedupe) return null;
  if (!walk) return [];
  return sql.all(pageStatement(table, plan, walk), ...walk.values, limit, skip).map(asStored);
};

/** How many documents an exact plan leads to, without reading them. */
export const countExactly = (sql: Sql, table: Table, plan: Plan): number | null => {
  if (!plan.exact || plan.index?.dedupe) return null;
  const from = plan.index?.table ?? table.documents;
  return walks(plan).reduce((sum, { where, values }) => {
    const row = sql.get(`SELECT count(*) AS n FROM ${from} i ${where}`, ...values);
    return sum + Number(row?.n ?? 0);
  }, 0);
};
