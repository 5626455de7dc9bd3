import type { OrderState, Tone } from '../../contract/states';
import { AppError, fail } from '../common/runtime/errors';
import { ports } from '../common/runtime/ports';
import type { ApplicationRecord, MerchantRecord } from '../common/store/records';
import { applyFromLink } from '../common/usecases/apply-from-link';
import { authorizationPage } from '../common/usecases/authorization-entry';
import { readReceipt, type ReceiptRef, type ReceiptView } from '../common/usecases/read-receipt';
import { applicantCookie, freshViewer, isApplicant } from './applicant';
import { browserOf, type Browser } from './browser';
import { html, redirect, type HttpAnswer, type HttpRequest } from './http';
import { readLink, resultUrl } from './links';
import { markup, type Markup } from './markup';
import { amountLine, dayOf, document, factList, stateLine } from './page-kit';
import { howTo } from './pages';
import { readReceiptCode } from './receipt-code';

/** Whose order a signed link is for, and where the merchant wants people afterwards. */
interface OrderLink extends ReceiptRef {
  redirectUrl?: string;
}

export const fromReceipt = (code: string): OrderLink => readReceiptCode(code);

export const fromPageLink = (code: string): OrderLink => {
  const [merchantId, orderNo = '', redirectUrl] = readLink('order', code);
  return { merchantId, orderNo, ...(redirectUrl !== undefined && { redirectUrl }) };
};

export const elsewhere: Readonly<Record<Exclude<Browser, 'wechat'>, readonly [text: string, next: string]>> = {
  wechat_too_old: ['微信版本过低', '请把微信升级到 6.0.2 或更高版本，再打开这个页面'],
  wechat_desktop: ['请用手机微信打开', '电脑上的微信不能把发票放入卡包。请用手机微信扫小票上的二维码'],
  wecom: ['请用微信打开', '企业微信不能把发票放入卡包。请用微信扫小票上的二维码'],
  other: ['请用微信打开', '请用微信“扫一扫”扫小票上的二维码，或把这个网址发到微信里打开'],
};

const states: Readonly<Record<OrderState, readonly [tone: Tone, text: string]>> = {
  invoiceable: ['done', '可以开票'],
  not_invoiceable: ['ended', '现在不能开票'],
  in_progress: ['working', '正在开票'],
  invoiced: ['done', '已开票'],
};

interface Found {
  view: ReceiptView;
  merchant: MerchantRecord;
}

const orderOf = async ({ merchantId, orderNo }: OrderLink): Promise<Found> => {
  const [view, merchant] = await Promise.all([
    readReceipt(ports, { merchantId, orderNo }),
    ports.merchants.findMerchant(merchantId),
  ]);
  if (!view || !merchant) throw fail('not_found', { message: '没有找到小票对应的订单', hint: '请联系商家' });
  return { view, merchant };
};

const applyForm = (label: string) =>
  markup`<form method="post"><input type="hidden" name="key" value="${ports.ids.randomText(24)}"><button>${label}</button></form>`;

/** Whoever began and has not confirmed goes on; others who hold the receipt may begin anew. */
const canBegin = ({ state, holder }: ReceiptView) =>
  state === 'invoiceable' ||
  (state === 'in_progress' && holder?.buyerOpenid === '' && holder.authorization.state === 'waiting');

const orderCard = ({ orderNo, merchant, amount, state, reason, invoicedAt }: ReceiptView, open: boolean): Markup => {
  const [tone, text] = states[open ? 'invoiceable' : state];
  const next = invoicedAt !== undefined ? `开票日期 ${dayOf(invoicedAt)}` : open ? undefined : reason;
  const facts = factList([
    ['商家', merchant.name],
    ['订单号', orderNo],
  ]);
  const help = state === 'invoiced' ? markup`<p class="soft">需要换开或重发，请联系商家</p>` : undefined;
  return markup`${open ? amountLine('可开票金额', amount) : undefined}${stateLine(tone, text, next)}${facts}${help}`;
};

