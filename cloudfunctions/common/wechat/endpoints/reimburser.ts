import * as v from 'valibot';
import { besides, receive, send } from '../wire-fields';
import { done, endpoint } from './declare';

const chosenCard = v.strictObject({ card_id: send.text, encrypt_code: send.text });
/** CANCEL is the platform's alone. */
const status = v.picklist(['INVOICE_REIMBURSE_INIT', 'INVOICE_REIMBURSE_LOCK', 'INVOICE_REIMBURSE_CLOSURE']);

const optionalText = v.optional(receive.text);

const line = v.object({
  name: v.optional(receive.text, ''),
  num: besides(receive.quantity),
  unit: optionalText,
  price: besides(receive.fen),
});

const invoice = v.object({
  card_id: receive.text,
  begin_time: besides(receive.seconds),
  end_time: besides(receive.seconds),
  user_card_status: optionalText,
  openid: optionalText,
  type: optionalText,
  payee: optionalText,
  detail: optionalText,
  user_info: v.object({
    fee: receive.fen,
    title: receive.text,
    billing_time: besides(receive.seconds),
    billing_no: optionalText,
    billing_code: optionalText,
    info: v.optional(v.array(line), []),
    fee_without_tax: besides(receive.fen),
    tax: besides(receive.fen),
    detail: optionalText,
    pdf_url: optionalText,
    trip_pdf_url: optionalText,
    /** So printed on the newer page. */
    trip_pdf_ur: optionalText,
    reimburse_status: receive.text,
    order_id: optionalText,
    check_code: optionalText,
    buyer_number: optionalText,
    buyer_address_and_phone: optionalText,
    buyer_bank_account: optionalText,
    seller_number: optionalText,
    seller_address_and_phone: optionalText,
    seller_bank_account: optionalText,
    remarks: optionalText,
    cashier: optionalText,
    maker: optionalText,
  }),
});

/** What a reimburser asks: invoices that a person chose, and their state. */
export const reimburser = {
  invoiceInfo: endpoint({
    path: '/card/invoice/reimburse/getinvoiceinfo',
    repeatable: true,
    request: chosenCard,
    answer: invoice,
  }),
  invoiceBatch: endpoint({
    path: '/card/invoice/reimburse/getinvoicebatch',
    timeoutMs: 15_000,
    repeatable: true,
    request: v.strictObject({ item_list: v.pipe(v.array(chosenCard), v.minLength(1)) }),
    answer: v.object({ item_list: v.array(invoice) }),
  }),
  updateInvoiceStatus: endpoint({
    path: '/card/invoice/reimburse/updateinvoicestatus',
    request: v.strictObject({ ...chosenCard.entries, reimburse_status: status }),
    answer: done,
  }),
  updateStatusBatch: endpoint({
    path: '/card/invoice/reimburse/updatestatusbatch',
    timeoutMs: 15_000,
    request: v.strictObject({
      openid: send.text,
      reimburse_status: status,
      invoice_list: v.pipe(v.array(chosenCard), v.minLength(1)),
    }),
    answer: done,
  }),
};
