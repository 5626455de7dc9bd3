import type { InvoiceSummary } from '../../contract/buyer';
import type { Tone } from '../../contract/states';
import { dayText } from './dates';

/** An invoice as a list draws it: five facts at most. */
export interface InvoiceRow {
  invoiceId: string;
  merchant: string;
  titleName: string;
  amount: number;
  day: string;
  tone: Tone;
  state: string;
}

export const invoiceRow = (invoice: InvoiceSummary): InvoiceRow => ({
  invoiceId: invoice.invoiceId,
  merchant: invoice.merchant.name,
  titleName: invoice.titleName,
  amount: invoice.amount,
  day: dayText(invoice.issuedAt),
  tone: invoice.tone,
  state: invoice.stateText,
});

/** A number in groups of four, as it is read aloud: twenty digits are hard to compare otherwise. */
export const groupedNumber = (number: string): string => number.replace(/(.{4})(?=.)/g, '$1 ');
