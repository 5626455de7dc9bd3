import * as v from 'valibot';
import { receive, send } from '../wire-fields';
import { endpoint } from './declare';

const link = v.object({ url: receive.text });

/** 极速开发票: titles that go into a person's WeChat, or come out of it. */
export const titles = {
  userTitleUrl: endpoint({
    path: '/card/invoice/biz/getusertitleurl',
    repeatable: true,
    request: v.pipe(
      v.strictObject({
        title: send.optionalText,
        phone: v.optional(v.pipe(v.string(), v.regex(/^[\d-]+$/))),
        // The page prints 15 to 20 signs, and samples with ten.
        tax_no: v.optional(v.pipe(v.string(), v.regex(/^[0-9A-Za-z]{1,20}$/))),
        addr: send.optionalText,
        bank_type: send.optionalText,
        bank_no: send.optionalText,
        user_fill: send.flag,
        out_title_id: send.optionalText,
      }),
      v.forward(
        v.check(
          ({ title, user_fill }) => user_fill === 1 || title !== undefined,
          'missing, and the user is not to fill it in',
        ),
        ['title'],
      ),
    ),
    answer: link,
  }),
  selectTitleUrl: endpoint({
    path: '/card/invoice/biz/getselecttitleurl',
    repeatable: true,
    request: v.strictObject({ attach: send.optionalText, biz_name: send.optionalText }),
    answer: link,
  }),
  scanTitle: endpoint({
    path: '/card/invoice/scantitle',
    repeatable: true,
    request: v.strictObject({ scan_text: send.text }),
    answer: v.object({
      title_type: receive.number,
      title: receive.text,
      phone: v.optional(receive.text),
      tax_no: v.optional(receive.text),
      addr: v.optional(receive.text),
      bank_type: v.optional(receive.text),
      bank_no: v.optional(receive.text),
    }),
  }),
};
