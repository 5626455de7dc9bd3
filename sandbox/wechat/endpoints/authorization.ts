import * as v from 'valibot';
import { endpoint } from '../wire/endpoint';
import { field, shape } from '../wire/fields';

const order = { s_pappid: field.text, order_id: field.text };

/** Whether somebody has authorized an order, and what they filled in. Nobody yet is no error. */
export const getAuthData = endpoint({
  path: '/card/invoice/getauthdata',
  method: 'POST',
  right: 'merchant',
  fields: shape(order),
  handle: (world, { account, body }) => {
    const held = world.authorizations.find({ appid: account.appid, ...body });
    if (!held || held.state === 'none') return { invoice_status: 'never auth' };
    return {
      invoice_status: held.state === 'rejected' ? 'reject insert' : 'auth success',
      auth_time: held.auth_time,
      ...(held.user_auth_info ? { user_auth_info: held.user_auth_info } : {}),
    };
  },
});

/** The merchant will not invoice this order: final, and told to the buyer. */
export const rejectInsert = endpoint({
  path: '/card/invoice/rejectinsert',
  method: 'POST',
  right: 'merchant',
  fields: shape({ ...order, reason: field.text, url: v.optional(field.textOrEmpty) }),
  handle: (world, { account, body: { s_pappid, order_id, reason, url } }) =>
    world.authorizations.reject({ appid: account.appid, s_pappid, order_id }, reason, url ?? ''),
});
