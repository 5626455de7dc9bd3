import { AuthorizationBody, type AuthorizationAnswer, type AuthorizationRead } from '../../contract/open';
import { fail } from '../common/runtime/errors';
import { ports } from '../common/runtime/ports';
import type { ApplicationRecord, MerchantRecord } from '../common/store/records';
import { applyFromLink } from '../common/usecases/apply-from-link';
import { authorizationEntry } from '../common/usecases/authorization-entry';
import { readBody } from './body';
import { refusal } from './failures';
import type { HttpRequest } from './http';
import { once } from './idempotent';
import { resultUrl } from './links';
import { toWeChat } from './order-page';
import { orderNoOf } from './orders';

/** The merchant's own page as it is stored: empty for none, undefined for our result page. */
export const allowedRedirect = (
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

const wayToWeChat = async (application: ApplicationRecord, merchant: MerchantRecord) => {
  if (application.source !== 'wxa') return { authUrl: await toWeChat(application, merchant) };
  return { miniProgram: (await authorizationEntry(ports, application, merchant)).authorization };
};

/** `POST /open/v1/orders/{orderNo}/authorization` */
export const authorize = async (
  request: HttpRequest,
  merchant: MerchantRecord,
  segment: string,
): Promise<AuthorizationAnswer> => {
  const orderNo = orderNoOf(segment);
  const { redirectUrl, ...asked } = readBody(request, AuthorizationBody);
  if (['app', 'wxa'].includes(asked.source) && redirectUrl !== undefined) {
    throw fail('bad_request', {
      hint: '开发者：微信会回到原来的 App 或小程序，没有 redirectUrl',
      field: 'redirectUrl',
    });
  }
  const after = allowedRedirect(redirectUrl, merchant);
  return once(request, merchant, async () => {
    const requestKey = `api:${ports.ids.freshId(merchant._id)}`;
    const application = await applyFromLink(ports, merchant, { ...asked, orderNo, requestKey, redirectUrl: after });
    const { _id: applicationId, orderId } = application;
    const way = await wayToWeChat(application, merchant);
    return { applicationId, orderId, ...way, resultUrl: resultUrl(applicationId, merchant) };
  });
};

const authorizationRead = (application: ApplicationRecord, merchant: MerchantRecord): AuthorizationRead => {
  const { _id, orderId, orderNos, source, type, createdAt } = application;
  const { state, at, deadline, reason } = application.authorization;
  return {
    applicationId: _id,
    orderId,
    orderNos,
    source,
    type,
    state,
    createdAt,
    changedAt: at,
    ...(state === 'waiting' && deadline !== undefined && { expiresAt: deadline }),
    ...(reason && { reason }),
    resultUrl: resultUrl(_id, merchant),
  };
};

const noApplication = () =>
  fail('not_found', { message: '没有找到这个申请', hint: '开发者：这个商户没有这个 orderId 的申请' });

/** `GET /open/v1/applications/{orderId}/authorization` */
export const readAuthorization = async (
  _request: HttpRequest,
  merchant: MerchantRecord,
  orderId: string,
): Promise<AuthorizationRead> => {
  const application = await ports.applications.findByOrderId(orderId);
  if (application?.merchantId !== merchant._id) throw noApplication();
  return authorizationRead(application, merchant);
};

/** `GET /open/v1/orders/{orderNo}/authorization`: of the application that holds the order, or has issued its invoice. */
export const readAuthorizationOfOrder = async (
  _request: HttpRequest,
  merchant: MerchantRecord,
  segment: string,
): Promise<AuthorizationRead> => {
  const order = await ports.orders.findOrder(ports.orders.orderKey(merchant._id, orderNoOf(segment)));
  const application = order?.applicationId && (await ports.applications.getApplication(order.applicationId));
  if (!application) throw fail('not_found', { message: '没有找到这个申请', hint: '开发者：这笔订单现在没有申请' });
  return authorizationRead(application, merchant);
};
