import { total } from './amounts';
import type { RedLine } from './red-store';
import { requestTotal } from './request';
import type { Store, StoredInvoice } from './store';

/** What the issued reds of an invoice have taken back, line by line. */
export const reversedLines = (store: Store, { merchantId, request }: StoredInvoice): RedLine[] =>
  store.reds
    .ofInvoice(merchantId, request.serial)
    .filter(({ state }) => state.status === 'issued')
    .flatMap(({ lines }) => lines);

/** The same in one sum, with tax. */
export const reversedFen = (store: Store, invoice: StoredInvoice): number =>
  total(reversedLines(store, invoice)).grossFen;

export const isReversed = (store: Store, invoice: StoredInvoice): boolean =>
  reversedFen(store, invoice) === requestTotal(invoice.request).grossFen;
