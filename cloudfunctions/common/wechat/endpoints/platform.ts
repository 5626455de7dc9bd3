import * as v from 'valibot';
import { atMost, receive, send } from '../wire-fields';
import { done, endpoint, nothing } from './declare';

const invoiceUserData = v.strictObject({
  fee: send.fen,
  title: send.text,
  billing_time: send.seconds,
  billing_no: send.text,
  billing_code: send.textOrEmpty,
  info: v.optional(
    v.array(
      v.strictObject({
        name: send.text,
        num: v.optional(send.wholeNumber),
        unit: send.optionalText,
        price: send.fen,
      }),
    ),
  ),
  fee_without_tax: send.fen,
  tax: send.fen,
  s_pdf_media_id: send.text,
  s_trip_pdf_media_id: send.optionalText,
  check_code: send.textOrEmpty,
  buyer_number: send.optionalText,
  buyer_address_and_phone: send.optionalText,
  buyer_bank_account: send.optionalText,
  seller_number: send.optionalText,
  seller_address_and_phone: send.optionalText,
  seller_bank_account: send.optionalText,
  remarks: send.optionalText,
  cashier: send.optionalText,
  maker: send.optionalText,
});

/** What an invoicing platform asks: its id, templates, files and cards. */
export const platform = {
  platformUrl: endpoint({
    path: '/card/invoice/seturl',
    repeatable: true,
    request: nothing,
    answer: v.object({ invoice_url: receive.text }),
  }),
  createCard: endpoint({
    path: '/card/invoice/platform/createcard',
    request: v.strictObject({
      invoice_info: v.strictObject({
        base_info: v.strictObject({
          logo_url: send.text,
          title: atMost(9),
          custom_url_name: v.optional(atMost(5)),
          custom_url: send.optionalText,
          custom_url_sub_title: v.optional(atMost(6)),
          promotion_url_name: send.optionalText,
          promotion_url: send.optionalText,
          promotion_url_sub_title: v.optional(atMost(6)),
        }),
        payee: send.text,
        type: send.text,
      }),
    }),
    answer: v.object({ card_id: receive.text }),
  }),
  uploadPdf: endpoint({
    path: '/card/invoice/platform/setpdf',
    timeoutMs: 15_000,
    request: v.strictObject({ pdf: v.instance(Uint8Array) }),
    answer: v.object({ s_media_id: receive.text }),
  }),
  pdfUrl: endpoint({
    path: '/card/invoice/platform/getpdf',
    // The old page wants the action in the query, the new one in the body.
    query: { action: 'get_url' },
    repeatable: true,
    request: v.strictObject({ action: v.literal('get_url'), s_media_id: send.text }),
    answer: v.object({ pdf_url: receive.text, pdf_url_expire_time: v.optional(receive.number, 7200) }),
  }),
  insert: endpoint({
    path: '/card/invoice/insert',
    timeoutMs: 15_000,
    request: v.strictObject({
      order_id: send.text,
      card_id: send.text,
      appid: send.appid,
      card_ext: v.strictObject({
        nonce_str: send.text,
        user_card: v.strictObject({ invoice_user_data: invoiceUserData }),
      }),
    }),
    answer: v.object({ code: receive.text, openid: receive.text, unionid: v.optional(receive.text) }),
  }),
  updateStatus: endpoint({
    path: '/card/invoice/platform/updatestatus',
    request: v.strictObject({
      card_id: send.text,
      code: send.text,
      reimburse_status: v.picklist([
        'INVOICE_REIMBURSE_INIT',
        'INVOICE_REIMBURSE_LOCK',
        'INVOICE_REIMBURSE_CLOSURE',
        'INVOICE_REIMBURSE_CANCEL',
      ]),
    }),
    answer: done,
  }),
  decryptCode: endpoint({
    path: '/card/code/decrypt',
    repeatable: true,
    request: v.strictObject({ encrypt_code: send.text }),
    answer: v.object({ code: receive.text }),
  }),
  /** Who may take a card while the card right is in its test state. */
  testWhitelist: endpoint({
    path: '/card/testwhitelist/set',
    repeatable: true,
    request: v.strictObject({ openid: v.optional(v.array(send.text)), username: v.optional(v.array(send.text)) }),
    answer: done,
  }),
};
