import type { UnixSeconds } from '../../../contract/primitives';
import type { InvoiceProblem } from '../../../contract/reimburser-invoices';
import { collection, is, type Stored } from './database';

/** A file that somebody asked for: of one claim, or of the claims that a filter found. */
export interface ClaimExportRecord extends Stored {
  companyId: string;
  openid: string;
  format: 'csv' | 'xlsx' | 'zip';
  name: string;
  /** Of one claim; else of these, in their order. */
  claimId?: string;
  claimIds?: string[];
  state: 'working' | 'done' | 'failed';
  fileId?: string;
  bytes?: number;
  problem?: InvoiceProblem;
  createdAt: UnixSeconds;
  expiresAt: UnixSeconds;
  version: number;
}

const MOST = 20;
const claimExports = () => collection<ClaimExportRecord>('claim_exports');

export const addExport = (record: ClaimExportRecord): Promise<boolean> => claimExports().add(record);
export const getExport = (id: string): Promise<ClaimExportRecord | null> => claimExports().get(id);

/** What a person asked for, the newest first. */
export const exportsOf = (companyId: string, openid: string): Promise<ClaimExportRecord[]> =>
  claimExports().find({ companyId, openid }, { orderBy: [['createdAt', 'desc']], limit: MOST });

export const endExport = async (
  { _id, version }: ClaimExportRecord,
  end: Pick<ClaimExportRecord, 'state' | 'fileId' | 'bytes' | 'problem'>,
): Promise<void> => void (await claimExports().updateWhere({ _id, version }, { ...end, version: version + 1 }));

export const removeOldExports = (now: UnixSeconds): Promise<number> =>
  claimExports().removeWhere({ expiresAt: is.lte(now) });
