import * as v from 'valibot';
import type { DemoAccount, DemoPerson } from '../../demo';
import type { World } from '../world';
import { endpoint } from '../wire/endpoint';
import { WeChatError } from '../wire/errors';
import { field, shape } from '../wire/fields';
import type { Authorization } from '../model/authorizations';
import type { InvoiceData } from '../model/cards';
import type { Pdf } from '../model/pdfs';

const optionalText = v.optional(field.textOrEmpty);

const invoiceData = shape({
  fee: field.positive,
  title: field.text,
  billing_time: field.time,
  billing_no: field.text,
  billing_code: field.textOrEmpty,
  info: v.optional(
    v.array(
      shape({
        name: field.text,
        num: v.optional(field.count),
        unit: optionalText,
        price: field.count,
      }),
    ),
  ),
  fee_without_tax: field.count,
  tax: field.count,
  s_pdf_media_id: field.text,
  s_trip_pdf_media_id: optionalText,
  check_code: optionalText,
  buyer_number: optionalText,
  buyer_address_and_phone: optionalText,
  buyer_bank_account: optionalText,
  seller_number: optionalText,
  seller_address_and_phone: optionalText,
  seller_bank_account: optionalText,
  remarks: optionalText,
  cashier: optionalText,
  maker: optionalText,
});

const isDigital = ({ billing_no }: InvoiceData) => /^\d{20}$/.test(billing_no);

/** 数电: 20 digits and nothing else. Classic: a code of 10 or 12 digits and a number of 8, in either order. */
const hasRightLengths = (data: InvoiceData) => {
  if (isDigital(data)) return data.billing_code === '';
  const [short, long] = [data.billing_no, data.billing_code].sort((a, b) => a.length - b.length);
  return /^\d{8}$/.test(short ?? '') && /^(\d{10}|\d{12})$/.test(long ?? '');
};

const isWholePdf = (pdf: Pdf | undefined): pdf is Pdf =>
  pdf !== undefined && pdf.bytes.subarray(-1024).includes('%%EOF');

/** Whether this account may put a card of this template into this person's card pack now. */
const checkTemplate = (world: World, account: DemoAccount, card_id: string, openid: string) => {
  const template = world.cards.template(card_id);
  const settings = world.accounts.settings(account.appid);
  if (template?.appid !== account.appid || !settings) throw new WeChatError(40073);
  const listed = world.accounts.profile(account.appid).whitelist?.openid.includes(openid) ?? false;
  if (settings.cardsInTest && !listed) throw new WeChatError(40078);
  if (world.now() < template.createdAt + settings.templatePauseS) throw new WeChatError(40078);
  return settings;
};

/** The order that the card is for, and its owner, if this platform may insert for it now. */
const findOrder = (world: World, account: DemoAccount, order: { appid: string; order_id: string }) => {
  const s_pappid = world.accounts.platformId(account.appid);
  const authorization = world.authorizations.find({ ...order, s_pappid });
  const owner = authorization?.person === undefined ? undefined : world.people.find(authorization.person);
  if (!authorization || !owner) throw new WeChatError(72038);
  if (authorization.state === 'rejected') throw new WeChatError(72035);
  if (authorization.state === 'inserted') throw new WeChatError(72056);
  return { authorization, owner };
};

const findPdf = (world: World, account: DemoAccount, s_media_id: string): Pdf => {
  const pdf = world.pdfs.find(s_media_id, account.appid);
  if (!isWholePdf(pdf)) throw new WeChatError(72040);
  return pdf;
};

const checkFresh = (world: World, data: InvoiceData, pdf: Pdf) => {
  if (world.cards.isInserted(data) || world.cards.isPdfUsed(pdf.hash)) throw new WeChatError(72042);
};

interface Insertion {
  card_id: string;
  authorization: Authorization;
  owner: DemoPerson;
  pdf: Pdf;
  data: InvoiceData;
}

const putIntoCardPack = (world: World, account: DemoAccount, insertion: Insertion) => {
  const { card_id, authorization, owner, pdf, data } = insertion;
  const card = world.cards.insert({
    card_id,
    app_id: account.appid,
    appid: authorization.appid,
    eventAppid: world.authorizations.eventAccount(authorization),
    order_id: authorization.order_id,
    person: owner.openid,
    pdfHash: pdf.hash,
    data,
  });
  world.pdfs.link(data.s_pdf_media_id);
  if (data.s_trip_pdf_media_id) world.pdfs.link(data.s_trip_pdf_media_id);
  world.authorizations.markInserted(authorization);
  return { code: card.code, openid: world.people.openidUnder(owner, account.appid) };
};

const order = {
  order_id: field.text,
  card_id: field.text,
  appid: v.pipe(field.text, v.regex(/^wx[0-9a-z]{16}$/)),
};

/** Puts an issued invoice into the card pack of whoever authorized its order. */
export const insert = endpoint({
  path: '/card/invoice/insert',
  method: 'POST',
  right: 'platform',
  fields: shape({
    ...order,
    card_ext: shape({
      nonce_str: field.text,
      user_card: shape({ invoice_user_data: invoiceData }),
    }),
  }),
  handle: (world, { account, body }) => {
    const data: InvoiceData = body.card_ext.user_card.invoice_user_data;
    const { authorization, owner } = findOrder(world, account, body);
    const settings = checkTemplate(world, account, body.card_id, world.people.openidUnder(owner, account.appid));
    if (settings.boundTitle && data.title !== settings.boundTitle) throw new WeChatError(72017);

    const pdf = findPdf(world, account, data.s_pdf_media_id);
    if (data.s_trip_pdf_media_id) findPdf(world, account, data.s_trip_pdf_media_id);
    // The number of a 数电 invoice in all its fields, as integrators tried: WeChat has no better word for it.
    if (isDigital(data) && data.billing_code === data.billing_no) throw new WeChatError(-1);
    if (isDigital(data) && settings.digitalCards !== 0) throw new WeChatError(settings.digitalCards);

    checkFresh(world, data, pdf);
    if (!hasRightLengths(data)) throw new WeChatError(72043);
    if (!isDigital(data) && !data.check_code) throw new WeChatError(72045);

    const answer = putIntoCardPack(world, account, { card_id: body.card_id, authorization, owner, pdf, data });
    return { ...answer, ...(owner.unionid === undefined ? {} : { unionid: owner.unionid }) };
  },
});

/** Puts a nontax bill into the card pack: its labels are the bill's, and of any length. */
export const insertBill = endpoint({
  path: '/nontax/insertbill',
  method: 'POST',
  right: 'platform',
  fields: shape({
    ...order,
    card_ext: shape({
      nonce_str: v.optional(field.textOrEmpty),
      user_card: shape({
        invoice_user_data: shape({
          fee: field.positive,
          title: field.text,
          billing_time: field.time,
          billing_no: field.text,
          billing_code: field.text,
          s_pdf_media_id: field.text,
        }),
      }),
    }),
  }),
  handle: (world, { account, body }) => {
    const bill = body.card_ext.user_card.invoice_user_data;
    const data: InvoiceData = { ...bill, fee_without_tax: bill.fee, tax: 0 };
    const { authorization, owner } = findOrder(world, account, body);
    checkTemplate(world, account, body.card_id, world.people.openidUnder(owner, account.appid));
    const pdf = findPdf(world, account, data.s_pdf_media_id);
    checkFresh(world, data, pdf);
    return putIntoCardPack(world, account, { card_id: body.card_id, authorization, owner, pdf, data });
  },
});
