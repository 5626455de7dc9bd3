import * as v from 'valibot';
import { endpoint } from '../wire/endpoint';
import { WeChatError } from '../wire/errors';
import { field } from '../wire/fields';

/** WeChat's own mini program, to which a link of source wxa leads. */
export const invoiceMiniProgram = 'wx9db2c16d0633c2e7';

const latestTimestamp = 4_294_967_295;

/** The authorization page for one order: a web address, or for wxa a mini program path. */
export const getAuthUrl = endpoint({
  path: '/card/invoice/getauthurl',
  method: 'POST',
  right: 'merchant',
  before: (world, { account }) => {
    if (!world.accounts.profile(account.appid).contact) throw new WeChatError(72063);
  },
  fields: v.object({
    s_pappid: field.text,
    order_id: field.text,
    money: field.positive,
    timestamp: field.positive,
    source: v.picklist(['app', 'web', 'wxa', 'wap']),
    redirect_url: v.optional(field.textOrEmpty),
    ticket: field.text,
    type: v.picklist([0, 1, 2]),
  }),
  handle: (world, { account, body }) => {
    if (!world.accounts.byPlatformId(body.s_pappid)) throw new WeChatError(72031);
    if (!world.tokens.isFreshTicket(body.ticket, account.appid, 'wx_card')) throw new WeChatError(72031);
    const link = {
      appid: account.appid,
      s_pappid: body.s_pappid,
      order_id: body.order_id,
      money: body.money,
      // Milliseconds are cut off to what 32 bits hold, without an error.
      timestamp: Math.min(body.timestamp, latestTimestamp),
      source: body.source,
      type: body.type,
      redirect_url: body.redirect_url ?? '',
    };
    world.authorizations.offer(link);
    const query = world.links.authQuery(link);
    return link.source === 'wxa'
      ? { auth_url: `pages/auth/auth?${query}`, appid: invoiceMiniProgram }
      : { auth_url: `${world.baseUrl()}/bizmall/authinvoice?action=list&${query}#wechat_redirect` };
  },
});
