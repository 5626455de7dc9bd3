import * as v from 'valibot';
import type { DemoPerson } from '../../demo';
import type { Authorization } from '../model/authorizations';
import { isFinal, reimburseStatuses } from '../model/cards';
import { titleInfo, titleOf, type FilledTitle } from '../model/title-info';
import { field } from '../wire/fields';
import type { World } from '../world';
import { ControlError, personBehind, read, theOnly, type Control } from './desk';

const order = {
  order_id: field.text,
  appid: v.optional(field.text),
  s_pappid: v.optional(field.text),
  openid: v.optional(field.text),
};

const schemas = {
  authorize: v.object({
    ...order,
    title: v.optional(
      v.object({
        title: field.text,
        tax_no: v.optional(v.string()),
        phone: v.optional(v.string()),
        email: v.optional(v.string()),
        addr: v.optional(v.string()),
        bank_type: v.optional(v.string()),
        bank_no: v.optional(v.string()),
      }),
    ),
  }),
  decline: v.object(order),
  pay: v.object({ out_trade_no: field.text, mchid: v.optional(field.text) }),
  cloudInvoice: v.object({
    fpqqlsh: field.text,
    appid: v.optional(field.text),
    status: v.optional(v.picklist([100, 2]), 100),
  }),
  card: v.object({
    code: field.text,
    reimburse_status: v.picklist(reimburseStatuses),
    by: v.optional(field.text),
  }),
};

/** What becomes of orders, payments, invoices and cards by the hands of others. */
export const mountOrderControl = (on: Control, world: World): void => {
  /** The one order that is meant and still open. */
  const openOrder = (wanted: {
    order_id: string;
    appid?: string | undefined;
    s_pappid?: string | undefined;
  }): Authorization => {
    const known = world.authorizations
      .byOrder(wanted.order_id)
      .filter(({ appid }) => wanted.appid === undefined || appid === wanted.appid)
      .filter(({ s_pappid }) => wanted.s_pappid === undefined || s_pappid === wanted.s_pappid);
    if (known.length === 0)
      throw new ControlError(404, `no authorization page was fetched for order ${wanted.order_id}`);
    const open = known.filter(({ state }) => state === 'none');
    const [only] = open;
    if (!only) throw new ControlError(409, `order ${wanted.order_id} is already ${known[0]?.state ?? 'done'}`);
    if (open.length > 1)
      throw new ControlError(409, `${open.length} orders are called ${wanted.order_id}: name appid or s_pappid`);
    if (only.until !== undefined && world.now() >= only.until)
      throw new ControlError(409, `the page for order ${wanted.order_id} has expired`);
    return only;
  };

  /** Whoever is named, or paid, or comes first. */
  const personFor = ({ payer }: Authorization, openid: string | undefined): DemoPerson => {
    const named = openid ?? payer;
    return named === undefined ? world.people.firstBuyer() : personBehind(world, named);
  };

  const outcome = ({ appid, s_pappid, order_id }: Authorization, person: DemoPerson) => {
    const after = world.authorizations.find({ appid, s_pappid, order_id });
    return {
      ok: true,
      order_id,
      appid,
      s_pappid,
      openid: person.openid,
      state: after?.state ?? 'none',
      ...(after ? { event: { appid: world.authorizations.eventAccount(after) } } : {}),
    };
  };

  on('POST', 'authorize', async (c) => {
    const { openid, title, ...wanted } = await read(c, schemas.authorize);
    const authorization = openOrder(wanted);
    const person = personFor(authorization, openid);
    const filled: FilledTitle = title
      ? { ...title, kind: title.tax_no ? 'company' : 'personal' }
      : titleOf(world.people.titles(person));
    const info = titleInfo(world.accounts.profile(authorization.appid).auth_field, filled);
    world.store.transaction(() => world.authorizations.confirm(authorization, person, info));
    return outcome(authorization, person);
  });

  on('POST', 'decline', async (c) => {
    const { openid, ...wanted } = await read(c, schemas.decline);
    const authorization = openOrder(wanted);
    const person = personFor(authorization, openid);
    world.store.transaction(() => world.authorizations.fail(authorization, person));
    return outcome(authorization, person);
  });

  on('POST', 'pay', async (c) => {
    const { out_trade_no, mchid } = await read(c, schemas.pay);
    const known = world.payments.byOrder(out_trade_no).filter((one) => mchid === undefined || one.mchid === mchid);
    const payment = theOnly(known, `order ${out_trade_no} at WeChat Pay`, 'mchid');
    const merchant = world.accounts.merchantByMchid(payment.mchid);
    if (!merchant) throw new ControlError(404, `nobody has the mchid ${payment.mchid}`);
    if (payment.paid) throw new ControlError(409, `order ${out_trade_no} has been paid`);
    const person = personBehind(world, payment.person);
    const { paid } = world.store.transaction(() => world.payments.pay(payment, merchant, person));
    return {
      ok: true,
      out_trade_no,
      mchid: payment.mchid,
      openid: person.openid,
      transaction_id: paid.transaction_id,
      entry: paid.entry !== undefined,
    };
  });

  on('POST', 'cloud_invoice', async (c) => {
    const { fpqqlsh, appid, status } = await read(c, schemas.cloudInvoice);
    const known = world.cloudInvoices.find(fpqqlsh).filter((one) => appid === undefined || one.appid === appid);
    const invoice = theOnly(known, `serial ${fpqqlsh}`, 'appid');
    if (invoice.state !== 'processing') throw new ControlError(409, `serial ${fpqqlsh} is already ${invoice.state}`);
    world.store.transaction(() => world.cloudInvoices.finish(invoice, status));
    return { ok: true, fpqqlsh, appid: invoice.appid, status };
  });

  on('POST', 'card', async (c) => {
    const { code, reimburse_status, by } = await read(c, schemas.card);
    const card = world.cards.byCode(code);
    if (!card) throw new ControlError(404, `there is no card ${code}`);
    if (isFinal(card.reimburse_status)) throw new ControlError(409, `card ${code} is already ${card.reimburse_status}`);
    world.store.transaction(() => world.cards.setStatus(card, reimburse_status, by ?? card.app_id));
    return { ok: true, code, reimburse_status };
  });
};
