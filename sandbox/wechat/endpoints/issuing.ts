import * as v from 'valibot';
import { endpoint } from '../wire/endpoint';
import { emptyField, field, shape } from '../wire/fields';
import { WeChatError } from '../wire/errors';

const issuing = { method: 'POST', right: 'issuing' } as const;
const optionalText = v.optional(field.textOrEmpty, '');

/** The code for each field that is empty; the others are answered with 72031. */
const emptyCodes = {
  ddh: 73002,
  wxopenid: 73003,
  fpqqlsh: 73004,
  nsrmc: 73007,
  nsrdz: 73008,
  nsrdh: 73009,
  ghfmc: 73010,
  kpr: 73011,
  jshj: 73012,
  hjje: 73013,
  hjse: 73014,
  nsrsbh: 73016,
} as const;

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

/** The first of these fields that is empty has a code of its own. */
const checkFilled = (info: unknown, names: readonly (keyof typeof emptyCodes)[]) => {
  if (!isObject(info)) throw emptyField('invoiceinfo');
  const empty = names.find((name) => info[name] === undefined || info[name] === null || info[name] === '');
  if (empty) throw new WeChatError(emptyCodes[empty]);
  // Documented as optional, and with a code for its absence: it may be left out, but not left empty.
  if (info['hylx'] === '') throw new WeChatError(73015);
};

/** Yuan as text, to fen. */
const yuan = v.pipe(
  v.string(),
  v.regex(/^-?\d{1,12}(\.\d{1,2})?$/),
  v.transform((text) => Math.round(Number(text) * 100)),
);
const decimal = v.pipe(v.string(), v.regex(/^-?\d{1,12}(\.\d{1,8})?$/));
const amount = v.pipe(yuan, v.minValue(0));

const line = shape({
  fphxz: v.picklist(['0', '1', '2']),
  spbm: v.pipe(v.string(), v.regex(/^\d{19}$/)),
  xmmc: field.text,
  dw: optionalText,
  ggxh: optionalText,
  xmsl: decimal,
  xmdj: decimal,
  xmje: yuan,
  sl: v.pipe(v.string(), v.regex(/^0(\.\d{1,4})?$/)),
  se: yuan,
});

const asker = { wxopenid: field.text, fpqqlsh: field.text, nsrsbh: field.text, nsrmc: field.text };

/** Asks the platform that the merchant bought in the console for a blue invoice; the result comes later. */
export const makeOutInvoice = endpoint({
  ...issuing,
  path: '/card/invoice/makeoutinvoice',
  before: (_world, { body }) =>
    checkFilled(
      isObject(body) ? body['invoiceinfo'] : undefined,
      Object.keys(emptyCodes) as (keyof typeof emptyCodes)[],
    ),
  fields: shape({
    invoiceinfo: shape({
      ...asker,
      ddh: field.text,
      nsrdz: field.text,
      nsrdh: field.text,
      nsrbank: field.text,
      nsrbankid: field.text,
      ghfmc: field.text,
      ghfnsrsbh: optionalText,
      ghfdz: optionalText,
      ghfdh: optionalText,
      ghfbank: optionalText,
      ghfbankid: optionalText,
      kpr: field.text,
      skr: optionalText,
      fhr: optionalText,
      jshj: amount,
      hjje: amount,
      hjse: amount,
      bz: optionalText,
      hylx: v.optional(v.picklist(['0', '1'])),
      invoicedetail_list: v.pipe(v.array(line), v.minLength(1), v.maxLength(2000)),
    }),
  }),
  handle: (world, { account, body: { invoiceinfo: info } }) => {
    const joined = (...parts: string[]) => parts.filter(Boolean).join(' ');
    world.cloudInvoices.make(account.appid, {
      wxopenid: info.wxopenid,
      fpqqlsh: info.fpqqlsh,
      nsrsbh: info.nsrsbh,
      nsrmc: info.nsrmc,
      ddh: info.ddh,
      face: {
        fee: info.jshj,
        title: info.ghfmc,
        fee_without_tax: info.hjje,
        tax: info.hjse,
        info: info.invoicedetail_list.map(({ xmmc, dw, xmje }) => ({ name: xmmc, unit: dw, price: xmje })),
        buyer_number: info.ghfnsrsbh,
        buyer_address_and_phone: joined(info.ghfdz, info.ghfdh),
        buyer_bank_account: joined(info.ghfbank, info.ghfbankid),
        seller_number: info.nsrsbh,
        seller_address_and_phone: joined(info.nsrdz, info.nsrdh),
        seller_bank_account: joined(info.nsrbank, info.nsrbankid),
        remarks: info.bz,
        cashier: info.skr,
        maker: info.kpr,
      },
    });
    return { errmsg: 'sucesss' };
  },
});

/** Asks for the red invoice that reverses a blue one. */
export const clearOutInvoice = endpoint({
  ...issuing,
  path: '/card/invoice/clearoutinvoice',
  before: (_world, { body }) =>
    checkFilled(isObject(body) ? body['invoiceinfo'] : undefined, ['wxopenid', 'fpqqlsh', 'nsrsbh', 'nsrmc']),
  fields: shape({ invoiceinfo: shape({ ...asker, yfpdm: field.text, yfphm: field.text }) }),
  handle: (world, { account, body: { invoiceinfo } }) => {
    world.cloudInvoices.clear(account.appid, invoiceinfo);
    return { errmsg: 'sucesss' };
  },
});

/** What came of a request; the misspelt path is WeChat's. */
export const queryInvoiceInfo = endpoint({
  ...issuing,
  path: '/card/invoice/queryinvoceinfo',
  before: (_world, { body }) => checkFilled(body, ['fpqqlsh', 'nsrsbh']),
  fields: shape({ fpqqlsh: field.text, nsrsbh: field.text }),
  handle: (world, { account, body: { fpqqlsh, nsrsbh } }) => {
    const { fpdm, fphm, jym, kprq, pdfurl } = world.cloudInvoices.query(account.appid, fpqqlsh, nsrsbh);
    return { errmsg: '发票数据获取成功', invoicedetail: { fpqqlsh, fpdm, fphm, jym, kprq, pdfurl } };
  },
});
