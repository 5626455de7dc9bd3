import * as v from 'valibot';
import { atMost, receive, send } from '../wire-fields';
import { done, endpoint, nothing } from './declare';

const setBizAttr = <R extends v.GenericSchema, A extends v.GenericSchema>(action: string, request: R, answer: A) =>
  endpoint({ path: '/card/invoice/setbizattr', query: { action }, repeatable: true, request, answer });

const ownFields = v.optional(
  v.array(
    v.strictObject({
      key: atMost(5),
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
  custom_field: ownFields,
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
  custom_field: ownFields,
});

const flags = <N extends string>(names: readonly N[]) =>
  v.object({
    ...(Object.fromEntries(names.map((name) => [name, v.optional(receive.number, 0)])) as Record<
      N,
      v.OptionalSchema<typeof receive.number, 0>
    >),
    custom_field: v.optional(
      v.array(
        v.object({
          key: receive.text,
          is_require: v.optional(receive.number, 0),
          notice: v.optional(receive.text),
        }),
      ),
      [],
    ),
  });

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

/** What a merchant asks: its attributes, the authorization page, and how far the buyer is. */
export const merchant = {
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
    v.object({
      auth_field: v.object({
        user_field: v.optional(flags(['show_title', 'show_phone', 'show_email', 'require_phone', 'require_email']), {}),
        biz_field: v.optional(
          flags([
            'show_title',
            'show_tax_no',
            'show_addr',
            'show_phone',
            'show_bank_type',
            'show_bank_no',
            'require_tax_no',
            'require_addr',
            'require_phone',
            'require_bank_type',
            'require_bank_no',
          ]),
          {},
        ),
      }),
    }),
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
};
