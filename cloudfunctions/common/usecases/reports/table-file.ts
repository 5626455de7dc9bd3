import { createWriteStream } from 'node:fs';
import { rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ReadableStream } from 'node:stream/web';
import type { ExportFormat } from '../../../../contract/merchant-reports';
import { BYTE_ORDER_MARK, csvLine, plainText, type Cell } from '../../domain/csv';
import type { Table } from '../../domain/report-table';

/** Rows as they come, so that no file is ever whole in memory. */
type Parts<Row> = AsyncIterable<readonly Row[]> | Iterable<readonly Row[]>;

async function* csvText<Row>({ columns }: Table<Row>, parts: Parts<Row>): AsyncGenerator<string> {
  yield BYTE_ORDER_MARK + csvLine(columns.map(({ header }) => header));
  for await (const rows of parts) {
    let text = '';
    for (const row of rows) text += csvLine(columns.map(({ cell }) => cell(row)));
    yield text;
  }
}

/** Text in a cell of a workbook is text, whatever it looks like: no formula, and every digit of a number. */
const sheetCell = (cell: Cell): string | number | null => {
  if (cell === undefined) return null;
  if (typeof cell === 'object') return cell.fen / 100;
  return typeof cell === 'string' ? plainText(cell) : cell;
};

async function* sheetRows<Row>({ columns }: Table<Row>, parts: Parts<Row>): AsyncGenerator<(string | number | null)[]> {
  for await (const rows of parts) for (const row of rows) yield columns.map(({ cell }) => sheetCell(cell(row)));
}

const xlsxBytes = async <Row>(table: Table<Row>, name: string, parts: Parts<Row>): Promise<Readable> => {
  // Loaded only here: most calls of the function never make a workbook.
  const { writeXlsxStream } = await import('hucre/xlsx');
  const stream = writeXlsxStream(sheetRows(table, parts), {
    name,
    columns: table.columns.map(({ header, width, money }) => ({ header, width, ...(money && { numFmt: '0.00' }) })),
    freezePane: { rows: 1 },
  });
  return Readable.fromWeb(stream as ReadableStream<Uint8Array>);
};

/** Writes a table to a file of this machine, hands it over, and removes it. */
export const withTableFile = async <Row, Result>(
  format: ExportFormat,
  name: string,
  table: Table<Row>,
  parts: Parts<Row>,
  use: (file: string, bytes: number) => Promise<Result>,
): Promise<Result> => {
  const file = join(tmpdir(), `table-${process.pid}-${Math.random().toString(36).slice(2)}.${format}`);
  try {
    const source = format === 'csv' ? Readable.from(csvText(table, parts)) : await xlsxBytes(table, name, parts);
    await pipeline(source, createWriteStream(file));
    return await use(file, (await stat(file)).size);
  } finally {
    await rm(file, { force: true });
  }
};
