import { ports } from '../common/runtime/ports';
import { claimable, claimInvoice } from '../common/usecases/claim-invoice';
import { applicantCookie, freshViewer, isApplicant } from './applicant';
import { browserOf } from './browser';
import { html, redirect, type HttpAnswer, type HttpRequest } from './http';
import { readLink } from './links';
import { markup } from './markup';
import { elsewhere, toWeChat } from './order-page';
import { amountLine, dayOf, document, factList, stateLine } from './page-kit';

/** 领票: an invoice that was issued first, for whoever the merchant gave the link. */
export const showClaim = async (request: HttpRequest, code: string): Promise<HttpAnswer> => {
  const { invoice, application, merchant } = await claimable(ports, readLink('invoice', code)[0]);
  const browser = browserOf(request.header('user-agent'));
  const facts = factList([
    ['商家', merchant.name],
    ['开票日期', dayOf(invoice.issuedAt)],
  ]);
  const sections = [
    markup`${amountLine('价税合计', invoice.amount)}${stateLine('waiting', '发票已开好，等您领取')}${facts}`,
  ];
  if (browser !== 'wechat') sections.push(stateLine('attention', ...elsewhere[browser]));
  else {
    const label = isApplicant(request, application) ? '继续领取' : '领取到微信卡包';
    sections.push(markup`<form method="post"><button>${label}</button></form>`);
  }
  return html(200, document('领取发票', sections), { form: true });
};

/** Leads on to WeChat's page; the card is made and inserted once that was confirmed. */
export const claim = async (request: HttpRequest, code: string): Promise<HttpAnswer> => {
  if (browserOf(request.header('user-agent')) !== 'wechat') return showClaim(request, code);
  const [invoiceId] = readLink('invoice', code);
  const { application, merchant } = await claimable(ports, invoiceId);
  if (application.authorization.state === 'waiting' && isApplicant(request, application)) {
    return redirect(await toWeChat(application, merchant));
  }
  const viewer = freshViewer();
  const claimed = await claimInvoice(ports, invoiceId, viewer);
  return redirect(await toWeChat(claimed, merchant), applicantCookie(claimed._id, viewer));
};
