import { Sums, sumsView, type Tally } from '../../domain/report-sums';
import { invoiceTable, sumRows, sumsTable, type ReportRow } from '../../domain/report-table';
import type { WorkerPorts } from '../../runtime/ports';
import type { ExportPlace, ExportRecord } from '../../store/exports';
import { again, done, Overtaken, problemOf, type Outcome, type RowStep } from '../outbox-step';
import { exportRows } from './export-rows';
import { withTableFile } from './table-file';

/** A file has no more rows; there are as many files as it takes. */
export const ROWS_OF_A_FILE = 100_000;
/** The worker works no longer on one step: what is left is for the next turn. */
const BUDGET_MS = 20_000;
const MOST_TRIES = 8;

interface Written {
  rows: number;
  tallies: Tally[];
  /** Behind the last row; undefined at the end. */
  place?: ExportPlace;
}

const pathOf = ({ _id, merchantId, format }: ExportRecord, name: string) =>
  `exports/${merchantId}/${_id}/${name}.${format}`;

/** One file, in constant memory: up to its most rows, or as far as the time goes. */
const writeFile = async (
  ports: WorkerPorts,
  current: ExportRecord,
  until: number,
): Promise<ExportRecord | undefined> => {
  const sums = new Sums(current.tallies);
  const written: Written = { rows: 0, tallies: [] };
  async function* parts(): AsyncGenerator<ReportRow[]> {
    for await (const { rows, place } of exportRows(ports, current, current.place)) {
      for (const row of rows) sums.take(row);
      written.rows += rows.length;
      if (place) written.place = place;
      else delete written.place;
      yield rows;
      if (written.rows >= ROWS_OF_A_FILE || Date.now() > until) return;
    }
  }
  const name = `发票明细-${current.files.length + 1}`;
  const file = await withTableFile(current.format, '发票明细', invoiceTable, parts(), async (local, bytes) => ({
    name: `${name}.${current.format}`,
    fileId: await ports.exports.keepExportFile(pathOf(current, `invoices-${current.files.length + 1}`), local),
    rows: written.rows,
    bytes,
  }));
  const reached = {
    rows: current.rows + written.rows,
    files: [...current.files, file],
    tallies: sums.all(),
  };
  const { place } = written;
  if (place) return ports.exports.advanceExport(current, { ...reached, place });
  const last = await sumsFile(ports, current, reached.tallies);
  return ports.exports.advanceExport(current, { ...reached, files: [...reached.files, last], state: 'ready' });
};

const sumsFile = async (ports: WorkerPorts, current: ExportRecord, tallies: Tally[]) => {
  const rows = sumRows(sumsView(tallies));
  return withTableFile(current.format, '汇总', sumsTable, [rows], async (local, bytes) => ({
    name: `汇总.${current.format}`,
    fileId: await ports.exports.keepExportFile(pathOf(current, 'sums'), local),
    rows: rows.length,
    bytes,
  }));
};

/**
 * Makes an export, file by file. A file that was not finished is written again from its beginning under the same path;
 * of two workers only one can say that it is done.
 */
export const makeExport = async ({ ports, row }: RowStep): Promise<Outcome> => {
  const until = Date.now() + BUDGET_MS;
  let current = await ports.exports.getExport(row.subjectId);
  try {
    while (current?.state === 'working') {
      if (Date.now() > until) return again(0);
      current = (await writeFile(ports, current, until)) ?? null;
      if (!current) throw new Overtaken();
    }
  } catch (error) {
    const problem = problemOf(error);
    if (!current || row.tries < MOST_TRIES) throw error;
    await ports.exports.advanceExport(current, { state: 'failed', problem });
  }
  return done;
};
