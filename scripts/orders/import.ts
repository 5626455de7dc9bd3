import { readFile } from 'node:fs/promises';
import type { ImportArguments } from './arguments';
import type { Column, Field } from './columns';
import { readTable, type BadRow } from './rows';
import { Refused, sendOrders, type Outcome } from './send';
import { textOf, UnreadableFile } from './text';

/** What became of the rows; the command's last line of output. */
export interface ImportResult {
  added: number;
  unchanged: number;
  changed: number;
  bad: BadRow[];
}

export interface ImportReport extends ImportResult {
  /** Why nothing, or nothing more, could be done. */
  stopped?: string;
  /** How many rows would have gone in. */
  ready: number;
}

/** Which column holds what the server names as a field. */
const fieldOfApi: Readonly<Record<string, Field>> = {
  orderNo: 'orderNo',
  paid: 'amount',
  refunded: 'refunded',
  excluded: 'excluded',
  paidAt: 'paidAt',
  completedAt: 'completedAt',
  status: 'status',
  summary: 'item',
  'buyer.openid': 'openid',
  'buyer.phone': 'phone',
};

const headingOf = (columns: readonly Column[], path: string | undefined): string => {
  const field = path === undefined ? undefined : fieldOfApi[path];
  return columns.find((column) => column.field === field)?.heading ?? '';
};

const read = async (file: string): Promise<Uint8Array> => {
  try {
    return await readFile(file);
  } catch {
    throw new UnreadableFile(`打不开文件 ${file}`);
  }
};

/** Takes an export in: every good row goes in as a whole, every bad row is named. */
export const importOrders = async ({ file, mapping, dryRun, ...target }: ImportArguments): Promise<ImportReport> => {
  const result: ImportReport = { added: 0, unchanged: 0, changed: 0, bad: [], ready: 0 };
  try {
    const { columns, good, bad } = readTable(textOf(await read(file)), mapping);
    result.bad.push(...bad);
    result.ready = good.length;
    if (dryRun) return result;
    const refuse = (line: number, { error }: Extract<Outcome, { error: object }>) => {
      if (error.code === 'unreachable') result.stopped = error.message;
      result.bad.push({ line, column: headingOf(columns, error.field), reason: `${error.message}（${error.hint}）` });
    };
    for await (const [{ line }, outcome] of sendOrders(target, good)) {
      if ('error' in outcome) refuse(line, outcome);
      else result[outcome.result] += 1;
    }
  } catch (error) {
    if (!(error instanceof UnreadableFile || error instanceof Refused)) throw error;
    result.stopped = error.message;
  }
  result.bad.sort((a, b) => a.line - b.line);
  return result;
};

/** 0 all is in · 2 some rows are bad · 1 nothing could be done. */
export const exitCodeOf = ({ added, unchanged, changed, bad, stopped }: ImportReport): 0 | 1 | 2 => {
  if (stopped !== undefined && added + unchanged + changed === 0) return 1;
  return bad.length > 0 || stopped !== undefined ? 2 : 0;
};
