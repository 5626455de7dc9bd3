import * as v from 'valibot';
import { receive, send } from './wire-fields';

/** One interface of WeChat, as data: how it is reached, what goes in, what comes out. */
export interface Endpoint<Request = unknown, Answer = unknown> {
  method: 'GET' | 'POST';
  path: string;
  /** Constant query entries. */
  query?: Readonly<Record<string, string>>;
  /** With what the caller proves itself. */
  proof: 'secret' | 'token';
  /** Whether asking twice does no more than asking once, so that a busy answer may be tried again at once. */
  repeatable: boolean;
  /** Most milliseconds to wait for the answer. */
  timeoutMs: number;
  request: v.GenericSchema<unknown, Request>;
  answer: v.GenericSchema<unknown, Answer>;
}

type Declared<R extends v.GenericSchema, A extends v.GenericSchema> = Omit<Endpoint, 'request' | 'answer'> & {
  request: R;
  answer: A;
};

const endpoint = <R extends v.GenericSchema, A extends v.GenericSchema>(
  declaration: Pick<Endpoint, 'path'> &
    Partial<Pick<Endpoint, 'method' | 'query' | 'proof' | 'repeatable' | 'timeoutMs'>> & {
      request: R;
      answer: A;
    },
): Declared<R, A> => ({ method: 'POST', proof: 'token', repeatable: false, timeoutMs: 5_000, ...declaration });

const nothing = v.strictObject({});
const done = v.object({});

const accessToken = v.object({ access_token: receive.text, expires_in: receive.number });

const setBizAttr = <R extends v.GenericSchema, A extends v.GenericSchema>(action: string, request: R, answer: A) =>
  endpoint({ path: '/card/invoice/setbizattr', query: { action }, repeatable: true, request, answer });

const customFields = v.optional(
  v.array(
    v.strictObject({
      key: v.pipe(v.string(), v.nonEmpty(), v.maxGraphemes(5)),
      is_require: send.flag,
      notice: send.optionalText,
    }),
  ),
);
const fieldsOfPerson = v.strictObject({
  show_title: send.flag,
  show_phone: send.flag,
  show_email: send.flag,
  require_phone: send.flag,
  require_email: send.flag,
  custom_field: customFields,
});
const fieldsOfCompany = v.strictObject({
  show_title: send.flag,
  show_tax_no: send.flag,
  show_addr: send.flag,
  show_phone: send.flag,
  show_bank_type: send.flag,
  show_bank_no: send.flag,
  require_tax_no: send.flag,
  require_addr: send.flag,
  require_phone: send.flag,
  require_bank_type: send.flag,
  require_bank_no: send.flag,
  custom_field: customFields,
});

const shownFlags = v.record(v.string(), v.union([receive.number, v.array(v.record(v.string(), receive.text))]));

const filledIn = v.optional(v.array(v.object({ key: receive.text, value: v.optional(receive.text, '') })));
const filledByPerson = v.object({
  title: v.optional(receive.text),
  phone: v.optional(receive.text),
  email: v.optional(receive.text),
  custom_field: filledIn,
});
const filledByCompany = v.object({
  title: v.optional(receive.text),
  tax_no: v.optional(receive.text),
  addr: v.optional(receive.text),
  phone: v.optional(receive.text),
  bank_type: v.optional(receive.text),
  bank_no: v.optional(receive.text),
  custom_field: filledIn,
});

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

/** Every interface that this project speaks. A new one is a new entry. */
export const endpoints = {
  token: endpoint({
    method: 'GET',
    path: '/cgi-bin/token',
    proof: 'secret',
    request: v.strictObject({ grant_type: v.literal('client_credential'), appid: send.appid, secret: send.text }),
    answer: accessToken,
  }),
  stableToken: endpoint({
    path: '/cgi-bin/stable_token',
    proof: 'secret',
    request: v.strictObject({
      grant_type: v.literal('client_credential'),
      appid: send.appid,
      secret: send.text,
      force_refresh: v.optional(v.boolean()),
    }),
    answer: accessToken,
  }),
  ticket: endpoint({
    method: 'GET',
    path: '/cgi-bin/ticket/getticket',
    request: v.strictObject({ type: v.picklist(['wx_card', 'jsapi']) }),
    answer: v.object({ ticket: receive.text, expires_in: receive.number }),
  }),
  platformUrl: endpoint({
    path: '/card/invoice/seturl',
    repeatable: true,
    request: nothing,
    answer: v.object({ invoice_url: receive.text }),
  }),
  setContact: setBizAttr(
    'set_contact',
    v.strictObject({ contact: v.strictObject({ phone: send.text, time_out: send.wholeNumber }) }),
    done,
  ),
  getContact: setBizAttr(
    'get_contact',
    nothing,
    v.object({ contact: v.object({ phone: receive.text, time_out: receive.number }) }),
  ),
  setAuthField: setBizAttr(
    'set_auth_field',
    v.strictObject({ auth_field: v.strictObject({ user_field: fieldsOfPerson, biz_field: fieldsOfCompany }) }),
    done,
  ),
  getAuthField: setBizAttr(
    'get_auth_field',
    nothing,
    v.object({ auth_field: v.object({ user_field: v.optional(shownFlags), biz_field: v.optional(shownFlags) }) }),
  ),
  setPayMerchant: setBizAttr(
    'set_pay_mch',
    v.strictObject({ paymch_info: v.strictObject({ mchid: send.text, s_pappid: send.text }) }),
    done,
  ),
  getPayMerchant: setBizAttr(
    'get_pay_mch',
    nothing,
    v.object({ paymch_info: v.object({ mchid: receive.text, s_pappid: receive.text }) }),
  ),
  authorizationUrl: endpoint({
    path: '/card/invoice/getauthurl',
    repeatable: true,
    request: v.strictObject({
      s_pappid: send.text,
      order_id: send.text,
      money: send.fen,
      timestamp: send.seconds,
      source: v.picklist(['app', 'web', 'wxa', 'wap']),
      redirect_url: send.optionalText,
      ticket: send.text,
      type: v.picklist([0, 1, 2]),
    }),
    answer: v.object({ auth_url: receive.text, appid: v.optional(receive.text) }),
  }),
  authorizationData: endpoint({
    path: '/card/invoice/getauthdata',
    repeatable: true,
    request: v.strictObject({ s_pappid: send.text, order_id: send.text }),
    answer: v.object({
      invoice_status: receive.text,
      auth_time: v.optional(receive.number),
      user_auth_info: v.optional(
        v.object({ user_field: v.optional(filledByPerson), biz_field: v.optional(filledByCompany) }),
      ),
    }),
  }),
  rejectInsert: endpoint({
    path: '/card/invoice/rejectinsert',
    request: v.strictObject({ s_pappid: send.text, order_id: send.text, reason: send.text, url: send.optionalText }),
    answer: done,
  }),
  createCard: endpoint({
    path: '/card/invoice/platform/createcard',
    request: v.strictObject({
      invoice_info: v.strictObject({
        base_info: v.strictObject({
          logo_url: send.text,
          title: send.text,
          custom_url_name: send.optionalText,
          custom_url: send.optionalText,
          custom_url_sub_title: send.optionalText,
          promotion_url_name: send.optionalText,
          promotion_url: send.optionalText,
          promotion_url_sub_title: send.optionalText,
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
};

export type EndpointName = keyof typeof endpoints;
export type RequestOf<N extends EndpointName> = v.InferInput<(typeof endpoints)[N]['request']>;
export type AnswerOf<N extends EndpointName> = v.InferOutput<(typeof endpoints)[N]['answer']>;
