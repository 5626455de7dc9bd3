import type { OrderRow } from '../../contract/open';
import type * as v from 'valibot';
import { amountIn, BadCell, isEmpty, orderNoIn, phoneLast4In, plain, statusIn, summaryIn, timeIn } from './cells';
import { columnsOf, type Column, type Field, type Mapping } from './columns';
import { hasWidth, split, withoutEmptyEnd, type RawRow } from './split';
import { UnreadableFile } from './text';

export type Row = v.InferInput<typeof OrderRow>;

/** A row that did not go in: its first line in the file (the heading is line 1), the column, and why. */
export interface BadRow {
  line: number;
  column: string;
  reason: string;
}

export interface GoodRow {
  line: number;
  row: Row;
}

export interface Table {
  columns: Column[];
  good: GoodRow[];
  bad: BadRow[];
}

type Cells = Partial<Record<Field, string>>;

const readers: { [F in Field]: (cells: Cells) => Partial<Row> } = {
  orderNo: ({ orderNo = '' }) => ({ orderNo: orderNoIn(orderNo) }),
  item: ({ item = '' }) => (isEmpty(item) ? {} : { summary: summaryIn(item) }),
  amount: ({ amount = '' }) => ({ paid: amountIn(amount) }),
  paidAt: ({ paidAt = '' }) => (isEmpty(paidAt) ? {} : { paidAt: timeIn(paidAt) }),
  completedAt: ({ completedAt = '' }) => (isEmpty(completedAt) ? {} : { completedAt: timeIn(completedAt) }),
  status: ({ status = '', refunded = '' }) => ({ status: statusIn(status, !isEmpty(refunded)) }),
  refunded: ({ refunded = '' }) => (isEmpty(refunded) ? {} : { refunded: amountIn(refunded) }),
  excluded: ({ excluded = '' }) => (isEmpty(excluded) ? {} : { excluded: amountIn(excluded) }),
  phone: ({ phone = '' }) => (isEmpty(phone) ? {} : { buyer: { phone: phoneLast4In(phone) } }),
  openid: ({ openid = '' }) => (isEmpty(openid) ? {} : { buyer: { openid: plain(openid) } }),
};

/**
 * Without a column of states, an order with a time of completion is completed, one with a time of payment is paid, and so
 * is one of a list without times.
 */
const guessStatus = (columns: readonly Column[], { paidAt, completedAt }: Partial<Row>): Row['status'] => {
  if (completedAt !== undefined) return 'completed';
  return paidAt !== undefined || !columns.some(({ field }) => field === 'paidAt') ? 'paid' : 'unpaid';
};

const readRow = (columns: readonly Column[], { line, cells }: RawRow): { good: GoodRow } | { bad: BadRow } => {
  const named: Cells = Object.fromEntries(columns.map(({ field, index }) => [field, cells[index] ?? '']));
  let read: Partial<Row> = {};
  for (const { field, heading } of columns) {
    try {
      const part = readers[field](named);
      const buyer = part.buyer ? { buyer: { ...read.buyer, ...part.buyer } } : {};
      read = { ...read, ...part, ...buyer };
    } catch (error) {
      if (!(error instanceof BadCell)) throw error;
      return { bad: { line, column: heading, reason: error.message } };
    }
  }
  const row = { ...read, status: read.status ?? guessStatus(columns, read) } as Row;
  return { good: { line, row } };
};

/** An amount whose comma has torn it in two: `1` and `234.50`. */
const isTorn = (cells: readonly string[], { index, field }: Column): boolean =>
  field === 'amount' &&
  /^[￥¥]?\d{1,3}$/.test(cells[index]?.trim() ?? '') &&
  /^\d{3}(\.\d{1,2})?$/.test(cells[index + 1]?.trim() ?? '');

const wrongWidth = (
  { line, cells }: RawRow,
  header: readonly string[],
  columns: readonly Column[],
): BadRow | undefined => {
  const width = header.length;
  if (hasWidth(cells, width)) return undefined;
  if (cells.length < width) {
    return { line, column: header[cells.length] ?? '', reason: `只有 ${cells.length} 列，少于表头的 ${width} 列` };
  }
  const torn = columns.find((column) => isTorn(cells, column));
  const reason = `有 ${withoutEmptyEnd(cells).length} 列，多于表头的 ${width} 列；${torn ? '含逗号的金额' : '含逗号的内容'}要加引号`;
  return { line, column: torn?.heading ?? header.at(-1) ?? '', reason };
};

/** Rows with one order number must say one thing; if they do not, nobody here can tell which is right. */
const contradictions = (rows: readonly GoodRow[], column: string): BadRow[] => {
  const byNumber = new Map<string, GoodRow[]>();
  for (const good of rows) byNumber.set(good.row.orderNo, [...(byNumber.get(good.row.orderNo) ?? []), good]);
  return [...byNumber.values()].flatMap((same) => {
    if (new Set(same.map(({ row }) => JSON.stringify(row))).size < 2) return [];
    return same.map(({ line, row }) => {
      const others = same.filter((other) => other.line !== line).map((other) => other.line);
      return {
        line,
        column,
        reason: `订单号 ${row.orderNo} 与第 ${others.slice(0, 5).join('、')} 行相同，内容却不同；一笔订单请合并成一行`,
      };
    });
  });
};

/** Reads a shop's export. Every bad row is named; the good ones are as the API wants them. */
export const readTable = (text: string, mapping: Mapping): Table => {
  const { rows, broken } = split(text);
  const [header, ...body] = rows;
  if (!header) throw new UnreadableFile('文件里没有表头');
  const headerCells = withoutEmptyEnd(header.cells);
  const columns = columnsOf(headerCells, mapping);
  const good: GoodRow[] = [];
  const bad: BadRow[] = broken.map(({ line, index }) => ({
    line,
    column: headerCells[index] ?? '',
    reason: '引号没有成对',
  }));
  for (const raw of body.filter(({ cells }) => cells.some((cell) => cell.trim() !== ''))) {
    const width = wrongWidth(raw, headerCells, columns);
    const read = width ? { bad: width } : readRow(columns, raw);
    if ('good' in read) good.push(read.good);
    else bad.push(read.bad);
  }
  const contradicting = contradictions(good, columns.find(({ field }) => field === 'orderNo')?.heading ?? '');
  const lines = new Set(contradicting.map(({ line }) => line));
  return {
    columns,
    good: good.filter(({ line }) => !lines.has(line)),
    bad: [...bad, ...contradicting].sort((a, b) => a.line - b.line),
  };
};
