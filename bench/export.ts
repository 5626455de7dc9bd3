import { fork } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import papaparse from 'papaparse';
import { csvLine, yuanText, type Cell } from '../cloudfunctions/common/domain/csv';
import { invoiceTable, type ReportRow } from '../cloudfunctions/common/domain/report-table';
import { startSandbox } from '../sandbox';
import { writeMerchants } from '../scripts/demo';
import { bulkWrite } from './bulk-write';
import { cloudEnv } from './cold-process';
import type { Made, Order } from './export-maker';
import { applications, invoices, type Generation } from './generated';
import { median, type Figure } from './report';

const ROWS = 100_000;
const RUNS = 5;
const MERCHANT = 'm-cafe';
const GROWTH_MB = 150;

const generationUntil = (until: number): Generation => ({ merchantId: MERCHANT, count: ROWS, until, days: 365 });

const cells = (): Cell[][] => {
  const rows: Cell[][] = [];
  for (const invoice of invoices({ ...generationUntil(1_790_000_000), count: Math.ceil(ROWS / 0.9) })) {
    const { title, kind, number, orderNos, amount, net, tax, lines, issuedAt } = invoice;
    const row: ReportRow = {
      what: 'blue',
      state: '已开票，已入卡包',
      kind,
      number,
      orderNos,
      titleName: title.name,
      taxNo: title.kind === 'company' ? title.taxNo : undefined,
      issuedAt,
      appliedAt: issuedAt - 60,
      amount,
      net,
      tax,
      lines,
    };
    rows.push(invoiceTable.columns.map(({ cell }) => cell(row)));
    if (rows.length === ROWS) break;
  }
  return rows;
};

const timed = (work: () => number): number => {
  const start = performance.now();
  if (work() === 0) throw new Error('nothing was written');
  return performance.now() - start;
};

const formatting = (): Figure => {
  const own = cells();
  const text = own.map((row) => row.map((cell) => (typeof cell === 'object' ? yuanText(cell.fen) : cell)));
  const times: [own: number[], peer: number[]] = [[], []];
  for (let run = 0; run < RUNS; run += 1) {
    times[0].push(timed(() => own.reduce((length, row) => length + csvLine(row).length, 0)));
    times[1].push(timed(() => papaparse.unparse(text, { escapeFormulae: true, newline: '\r\n' }).length));
  }
  const [mine, peer] = [median(times[0]), median(times[1])];
  return {
    name: `formatting ${own.length} rows as CSV / papaparse.unparse with escapeFormulae`,
    detail: `${Math.round(own.length / (mine / 1000))} / ${Math.round(own.length / (peer / 1000))} rows a second, ${invoiceTable.columns.length} columns, median of ${RUNS}`,
    ratio: peer / mine,
    goal: { atLeast: 0.9 },
  };
};

const makeIn = (env: Record<string, string>, order: Order): Promise<Made> =>
  new Promise((resolve, reject) => {
    const file = join(__dirname, 'export-maker.ts');
    const child = fork(join(__dirname, '../scripts/run.mjs'), [file], { env: { ...process.env, ...env } });
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`the maker ended with ${code}`)));
    child.once('message', () => {
      child.once('message', (made) => resolve(made as Made));
      child.send(order);
    });
  });

/** Exports of a hundred thousand invoices: formatting alone, and the whole way through the SDK into storage. */
export const exports_ = async (): Promise<Figure[]> => {
  const root = join(__dirname, '..');
  const dataDir = mkdtempSync(join(tmpdir(), 'bench-export-'));
  const open = () => startSandbox({ root, port: 0, wechatPort: 0, dataDir, phone: false });
  const empty = await open();
  await writeMerchants(empty);
  const generation = generationUntil(Math.floor(empty.clock.now() / 1000));
  await empty.close();
  bulkWrite(dataDir, 'applications', applications(generation));
  bulkWrite(dataDir, 'invoices', invoices(generation));
  const sandbox = await open();
  sandbox.ready();
  try {
    const figures = [formatting()];
    for (const format of ['csv', 'xlsx'] as const) {
      const made = await makeIn(cloudEnv(sandbox.url), { merchantId: MERCHANT, format });
      figures.push({
        name: `resident memory that an export of ${made.rows} rows as ${format} adds, through the SDK / ${GROWTH_MB} MB`,
        detail: `${made.grownMb.toFixed(0)} MB, ${Math.round(made.rows / made.seconds)} rows a second from the database into storage, ${(made.bytes / 1024 / 1024).toFixed(1)} MB, generated rows`,
        ratio: made.grownMb / GROWTH_MB,
        goal: { atMost: 1 },
      });
    }
    return figures;
  } finally {
    await sandbox.close();
    rmSync(dataDir, { recursive: true });
  }
};
