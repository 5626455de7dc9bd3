import * as v from 'valibot';
import type { DemoAccount } from '../../demo';
import type { World } from '../world';
import { endpoint } from '../wire/endpoint';
import { WeChatError } from '../wire/errors';
import { field, shape } from '../wire/fields';
import type { Card, ReimburseStatus } from '../model/cards';

const reimburser = { method: 'POST', right: 'reimburser' } as const;
const cardsLiveFor = 10 * 365 * 86_400;
/** The documentation names no maximum, only the code for exceeding it. */
const mostInOneQuery = 100;

const item = { card_id: field.text, encrypt_code: field.text };
const status = v.picklist(['INVOICE_REIMBURSE_INIT', 'INVOICE_REIMBURSE_LOCK', 'INVOICE_REIMBURSE_CLOSURE']);

const findCard = (
  world: World,
  account: DemoAccount,
  { card_id, encrypt_code }: { card_id: string; encrypt_code: string },
) => {
  // A copy in the documentation has a blank behind the code.
  const card = world.cards.byEncryptCode(encrypt_code.trim());
  if (!card) throw new WeChatError(40056);
  if (card.card_id !== card_id) throw new WeChatError(40073);
  const boundTitle = world.accounts.settings(account.appid)?.boundTitle;
  if (boundTitle && boundTitle !== card.data.title) throw new WeChatError(72017);
  return card;
};

const openidOf = (world: World, account: DemoAccount, card: Card) => {
  const owner = world.people.find(card.person);
  if (!owner) throw new WeChatError(72037);
  return world.people.openidUnder(owner, account.appid);
};

const face = (world: World, account: DemoAccount, card: Card) => {
  const template = world.cards.template(card.card_id);
  const { s_pdf_media_id, s_trip_pdf_media_id, info, check_code, ...data } = card.data;
  const link = (id: string) => world.pdfs.url(id, { card_id: card.card_id });
  return {
    user_info: {
      ...data,
      info: info ?? [],
      detail: (info ?? []).map(({ name }) => name).join(','),
      pdf_url: link(s_pdf_media_id),
      ...(s_trip_pdf_media_id ? { trip_pdf_url: link(s_trip_pdf_media_id) } : {}),
      reimburse_status: card.reimburse_status,
      order_id: card.order_id,
      check_code: check_code ?? '',
    },
    card_id: card.card_id,
    openid: openidOf(world, account, card),
    type: template?.type ?? '',
    payee: template?.payee ?? '',
    detail: template?.detail ?? '',
  };
};

/** The transitions that a reimburser may make (section 14.2). */
const move = (world: World, account: DemoAccount, card: Card, to: ReimburseStatus) => {
  const from = card.reimburse_status;
  if (from === 'INVOICE_REIMBURSE_CLOSURE') throw new WeChatError(72061);
  if (from === 'INVOICE_REIMBURSE_CANCEL') throw new WeChatError(72060);
  if (from === 'INVOICE_REIMBURSE_LOCK' && card.lockedBy !== account.appid) throw new WeChatError(72023);
  if (from === 'INVOICE_REIMBURSE_INIT' && to === 'INVOICE_REIMBURSE_CLOSURE') throw new WeChatError(72039);
  world.cards.setStatus(card, to, account.appid);
};

/** One invoice, as its reimburser reads it. */
export const getInvoiceInfo = endpoint({
  ...reimburser,
  path: '/card/invoice/reimburse/getinvoiceinfo',
  fields: shape(item),
  handle: (world, { account, body }) => {
    const card = findCard(world, account, body);
    return {
      ...face(world, account, card),
      begin_time: card.insertedAt,
      end_time: card.insertedAt + cardsLiveFor,
    };
  },
});

/** Several invoices in the order asked for; a doubled question gets a doubled answer. */
export const getInvoiceBatch = endpoint({
  ...reimburser,
  path: '/card/invoice/reimburse/getinvoicebatch',
  malformed: 72031,
  fields: shape({ item_list: v.pipe(v.array(shape(item)), v.minLength(1)) }),
  handle: (world, { account, body: { item_list } }) => {
    if (item_list.length > mostInOneQuery) throw new WeChatError(72052);
    return { item_list: item_list.map((one) => face(world, account, findCard(world, account, one))) };
  },
});

/** Locks, unlocks or closes one invoice. */
export const updateInvoiceStatus = endpoint({
  ...reimburser,
  path: '/card/invoice/reimburse/updateinvoicestatus',
  fields: shape({ ...item, reimburse_status: status }),
  handle: (world, { account, body }) => move(world, account, findCard(world, account, body), body.reimburse_status),
});

/** Locks, unlocks or closes several invoices of one person: all of them or none. */
export const updateStatusBatch = endpoint({
  ...reimburser,
  path: '/card/invoice/reimburse/updatestatusbatch',
  fields: shape({
    openid: field.text,
    reimburse_status: status,
    invoice_list: v.pipe(v.array(shape(item)), v.minLength(1)),
  }),
  handle: (world, { account, body }) => {
    for (const one of body.invoice_list) {
      const card = findCard(world, account, one);
      if (openidOf(world, account, card) !== body.openid) throw new WeChatError(72037);
      move(world, account, card, body.reimburse_status);
    }
  },
});
