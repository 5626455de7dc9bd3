import type { InvoiceKind } from '../../../contract/buyer';
import type { BlueRedNet, ExportSums } from '../../../contract/merchant-reports';
import { secondText } from './china-time';
import type { Cell } from './csv';
import type { Summand } from './report-sums';

/** One row of an export: an application with the invoice that came of it, or a red. */
export interface ReportRow extends Summand {
  state: string;
  code?: string | undefined;
  number?: string | undefined;
  /** Of a red: the invoice that it takes back from. */
  blueNumber?: string | undefined;
  issuedAt?: number | undefined;
  appliedAt?: number | undefined;
  orderNos: readonly string[];
  titleName?: string | undefined;
  taxNo?: string | undefined;
}

/** A table of a file: its head, how wide the columns are in characters, and a row of it. */
export interface Table<Row> {
  columns: readonly { header: string; width: number; money?: true; cell: (row: Row) => Cell }[];
}

export const kindNames: Readonly<Record<InvoiceKind, string>> = { normal: '普通发票', special: '专用发票' };
const whatNames: Readonly<Record<ReportRow['what'], string>> = { open: '未开票', blue: '蓝字发票', red: '红字发票' };

const moment = (at: number | undefined) => (at === undefined ? undefined : secondText(at));
/** Without an invoice there is no net amount and no tax yet. */
const known = ({ what }: ReportRow, fen: number): Cell => (what === 'open' ? undefined : { fen });
const ratesOf = (lines: ReportRow['lines']): string => [...new Set(lines.map(({ rate }) => rate))].join('、');

export const invoiceTable: Table<ReportRow> = {
  columns: [
    { header: '类型', width: 10, cell: ({ what }) => whatNames[what] },
    { header: '状态', width: 16, cell: ({ state }) => state },
    { header: '发票种类', width: 10, cell: ({ kind }) => kindNames[kind] },
    { header: '发票代码', width: 14, cell: ({ code }) => code },
    { header: '发票号码', width: 24, cell: ({ number }) => number },
    { header: '蓝字发票号码', width: 24, cell: ({ blueNumber }) => blueNumber },
    { header: '开票时间', width: 20, cell: ({ issuedAt }) => moment(issuedAt) },
    { header: '申请时间', width: 20, cell: ({ appliedAt }) => moment(appliedAt) },
    { header: '订单号', width: 24, cell: ({ orderNos }) => orderNos.join('、') },
    { header: '购买方名称', width: 32, cell: ({ titleName }) => titleName },
    { header: '购买方税号', width: 22, cell: ({ taxNo }) => taxNo },
    { header: '税率', width: 8, cell: ({ lines }) => ratesOf(lines) },
    { header: '金额（不含税）', width: 14, money: true, cell: (row) => known(row, row.net) },
    { header: '税额', width: 12, money: true, cell: (row) => known(row, row.tax) },
    { header: '价税合计', width: 14, money: true, cell: ({ amount }) => ({ fen: amount }) },
  ],
};

interface SumRow {
  group: string;
  what: string;
  sum: BlueRedNet['blue'];
}

export const sumsTable: Table<SumRow> = {
  columns: [
    { header: '口径', width: 16, cell: ({ group }) => group },
    { header: '项目', width: 10, cell: ({ what }) => what },
    { header: '张数', width: 8, cell: ({ sum }) => sum.count },
    { header: '金额（不含税）', width: 16, money: true, cell: ({ sum }) => ({ fen: sum.net }) },
    { header: '税额', width: 14, money: true, cell: ({ sum }) => ({ fen: sum.tax }) },
    { header: '价税合计', width: 16, money: true, cell: ({ sum }) => ({ fen: sum.amount }) },
  ],
};

/** The rows of the sums: altogether, by kind, by rate; each as blue, red and net. */
export const sumRows = (sums: ExportSums): SumRow[] => {
  const group = (name: string, { blue, red, net }: BlueRedNet): SumRow[] => [
    { group: name, what: '蓝字', sum: blue },
    { group: name, what: '红字', sum: red },
    { group: name, what: '净额', sum: net },
  ];
  return [
    ...group('合计', sums),
    ...sums.kinds.flatMap(({ kind, ...of }) => group(kindNames[kind], of)),
    ...sums.rates.flatMap(({ rate, ...of }) => group(`税率 ${rate}`, of)),
  ];
};
