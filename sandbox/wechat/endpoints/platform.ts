import * as v from 'valibot';
import { isFinal, reimburseStatuses } from '../model/cards';
import { endpoint } from '../wire/endpoint';
import { WeChatError } from '../wire/errors';
import { atMost, emptyField, field, readFields, shape } from '../wire/fields';

const platform = { method: 'POST', right: 'platform' } as const;
const words = (count: number) => v.optional(atMost(count));
const optionalText = v.optional(field.textOrEmpty);

/** A card template for one payee. */
export const createCard = endpoint({
  ...platform,
  path: '/card/invoice/platform/createcard',
  fields: shape({
    invoice_info: shape({
      base_info: shape({
        logo_url: field.text,
        title: v.pipe(atMost(9), v.nonEmpty()),
        custom_url_name: words(5),
        custom_url: optionalText,
        custom_url_sub_title: words(6),
        promotion_url_name: optionalText,
        promotion_url: optionalText,
        promotion_url_sub_title: words(6),
      }),
      payee: field.text,
      type: field.text,
      detail: optionalText,
    }),
  }),
  handle: (world, { account, body: { invoice_info } }) => ({
    card_id: world.cards.createTemplate({
      appid: account.appid,
      base_info: invoice_info.base_info,
      payee: invoice_info.payee.trim(),
      type: invoice_info.type.trim(),
      detail: invoice_info.detail ?? '',
    }),
  }),
});

/** Takes a PDF for three days; whether it is an invoice, only `insert` asks. */
export const setPdf = endpoint({
  ...platform,
  path: '/card/invoice/platform/setpdf',
  upload: true,
  fields: v.instance(Buffer),
  handle: (world, { account, body }) => {
    if (body.subarray(0, 4).toString('latin1') !== '%PDF') throw new WeChatError(47001);
    return { s_media_id: world.pdfs.upload(account.appid, body) };
  },
});

/** A link to an uploaded PDF. The action is documented in the query and in the body: either will do. */
export const getPdf = endpoint({
  ...platform,
  path: '/card/invoice/platform/getpdf',
  fields: shape({ action: v.optional(v.unknown()), s_media_id: field.text }),
  handle: (world, { account, query, body }) => {
    const action = query.get('action') ?? body.action;
    if (!action) throw emptyField('action');
    if (action !== 'get_url') throw new WeChatError(72027);
    if (!world.pdfs.find(body.s_media_id, account.appid)) throw new WeChatError(72031);
    return { pdf_url: world.pdfs.url(body.s_media_id), pdf_url_expire_time: 7200 };
  },
});

/** The platform sets a card's state: above all CANCEL, after a red invoice. */
export const updateStatus = endpoint({
  ...platform,
  path: '/card/invoice/platform/updatestatus',
  fields: shape({
    card_id: field.text,
    code: field.text,
    reimburse_status: v.picklist(reimburseStatuses),
  }),
  handle: (world, { account, body }) => {
    const card = world.cards.byCode(body.code);
    if (!card || card.card_id !== body.card_id || card.app_id !== account.appid) throw new WeChatError(72038);
    if (isFinal(card.reimburse_status)) throw new WeChatError(72024);
    world.cards.setStatus(card, body.reimburse_status, account.appid);
  },
});

/** The code behind an encrypted one, as card links and wx.chooseInvoice give it. */
export const decryptCode = endpoint({
  path: '/card/code/decrypt',
  method: 'POST',
  fields: shape({ encrypt_code: v.unknown() }),
  handle: (world, { body }) => {
    const card = world.cards.byEncryptCode(readFields(v.fallback(v.string(), ''), body.encrypt_code));
    if (!card) throw new WeChatError(40056);
    return { code: card.code };
  },
});

/** Who gets cards while an account's card right is on trial. */
export const setWhitelist = endpoint({
  ...platform,
  path: '/card/testwhitelist/set',
  fields: shape({
    openid: v.optional(v.array(field.text), []),
    username: v.optional(v.array(field.text), []),
  }),
  handle: (world, { account, body }) => world.accounts.changeProfile(account.appid, { whitelist: body }),
});
