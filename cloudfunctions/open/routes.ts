import { failureOf } from '../common/runtime/router';
import type { MerchantRecord } from '../common/store/records';
import { merchantOf } from './api-key';
import { refusal, refusalAnswer, statusOf } from './failures';
import { html, json, type HttpAnswer, type HttpRequest } from './http';
import { getOne, putMany, putOne } from './orders';
import { failurePage, nowherePage, receiptPage } from './pages';

type Handler = (request: HttpRequest, segment: string, requestId: string) => Promise<HttpAnswer>;

/** For merchants' servers, by API key. */
const api =
  (work: (request: HttpRequest, merchant: MerchantRecord, segment: string) => Promise<object>): Handler =>
  async (request, segment, requestId) =>
    json(
      200,
      { ok: true, data: await work(request, await merchantOf(request), segment) },
      { 'x-request-id': requestId },
    );

/** For people: what goes wrong is a page too. */
const page =
  (work: (segment: string) => Promise<string>): Handler =>
  async (_request, segment) => {
    try {
      return html(200, await work(segment));
    } catch (error) {
      const failure = failureOf(error);
      return html(statusOf(failure), failurePage(failure));
    }
  };

/** An address and what it does by method. What the path has in brackets is handed over decoded. */
interface Route {
  readonly path: RegExp;
  readonly methods: Readonly<Record<string, Handler>>;
}

const routes: readonly Route[] = [
  { path: /^\/open\/v1\/orders\/([^/]+)$/, methods: { GET: api(getOne), PUT: api(putOne) } },
  { path: /^\/open\/v1\/orders$/, methods: { POST: api(putMany) } },
  { path: /^\/r\/([^/]+)$/, methods: { GET: page(receiptPage) } },
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
  const handler = Object.hasOwn(route.methods, method) ? route.methods[method] : undefined;
  if (handler) return handler(request, decoded(route.path.exec(request.path)?.[1] ?? ''), requestId);
  const allow = Object.keys(route.methods).join(', ');
  const { failure } = refusal('method_not_allowed', '不支持这个方法', `这个地址只支持 ${allow}`);
  return refusalAnswer(failure, requestId, { allow });
};
