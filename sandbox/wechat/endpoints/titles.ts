import * as v from 'valibot';
import type { StoredTitle } from '../model/people';
import { wireTitle } from '../model/title-links';
import { endpoint } from '../wire/endpoint';
import { emptyField, field, shape } from '../wire/fields';

const titles = { method: 'POST', right: 'title' } as const;
const optionalText = v.optional(field.textOrEmpty, '');
const matching = (pattern: RegExp) => v.optional(v.pipe(field.textOrEmpty, v.regex(pattern)), '');

/** A link by which a person takes a title over into WeChat. */
export const getUserTitleUrl = endpoint({
  ...titles,
  path: '/card/invoice/biz/getusertitleurl',
  fields: shape({
    title: optionalText,
    phone: matching(/^[\d-]*$/),
    // 15 to 20 by the documentation, whose own sample has ten.
    tax_no: matching(/^[0-9A-Za-z]{0,20}$/),
    addr: optionalText,
    bank_type: optionalText,
    bank_no: optionalText,
    user_fill: v.optional(field.flag, 0),
    out_title_id: optionalText,
  }),
  handle: (world, { account, body }) => {
    if (body.user_fill === 0 && !body.title) throw emptyField('title');
    const title: StoredTitle = {
      type: '0',
      title: body.title,
      taxNumber: body.tax_no,
      companyAddress: body.addr,
      telephone: body.phone,
      bankName: body.bank_type,
      bankAccount: body.bank_no,
    };
    return { url: world.titleLinks.make(account.appid, { action: 'list_auth', title, byUser: body.user_fill === 1 }) };
  },
});

/** A link by which a person hands one of their titles to the account. */
export const getSelectTitleUrl = endpoint({
  ...titles,
  path: '/card/invoice/biz/getselecttitleurl',
  fields: shape({ attach: optionalText, biz_name: optionalText }),
  handle: (world, { account, body }) => ({
    url: world.titleLinks.make(account.appid, { action: 'select_title', ...body }),
  }),
});

/** The title behind the QR code that a person shows. */
export const scanTitle = endpoint({
  ...titles,
  path: '/card/invoice/scantitle',
  fields: shape({ scan_text: field.text }),
  handle: (world, { body }) => {
    const found = world.titleLinks.scan(body.scan_text);
    const stored = Object.entries(wireTitle(found)).filter(([, value]) => value !== '');
    return { title_type: Number(found.type), ...Object.fromEntries(stored) };
  },
});
