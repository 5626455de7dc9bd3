import * as v from 'valibot';
import type { InvoiceFile } from './buyer';
import { Day, ofMerchant, type MerchantInvoice } from './merchant-invoices';
import { callEntries, Cursor, Fen, Id } from './primitives';
import type { UnixSeconds } from './primitives';
import { redReasons, type RedAction, type RedReason, type RedState, type Tone } from './states';

/** Where a red stands in the merchant's list of reds. */
export const redTabs = ['to_confirm', 'open', 'issued', 'ended'] as const;
export const RedTab = v.picklist(['all', ...redTabs]);
export type RedTab = v.InferOutput<typeof RedTab>;

const Positive = v.pipe(
  Fen,
  v.check((fen) => fen > 0),
);

export const redInputs = {
  /** What may be reversed of an invoice now, how, and what follows. */
  'reds.options': v.object({ ...callEntries, applicationId: Id }),
  /**
   * Reverses an invoice: named lines, an amount spread over all lines, or without either all that is left. It cannot
   * be undone.
   */
  'invoices.reverse': v.object({
    ...callEntries,
    applicationId: Id,
    reason: v.picklist(redReasons),
    lines: v.optional(
      v.pipe(
        v.array(v.object({ index: v.pipe(v.number(), v.safeInteger(), v.minValue(0)), gross: Positive })),
        v.minLength(1),
        v.maxLength(100),
      ),
    ),
    amount: v.optional(Positive),
    /** Whoever asks knows that somebody has handed the invoice in at WeChat. */
    confirmLocked: v.optional(v.boolean(), false),
  }),
  /** Reds, the newest first; an issued one stands at the day of its issue. */
  'reds.list': v.object({
    ...callEntries,
    ...ofMerchant,
    tab: v.optional(RedTab, 'all'),
    from: v.optional(Day),
    to: v.optional(Day),
    cursor: v.optional(Cursor),
  }),
  /** To a form that the buyer has started. */
  'reds.answer': v.object({ ...callEntries, redId: Id, answer: v.picklist(['confirm', 'refuse']) }),
  'reds.withdraw': v.object({ ...callEntries, redId: Id }),
  'reds.retry': v.object({ ...callEntries, redId: Id }),
};

/** Amounts of what is reversed; positive, as everywhere: the document says that they are taken back. */
export interface RedAmounts {
  amount: Fen;
  net: Fen;
  tax: Fen;
}

/** One attempt to reverse an invoice, as its merchant sees it. */
export interface RedView extends RedAmounts {
  redId: string;
  startedBy: 'seller' | 'buyer';
  reason: RedReason;
  reasonText: string;
  whole: boolean;
  state: RedState;
  stateText: string;
  tone: Tone;
  /** Until when the other side may answer. */
  deadline?: UnixSeconds;
  /** Of the 红字信息确认单. */
  formNo?: string;
  /** Of the 红字发票. */
  number?: string;
  code?: string;
  issuedAt?: UnixSeconds;
  lines: (RedAmounts & { index: number; name: string; rate: string })[];
  files: InvoiceFile[];
  problem?: { code: string; message: string; hint: string };
  /** When a failed one is tried again by itself. */
  retryAt?: UnixSeconds;
  requestedAt: UnixSeconds;
  actions: RedAction[];
}

/** One line of the list of reds, with what tells the invoice that it reverses. */
export interface RedRow extends Omit<RedView, 'lines' | 'files' | 'problem'> {
  applicationId: string;
  invoice: { number: string; titleName: string; amount: Fen; orderNos: string[]; issuedAt: UnixSeconds };
}

/** What can be reversed, and how. */
export interface ReverseOptions {
  /** The buyer has to confirm within 72 hours; otherwise the seller does it alone. */
  confirm: boolean;
  reasons: { reason: RedReason; text: string; hint: string; part: boolean }[];
  left: RedAmounts;
  lines: (RedAmounts & { index: number; name: string; rate: string })[];
  /** WeChat says that somebody has handed the invoice in: to be confirmed apart. */
  warning?: string;
  /** What a refund has left to be reversed: the amounts to begin with. */
  refund?: { gap: Fen; lines: { index: number; gross: Fen }[] };
  /** What follows, in words. */
  follows: string[];
}

export interface RedOutput {
  'reds.options': ReverseOptions;
  'invoices.reverse': MerchantInvoice;
  'reds.list': { rows: RedRow[]; next?: string; counts: Record<'to_confirm' | 'open', number> };
  'reds.answer': MerchantInvoice;
  'reds.withdraw': MerchantInvoice;
  'reds.retry': MerchantInvoice;
}
