import { parse } from 'csv-parse/sync';

/** A record of the file with the lines that it stands on; the first line of the file is 1. */
export interface RawRow {
  line: number;
  lastLine: number;
  cells: string[];
}

/** A line with a quote too many. */
export interface BrokenLine {
  line: number;
  /** The cell that the quote opens. */
  index: number;
}

/** Without the empty cells at the end, which exports add and leave out as they like. */
export const withoutEmptyEnd = (cells: readonly string[]): string[] =>
  cells.slice(0, cells.findLastIndex((cell) => cell.trim() !== '') + 1);

export const hasWidth = (cells: readonly string[], width: number): boolean =>
  cells.length >= width && withoutEmptyEnd(cells).length <= width;

const lineBreaks = (cells: readonly string[]) => cells.reduce((total, cell) => total + cell.split('\n').length - 1, 0);

const isUnclosed = (error: unknown) =>
  error instanceof Error && 'code' in error && error.code === 'CSV_QUOTE_NOT_CLOSED';

/** Where each line begins, and where the text ends. */
const lineStarts = (text: string): number[] => {
  const starts = [0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return [...starts, text.length];
};

/** Whether every quoted field of a record ends where the field ends. */
const isWellQuoted = (record: string, delimiter: string): boolean => {
  const field = new RegExp(`"[^"]*(?:""[^"]*)*"|[^"${delimiter}\\n][^${delimiter}\\n]*|`, 'y');
  while (field.lastIndex < record.length) {
    const at = field.lastIndex;
    const [found = ''] = field.exec(record) ?? [];
    const end = at + found.length;
    if (end < record.length && record[end] !== delimiter) return false;
    field.lastIndex = end + 1;
  }
  return true;
};

/**
 * The records of a CSV file, the heading first; lines end in `\n`. A record that spans lines and does not fit the
 * heading, or has text after its closing quote, or never ends, has a quote too many: only its first line is broken,
 * and the lines that it swallowed are read again.
 */
export const split = (text: string): { rows: RawRow[]; broken: BrokenLine[] } => {
  const starts = lineStarts(text);
  const heading = text.slice(0, starts[1]);
  const delimiter = heading.includes('\t') && !heading.includes(',') ? '\t' : ',';
  const options = { delimiter, relax_column_count: true, relax_quotes: true, skip_empty_lines: true };
  const rows: RawRow[] = [];
  const broken: BrokenLine[] = [];
  let width = 0;

  const lineAt = (line: number): string => text.slice(starts[line - 1], starts[line]);
  const isStray = ({ line, lastLine, cells }: RawRow): boolean =>
    line < lastLine &&
    !(hasWidth(cells, width) && isWellQuoted(text.slice(starts[line - 1], starts[lastLine]).trimEnd(), delimiter));

  const readLines = (first: number, last: number): void => {
    let next = first;
    const breakLine = (line: number, lastLine: number) => {
      broken.push({
        line,
        index: lineAt(line)
          .split(delimiter)
          .findIndex((cell) => cell.startsWith('"')),
      });
      if (line < lastLine) readLines(line + 1, lastLine);
      return null;
    };
    const take = (cells: string[], { lines }: { lines: number }): null => {
      const lastLine = first - 1 + lines;
      const row = { line: lastLine - lineBreaks(cells), lastLine, cells };
      next = lastLine + 1;
      if (rows.length === 0) width = withoutEmptyEnd(cells).length;
      else if (isStray(row)) return breakLine(row.line, lastLine);
      rows.push(row);
      return null;
    };
    try {
      parse(text.slice(starts[first - 1], starts[last]), { ...options, on_record: take });
    } catch (error) {
      if (!isUnclosed(error)) throw error;
      while (lineAt(next).trim() === '') next += 1;
      breakLine(next, last);
    }
  };

  readLines(1, starts.length - 1);
  return { rows, broken };
};
