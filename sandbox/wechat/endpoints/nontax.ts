import * as v from 'valibot';
import { endpoint } from '../wire/endpoint';
import { WeChatError } from '../wire/errors';
import { field, shape } from '../wire/fields';
import { pageFields, readPageFields, webAddressOf } from './get-auth-url';

const linkLife = 7200;

/** The authorization page for a nontax bill (财政电子票据). */
export const getBillAuthUrl = endpoint({
  path: '/nontax/getbillauthurl',
  method: 'POST',
  right: 'merchant',
  fields: shape({ ...pageFields, source: v.picklist(['web', 'app']) }),
  handle: (world, { account, body }) => {
    const link = {
      ...readPageFields(world, account, body),
      source: body.source,
      type: 0,
      until: world.now() + linkLife,
    } as const;
    world.authorizations.offer(link);
    return { auth_url: webAddressOf(world, link), expire_time: linkLife };
  },
});

/** A card template for one collecting unit. */
export const createBillCard = endpoint({
  path: '/nontax/createbillcard',
  method: 'POST',
  right: 'platform',
  fields: shape({
    invoice_info: shape({ base_info: shape({ logo_url: field.text }), payee: field.text }),
  }),
  handle: (world, { account, body: { invoice_info } }) => {
    const payee = invoice_info.payee.trim();
    if (!payee) throw new WeChatError(72031);
    const title = [...payee].slice(0, 9).join('');
    const base_info = { logo_url: invoice_info.base_info.logo_url, title };
    return {
      card_id: world.cards.createTemplate({ appid: account.appid, base_info, payee, type: '财政电子票据', detail: '' }),
    };
  },
});
