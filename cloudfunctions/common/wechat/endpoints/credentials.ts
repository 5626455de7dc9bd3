import * as v from 'valibot';
import { receive, send } from '../wire-fields';
import { endpoint } from './declare';

const accessToken = v.object({ access_token: receive.text, expires_in: receive.number });

export const credentials = {
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
};
