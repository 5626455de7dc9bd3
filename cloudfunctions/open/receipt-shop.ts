import * as v from 'valibot';
import { Fen, OrderNo } from '../../contract/primitives';
import { parseYuan } from '../../miniprogram/rules/money';
import { AppError, fail } from '../common/runtime/errors';
import { ports } from '../common/runtime/ports';
import type { MerchantRecord } from '../common/store/records';
import { findByWhatBuyerKnows } from '../common/usecases/claim-order';
import { browserOf } from './browser';
import { refusal } from './failures';
import { html, redirect, type HttpAnswer, type HttpRequest } from './http';
import { orderPage, publicUrl } from './links';
import { markup, type Markup } from './markup';
import { elsewhere } from './order-page';
import { document, stateLine } from './page-kit';
import { readSigned, sign } from './signed-text';

const FINDS_AN_HOUR = 500;

/** The address on a merchant's 台卡. It never changes while the key stays. */
export const shopUrl = (merchantId: string): string => publicUrl(`/h5/shop/${sign('shop', merchantId)}`);

const shopOf = async (code: string): Promise<MerchantRecord> => {
  const id = readSigned('shop', code);
  const merchant = id ? await ports.merchants.findMerchant(id) : null;
  if (!merchant) throw refusal('link_invalid', '这个二维码无效', '请联系商家，或扫小票上的二维码');
  return merchant;
};

const field = (name: string, label: string, value: string, more: Markup): Markup =>
  markup`<p><label>${label}<br><input name="${name}" value="${value}" required autocomplete="off"${more}></label></p>`;

const page = (
  merchant: MerchantRecord,
  request: HttpRequest,
  problem?: { message: string; hint: string },
): HttpAnswer => {
  const given = new URLSearchParams(problem ? request.body.toString('utf8') : '');
  const browser = browserOf(request.header('user-agent'));
  const form = markup`<form method="post">${field('orderNo', '订单号', given.get('orderNo') ?? '', markup` maxlength="64"`)}${field('amount', '实付金额（元）', given.get('amount') ?? '', markup` inputmode="decimal" maxlength="12"`)}${field('phone', '下单手机号后四位', given.get('phone') ?? '', markup` inputmode="numeric" pattern="\\d{4}" maxlength="4"`)}<button>下一步</button></form>`;
  const sections = [
    markup`<h1>${merchant.name}</h1><p class="soft">填三项找到您的订单。小票上有二维码的，直接用微信扫小票更快。</p>`,
    ...(problem ? [stateLine('attention', problem.message, problem.hint)] : []),
    browser === 'wechat' ? form : stateLine('attention', ...elsewhere[browser]),
  ];
  return html(200, document(`${merchant.shortName || merchant.name} 开发票`, sections), { form: true });
};

/** Where the 台卡 leads: the order is found by what only its buyer knows. */
export const showShop = async (request: HttpRequest, code: string): Promise<HttpAnswer> =>
  page(await shopOf(code), request);

const Known = v.object({ orderNo: OrderNo, amount: Fen, phone: v.pipe(v.string(), v.trim(), v.regex(/^\d{4}$/)) });

/** Leads on to the order's page, for some minutes. */
export const findInShop = async (request: HttpRequest, code: string): Promise<HttpAnswer> => {
  const merchant = await shopOf(code);
  const given = new URLSearchParams(request.body.toString('utf8'));
  const known = v.safeParse(Known, {
    orderNo: given.get('orderNo') ?? '',
    amount: parseYuan(given.get('amount') ?? ''),
    phone: given.get('phone') ?? '',
  });
  if (!known.success)
    return page(merchant, request, { message: '填的内容不完整', hint: '请核对订单号、金额和手机号后四位' });
  try {
    const { orderNo, amount, phone: phoneLast4 } = known.output;
    // Who is asking is unknown here: nobody may walk through a merchant's orders.
    if (!(await ports.rateLimits.takeCall(`shop:${merchant._id}`, ports.now(), FINDS_AN_HOUR, 3600)))
      throw fail('busy', { hint: '也可以用微信扫小票上的二维码' });
    const caller = `shop:${merchant._id}:${orderNo}`;
    const order = await findByWhatBuyerKnows(ports, caller, { orderNo, amount, phoneLast4 }, merchant._id);
    return redirect(orderPage(merchant._id, order.orderNo).url);
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return page(merchant, request, error.failure);
  }
};