/** An order's page, by a signed link or a receipt. Of the invoice it tells whether and when, and to nobody more. */
export const showOrder = async (request: HttpRequest, link: OrderLink): Promise<HttpAnswer> => {
  const { view, merchant } = await orderOf(link);
  const open = canBegin(view);
  const browser = browserOf(request.header('user-agent'));
  const sections = [orderCard(view, open)];
  const own = view.holder && isApplicant(request, view.holder) ? view.holder : undefined;
  if (own) sections.push(markup`<a class="button" href="${resultUrl(own._id, merchant)}">查看我的开票进度</a>`);
  else if (open && browser === 'wechat') {
    sections.push(markup`${applyForm('开发票')}<p class="soft">下一步在微信的页面填写抬头，开好后放入您的微信卡包</p>`);
  } else if (open && browser !== 'wechat') {
    const [text, next] = elsewhere[browser];
    sections.push(stateLine('attention', text, next), howTo);
  }
  return html(200, document(states[view.state][1], sections), { form: true });
};

/** The key of the form, which makes a second tap the same application. */
const keyIn = (request: HttpRequest): string => {
  const key = new URLSearchParams(request.body.toString('utf8')).get('key') ?? '';
  return /^[a-z0-9]{16,32}$/.test(key) ? key : ports.ids.randomText(24);
};

/** Leads on to WeChat's page, from where WeChat leads back to the result. */
export const toWeChat = async (application: ApplicationRecord, merchant: MerchantRecord): Promise<string> => {
  // An app is led back to itself.
  const after = application.source === 'app' ? '' : (application.redirectUrl ?? resultUrl(application._id, merchant));
  return (await authorizationPage(ports, application, merchant, after || undefined)).url;
};

/** The application that this visitor has begun and not confirmed yet. */
const waitingOwn = (request: HttpRequest, { holder }: ReceiptView): ApplicationRecord | undefined =>
  holder && isApplicant(request, holder) && holder.authorization.state === 'waiting' ? holder : undefined;

/** The visitor's application goes on, or a new one begins; the browser is led on to WeChat's page. */
const goOn = async (
  request: HttpRequest,
  { orderNo, redirectUrl }: OrderLink,
  { view, merchant }: Found,
  how: { key: string; onlyIfFree: boolean },
): Promise<HttpAnswer> => {
  const viewer = freshViewer();
  const application =
    waitingOwn(request, view) ??
    (await applyFromLink(ports, merchant, {
      orderNo,
      source: 'web',
      requestKey: `link:${ports.ids.fingerprint(`${merchant._id}:${orderNo}`)}:${how.key}`,
      redirectUrl,
      viewer,
      onlyIfFree: how.onlyIfFree,
    }));
  const cookie = application.viewer === viewer ? applicantCookie(application._id, viewer) : {};
  return redirect(await toWeChat(application, merchant), cookie);
};

const isWeChat = (request: HttpRequest) => browserOf(request.header('user-agent')) === 'wechat';

/** 开发票: an application is begun, also in the place of one that was left unconfirmed. */
export const applyForOrder = async (request: HttpRequest, link: OrderLink): Promise<HttpAnswer> => {
  if (!isWeChat(request)) return showOrder(request, link);
  return goOn(request, link, await orderOf(link), { key: keyIn(request), onlyIfFree: false });
};

/**
 * A receipt's code as WeChat's scanner opens it leads on at once, where nobody has begun, or this visitor has. Opening
 * alone takes nothing from anybody: whoever comes second at the same moment gets the page with its button.
 */
export const openReceipt = async (request: HttpRequest, link: OrderLink): Promise<HttpAnswer> => {
  if (request.method !== 'GET' || !isWeChat(request)) return showOrder(request, link);
  const found = await orderOf(link);
  const { view } = found;
  if (view.state !== 'invoiceable' && !(canBegin(view) && waitingOwn(request, view))) return showOrder(request, link);
  try {
    return await goOn(request, link, found, { key: ports.ids.randomText(24), onlyIfFree: true });
  } catch (error) {
    if (error instanceof AppError && error.failure.code === 'order_in_application') return showOrder(request, link);
    throw error;
  }
};
