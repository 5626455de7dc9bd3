import * as v from 'valibot';
import type { InvoiceKind } from './buyer';
import { Day, filter, ofMerchant, Tab } from './merchant-invoices';
import { callEntries, Cursor, Id, personText } from './primitives';
import type { Fen, UnixSeconds } from './primitives';
import type { ListState } from './states';

export const exportFormats = ['csv', 'xlsx'] as const;
export const ExportFormat = v.picklist(exportFormats);
export type ExportFormat = v.InferOutput<typeof ExportFormat>;

/**
 * What an export holds. `applied`: what the list shows with this filter, and without a state or a search also the reds
 * issued on these days. `issued`: the invoices and reds issued on these days, as a VAT return asks for them.
 */
export const ExportBasis = v.picklist(['applied', 'issued']);
export type ExportBasis = v.InferOutput<typeof ExportBasis>;

/** What a batch does with each invoice. */
export const batchActions = ['approve', 'retry', 'insert', 'reject'] as const;
export const BatchAction = v.picklist(batchActions);
export type BatchAction = v.InferOutput<typeof BatchAction>;

/** So many rows can be chosen one by one; more are chosen by a filter. */
export const MOST_CHOSEN = 500;

const filtered = { tab: v.optional(Tab, 'all'), ...filter };

export const reportInputs = {
  /** Begins an export; it is made in the cloud, whoever leaves the page. The same call again answers the same export. */
  'exports.create': v.object({
    ...callEntries,
    ...ofMerchant,
    ...filtered,
    format: v.optional(ExportFormat, 'xlsx'),
    basis: v.optional(ExportBasis, 'applied'),
  }),
  /** How far it is; once it is ready, with links that work for a while. */
  'exports.get': v.object({ ...callEntries, exportId: Id }),
  /** Those of the last days, the newest first. */
  'exports.list': v.object({ ...callEntries, ...ofMerchant, cursor: v.optional(Cursor) }),
  /** What became of what was asked for on these days. */
  'statistics.get': v.object({ ...callEntries, ...ofMerchant, from: Day, to: Day }),
  /**
   * Begins work on chosen rows, on everything that a filter finds now, or on what failed in an earlier batch. The same
   * call again answers the same batch.
   */
  'batches.create': v.object({
    ...callEntries,
    ...ofMerchant,
    what: BatchAction,
    /** The buyers read it; a rejection needs one. */
    reason: v.optional(personText(100)),
    on: v.variant('is', [
      v.object({
        is: v.literal('chosen'),
        applicationIds: v.pipe(v.array(Id), v.minLength(1), v.maxLength(MOST_CHOSEN)),
      }),
      v.object({ is: v.literal('found'), ...filtered }),
      v.object({ is: v.literal('failed'), batchId: Id }),
    ]),
  }),
  'batches.get': v.object({ ...callEntries, batchId: Id }),
  'batches.list': v.object({ ...callEntries, ...ofMerchant, cursor: v.optional(Cursor) }),
  /** What failed, and why. */
  'batches.failures': v.object({ ...callEntries, batchId: Id, cursor: v.optional(Cursor) }),
};

/** Counted and added up; a red's share is negative. */
export interface Sum {
  count: number;
  amount: number;
  net: number;
  tax: number;
}

/** The same for invoices, for the reds that take back from them, and for what is left. */
export interface BlueRedNet {
  blue: Sum;
  red: Sum;
  net: Sum;
}

/** What an export's rows add up to. */
export interface ExportSums extends BlueRedNet {
  /** Every row that is no red, invoiced or not: what the list shows above its rows. */
  listed: { count: number; amount: number; tax: number };
  kinds: (BlueRedNet & { kind: InvoiceKind })[];
  /** An invoice with several rates counts under each of them. */
  rates: (BlueRedNet & { rate: string })[];
}

export interface ExportView {
  exportId: string;
  format: ExportFormat;
  basis: ExportBasis;
  /** The filter in words. */
  text: string;
  state: 'working' | 'ready' | 'failed' | 'expired';
  createdAt: UnixSeconds;
  createdBy: string;
  /** Rows written so far, and about how many there will be. */
  rows: number;
  expected: number;
  /** A file for each 100,000 rows, then one with the sums; with a link while the caller may have it. */
  files: { name: string; rows: number; bytes: number; url?: string }[];
  /** Until when the links of this answer work: ask again for fresh ones. */
  linksUntil?: UnixSeconds;
  /** When the files are removed. */
  expiresAt: UnixSeconds;
  sums: ExportSums;
  problem?: { code: string; message: string; hint: string };
}

export interface Period {
  /** `2026-01-31` or `2026-01`. */
  period: string;
  count: number;
  amount: Fen;
  /** Invoiced, of these. */
  issuedCount: number;
  issuedAmount: Fen;
  /** Reds issued in the period, positive. */
  redCount: number;
  redAmount: Fen;
}

export interface Share {
  name: string;
  count: number;
  amount: Fen;
}

export interface Statistics {
  from: string;
  to: string;
  /** Days, or months where the range is long. */
  unit: 'day' | 'month';
  periods: Period[];
  states: (Share & { state: ListState })[];
  /** What follows is of the newest so many applications of the range, `more` when there are others. */
  looked: { count: number; more: boolean };
  /** Those with the largest amounts. */
  titles: Share[];
  issuers: Share[];
  /** Seconds from the application to the card. */
  toCard: { count: number; p50?: number; p95?: number };
  failures: { code: string; name: string; count: number }[];
}

export interface BatchView {
  batchId: string;
  action: BatchAction;
  /** What it does to what, in words. */
  text: string;
  reason?: string;
  state: 'working' | 'done' | 'failed';
  createdAt: UnixSeconds;
  finishedAt?: UnixSeconds;
  createdBy: string;
  /** About how many there are; exact once it is done. */
  total: number;
  done: number;
  /** Begun, and not at their end yet. What is at no end after a while is left to the list. */
  underWay: number;
  failed: number;
  /** Found by the filter, and nothing for this action. */
  skipped: number;
  problem?: { code: string; message: string; hint: string };
}

export interface BatchFailure {
  applicationId: string;
  orderNos: string[];
  titleName?: string;
  amount: Fen;
  code: string;
  message: string;
  hint: string;
}

export interface ReportOutput {
  'exports.create': ExportView;
  'exports.get': ExportView;
  'exports.list': { rows: ExportView[]; next?: string };
  'statistics.get': Statistics;
  'batches.create': BatchView;
  'batches.get': BatchView;
  'batches.list': { rows: BatchView[]; next?: string };
  'batches.failures': { rows: BatchFailure[]; next?: string };
}
