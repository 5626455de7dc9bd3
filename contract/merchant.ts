import type * as v from 'valibot';
import { invoiceInputs, type InvoiceOutput } from './merchant-invoices';

export type * from './merchant-invoices';

/** The `merchant` function; each group of its actions has a file beside this one. */
export const merchantInputs = { ...invoiceInputs };
export type MerchantInput = { [A in keyof typeof merchantInputs]: v.InferInput<(typeof merchantInputs)[A]> };
export type MerchantOutput = InvoiceOutput;
