import { buyerInputs, type BuyerOutput } from '../../contract/buyer';
import { requirePerson } from '../common/runtime/identity';
import { ports } from '../common/runtime/ports';
import { route } from '../common/runtime/router';
import { templateIds } from '../common/runtime/subscribe-message';
import { claimOrder } from '../common/usecases/claim-order';
import { closeAccount } from '../common/usecases/close-account';
import { learnCard } from '../common/usecases/learn-card';
import { mailInvoice } from '../common/usecases/mail-invoice';
import { getOrder, listOrders } from '../common/usecases/list-orders';
import { listTitles, removeTitle, saveTitle } from '../common/usecases/titles';
import { getInvoice, listInvoices } from '../common/usecases/view-invoice';
import { applicationActions } from './applications';

/** What the buyer does on the phone. Who is calling comes from CloudBase, never from the input. */
export const main = route<typeof buyerInputs, BuyerOutput, string>(buyerInputs, requirePerson, {
  'orders.list': ({ cursor }, openid) => listOrders(ports, openid, cursor),
  'orders.get': async (of, openid) => ({ order: await getOrder(ports, openid, of.orderNo, of.merchantId) }),
  'orders.claim': async (proof, openid) => ({ order: await claimOrder(ports, openid, proof) }),
  ...applicationActions,
  'invoices.list': ({ cursor }, openid) => listInvoices(ports, openid, cursor),
  'invoices.get': ({ invoiceId }, openid) => getInvoice(ports, openid, invoiceId),
  'invoices.mail': (asked, openid) => mailInvoice(ports, openid, asked),
  'cards.learn': (chosen, openid) => learnCard(ports, openid, chosen),
  'titles.list': (_, openid) => listTitles(ports, openid),
  'titles.save': (asked, openid) => saveTitle(ports, openid, asked),
  'titles.remove': ({ titleId }, openid) => removeTitle(ports, openid, titleId),
  'account.close': (_, openid) => closeAccount(ports, openid),
  // Of use on one page only: the table is read there.
  'problems.get': async ({ errcode }) => (await import('../common/wechat/error-view')).problemView(errcode),
  'settings.get': async () => ({ subscribeTemplates: templateIds(), sandbox: process.env['SANDBOX'] === '1' }),
});
