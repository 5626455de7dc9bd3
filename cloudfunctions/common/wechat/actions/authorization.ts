import type { UnixSeconds } from '../../../../contract/primitives';
import type { FilledTitle, WechatOutput } from '../../../../contract/wechat';
import { nowSeconds } from '../../runtime/clock';
import { callWechat, ticketOf } from '../client';
import type { AnswerOf, RequestOf } from '../endpoints';
import { complaintIn, saidByWechat, wechatTrouble } from '../errors';
import { authFieldsOf, contactOf, usualAuthFields } from './attributes';
import { whilePersonWaits } from '../patience';
import type { Action } from './action';

/** WeChat has no code for a refused ticket: it is a 72031 that names the ticket, or names nothing. */
const mayBeTicket = (error: unknown) => {
  if (!saidByWechat(error, 'params_invalid')) return false;
  const complaint = complaintIn(error.failure.wechat?.errmsg ?? '');
  return complaint === undefined || /ticket/i.test(complaint);
};

/** Asks for the page with the ticket that is at hand; if that may be refused, once more with another one. */
const askUrl = async (appid: string, request: Omit<RequestOf<'authorizationUrl'>, 'ticket'>) => {
  const tickets = ticketOf('wx_card', appid);
  const ticket = await tickets.get();
  try {
    return await callWechat(appid, 'authorizationUrl', { ...request, ticket });
  } catch (error) {
    const another = mayBeTicket(error) ? await tickets.renew(ticket).catch(() => ticket) : ticket;
    if (another === ticket) throw error;
    return callWechat(appid, 'authorizationUrl', { ...request, ticket: another });
  }
};

/** Where the buyer authorises this order. */
const authorizationUrl: Action<'authorization.url'> = async ({
  key: { sPappid, appid, orderId },
  merchantId = '',
  money,
  source,
  type,
  redirectUrl,
  contact,
  authFields,
}) => {
  if (sPappid === appid) throw wechatTrouble('wechat_invalid_request', 's_pappid 不是 appid');
  if (redirectUrl && source !== 'web' && source !== 'wap') {
    throw wechatTrouble('wechat_invalid_request', 'redirect_url 只用于网页');
  }
  const request = {
    s_pappid: sPappid,
    order_id: orderId,
    money,
    timestamp: nowSeconds(),
    source,
    redirect_url: redirectUrl,
    type,
  };
  await contactOf.ensure(appid, merchantId, contact);
  if (type === 1 && authFields) await authFieldsOf.ensure(appid, merchantId, authFields);
  const answer = await askUrl(appid, request).catch(async (error: unknown) => {
    // WeChat has forgotten what we know that it was told.
    if (saidByWechat(error, 'contact_missing')) await contactOf.tell(appid, merchantId, contact);
    else if (saidByWechat(error, 'auth_fields_missing'))
      await authFieldsOf.tell(appid, merchantId, authFields ?? usualAuthFields);
    else throw error;
    return askUrl(appid, request);
  });
  if (source === 'wxa' && !answer.appid) throw wechatTrouble('wechat_unexpected_answer', '应答没有 appid');
  return { url: answer.auth_url, ...(answer.appid && { appid: answer.appid }) };
};

const states: Record<string, WechatOutput['authorization.read']['state']> = {
  'never auth': 'none',
  'auth success': 'authorized',
  'reject insert': 'rejected',
};

type UserInfo = NonNullable<AnswerOf<'authorizationData'>['user_auth_info']>;

const texts = (fields: Record<string, string | undefined>) =>
  Object.fromEntries(
    Object.entries(fields).flatMap(([name, text]) => (text?.trim() ? [[name, text.trim()]] : [])),
  ) as Partial<Omit<FilledTitle, 'kind' | 'custom'>>;

/** The page fills one of two blocks; documents show both. The company's counts when it says anything. */
const filledOf = ({ user_field: person, biz_field: company }: UserInfo): FilledTitle | undefined => {
  const ofCompany = texts({
    title: company?.title,
    taxNo: company?.tax_no,
    address: company?.addr,
    phone: company?.phone,
    bank: company?.bank_type,
    bankAccount: company?.bank_no,
  });
  const ofPerson = texts({ title: person?.title, phone: person?.phone, email: person?.email });
  const isCompany = Boolean(ofCompany.title ?? ofCompany.taxNo);
  const { title, ...rest } = isCompany ? ofCompany : ofPerson;
  if (!title) return undefined;
  const custom = (isCompany ? company : person)?.custom_field ?? [];
  return { kind: isCompany ? 'company' : 'personal', title, ...rest, custom };
};

/** How far the buyer is on WeChat's page. */
const authorizationState: Action<'authorization.read'> = async ({ key }) => {
  let answer: AnswerOf<'authorizationData'>;
  try {
    answer = await callWechat(key.appid, 'authorizationData', { s_pappid: key.sPappid, order_id: key.orderId });
  } catch (error) {
    if (saidByWechat(error, 'not_authorized')) return { state: 'none' };
    if (saidByWechat(error, 'rejected')) return { state: 'rejected' };
    throw error;
  }
  const state = states[answer.invoice_status.trim().toLowerCase()];
  if (!state) throw wechatTrouble('wechat_unexpected_answer', `invoice_status ${answer.invoice_status}`);
  const filled = answer.user_auth_info && filledOf(answer.user_auth_info);
  return {
    state,
    ...(answer.auth_time && { authorizedAt: answer.auth_time as UnixSeconds }),
    ...(filled && { filled }),
  };
};

/** Turns the authorization down for good; the buyer reads the reason. */
const rejectAuthorization: Action<'authorization.reject'> = async ({ key, reason, url }) => {
  try {
    await callWechat(key.appid, 'rejectInsert', { s_pappid: key.sPappid, order_id: key.orderId, reason, url });
    return { alreadyRejected: false };
  } catch (error) {
    if (saidByWechat(error, 'rejected')) return { alreadyRejected: true };
    throw error;
  }
};

export const actions = {
  'authorization.url': whilePersonWaits(authorizationUrl),
  'authorization.read': whilePersonWaits(authorizationState),
  'authorization.reject': rejectAuthorization,
};
