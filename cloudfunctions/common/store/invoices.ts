import { collection, is } from './database';
import type { InvoiceRecord } from './records';

const invoices = () => collection<InvoiceRecord>('invoices');

export const getInvoice = (id: string): Promise<InvoiceRecord | null> => invoices().get(id);

export const invoicesByIds = async (ids: readonly string[]): Promise<InvoiceRecord[]> =>
  ids.length > 0 ? invoices().find({ _id: is.oneOf(ids) }) : [];

/** The person's invoices, the newest first, from below `before` on. */
export const invoicesOf = (buyerOpenid: string, limit: number, before?: string): Promise<InvoiceRecord[]> =>
  invoices().find(
    { buyerOpenid, ...(before !== undefined && { sortKey: is.lt(before) }) },
    { orderBy: [['sortKey', 'desc']], limit },
  );

/** The merchant's invoices, the newest first, from below `before` on. */
export const invoicesOfMerchant = (merchantId: string, limit: number, before?: string): Promise<InvoiceRecord[]> =>
  invoices().find(
    { merchantId, ...(before !== undefined && { sortKey: is.lt(before) }) },
    { orderBy: [['sortKey', 'desc']], limit },
  );

export const invoiceByNumber = async (number: string, code = ''): Promise<InvoiceRecord | undefined> =>
  (await invoices().find({ numberKey: `${code}:${number}` }, { limit: 1 }))[0];

/** How many there are of those below. */
export const countListed = (merchantId: string, from: string, below: string): Promise<number> =>
  invoices().count({ merchantId, sortKey: is.within(from, below) });

/** The merchant's invoices from the first place on, below the second, the newest first. */
export const listedInvoices = (
  merchantId: string,
  from: string,
  below: string,
  limit: number,
): Promise<InvoiceRecord[]> =>
  invoices().find({ merchantId, sortKey: is.within(from, below) }, { orderBy: [['sortKey', 'desc']], limit });
