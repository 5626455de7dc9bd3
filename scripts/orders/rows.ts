import { parse } from 'csv-parse/sync';
import type { OrderRow } from '../../contract/open';
import type * as v from 'valibot';
import { amountIn, BadCell, isEmpty, orderNoIn, phoneLast4In, plain, statusIn, summaryIn, timeIn } from './cells';
import { columnsOf, type Column, type Field, type Mapping } from './columns';
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

interface RawRow {
  line: number;
  lastLine: number;
  cells: string[];
}

const lineBreaks = (cells: readonly string[]) => cells.reduce((total, cell) => total + cell.split('\n').length - 1, 0);

/** The records of the file with their lines. Records before a quote that never closes are kept. */
const split = (text: string): { rows: RawRow[]; broken?: BadRow } => {
  const rows: RawRow[] = [];
  const firstLine = text.slice(0, text.indexOf('\n') + 1 || undefined);
  try {
    parse(text, {
      bom: true,
      delimiter: firstLine.includes('\t') && !firstLine.includes(',') ? '\t' : ',',
      relax_column_count: true,
      relax_quotes: true,
      skip_empty_lines: true,
      on_record: (cells: string[], { lines }) => {
        rows.push({ line: lines - lineBreaks(cells), lastLine: lines, cells });
        return null;
      },
    });
    return { rows };
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'CSV_QUOTE_NOT_CLOSED')) throw error;
    const line = (rows.at(-1)?.lastLine ?? 0) + 1;
    return { rows, broken: { line, column: '', reason: '引号没有闭合，从这一行起都没有读入' } };
  }
};

type Cells = Partial<Record<Field, string>>;

const readers: { [F in Field]: (cells: Cells) => Partial<Row> } = {
  orderNo: ({ orderNo = '' }) => ({ orderNo: orderNoIn(orderNo) }),
  item: ({ item = '' }) => (isEmpty(item) ? {} : { summary: summaryIn(item) }),
  amount: ({ amount = '' }) => ({ paid: amountIn(amount) }),
  paidAt: ({ paidAt = '' }) => (isEmpty(paidAt) ? {} : { paidAt: timeIn(paidAt) }),
  status: ({ status = '', refunded = '' }) => ({ status: statusIn(status, !isEmpty(refunded)) }),
  refunded: ({ refunded = '' }) => (isEmpty(refunded) ? {} : { refunded: amountIn(refunded) }),
  excluded: ({ excluded = '' }) => (isEmpty(excluded) ? {} : { excluded: amountIn(excluded) }),
  phone: ({ phone = '' }) => (isEmpty(phone) ? {} : { buyer: { phone: phoneLast4In(phone) } }),
  openid: ({ openid = '' }) => (isEmpty(openid) ? {} : { buyer: { openid: plain(openid) } }),
};

/** Without a column of states, an order with a time of payment is paid, and so is one of a list without times. */
const guessStatus = (columns: readonly Column[], { paidAt }: Partial<Row>): Row['status'] =>
  paidAt !== undefined || !columns.some(({ field }) => field === 'paidAt') ? 'paid' : 'unpaid';

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

const withoutEmptyEnd = (cells: readonly string[]): string[] => {
  const end = cells.findLastIndex((cell) => cell.trim() !== '');
  return cells.slice(0, end + 1);
};

/** An amount whose comma has torn it in two: `1` and `234.50`. */
const isTorn = (cells: readonly string[], { index, field }: Column): boolean =>
  field === 'amount' && /^[￥¥]?\d{1,3}$/.test(cells[index]?.trim() ?? '') && /^\d{3}(\.\d{1,2})?$/.test(cells[index + 1]?.trim() ?? '');

const wrongWidth = ({ line, lastLine, cells }: RawRow, header: readonly string[], columns: readonly Column[]): BadRow | undefined => {
  const width = header.length;
  const found = withoutEmptyEnd(cells).length;
  if (found <= width && cells.length >= width) return undefined;
  const span = lastLine > line ? `（引号把第 ${line} 到 ${lastLine} 行连成了一行）` : '';
  if (cells.length < width) {
    return { line, column: header[cells.length] ?? '', reason: `只有 ${cells.length} 列，少于表头的 ${width} 列${span}` };
  }
  const torn = columns.find((column) => isTorn(cells, column));
  const reason = `有 ${found} 列，多于表头的 ${width} 列；${torn ? '含逗号的金额' : '含逗号的内容'}要加引号${span}`;
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
      return { line, column, reason: `订单号 ${row.orderNo} 与第 ${others.slice(0, 5).join('、')} 行相同，内容却不同；一笔订单请合并成一行` };
    });
  });
};

/** Reads a shop's export. Every bad row is named; the good ones are as the API wants them. */
export const readTable = (text: string, mapping: Mapping): Table => {
  const { rows, broken } = split(text);
  const [header, ...body] = rows;
  if (!header) throw new UnreadableFile(broken ? broken.reason : '文件是空的');
  const headerCells = withoutEmptyEnd(header.cells);
  const columns = columnsOf(headerCells, mapping);
  const good: GoodRow[] = [];
  const bad: BadRow[] = broken ? [broken] : [];
  for (const raw of body.filter(({ cells }) => cells.some((cell) => cell.trim() !== ''))) {
    const width = wrongWidth(raw, headerCells, columns);
    const read = width ? { bad: width } : readRow(columns, raw);
    if ('good' in read) good.push(read.good);
    else bad.push(read.bad);
  }
  const contradicting = contradictions(good, columns.find(({ field }) => field === 'orderNo')?.heading ?? '');
  const lines = new Set(contradicting.map(({ line }) => line));
  return { columns, good: good.filter(({ line }) => !lines.has(line)), bad: [...bad, ...contradicting].sort((a, b) => a.line - b.line) };
};
