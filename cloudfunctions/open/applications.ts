import {
  AuthorizationBody,
  IssueBody,
  PageLinkBody,
  PaymentBody,
  type ApplicationRead,
  type AuthorizationAnswer,
  type InvoiceRead,
  type OpenList,
  type PageLink,
} from '../../contract/open';
import { fail } from '../common/runtime/errors';
import { ports } from '../common/runtime/ports';
import type { ApplicationRecord, InvoiceRecord, MerchantRecord } from '../common/store/records';
import { applyFromLink } from '../common/usecases/apply-from-link';
import { issueFirst } from '../common/usecases/claim-invoice';
import { payOrder } from '../common/usecases/pay-order';
import { invoiceFiles } from '../common/usecases/view-invoice';
import { readBody } from './body';
import { refusal } from './failures';
import type { HttpRequest } from './http';
import { once } from './idempotent';
import { claimUrl, orderPage, resultUrl } from './links';
import { toWeChat } from './order-page';
import { orderNoOf } from './orders';

const PAGE = 50;

/** The merchant's own page as it is stored: empty for none, undefined for our result page. */
const allowed = (
  redirectUrl: string | null | undefined,
  { redirectHosts = [] }: MerchantRecord,
): string | undefined => {
  if (redirectUrl === undefined) return undefined;
  if (redirectUrl === null) return '';
  const { protocol, host, username, password } = new URL(redirectUrl);
  const plain = protocol === 'https:' && !username && !password;
  if (plain && redirectHosts.includes(host)) return redirectUrl;
  throw refusal(
    'redirect_not_allowed',
    '不能跳转到这个网址',
    'redirectUrl 应为 https，主机名应在商户资料的 redirectHosts 里',
  );
};

/** `POST /open/v1/orders/{orderNo}/authorization` */
export const authorize = async (
  request: HttpRequest,
  merchant: MerchantRecord,
  segment: string,
): Promise<AuthorizationAnswer> => {
  const orderNo = orderNoOf(segment);
  const { redirectUrl, ...asked } = readBody(request, AuthorizationBody);
  if (asked.source === 'app' && redirectUrl !== undefined) {
    throw fail('bad_request', { hint: '开发者：App 开票后回到 App，没有 redirectUrl', field: 'redirectUrl' });
  }
  const after = allowed(redirectUrl, merchant);
  return once(request, merchant, async () => {
    const requestKey = `api:${ports.ids.freshId(merchant._id)}`;
    const application = await applyFromLink(ports, merchant, { ...asked, orderNo, requestKey, redirectUrl: after });
    const { _id: applicationId, orderId } = application;
    const authUrl = await toWeChat(application, merchant);
    return { applicationId, orderId, authUrl, resultUrl: resultUrl(applicationId, merchant) };
  });
};

/** `POST /open/v1/orders/{orderNo}/link` */
export const linkToPage = async (
  request: HttpRequest,
  merchant: MerchantRecord,
  segment: string,
): Promise<PageLink> => {
  const orderNo = orderNoOf(segment);
  const after = allowed(readBody(request, PageLinkBody).redirectUrl, merchant);
  if (!(await ports.orders.findOrder(ports.orders.orderKey(merchant._id, orderNo)))) throw unknownOrder();
  return orderPage(merchant._id, orderNo, after);
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

/** `POST /open/v1/orders/{orderNo}/payment` */
export const placePayment = async (
  request: HttpRequest,
  merchant: MerchantRecord,
  segment: string,
): Promise<object> => {
  const orderNo = orderNoOf(segment);
  const asked = readBody(request, PaymentBody);
  return once(request, merchant, () => payOrder(ports, merchant, orderNo, asked));
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

const placeIn = (request: HttpRequest): string | undefined => {
  const cursor = request.query('cursor');
  if (cursor === undefined) return undefined;
  const place = Buffer.from(cursor, 'base64url').toString();
  if (/^\d{10}:[\w-]+$/.test(place)) return place;
  throw fail('bad_request', { hint: '开发者：cursor 不是上一次的应答给出的', field: 'cursor' });
};

const pageOf = <T extends { sortKey: string }, Row>(found: readonly T[], show: (record: T) => Row): OpenList<Row> => {
  const page = found.slice(0, PAGE);
  const last = page.at(-1);
  return {
    rows: page.map(show),
    ...(found.length > PAGE && last && { next: Buffer.from(last.sortKey).toString('base64url') }),
  };
};

/** `GET /open/v1/applications` */
export const listApplications = async (
  request: HttpRequest,
  merchant: MerchantRecord,
): Promise<OpenList<ApplicationRead>> =>
  pageOf(await ports.applications.applicationsOfMerchant(merchant._id, PAGE + 1, placeIn(request)), (application) =>
    applicationRead(application, merchant),
  );

const invoiceRead = (invoice: InvoiceRecord): InvoiceRead => {
  const { _id, applicationId, number, code, form, kind, state, title, amount, net, tax, lines, orderNos, issuedAt } =
    invoice;
  const facts = { number, ...(code && { code }), form, kind, state, title, amount, net, tax, lines, orderNos };
  return { invoiceId: _id, applicationId, ...facts, issuedAt };
};

/** `GET /open/v1/invoices` */
export const listInvoices = async (request: HttpRequest, merchant: MerchantRecord): Promise<OpenList<InvoiceRead>> =>
  pageOf(await ports.invoices.invoicesOfMerchant(merchant._id, PAGE + 1, placeIn(request)), invoiceRead);

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
