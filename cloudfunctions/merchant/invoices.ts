import type { invoiceInputs, InvoiceOutput } from '../../contract/merchant-invoices';
import { ports } from '../common/runtime/ports';
import type { Handlers } from '../common/runtime/router';
import { attachForMember } from '../common/usecases/attachments-member';
import { mailForMember } from '../common/usecases/mail-invoice';
import {
  approveApplication,
  approveApplications,
  insertAgain,
  rejectApplication,
  releaseOrders,
  retryApplication,
} from '../common/usecases/merchant/act';
import { listInvoices } from '../common/usecases/merchant/list';
import { listMemberships } from '../common/usecases/merchant/members';
import { reissueForBuyer } from '../common/usecases/merchant/reissue';
import { totalInvoices } from '../common/usecases/merchant/totals';
import { getInvoice } from '../common/usecases/merchant/view';

/** The invoice list and what moves one application on. */
export const invoiceActions: Handlers<typeof invoiceInputs, InvoiceOutput, string> = {
  'me.get': (_, openid) => listMemberships(ports, openid),
  'invoices.list': (asked, openid) => listInvoices(ports, openid, asked),
  'invoices.totals': (asked, openid) => totalInvoices(ports, openid, asked),
  'invoices.get': ({ applicationId }, openid) => getInvoice(ports, openid, applicationId),
  'applications.approve': (asked, openid) => approveApplication(ports, openid, asked),
  'applications.approveMany': (asked, openid) => approveApplications(ports, openid, asked),
  'applications.reject': (asked, openid) => rejectApplication(ports, openid, asked),
  'applications.retry': (asked, openid) => retryApplication(ports, openid, asked),
  'applications.release': (asked, openid) => releaseOrders(ports, openid, asked),
  'applications.reissue': (asked, openid) => reissueForBuyer(ports, openid, asked),
  'invoices.insert': (asked, openid) => insertAgain(ports, openid, asked),
  'invoices.mail': (asked, openid) => mailForMember(ports, openid, asked),
  'attachments.add': (asked, openid) => attachForMember(ports, openid, asked),
};
