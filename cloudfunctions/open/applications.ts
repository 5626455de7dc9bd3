import {
  IssueBody,
  PageLinkBody,
  type ApplicationRead,
  type InvoiceRead,
  type OpenList,
  type PageLink,
} from '../../contract/open';
import { fail } from '../common/runtime/errors';
import { ports } from '../common/runtime/ports';
import type { ApplicationRecord, InvoiceRecord, MerchantRecord } from '../common/store/records';
import { issueFirst } from '../common/usecases/claim-invoice';
import { invoiceFiles } from '../common/usecases/view-invoice';
import { allowedRedirect } from './authorizations';
import { readBody } from './body';
import type { HttpRequest } from './http';
import { once } from './idempotent';
import { claimUrl, orderPage } from './links';
import { listed, readPlace } from './lists';
import { orderNoOf } from './orders';

/** `POST /open/v1/orders/{orderNo}/link` */
export const linkToPage = async (
  request: HttpRequest,
  merchant: MerchantRecord,
  segment: string,
): Promise<PageLink> => {
  const orderNo = orderNoOf(segment);
  const after = allowedRedirect(readBody(request, PageLinkBody).redirectUrl, merchant);
  return once(request, merchant, async () => {
    if (!(await ports.orders.findOrder(ports.orders.orderKey(merchant._id, orderNo)))) throw unknownOrder();
    return orderPage(merchant._id, orderNo, after);
  });
};

const unknownOrder = () => fail('not_found', { message: '没有找到这笔订单', hint: '开发者：这个商户没有这个订单号' });

const applicationRead = (application: ApplicationRecord, merchant: MerchantRecord): ApplicationRead => {
  const { _id, orderId, orderNos, source, type, amount, kind, title, invoiceId, createdAt, updatedAt } = application;
  const { authorization, issuing, card } = application;
  const problem = issuing.problem ?? card.problem;
  const claims = type === 2 && issuing.state === 'issued' && authorization.state !== 'authorized';
  return {
    applicationId: _id,
    orderId,
    orderNos,
    source,
    type,
    amount,
    kind,
    ...(title && { title }),
    authorization: authorization.state,
    issuing: issuing.state,
    card: card.state,
    ...(problem && { problem: { code: problem.code, message: problem.message, hint: problem.hint } }),
    ...(invoiceId && { invoiceId }),
    ...(claims && invoiceId && { claimUrl: claimUrl(invoiceId, merchant) }),
    createdAt,
    updatedAt,
  };
};

/** `POST /open/v1/orders/{orderNo}/invoice` */
export const issueNow = async (
  request: HttpRequest,
  merchant: MerchantRecord,
  segment: string,
): Promise<ApplicationRead> => {
  const orderNo = orderNoOf(segment);
  const asked = readBody(request, IssueBody);
  return once(request, merchant, async () => {
    const requestKey = `api:${ports.ids.freshId(merchant._id)}`;
    return applicationRead(await issueFirst(ports, merchant, { ...asked, orderNo, requestKey }), merchant);
  });
};

/** `GET /open/v1/applications/{orderId}` */
export const readApplication = async (
  _request: HttpRequest,
  merchant: MerchantRecord,
  orderId: string,
): Promise<ApplicationRead> => {
  const application = await ports.applications.findByOrderId(orderId);
  if (application?.merchantId !== merchant._id) {
    throw fail('not_found', { message: '没有找到这个申请', hint: '开发者：这个商户没有这个 orderId 的申请' });
  }
  return applicationRead(application, merchant);
};

/** `GET /open/v1/applications` */
export const listApplications = async (
  request: HttpRequest,
  merchant: MerchantRecord,
): Promise<OpenList<ApplicationRead>> =>
  listed(
    readPlace(request),
    (limit, before) => ports.applications.applicationsOfMerchant(merchant._id, limit, before),
    (application) => applicationRead(application, merchant),
  );

const invoiceRead = (invoice: InvoiceRecord): InvoiceRead => {
  const { _id, applicationId, number, code, form, kind, state, title, amount, net, tax, lines, orderNos, issuedAt } =
    invoice;
  const facts = { number, ...(code && { code }), form, kind, state, title, amount, net, tax, lines, orderNos };
  return { invoiceId: _id, applicationId, ...facts, issuedAt };
};

/** `GET /open/v1/invoices` */
export const listInvoices = async (request: HttpRequest, merchant: MerchantRecord): Promise<OpenList<InvoiceRead>> =>
  listed(
    readPlace(request),
    (limit, before) => ports.invoices.invoicesOfMerchant(merchant._id, limit, before),
    invoiceRead,
  );

/** `GET /open/v1/invoices/{number}`, with `?code=` for a classic invoice. */
export const readInvoice = async (
  request: HttpRequest,
  merchant: MerchantRecord,
  number: string,
): Promise<InvoiceRead> => {
  const invoice = await ports.invoices.invoiceByNumber(number, request.query('code'));
  if (invoice?.merchantId !== merchant._id) {
    throw fail('not_found', { message: '没有找到这张发票', hint: '开发者：旧式发票请带上 ?code=发票代码' });
  }
  return { ...invoiceRead(invoice), files: await invoiceFiles(ports, invoice._id) };
};
