import {
  AuthorizationBody,
  type ApiScope,
  IssueBody,
  OrderBody,
  orderHolds,
  OrderRow,
  PageLinkBody,
  PaymentBody,
} from '../../contract/open';
import * as answers from '../../contract/open-answers';
import { inputSchema, outputSchema, type JsonSchema } from './description-schemas';
import { codes } from './failures';
import { publicUrl } from './links';

const ref = (name: string) => ({ $ref: `#/components/schemas/${name}` });
const json = (schema: JsonSchema, example?: unknown) => ({
  'application/json': { schema, ...(example !== undefined && { example }) },
});

const code = {
  anyOf: [{ enum: codes }, { type: 'string', pattern: '^wechat' }],
  description: '程序用它判断，不会改变；wechat 开头的是微信没有照办',
};

/** The failures' schemas, with the codes of the contract. */
const withCodes = (schema: JsonSchema): JsonSchema => {
  const properties = schema['properties'] as Record<string, JsonSchema>;
  if (properties['code']) return { ...schema, properties: { ...properties, code } };
  return { ...schema, properties: { ...properties, error: withCodes(properties['error'] ?? {}) } };
};

const schemas = () => ({
  Order: inputSchema(OrderBody),
  OrderBatch: {
    type: 'object',
    required: ['orders'],
    additionalProperties: false,
    properties: {
      merchantId: { type: 'string', description: '写了就必须是 API key 的商户' },
      orders: { type: 'array', minItems: 1, maxItems: 200, items: inputSchema(OrderRow) },
    },
  },
  AuthorizationRequest: inputSchema(AuthorizationBody),
  PageLinkRequest: inputSchema(PageLinkBody),
  IssueRequest: inputSchema(IssueBody),
  PaymentRequest: inputSchema(PaymentBody),
  OrderPut: outputSchema(answers.OrderPutAnswer),
  OrderRead: outputSchema(answers.OrderReadAnswer),
  OrderList: outputSchema(answers.listOf(answers.OrderListRowAnswer)),
  OrderBatchAnswer: outputSchema(answers.OrderBatchRows),
  Authorization: outputSchema(answers.AuthorizationMade),
  AuthorizationRead: outputSchema(answers.AuthorizationReadAnswer),
  PageLink: outputSchema(answers.PageLinkAnswer),
  Payment: outputSchema(answers.PaymentAnswer),
  Application: outputSchema(answers.ApplicationAnswer),
  Nothing: { type: 'object', additionalProperties: false },
  ApplicationList: outputSchema(answers.listOf(answers.ApplicationAnswer)),
  Invoice: outputSchema(answers.InvoiceAnswer),
  WebhookMessage: outputSchema(answers.WebhookMessage),
  WebhookRows: outputSchema(answers.WebhookRows),
  WebhookReplay: outputSchema(answers.WebhookReplay),
  InvoiceList: outputSchema(answers.listOf(answers.InvoiceAnswer)),
  Failure: withCodes(outputSchema(answers.ErrorAnswer)),
  Problem: withCodes(outputSchema(answers.ProblemAnswer)),
});

const inPath = (name: string, description: string) => ({
  name,
  in: 'path',
  required: true,
  description,
  schema: { type: 'string', minLength: 1 },
});
const inQuery = (name: string, description: string) => ({ name, in: 'query', description, schema: { type: 'string' } });
const orderNo = inPath('orderNo', '商户自己的订单号：最多 64 个字符，不含空白和 / \\ ? # %');
const orderId = inPath('orderId', '微信的 order_id，申请时给出');
const cursor = inQuery('cursor', '上一页应答里的 next');
const limit = {
  ...inQuery('limit', '这一页最多几条'),
  schema: { type: 'integer', minimum: 1, maximum: 100, default: 50 },
};
const idempotencyKey = {
  name: 'Idempotency-Key',
  in: 'header',
  description: '24 小时内同一个 key 的同一个请求得到第一次的结果',
  schema: { type: 'string', minLength: 1, maxLength: 255, pattern: '^[ -~]+$' },
};

interface Operation {
  id: string;
  /** What the key must be allowed to do; without one no key is needed. */
  scope?: ApiScope;
  summary: string;
  parameters?: object[];
  /** Name and example of the body's schema. */
  body?: readonly [schema: string, example: object];
  /** The schema of `data`, or the type of what is no JSON. */
  answers: { data: string } | { type: string };
  /** A write that may carry an Idempotency-Key. */
  once?: true;
}

