import * as v from 'valibot';
import { endpoint, type Endpoint } from '../wire/endpoint';
import { WeChatError } from '../wire/errors';
import { atMost, emptyField, field, shape } from '../wire/fields';

const path = '/card/invoice/setbizattr';
const merchant = { method: 'POST', right: 'merchant' } as const;
const nothing = { ...merchant, bodyless: true, fields: v.looseObject({}) };

const customFields = v.optional(
  v.array(
    shape({
      key: v.pipe(atMost(5), v.nonEmpty()),
      is_require: v.optional(field.flag),
      notice: v.optional(field.textOrEmpty),
    }),
  ),
);
const flag = v.optional(field.flag);

const setContact = endpoint({
  ...merchant,
  path: `${path}?action=set_contact`,
  fields: shape({ contact: shape({ phone: field.text, time_out: v.optional(field.count) }) }),
  handle: (world, { account, body: { contact } }) => {
    // A misspelt time_out is accepted in silence and leaves the contact empty, as integrators found.
    if (contact.time_out) {
      world.accounts.changeProfile(account.appid, { contact: { phone: contact.phone, time_out: contact.time_out } });
    }
  },
});

const getContact = endpoint({
  ...nothing,
  path: `${path}?action=get_contact`,
  handle: (world, { account }) => ({
    contact: world.accounts.profile(account.appid).contact ?? { phone: '', time_out: 0 },
  }),
});

const setAuthField = endpoint({
  ...merchant,
  path: `${path}?action=set_auth_field`,
  fields: shape({
    auth_field: shape({
      user_field: shape({
        show_title: flag,
        show_phone: flag,
        show_email: flag,
        require_phone: flag,
        require_email: flag,
        custom_field: customFields,
      }),
      biz_field: shape({
        show_title: flag,
        show_tax_no: flag,
        show_addr: flag,
        show_phone: flag,
        show_bank_type: flag,
        show_bank_no: flag,
        require_tax_no: flag,
        require_addr: flag,
        require_phone: flag,
        require_bank_type: flag,
        require_bank_no: flag,
        custom_field: customFields,
      }),
    }),
  }),
  handle: (world, { account, body: { auth_field } }) => world.accounts.changeProfile(account.appid, { auth_field }),
});

const getAuthField = endpoint({
  ...nothing,
  path: `${path}?action=get_auth_field`,
  handle: (world, { account }) => {
    const { auth_field } = world.accounts.profile(account.appid);
    if (!auth_field) throw new WeChatError(72029);
    return { auth_field };
  },
});

const setPayMch = endpoint({
  ...merchant,
  path: `${path}?action=set_pay_mch`,
  fields: shape({ paymch_info: shape({ mchid: field.text, s_pappid: field.text }) }),
  handle: (world, { account, body: { paymch_info } }) => {
    if (world.accounts.mchidOf(account.appid) !== paymch_info.mchid) throw new WeChatError(72030);
    if (!world.accounts.byPlatformId(paymch_info.s_pappid)) throw new WeChatError(72031);
    world.accounts.changeProfile(account.appid, { paymch_info });
  },
});

const getPayMch = endpoint({
  ...nothing,
  path: `${path}?action=get_pay_mch`,
  handle: (world, { account }) => {
    const { paymch_info } = world.accounts.profile(account.appid);
    if (!paymch_info) throw new WeChatError(72028);
    return { paymch_info };
  },
});

const anyOtherAction = endpoint({
  ...nothing,
  path,
  handle: (_world, { query }) => {
    throw query.get('action') ? new WeChatError(72027) : emptyField('action');
  },
});

/** What a merchant tells WeChat about itself: contact, fields of the page of type 1, pay merchant. */
export const bizAttributes: Endpoint[] = [
  setContact,
  getContact,
  setAuthField,
  getAuthField,
  setPayMch,
  getPayMch,
  anyOtherAction,
];
