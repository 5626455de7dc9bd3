import type { Row } from './model';
import type { Pen, Style } from './pen';

const pageWidth = 595.28;
const left = 26;
const right = pageWidth - left;

/** The measures of a page in points: half an A4 sheet, or whole ones for long invoices. */
export const sheet = {
  pageWidth,
  shortPage: 397,
  longPage: 841.89,
  left,
  right,
  width: right - left,
  middle: pageWidth / 2,
  frameTop: 84,
  partiesHeight: 54,
  tabWidth: 18,
  columnHead: 18,
  lineHeight: 11.5,
  rowGap: 4,
  sumHeight: 19,
  wordsHeight: 24,
  below: 30,
} as const;

/** How most of an invoice is written. */
export const body: Style = { size: 8.8 };

interface Column {
  x: number;
  width: number;
}

/** The table of items. */
export const columns = {
  name: { x: left, width: 146 },
  spec: { x: left + 146, width: 64 },
  unit: { x: left + 210, width: 34 },
  quantity: { x: left + 244, width: 56 },
  unitPrice: { x: left + 300, width: 72 },
  net: { x: left + 372, width: 68 },
  rate: { x: left + 440, width: 50 },
  tax: { x: left + 490, width: right - left - 490 },
} satisfies Record<string, Column>;

/** Where a text of this alignment stands in a column. */
export const anchor = ({ x, width }: Column, align: NonNullable<Style['align']>): number =>
  align === 'right' ? x + width - 5 : align === 'center' ? x + width / 2 : x + 5;

/** A row with its texts broken into lines. */
export interface PlacedRow {
  row: Row;
  name: string[];
  spec: string[];
  unit: string[];
  height: number;
}

/** Breaks the texts of each row so that they stay in their columns. */
export const layoutRows = (rows: readonly Row[], pen: Pen): PlacedRow[] =>
  rows.map((row) => {
    const name = pen.wrap(row.name, columns.name.width - 8, body);
    const spec = pen.wrap(row.spec, columns.spec.width - 6, body);
    const unit = pen.wrap(row.unit, columns.unit.width - 4, body);
    const lines = Math.max(name.length, spec.length, unit.length);
    return { row, name, spec, unit, height: lines * sheet.lineHeight + sheet.rowGap };
  });

/** The remarks, broken into lines. */
export const remarkLines = (remark: string, pen: Pen) => pen.wrap(remark, sheet.width - sheet.tabWidth - 16, body);
/** The remarks' cell grows with them. */
export const remarkHeight = (remark: string, pen: Pen) =>
  Math.max(46, remarkLines(remark, pen).length * sheet.lineHeight + 12);
const heightOf = (rows: readonly PlacedRow[]) => rows.reduce((sum, row) => sum + row.height, 0);

/** Shares the rows out over pages; the last one keeps room for the totals and the remarks. */
export const planPages = (rows: readonly PlacedRow[], remark: string, pen: Pen) => {
  const { frameTop, partiesHeight, columnHead, rowGap, sumHeight, wordsHeight, below, shortPage, longPage } = sheet;
  const taken = frameTop + partiesHeight + columnHead + rowGap + sumHeight + below;
  const closing = sumHeight + wordsHeight + remarkHeight(remark, pen);
  const single = taken + closing - sumHeight + heightOf(rows) <= shortPage;
  if (single) return { height: shortPage, pages: [rows] };

  const pages: PlacedRow[][] = [];
  let rest = [...rows];
  while (heightOf(rest) > longPage - taken - closing) {
    let count = 1;
    while (count < rest.length - 1 && heightOf(rest.slice(0, count + 1)) <= longPage - taken) count++;
    pages.push(rest.slice(0, count));
    rest = rest.slice(count);
  }
  return { height: longPage, pages: [...pages, rest] };
};
