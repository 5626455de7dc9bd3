import * as v from 'valibot';
import type { DemoAccount } from '../../demo';
import type { AuthLink } from '../model/links';
import type { World } from '../world';
import { endpoint } from '../wire/endpoint';
import { WeChatError } from '../wire/errors';
import { field, shape } from '../wire/fields';

/** WeChat's own mini program, to which a link of source wxa leads. */
export const invoiceMiniProgram = 'wx9db2c16d0633c2e7';

const latestTimestamp = 4_294_967_295;

/** What every authorization page is asked for with. */
export const pageFields = {
  s_pappid: field.text,
  order_id: field.text,
  money: field.positive,
  timestamp: field.positive,
  redirect_url: v.optional(field.textOrEmpty, ''),
  ticket: field.text,
};

interface PageFields {
  s_pappid: string;
  order_id: string;
  money: number;
  timestamp: number;
  redirect_url: string;
  ticket: string;
}

/** Those fields as the link carries them; 72031 for an unknown platform and for another's or an old ticket. */
export const readPageFields = (world: World, account: DemoAccount, body: PageFields) => {
  const { s_pappid, order_id, money, timestamp, redirect_url, ticket } = body;
  if (!world.accounts.byPlatformId(s_pappid)) throw new WeChatError(72031);
  if (!world.tokens.isFreshTicket(ticket, account.appid, 'wx_card')) throw new WeChatError(72031);
  // Milliseconds are cut off to what 32 bits hold, without an error.
  const clipped = Math.min(timestamp, latestTimestamp);
  return { appid: account.appid, s_pappid, order_id, money, timestamp: clipped, redirect_url };
};

/** Where a page is on the web. */
export const webAddressOf = (world: World, link: AuthLink): string =>
  `${world.baseUrl()}/bizmall/authinvoice?action=list&${world.links.authQuery(link)}#wechat_redirect`;

/** The authorization page for one order: a web address, or for wxa a mini program path. */
export const getAuthUrl = endpoint({
  path: '/card/invoice/getauthurl',
  method: 'POST',
  right: 'merchant',
  before: (world, { account }) => {
    if (!world.accounts.profile(account.appid).contact) throw new WeChatError(72063);
  },
  fields: shape({
    ...pageFields,
    source: v.picklist(['app', 'web', 'wxa', 'wap']),
    type: v.picklist([0, 1, 2]),
  }),
  handle: (world, { account, body }) => {
    const { source, type } = body;
    const link = { ...readPageFields(world, account, body), source, type };
    world.authorizations.offer(link);
    return source === 'wxa'
      ? { auth_url: `pages/auth/auth?${world.links.authQuery(link)}`, appid: invoiceMiniProgram }
      : { auth_url: webAddressOf(world, link) };
  },
});
