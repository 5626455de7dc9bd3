import type { Fen, UnixSeconds } from '../../../contract/primitives';
import type { Check, ClaimInvoiceFile, InvoiceProblem } from '../../../contract/reimburser-invoices';
import type { ClaimLogEntry } from '../../../contract/reimburser-claims';
import type { ClaimState, FollowState, InvoiceSource } from '../../../contract/reimburser-states';
import type { ReimburseState } from '../../../contract/states';
import type { ReimbursementInvoice } from '../../../contract/wechat';
import type { KeptVerification } from '../domain/reimburse-checks';
import { collection, is, type Conditions, type Stored } from './database';

/** 报销单. */
export interface ClaimRecord extends Stored {
  companyId: string;
  /** 报销单号, unique in the company. */
  number: string;
  purpose: string;
  applicant: { openid: string; name: string };
  state: ClaimState;
  /** Why it came back. */
  reason?: string;
  count: number;
  cards: number;
  amount: Fen;
  tax: Fen;
  /** How far WeChat has come with the outward step of this number. */
  follow: { state: FollowState; number: number };
  /** Invoices that WeChat did not do, and those to be recovered. */
  troubled: number;
  toRecover: number;
  log: Omit<ClaimLogEntry, 'atText'>[];
  /** Calls that changed it: repeated, they change nothing. */
  requests: string[];
  submittedAt?: UnixSeconds;
  paidAt?: UnixSeconds;
  /** When its invoices are compared with WeChat next; absent while there is nothing to compare. */
  lookAt?: UnixSeconds;
  searchKeys: string[];
  /** `<createdAt, 10 digits>:<_id>`: a stable order for lists. */
  sortKey: string;
  createdAt: UnixSeconds;
  updatedAt: UnixSeconds;
  version: number;
}

export interface KeptFile extends Pick<ClaimInvoiceFile, 'kind' | 'name' | 'bytes' | 'hash'> {
  /** In the project's own storage. */
  fileId: string;
}

/** An invoice of a claim. `_id` is made of the claim and the invoice, so that it is there once. */
export interface ClaimItemRecord extends Stored {
  claimId: string;
  companyId: string;
  source: InvoiceSource;
  /** `<code or empty>:<number>`. */
  numberKey: string;
  /** What is on it; the state at WeChat lies beside, and WeChat's links are not kept. */
  face: Omit<ReimbursementInvoice, 'status' | 'cardId' | 'pdfUrl' | 'tripPdfUrl'>;
  /** Of an invoice from the card pack. */
  card?: {
    /** The account that ran chooseInvoice: only its token works. */
    appid: string;
    cardId: string;
    encryptCode: string;
    /** Whose it is, under that account. */
    openid: string;
    /** WeChat has offered a PDF, a trip list. */
    pdf: boolean;
    trip: boolean;
  };
  /** At WeChat, when it said so last. */
  status?: ReimburseState;
  statusAt?: UnixSeconds;
  checks: Check[];
  problem?: InvoiceProblem;
  verification: KeptVerification;
  files: KeptFile[];
  toRecover?: true;
  log: { at: UnixSeconds; text: string; name?: string }[];
  /** Its place in the claim. */
  sortKey: string;
  version: number;
}

const CLAIMS = 'claims';
const ITEMS = 'claim_invoices';
const claims = () => collection<ClaimRecord>(CLAIMS);
const items = () => collection<ClaimItemRecord>(ITEMS);

export const getClaim = (id: string): Promise<ClaimRecord | null> => claims().get(id);
export const addClaim = (claim: ClaimRecord): Promise<boolean> => claims().add(claim);

/** Which claims of a company are meant. */
export interface ClaimListing {
  companyId: string;
  /** Only this applicant's. */
  openid?: string | undefined;
  state?: ClaimState | undefined;
  toRecover?: boolean | undefined;
  /** Places in the list: from the first on, below the second. */
  from: string;
  below: string;
}
export type ClaimKeys = { any: readonly string[] } | { all: readonly string[] };

