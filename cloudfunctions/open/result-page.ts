import { createHash } from 'node:crypto';
import type { ApplicationView, InvoiceFile } from '../../contract/buyer';
import { fail } from '../common/runtime/errors';
import { ports } from '../common/runtime/ports';
import type { ApplicationRecord, MerchantRecord } from '../common/store/records';
import { refreshApplication } from '../common/usecases/refresh';
import { viewApplication } from '../common/usecases/view-application';
import { invoiceFiles } from '../common/usecases/view-invoice';
import { applicantCookie, isApplicant, welcome } from './applicant';
import { html, json, redirect, type HttpAnswer, type HttpRequest } from './http';
import { publicUrl, readLink } from './links';
import { markup, type Markup } from './markup';
import { toWeChat } from './order-page';
import { amountLine, dayOf, document, factList, minuteOf, stateLine } from './page-kit';
import { receiptCodeOf } from './receipt-code';

/** Looks how it stands, ever more rarely, and shows the page anew once that has changed. */
const script = `(function(){var m=document.querySelector('main[data-state]');if(!m)return;var wait=Number(m.dataset.wait);function next(){if(wait>0)setTimeout(look,wait*1000)}function later(){wait=Math.min(wait*2,60);next()}function look(){fetch(location.pathname+'/state',{cache:'no-store'}).then(function(r){return r.json()}).then(function(a){if(!a.ok)return later();if(a.data.state!==m.dataset.state)return location.reload();var soon=a.data.refreshAfter;wait=soon===undefined?0:Math.max(soon,Math.min(wait*1.5,30));next()}).catch(later)}next()})()`;
const scriptHash = `sha256-${createHash('sha256').update(script).digest('base64')}`;

const applicationOf = async (code: string): Promise<{ application: ApplicationRecord; merchant: MerchantRecord }> => {
  const [applicationId] = readLink('application', code);
  const application = await ports.applications.getApplication(applicationId);
  const merchant = application && (await ports.merchants.findMerchant(application.merchantId));
  if (!application || !merchant) throw fail('not_found', { message: '没有找到这次申请', hint: '请联系商家' });
  return { application, merchant };
};

const stateOf = ({ authorization, issuing, card }: ApplicationView) => `${authorization}-${issuing}-${card}`;

/** For whoever only has the link: whether there is an invoice, and since when. */
const strangersCard = ({ issuing }: ApplicationRecord, { refreshAfter }: ApplicationView): Markup => {
  if (issuing.state === 'issued') return stateLine('done', '已开票', `开票日期 ${dayOf(issuing.at)}`);
  return refreshAfter === undefined ? stateLine('ended', '这次申请已结束') : stateLine('working', '正在开票');
};

const fileNames: Readonly<Record<InvoiceFile['format'], string>> = { pdf: 'PDF', ofd: 'OFD', xml: 'XML' };

const applicantsCards = (view: ApplicationView, files: readonly InvoiceFile[], applyAgain: string): Markup[] => {
  const { headline, amount, merchant, orderNos, timeline, actions, invoice } = view;
  const facts: [string, string][] = [
    ['商家', merchant.name],
    ['订单号', orderNos.join('、')],
    ...(invoice
      ? ([
          ['发票号码', invoice.number],
          ['抬头', invoice.titleName],
        ] as [string, string][])
      : []),
  ];
  const steps = timeline.map(({ text, at }) => markup`<li><span>${text}</span><time>${minuteOf(at)}</time></li>`);
  const cards = [
    markup`${stateLine(headline.tone, headline.text, headline.next)}`,
    markup`${amountLine('开票金额', amount)}${factList(facts)}`,
  ];
  if (actions.includes('authorize')) cards.push(markup`<form method="post"><button>去微信确认</button></form>`);
  if (actions.includes('reapply')) cards.push(markup`<a class="button" href="${applyAgain}">重新申请</a>`);
  if (files.length > 0) {
    const links = files.map(
      ({ format, url }) =>
        markup`<a class="button plain" href="${url}" rel="noreferrer">下载 ${fileNames[format]} 文件</a>`,
    );
    cards.push(markup`<h2>发票文件</h2>${links}`);
  }
  cards.push(markup`<h2>进度</h2><ul class="steps">${steps}</ul>`);
  return cards;
};

/** The page that WeChat leads back to: what became of the application. All of it for the applicant's browser only. */
export const showResult = async (request: HttpRequest, code: string): Promise<HttpAnswer> => {
  const { application } = await applicationOf(code);
  const viewer = await welcome(request, application);
  const view = await viewApplication(ports, application);
  const mine = viewer !== undefined || isApplicant(request, application);
  const files = mine && view.invoice ? await invoiceFiles(ports, view.invoice.invoiceId) : [];
  const { merchantId, orderNos } = application;
  const again = publicUrl(`/r/${receiptCodeOf({ merchantId, orderNo: orderNos[0] ?? '' })}`);
  const sections = mine ? applicantsCards(view, files, again) : [strangersCard(application, view)];
  const page = document('开票进度', sections, {
    script,
    watch: { state: stateOf(view), seconds: view.refreshAfter ?? 0 },
  });
  const cookie = viewer === undefined ? {} : applicantCookie(application._id, viewer);
  return html(200, page, { script: scriptHash, form: true, headers: cookie });
};

/** How it stands, for the page's script: nothing that is worth passing on. */
export const resultState = async (_request: HttpRequest, code: string): Promise<HttpAnswer> => {
  const { application } = await applicationOf(code);
  const view = await viewApplication(ports, await refreshApplication(ports, application));
  const { refreshAfter } = view;
  return json(200, { ok: true, data: { state: stateOf(view), ...(refreshAfter !== undefined && { refreshAfter }) } });
};

/** The applicant goes back to WeChat's page. */
export const confirmAgain = async (request: HttpRequest, code: string): Promise<HttpAnswer> => {
  const { application, merchant } = await applicationOf(code);
  if (!isApplicant(request, application)) return showResult(request, code);
  return redirect(await toWeChat(application, merchant));
};
