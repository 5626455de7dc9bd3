import * as v from 'valibot';
import { InvoiceKind, Title } from './buyer';
import { ofMerchant, type MerchantInvoice } from './merchant-invoices';
import { callEntries, Cursor, Fen, Id, OrderNo, personText } from './primitives';
import type { UnixSeconds } from './primitives';
import type { OrderState, Tone } from './states';

/** How many orders a batch of codes may have. */
export const MOST_CODES = 100;

export const receiptInputs = {
  /** What a clerk may sell at the till. */
  'till.get': v.object({ ...callEntries, ...ofMerchant }),
  'tillOrders.create': v.object({
    ...callEntries,
    ...ofMerchant,
    amount: v.pipe(v.number(), v.minValue(1), Fen),
    /** The name of one of the merchant's items. */
    item: personText(100),
  }),
  'tillOrders.list': v.object({ ...callEntries, ...ofMerchant, cursor: v.optional(Cursor) }),
  /** Takes an order of the till back, while nobody has asked for its invoice. */
  'tillOrders.withdraw': v.object({ ...callEntries, ...ofMerchant, orderNo: OrderNo }),

  /** Orders that no invoice has been asked for, the newest first. */
  'receipts.orders': v.object({ ...callEntries, ...ofMerchant, cursor: v.optional(Cursor) }),
  'receipts.code': v.object({ ...callEntries, ...ofMerchant, orderNo: OrderNo }),
  /** The codes as files for the till's printer: one as it is, several in a ZIP. */
  'receipts.batch': v.object({
    ...callEntries,
    ...ofMerchant,
    orderNos: v.pipe(v.array(OrderNo), v.minLength(1), v.maxLength(MOST_CODES)),
    format: v.picklist(['png', 'svg']),
  }),
  /** 台卡, one page A5. */
  'receipts.tableCard': v.object({ ...callEntries, ...ofMerchant }),

  /** 领票: the invoice is made now, and claimed by its buyer later. */
  'claims.issue': v.object({
    ...callEntries,
    ...ofMerchant,
    orderNo: OrderNo,
    title: Title,
    kind: v.optional(InvoiceKind, 'normal'),
  }),
  'claims.link': v.object({ ...callEntries, applicationId: Id }),
};

/** What is sold, and at which rate. */
export interface TillItem {
  name: string;
  rate: string;
}

/** A QR code as the phone shows it, and the address in it. */
export interface Code {
  url: string;
  /** A PNG as a data address. */
  image: string;
}

/** A file to be forwarded or printed. */
export interface Download {
  name: string;
  bytes: number;
  /** Works for a while; ask again for a fresh one. */
  url: string;
  expiresAt: UnixSeconds;
}

/** An order as the merchant sees it beside its code. */
export interface ReceiptOrder {
  orderNo: string;
  summary: string;
  /** 可开票金额. */
  amount: Fen;
  at: UnixSeconds;
  state: OrderState;
  stateText: string;
  tone: Tone;
  /** Why no invoice can be asked for. */
  reason?: string;
}

export interface TillOrder extends ReceiptOrder {
  /** Who made it. */
  by: string;
  canWithdraw: boolean;
}

export interface ReceiptOutput {
  'till.get': { items: TillItem[]; max: Fen };
  'tillOrders.create': { order: TillOrder; code: Code };
  'tillOrders.list': { orders: TillOrder[]; next?: string };
  'tillOrders.withdraw': { order: TillOrder };
  'receipts.orders': { orders: ReceiptOrder[]; next?: string };
  'receipts.code': { order: ReceiptOrder; code: Code };
  'receipts.batch': { file: Download };
  'receipts.tableCard': { file: Download };
  'claims.issue': MerchantInvoice;
  /** `until`: the code works so long. */
  'claims.link': { code: Code; amount: Fen; titleName: string; until: UnixSeconds };
}
