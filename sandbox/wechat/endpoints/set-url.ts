import * as v from 'valibot';
import { endpoint } from '../wire/endpoint';

/** The platform's id, within an address as WeChat gives it. */
export const setUrl = endpoint({
  path: '/card/invoice/seturl',
  method: 'POST',
  right: 'platform',
  bodyless: true,
  fields: v.looseObject({}),
  handle: (world, { account }) => ({
    invoice_url: `${world.baseUrl()}/bizmall/authinvoice?action=list&s_pappid=${world.accounts.platformId(account.appid)}`,
  }),
});
