import { merchantInputs, type MerchantOutput } from '../../contract/merchant';
import { requirePerson } from '../common/runtime/identity';
import { ports } from '../common/runtime/ports';
import { route } from '../common/runtime/router';
import { insertAgain, rejectApplication, retryApplication } from '../common/usecases/merchant/act';
import { listInvoices, totalInvoices } from '../common/usecases/merchant/list';
import { listMemberships } from '../common/usecases/merchant/members';
import { getInvoice } from '../common/usecases/merchant/view';

/** What a merchant's people do on the phone; what they may do follows from their role, and is looked up at each call. */
export const main = route<typeof merchantInputs, MerchantOutput, string>(merchantInputs, requirePerson, {
  'me.get': (_, openid) => listMemberships(ports, openid),
  'invoices.list': (asked, openid) => listInvoices(ports, openid, asked),
  'invoices.totals': (asked, openid) => totalInvoices(ports, openid, asked),
  'invoices.get': ({ applicationId }, openid) => getInvoice(ports, openid, applicationId),
  'applications.reject': (asked, openid) => rejectApplication(ports, openid, asked),
  'applications.retry': (asked, openid) => retryApplication(ports, openid, asked),
  'invoices.insert': (asked, openid) => insertAgain(ports, openid, asked),
});
