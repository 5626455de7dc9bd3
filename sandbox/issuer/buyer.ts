import { randomUUID } from 'node:crypto';
import { Refusal } from './errors';
import { redRule, shareOut, type RedReason } from './red-rules';
import type { StoredRed } from './red-store';
import type { Reds } from './reds';
import { isReversed } from './reversal';
import type { Store, StoredInvoice } from './store';
import type { TaxBureau } from './tax-bureau';

export interface BuyerParts {
  store: Store;
  bureau: TaxBureau;
  reds: Reds;
}

/** What the buyer of an invoice does at the tax bureau. */
export const createBuyer = ({ store, bureau, reds }: BuyerParts) => {
  const found = (invoiceNo: string, merchantId: string | undefined): StoredInvoice => {
    const invoice = store.invoiceByNumber(invoiceNo);
    if (invoice && (merchantId ?? invoice.merchantId) === invoice.merchantId) return invoice;
    throw new Refusal(404, 'not_found', `no invoice ${invoiceNo}`, { field: 'invoice_no' });
  };

  return {
    /** 用途确认 and 入账确认. */
    book: (invoiceNo: string, merchantId?: string) =>
      bureau.settled(() => {
        const invoice = found(invoiceNo, merchantId);
        if (!invoice.request.buyer.taxNo)
          throw new Refusal(409, 'not_bookable', 'a buyer without a tax number books nothing');
        if (invoice.booked) throw new Refusal(409, 'already_booked', `${invoiceNo} is booked already`);
        if (isReversed(store, invoice)) throw new Refusal(409, 'reversed', `${invoiceNo} is wholly reversed`);
        reds.refuseSecond(invoice);
        store.putInvoice({ ...invoice, booked: true });
      }),

    /** Starts a red of so much, or of all that is left. */
    startRed: (invoiceNo: string, reason: RedReason, amount?: number, merchantId?: string) =>
      bureau.settled((): StoredRed => {
        const invoice = found(invoiceNo, merchantId);
        if (!redRule(invoice.request.kind, invoice.booked ?? false).startedBy.includes('buyer'))
          throw new Refusal(409, 'not_booked', `the buyer has not booked ${invoiceNo}`);
        if (isReversed(store, invoice)) throw new Refusal(409, 'exceeds_blue', `${invoiceNo} is wholly reversed`);
        const left = reds.left(invoice);
        const rest = left.reduce((sum, { grossFen }) => sum + grossFen, 0);
        const asked = shareOut(left, amount ?? rest);
        return reds.start(invoice, { redSerial: `buyer-${randomUUID()}`, startedBy: 'buyer', reason, asked });
      }),

    /** Answers the seller's form. */
    answer: (invoiceNo: string, agreed: boolean, merchantId?: string) =>
      bureau.settled((): StoredRed => {
        const invoice = found(invoiceNo, merchantId);
        const red = store.reds
          .ofInvoice(invoice.merchantId, invoice.request.serial)
          .find(({ state }) => state.status === 'awaiting_buyer');
        if (!red) throw new Refusal(409, 'no_form', `no form of ${invoiceNo} awaits the buyer`);
        return reds.told(reds.answer(red, agreed), invoice);
      }),
  };
};

export type Buyer = ReturnType<typeof createBuyer>;