const described = ({ id, scope, summary, parameters = [], body, answers: answered, once }: Operation) => {
  const content =
    'data' in answered
      ? json({
          type: 'object',
          required: ['ok', 'data'],
          additionalProperties: false,
          properties: { ok: { const: true }, data: ref(answered.data) },
        })
      : { [answered.type]: { schema: {} } };
  const all = [...parameters, ...(once ? [idempotencyKey] : [])];
  return {
    operationId: id,
    summary,
    security: scope ? [{ apiKey: [scope] }] : [],
    ...(all.length > 0 && { parameters: all }),
    ...(body && { requestBody: { required: true, content: json(ref(body[0]), body[1]) } }),
    responses: { '200': { description: '成功', content }, default: { $ref: '#/components/responses/Failure' } },
  };
};

const title = { kind: 'company', name: '样例科技有限公司', taxNo: '91000000MA0C0MPA1D' };
const line = {
  name: '*餐饮服务*餐饮服务',
  taxCode: '3070401000000000000',
  quantity: '1',
  unit: '份',
  gross: 4100,
  rate: '6%',
};
const order = {
  status: 'paid',
  paid: 4100,
  summary: '双人早午餐',
  lines: [line],
  buyer: { phone: '13800000000' },
};

const drawing = (type: string, id: string, summary: string) => ({
  get: described({ id, scope: 'orders:read', summary, parameters: [orderNo], answers: { type } }),
});

const paths = () => ({
  '/openapi.json': {
    get: {
      ...described({ id: 'description', summary: '这份描述', answers: { type: 'application/json' } }),
    },
  },
  '/orders': {
    get: described({
      id: 'listOrders',
      scope: 'orders:read',
      summary: '订单，按付款时间新的在前，不带明细行',
      parameters: [cursor, limit, { ...inQuery('state', '只要这样的订单'), schema: { enum: orderHolds } }],
      answers: { data: 'OrderList' },
    }),
    post: described({
      id: 'putOrders',
      scope: 'orders:write',
      summary: '一次最多 200 笔订单，逐行判断',
      body: ['OrderBatch', { orders: [{ orderNo: '20260501-7', ...order }] }],
      answers: { data: 'OrderBatchAnswer' },
      once: true,
    }),
  },
  '/orders/{orderNo}': {
    get: described({
      id: 'getOrder',
      scope: 'orders:read',
      summary: '订单和它能否开票',
      parameters: [orderNo],
      answers: { data: 'OrderRead' },
    }),
    put: described({
      id: 'putOrder',
      scope: 'orders:write',
      summary: '写入或更新订单',
      parameters: [orderNo],
      body: ['Order', order],
      answers: { data: 'OrderPut' },
      once: true,
    }),
  },
  '/orders/{orderNo}/qr.png': drawing('image/png', 'getQrPng', '小票二维码'),
  '/orders/{orderNo}/qr.svg': drawing('image/svg+xml', 'getQrSvg', '小票二维码'),
  '/orders/{orderNo}/receipt.html': drawing('text/html', 'getReceipt', '可打印的小票'),
  '/orders/{orderNo}/link': {
    post: described({
      id: 'linkToPage',
      scope: 'orders:read',
      summary: '订单页的网址，30 分钟有效',
      parameters: [orderNo],
      body: ['PageLinkRequest', {}],
      answers: { data: 'PageLink' },
    }),
  },
  '/orders/{orderNo}/authorization': {
    get: described({
      id: 'getAuthorizationOfOrder',
      scope: 'applications:read',
      summary: '占住这笔订单的申请，用户授权到了哪一步',
      parameters: [orderNo],
      answers: { data: 'AuthorizationRead' },
    }),
    post: described({
      id: 'authorize',
      scope: 'applications:write',
      summary: '申请开票，得到微信授权页；source 为 wxa 时得到小程序的 appid 和 path',
      parameters: [orderNo],
      body: ['AuthorizationRequest', { source: 'web', title }],
      answers: { data: 'Authorization' },
      once: true,
    }),
  },
  '/orders/{orderNo}/invoice': {
    post: described({
      id: 'issueFirst',
      scope: 'applications:write',
      summary: '先开票，后领取',
      parameters: [orderNo],
      body: ['IssueRequest', { title }],
      answers: { data: 'Application' },
      once: true,
    }),
  },
  '/orders/{orderNo}/payment': {
    post: described({
      id: 'placePayment',
      scope: 'payments:write',
      summary: '带开票入口的统一下单',
      parameters: [orderNo],
      body: [
        'PaymentRequest',
        { openid: 'o-sandbox-buyer-1', clientIp: '203.0.113.7', notifyUrl: 'https://shop.example/paid' },
      ],
      answers: { data: 'Payment' },
      once: true,
    }),
  },
  '/applications': {
    get: described({
      id: 'listApplications',
      scope: 'applications:read',
      summary: '申请，新的在前',
      parameters: [cursor, limit],
      answers: { data: 'ApplicationList' },
    }),
  },
  '/applications/{orderId}': {
    get: described({
      id: 'getApplication',
      scope: 'applications:read',
      summary: '一个申请的状态',
      parameters: [orderId],
      answers: { data: 'Application' },
    }),
  },
  '/applications/{orderId}/authorization': {
    get: described({
      id: 'getAuthorization',
      scope: 'applications:read',
      summary: '用户授权到了哪一步',
      parameters: [orderId],
      answers: { data: 'AuthorizationRead' },
    }),
  },
  '/applications/{orderId}/webhooks': {
    get: described({
      id: 'listWebhooks',
      scope: 'applications:read',
      summary: '一个申请的通知，和它们是否送到',
      parameters: [orderId],
      answers: { data: 'WebhookRows' },
    }),
  },
  '/webhooks/{id}/replay': {
    post: described({
      id: 'replayWebhook',
      scope: 'webhooks:write',
      summary: '重放一个通知',
      parameters: [inPath('id', '通知的 id')],
      answers: { data: 'WebhookReplay' },
      once: true,
    }),
  },
  '/invoices': {
    get: described({
      id: 'listInvoices',
      scope: 'invoices:read',
      summary: '发票，新的在前',
      parameters: [cursor, limit],
      answers: { data: 'InvoiceList' },
    }),
  },
  '/invoices/{number}': {
    get: described({
      id: 'getInvoice',
      scope: 'invoices:read',
      summary: '一张发票和文件链接',
      parameters: [inPath('number', '发票号码'), inQuery('code', '发票代码，旧式发票才有')],
      answers: { data: 'Invoice' },
    }),
  },
});

