import * as v from 'valibot';
import { endpoint } from '../wire/endpoint';
import { emptyField, readFields } from '../wire/fields';

/** The ticket of the authorization page (wx_card) or of the JSSDK (jsapi); documented as GET, called as POST too. */
export const getTicket = endpoint({
  path: '/cgi-bin/ticket/getticket',
  method: 'GET',
  fields: v.unknown(),
  handle: (world, { query, account }) => {
    const given = query.get('type');
    if (!given) throw emptyField('type');
    const type = readFields(v.picklist(['wx_card', 'jsapi']), given);
    const { value, expiresIn } = world.tokens.ticket(account.appid, type);
    return { ticket: value, expires_in: expiresIn };
  },
});
