import { createReadStream } from 'node:fs';
import type { ExportBasis, ExportFormat } from '../../../contract/merchant-reports';
import type { Tab } from '../../../contract/merchant-invoices';
import type { UnixSeconds } from '../../../contract/primitives';
import type { Tally } from '../domain/report-sums';
import { cloud } from '../runtime/cloud';
import type { Failure } from '../runtime/errors';
import { collection, is } from './database';
import { rowOf } from './outbox';
import type { Tx } from './transact';

/** Where the rows of an export go on: which source, and the place in it, as its `sortKey` has it. */
export interface ExportPlace {
  source: number;
  below: string;
}

/** An export of a merchant's invoices, made file by file. `_id` is made of who asked and the call. */
export interface ExportRecord {
  _id: string;
  merchantId: string;
  openid: string;
  name: string;
  format: ExportFormat;
  basis: ExportBasis;
  tab: Tab;
  query?: string;
  from?: string;
  to?: string;
  state: 'working' | 'ready' | 'failed';
  /** Where the next file begins. */
  place: ExportPlace;
  /** Rows in the finished files, and about how many there will be. */
  rows: number;
  expected: number;
  files: { name: string; fileId: string; rows: number; bytes: number }[];
  tallies: Tally[];
  problem?: Failure;
  createdAt: UnixSeconds;
  /** `<createdAt, 10 digits>:<_id>`. */
  sortKey: string;
  /** When its files are removed. */
  expiresAt: UnixSeconds;
  version: number;
}

const exports_ = () => collection<ExportRecord>('exports');

export const getExport = (id: string): Promise<ExportRecord | null> => exports_().get(id);

/** Those of a merchant, the newest first, from below `before` on. */
export const exportsOf = (merchantId: string, limit: number, before?: string): Promise<ExportRecord[]> =>
  exports_().find(
    { merchantId, ...(before !== undefined && { sortKey: is.lt(before) }) },
    { orderBy: [['sortKey', 'desc']], limit },
  );

/** Writes a new export and the outward step that makes it. */
export const beginExport = async (tx: Tx, fresh: ExportRecord): Promise<void> => {
  await tx.exports.put(fresh);
  await tx.outbox.put(rowOf(fresh._id, { kind: 'export', number: 1, afterSeconds: 0 }, fresh.createdAt));
};

type Progress = Partial<Pick<ExportRecord, 'state' | 'place' | 'rows' | 'files' | 'tallies' | 'problem'>>;

/** Writes down what was reached; undefined when another worker was faster. */
export const advanceExport = async (
  { _id, version, ...rest }: ExportRecord,
  progress: Progress,
): Promise<ExportRecord | undefined> => {
  const changes = { ...progress, version: version + 1 };
  const changed = await exports_().updateWhere({ _id, version }, changes);
  return changed === 1 ? { ...rest, _id, ...changes } : undefined;
};

/** Keeps a file of this machine in storage, without reading it into memory. Answers its id. */
export const keepExportFile = async (path: string, localFile: string): Promise<string> => {
  const { fileID } = await cloud.uploadFile({ cloudPath: path, fileContent: createReadStream(localFile) });
  return fileID;
};

/** Exports whose time is over. */
export const expiredExports = (now: UnixSeconds, most: number): Promise<ExportRecord[]> =>
  exports_().find({ expiresAt: is.lte(now) }, { orderBy: [['expiresAt', 'asc']], limit: most });

/** Removes an export and its files. */
export const removeExport = async ({ _id, files }: ExportRecord): Promise<void> => {
  // The platform takes fifty at a time.
  for (let i = 0; i < files.length; i += 50) {
    await cloud.deleteFile({ fileList: files.slice(i, i + 50).map(({ fileId }) => fileId) });
  }
  await exports_().remove(_id);
};
