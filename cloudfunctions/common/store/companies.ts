import type { CompanyRules } from '../../../contract/reimburser-company';
import { collection, inTransaction, type Stored } from './database';

/** A company whose employees hand in invoices, as the operator set it up. */
export interface CompanyRecord extends Stored {
  name: string;
  taxNo: string;
  /** The account that chooses, reads and locks invoices for it. */
  appid: string;
  /** Of its front ends, as browsers write them: `https://expense.example.com`. */
  origins: string[];
  /** From which its servers and its people call: `203.0.113.0/24`. */
  networks: string[];
  /** Whether its front ends may close an invoice for good. */
  allowClosure: boolean;
  /** What a page's signature is made for when the call names no page. */
  signatureUrl: string;
  /** The service that looks invoices up, by its name; absent when it is done by hand. */
  verifier?: string;
  /** What it asks of invoices; its owner may change them. */
  rules?: CompanyRules;
  version: number;
}

const NAME = 'companies';
const MOST = 1_000;
const companies = () => collection<CompanyRecord>(NAME);

export const findCompany = (id: string): Promise<CompanyRecord | null> => companies().get(id);

/** The companies that list an origin: one, since `companies.put` sees to it. */
export const companiesOfOrigin = (origin: string): Promise<CompanyRecord[]> => companies().find({ origins: origin });

/** All of them; there are few. */
export const allCompanies = (): Promise<CompanyRecord[]> => companies().find({}, { limit: MOST });

/** Writes what `change` makes of the company as it stands, or of nothing. */
export const putCompanyRecord = (
  id: string,
  change: (existing: CompanyRecord | null) => CompanyRecord,
): Promise<void> =>
  inTransaction(async (transaction) => {
    const documents = transaction.collection<CompanyRecord>(NAME);
    await documents.put(change(await documents.get(id)));
  });
