import type * as v from 'valibot';
import { claimInputs, type ClaimOutput } from './reimburser-claims';
import { companyInputs, type CompanyOutput } from './reimburser-company';
import { reimburserInvoiceInputs, type ReimburserInvoiceOutput } from './reimburser-invoices';

export type * from './reimburser-claims';
export type * from './reimburser-company';
export type * from './reimburser-invoices';
export type * from './reimburser-states';

/** The `reimburser` function; each group of its actions has a file beside this one. */
export const reimburserInputs = { ...companyInputs, ...claimInputs, ...reimburserInvoiceInputs };
export type ReimburserInput = { [A in keyof typeof reimburserInputs]: v.InferInput<(typeof reimburserInputs)[A]> };
export type ReimburserOutput = CompanyOutput & ClaimOutput & ReimburserInvoiceOutput;
