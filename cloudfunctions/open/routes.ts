import type { ApiScope } from '../../contract/open';
import type { MerchantRecord } from '../common/store/records';
import type { KeyHolder } from '../common/usecases/api-keys';
import { holderOf } from './api-key';
import { issueNow, linkToPage, listApplications, listInvoices, readApplication, readInvoice } from './applications';
import { putAttachment } from './attachments';
import { authorize, readAuthorization, readAuthorizationOfOrder } from './authorizations';
import { claim, showClaim } from './claim-page';
import { getInvoiceBatch, getToken, nothingHere, updateStatus } from './core-r';
import { preflight } from './core-r-answer';
import { refusal, refusalAnswer } from './failures';
import { file, html, json, type HttpAnswer, type HttpRequest } from './http';
import { issuerCallback } from './issuer-callback';
import * as keys from './keys';
import { getOne, listOrders, putMany, putOne } from './orders';
import { applyForOrder, fromPageLink, fromReceipt, openReceipt, showOrder } from './order-page';
import type { Markup } from './markup';
import { asPage, howTo, nowherePage } from './pages';
import { showPick, signPick, takePick } from './pick-page';
import { placeCloudPayment, placePayment } from './payments';
import { printable, qrPng, qrSvg } from './receipt-print';
import { findInShop, showShop } from './receipt-shop';
import { confirmAgain, resultState, showResult } from './result-page';
import { listWebhooks, replay } from './webhooks';

type Handler = (request: HttpRequest, segment: string, requestId: string) => Promise<HttpAnswer>;

/** For merchants' servers: what the holder of an API key asks for. */
const byKey =
  (scope: ApiScope, work: (request: HttpRequest, holder: KeyHolder, segment: string) => Promise<object>): Handler =>
  async (request, segment, requestId) =>
    json(
      200,
      { ok: true, data: await work(request, await holderOf(request, scope), segment) },
      { 'x-request-id': requestId },
    );

/** The same where only the merchant counts. */
const api = (
  scope: ApiScope,
  work: (request: HttpRequest, merchant: MerchantRecord, segment: string) => Promise<object>,
): Handler => byKey(scope, (request, { merchant }, segment) => work(request, merchant, segment));

/** The same for what is not JSON. */
const raw =
  (
    scope: ApiScope,
    work: (request: HttpRequest, merchant: MerchantRecord, segment: string) => Promise<HttpAnswer>,
  ): Handler =>
  async (request, segment) =>
    work(request, (await holderOf(request, scope)).merchant, segment);

/** For people: what goes wrong is a page too. */
const page =
  (work: (request: HttpRequest, segment: string) => Promise<HttpAnswer>, ...help: Markup[]): Handler =>
  (request, segment) =>
    asPage((async () => work(request, segment))(), ...help);

/** The same where a receipt would lead on as well. */
const orderPage = (work: (request: HttpRequest, segment: string) => Promise<HttpAnswer>): Handler => page(work, howTo);

/** For a page's script. */
const script =
  (work: (request: HttpRequest, segment: string) => Promise<HttpAnswer>): Handler =>
  (request, segment) =>
    work(request, segment);

/** What this door can do, for programs; read on use, like the library that it is made with. */
const describe: Handler = async () => {
  const { description } = await import('./description');
  return file('application/json', Buffer.from(JSON.stringify(description())));
};

/** An address and what it does by method. What the path has in brackets is handed over decoded. */
interface Route {
  readonly path: RegExp;
  readonly methods: Readonly<Record<string, Handler>>;
  /** What answers every other method, where that is not this door's own refusal. */
  readonly otherwise?: Handler;
}

/** One of seed 002's interfaces, which refuse in their own way. */
const coreR = (name: string, methods: Route['methods']): Route => ({
  path: new RegExp(`^/core/r/api/weChat/${name}$`),
  methods: { ...methods, OPTIONS: preflight },
  otherwise: nothingHere,
});

