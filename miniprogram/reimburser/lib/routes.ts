import type { ClaimView, ReadRow, ScannedFigures, SentFile } from '../../../contract/reimburser';
import { Handover } from '../../lib/handover';

/** Where the figures of an invoice that is not in the card pack come from, beside what is typed. */
export interface FiguresSource {
  qr?: string;
  scanned?: ScannedFigures;
  file?: SentFile & { bytes: number };
}

/** Claims that were changed on a page above the list, by their id. */
export const changedClaims = new Handover<ClaimView>();

/** What happened to a claim's invoices on a page above it, in words; by the claim's id. */
export const changedInvoices = new Handover<string>();

/** What was scanned or chosen for a claim, on the way to the form; by the claim's id. */
export const figuresSources = new Handover<FiguresSource>();

/** An invoice of the quick check, on the way to its page; by its card. */
export const readInvoices = new Handover<ReadRow>();

const url = (page: string, query: Record<string, string>): string => {
  const pairs = Object.entries(query).map(([name, value]) => `${name}=${encodeURIComponent(value)}`);
  return `/reimburser/${page}/index${pairs.length > 0 ? `?${pairs.join('&')}` : ''}`;
};

export const claimUrl = (claim: string): string => url('claim', { claim });
export const figuresUrl = (claim: string): string => url('figures', { claim });
export const itemUrl = (claim: string, item: string): string => url('item', { claim, item });
export const cardUrl = (company: string, card: string, code: string): string => url('item', { company, card, code });
export const joinUrl = (code?: string): string => url('join', code === undefined ? {} : { code });

/** Pages of one company. */
export const companyPageUrl = (
  page: 'check' | 'company' | 'members' | 'differences' | 'exports',
  company: string,
): string => url(page, { company });