const inHeader = (name: string) => ({ name, in: 'header', required: true, schema: { type: 'string', maxLength: 200 } });

/** For the issuers of common/issuing, which sign instead of holding a key. */
const issuerPaths = () => ({
  '/issuer/callbacks/{merchantId}': {
    post: {
      ...described({
        id: 'issuerCallback',
        summary: '开票平台的回调，带平台的签名',
        parameters: [
          inPath('merchantId', '商户'),
          ...['x-app-key', 'x-timestamp', 'x-nonce', 'x-signature'].map(inHeader),
        ],
        answers: { data: 'Nothing' },
      }),
    },
  },
});

/** The open API in OpenAPI 3.1, made from the schemas that check its inputs and hold its answers. */
export const description = () => ({
  openapi: '3.1.0',
  info: {
    title: '电子发票开放接口',
    version: '1',
    description:
      '金额是整数分，时间是 1970 年起的秒。失败时应答 Failure；请求带 Accept: application/problem+json 时应答 Problem（RFC 9457）。',
  },
  servers: [{ url: publicUrl('/open/v1') }],
  paths: { ...paths(), ...issuerPaths() },
  webhooks: {
    applicationChanged: {
      post: {
        summary: '申请的状态变了；应答 2xx 才算送到',
        parameters: ['Webhook-Id', 'Webhook-Signature'].map(inHeader),
        requestBody: { content: json(ref('WebhookMessage')) },
        responses: { '2XX': { description: '收到了' } },
      },
    },
  },
  components: {
    securitySchemes: { apiKey: { type: 'http', scheme: 'bearer' } },
    responses: {
      Failure: {
        description: '失败；code 不变',
        content: { ...json(ref('Failure')), 'application/problem+json': { schema: ref('Problem') } },
      },
    },
    schemas: schemas(),
  },
});