export const routes: readonly Route[] = [
  { path: /^\/open\/v1\/openapi\.json$/, methods: { GET: describe } },
  {
    path: /^\/open\/v1\/orders\/([^/]+)$/,
    methods: { GET: api('orders:read', getOne), PUT: api('orders:write', putOne) },
  },
  {
    path: /^\/open\/v1\/orders$/,
    methods: { GET: api('orders:read', listOrders), POST: api('orders:write', putMany) },
  },
  { path: /^\/open\/v1\/issuer\/callbacks\/([^/]+)$/, methods: { POST: issuerCallback } },
  {
    path: /^\/open\/v1\/orders\/([^/]+)\/authorization$/,
    methods: {
      GET: api('applications:read', readAuthorizationOfOrder),
      POST: api('applications:write', authorize),
    },
  },
  { path: /^\/open\/v1\/orders\/([^/]+)\/link$/, methods: { POST: api('orders:read', linkToPage) } },
  { path: /^\/open\/v1\/orders\/([^/]+)\/invoice$/, methods: { POST: api('applications:write', issueNow) } },
  { path: /^\/open\/v1\/orders\/([^/]+)\/payment$/, methods: { POST: api('payments:write', placePayment) } },
  {
    path: /^\/open\/v1\/orders\/([^/]+)\/cloud-payment$/,
    methods: { POST: api('payments:write', placeCloudPayment) },
  },
  {
    path: /^\/open\/v1\/orders\/([^/]+\/attachments\/[^/]+)$/,
    methods: { PUT: api('orders:write', putAttachment) },
  },
  { path: /^\/open\/v1\/orders\/([^/]+)\/qr\.png$/, methods: { GET: raw('orders:read', qrPng) } },
  { path: /^\/open\/v1\/orders\/([^/]+)\/qr\.svg$/, methods: { GET: raw('orders:read', qrSvg) } },
  { path: /^\/open\/v1\/orders\/([^/]+)\/receipt\.html$/, methods: { GET: raw('orders:read', printable) } },
  { path: /^\/open\/v1\/applications$/, methods: { GET: api('applications:read', listApplications) } },
  { path: /^\/open\/v1\/applications\/([^/]+)$/, methods: { GET: api('applications:read', readApplication) } },
  {
    path: /^\/open\/v1\/applications\/([^/]+)\/authorization$/,
    methods: { GET: api('applications:read', readAuthorization) },
  },
  { path: /^\/open\/v1\/applications\/([^/]+)\/webhooks$/, methods: { GET: api('applications:read', listWebhooks) } },
  { path: /^\/open\/v1\/webhooks\/([^/]+)\/replay$/, methods: { POST: api('webhooks:write', replay) } },
  {
    path: /^\/open\/v1\/keys$/,
    methods: { GET: byKey('keys:read', keys.list), POST: byKey('keys:write', keys.create) },
  },
  { path: /^\/open\/v1\/keys\/([^/]+)$/, methods: { DELETE: byKey('keys:write', keys.revoke) } },
  { path: /^\/open\/v1\/keys\/([^/]+)\/rotate$/, methods: { POST: byKey('keys:write', keys.rotate) } },
  { path: /^\/open\/v1\/invoices$/, methods: { GET: api('invoices:read', listInvoices) } },
  { path: /^\/open\/v1\/invoices\/([^/]+)$/, methods: { GET: api('invoices:read', readInvoice) } },
  {
    path: /^\/r\/([^/]+)$/,
    methods: {
      GET: orderPage((request, code) => openReceipt(request, fromReceipt(code))),
      POST: orderPage((request, code) => applyForOrder(request, fromReceipt(code))),
    },
  },
  {
    path: /^\/h5\/orders\/([^/]+)$/,
    methods: {
      GET: orderPage((request, code) => showOrder(request, fromPageLink(code))),
      POST: orderPage((request, code) => applyForOrder(request, fromPageLink(code))),
    },
  },
  { path: /^\/h5\/shop\/([^/]+)$/, methods: { GET: orderPage(showShop), POST: orderPage(findInShop) } },
  { path: /^\/h5\/pick\/([^/]+)$/, methods: { GET: page(showPick), POST: takePick } },
  { path: /^\/h5\/pick\/([^/]+)\/signature$/, methods: { POST: signPick } },
  { path: /^\/h5\/claim\/([^/]+)$/, methods: { GET: page(showClaim), POST: page(claim) } },
  { path: /^\/h5\/result\/([^/]+)$/, methods: { GET: orderPage(showResult), POST: orderPage(confirmAgain) } },
  { path: /^\/h5\/result\/([^/]+)\/state$/, methods: { GET: script(resultState) } },
  coreR('getToken', { GET: getToken }),
  coreR('getInvoiceBatch', { POST: getInvoiceBatch }),
  coreR('updateStatus', { POST: updateStatus }),
  { path: /^\/core\/r(?:\/|$)/, methods: {}, otherwise: nothingHere },
  { path: /^\/(?:h5|r)(?:\/|$)/, methods: { GET: async () => html(404, nowherePage()) } },
];

const decoded = (segment: string): string => {
  try {
    return decodeURIComponent(segment);
  } catch {
    throw refusal('bad_request', '地址有误', '地址里的 % 编码不正确');
  }
};

/** What the address does; throws when there is no such address. */
export const answerTo = async (request: HttpRequest, requestId: string): Promise<HttpAnswer> => {
  const route = routes.find(({ path }) => path.test(request.path));
  if (!route) throw refusal('not_found', '没有这个地址', '请核对路径');
  const method = request.method === 'HEAD' ? 'GET' : request.method;
  const handler = Object.hasOwn(route.methods, method) ? route.methods[method] : route.otherwise;
  if (handler) return handler(request, decoded(route.path.exec(request.path)?.[1] ?? ''), requestId);
  const allow = Object.keys(route.methods).join(', ');
  const { failure } = refusal('method_not_allowed', '不支持这个方法', `这个地址只支持 ${allow}`);
  return refusalAnswer(failure, requestId, { allow });
};
