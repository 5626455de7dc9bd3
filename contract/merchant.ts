import type * as v from 'valibot';
import { invoiceInputs, type InvoiceOutput } from './merchant-invoices';
import { memberInputs, type MemberOutput } from './merchant-members';
import { receiptInputs, type ReceiptOutput } from './merchant-receipts';
import { redInputs, type RedOutput } from './merchant-reds';
import { reportInputs, type ReportOutput } from './merchant-reports';
import { settingsInputs, type SettingsOutput } from './merchant-settings';

export type * from './merchant-invoices';
export type * from './merchant-receipts';
export type * from './merchant-reds';
export type * from './merchant-reports';
export type * from './merchant-members';
export type * from './merchant-settings';

/** The `merchant` function; each group of its actions has a file beside this one. */
export const merchantInputs = {
  ...receiptInputs,
  ...invoiceInputs,
  ...redInputs,
  ...reportInputs,
  ...memberInputs,
  ...settingsInputs,
};
export type MerchantInput = { [A in keyof typeof merchantInputs]: v.InferInput<(typeof merchantInputs)[A]> };
export type MerchantOutput = ReceiptOutput & InvoiceOutput & RedOutput & ReportOutput & MemberOutput & SettingsOutput;
