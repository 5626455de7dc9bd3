import * as v from 'valibot';
import { receive, send } from '../wire-fields';
import { done, endpoint } from './declare';

const line = v.strictObject({
  /** 0 ordinary, 1 discount, 2 discounted. */
  fphxz: v.picklist(['0', '1', '2']),
  spbm: v.pipe(v.string(), v.regex(/^\d{19}$/)),
  xmmc: send.text,
  dw: send.optionalText,
  ggxh: send.optionalText,
  xmsl: send.decimal,
  xmdj: send.decimal,
  xmje: send.yuan,
  sl: send.decimal,
  se: send.yuan,
});

/**
 * 统一开票: the issuing package that WeChat once sold to merchants. The only interfaces that take yuan, as text; all
 * of them only accept, and the result is asked for or pushed.
 */
export const issuing = {
  makeOutInvoice: endpoint({
    path: '/card/invoice/makeoutinvoice',
    timeoutMs: 15_000,
    request: v.strictObject({
      invoiceinfo: v.strictObject({
        wxopenid: send.text,
        ddh: send.text,
        fpqqlsh: send.text,
        nsrsbh: send.text,
        nsrmc: send.text,
        nsrdz: send.text,
        nsrdh: send.text,
        nsrbank: send.text,
        nsrbankid: send.text,
        ghfmc: send.text,
        ghfnsrsbh: send.optionalText,
        ghfdz: send.optionalText,
        ghfdh: send.optionalText,
        ghfbank: send.optionalText,
        ghfbankid: send.optionalText,
        kpr: send.text,
        skr: send.optionalText,
        fhr: send.optionalText,
        jshj: send.yuan,
        hjje: send.yuan,
        hjse: send.yuan,
        bz: send.optionalText,
        /** Optional on the page, and 73015 when it is missing. */
        hylx: v.optional(v.picklist(['0', '1'])),
        invoicedetail_list: v.pipe(v.array(line), v.minLength(1)),
      }),
    }),
    answer: done,
  }),
  clearOutInvoice: endpoint({
    path: '/card/invoice/clearoutinvoice',
    timeoutMs: 15_000,
    request: v.strictObject({
      invoiceinfo: v.strictObject({
        wxopenid: send.text,
        fpqqlsh: send.text,
        nsrsbh: send.text,
        nsrmc: send.text,
        yfpdm: send.text,
        yfphm: send.text,
      }),
    }),
    answer: done,
  }),
  queryInvoice: endpoint({
    // So spelled by WeChat.
    path: '/card/invoice/queryinvoceinfo',
    repeatable: true,
    request: v.strictObject({ fpqqlsh: send.text, nsrsbh: send.text }),
    answer: v.object({
      invoicedetail: v.object({
        fpqqlsh: receive.text,
        fpdm: v.optional(receive.text),
        fphm: receive.text,
        jym: v.optional(receive.text),
        kprq: receive.text,
        pdfurl: receive.text,
      }),
    }),
  }),
};