const conditions = (
  { companyId, openid, state, toRecover, from, below }: ClaimListing,
  keys?: ClaimKeys,
): Conditions<ClaimRecord> => ({
  companyId,
  ...(openid !== undefined && { 'applicant.openid': openid }),
  ...(state && { state }),
  ...(toRecover && { toRecover: is.gt(0) }),
  ...(keys && { searchKeys: 'any' in keys ? is.oneOf(keys.any) : is.all(keys.all) }),
  sortKey: is.within(from, below),
});

const newestFirst = [['sortKey', 'desc']] as const;

/** The newest of them. */
export const listedClaims = (listing: ClaimListing, limit: number, keys?: ClaimKeys): Promise<ClaimRecord[]> =>
  claims().find(conditions(listing, keys), { orderBy: newestFirst, limit });

const facts = ['_id', 'sortKey', 'state', 'count', 'amount', 'toRecover'] as const;
export type ClaimFactsRow = Pick<ClaimRecord, (typeof facts)[number]>;

/** The same, with only what adds up. */
export const listedClaimFacts = (listing: ClaimListing, limit: number, keys?: ClaimKeys): Promise<ClaimFactsRow[]> =>
  claims().pick(facts, conditions(listing, keys), { orderBy: newestFirst, limit });

/** Claims whose invoices are to be compared with WeChat now. */
export const claimsToLookAt = (now: UnixSeconds, most: number): Promise<ClaimRecord[]> =>
  claims().find({ lookAt: is.lte(now) }, { orderBy: [['lookAt', 'asc']], limit: most });

/** Takes the look for this worker alone, and says when the next one is. */
export const takeLook = async ({ _id, lookAt }: ClaimRecord, next: UnixSeconds): Promise<boolean> =>
  lookAt !== undefined && (await claims().updateWhere({ _id, lookAt }, { lookAt: next })) === 1;

/** As many as a claim can have. */
const MOST = 300;

export const itemsOf = (claimId: string): Promise<ClaimItemRecord[]> =>
  items().find({ claimId }, { orderBy: [['sortKey', 'asc']], limit: MOST });

export const getItem = (id: string): Promise<ClaimItemRecord | null> => items().get(id);

/** Which claims of the company have these numbers: along an index, however many invoices there are. */
export const itemsByNumber = (
  companyId: string,
  numberKeys: readonly string[],
): Promise<Pick<ClaimItemRecord, 'claimId' | 'numberKey'>[]> =>
  items().pick(['claimId', 'numberKey'], { companyId, numberKey: is.oneOf(numberKeys) }, { limit: 1000 });

/** Invoices with a number, in every company: an event of WeChat names none. */
export const itemsOfNumber = (numberKey: string): Promise<ClaimItemRecord[]> =>
  items().find({ numberKey }, { limit: 50 });

const ATTEMPTS = 6;

/** Changes an invoice from how it is stored now; `change` answers nothing when there is nothing to do. */
export const changeItem = async (
  id: string,
  change: (current: ClaimItemRecord) => Partial<ClaimItemRecord> | undefined,
): Promise<ClaimItemRecord | null> => {
  for (let attempt = 1; ; attempt += 1) {
    const current = await items().get(id);
    const changes = current && change(current);
    if (!current || !changes) return current;
    const { _id, version } = current;
    const { _id: _same, version: _old, ...fields } = changes;
    const next = { ...current, ...fields, version: version + 1 };
    if ((await items().updateWhere({ _id, version }, { ...fields, version: version + 1 })) === 1) return next;
    if (attempt === ATTEMPTS) throw new Error(`invoice ${id} changes too often`);
  }
};

/** Takes the problem of an invoice away, beside a change. */
export const clearProblem = async (id: string): Promise<void> => {
  const current = await items().get(id);
  if (!current?.problem) return;
  const { problem: _gone, ...rest } = current;
  await items().put({ ...rest, version: current.version + 1 });
};

export const removeItems = (claimId: string): Promise<number> => items().removeWhere({ claimId });
