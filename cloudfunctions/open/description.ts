import {
  AuthorizationBody,
  CloudPaymentBody,
  IssueBody,
  OrderBody,
  OrderRow,
  PageLinkBody,
  PaymentBody,
} from '../../contract/open';
import * as answers from '../../contract/open-answers';
import * as keys from '../../contract/open-keys';
import { inHeader, json, ref } from './description-parts';
import { issuerPaths, paths } from './description-paths';
import { inputSchema, outputSchema, type JsonSchema } from './description-schemas';
import { codes } from './failures';
import { publicUrl } from './links';

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
  CloudPaymentRequest: inputSchema(CloudPaymentBody),
  KeyRequest: inputSchema(keys.KeyBody),
  RotationRequest: inputSchema(keys.RotationBody),
  OrderPut: outputSchema(answers.OrderPutAnswer),
  Attachments: outputSchema(answers.AttachmentsAnswer),
  OrderRead: outputSchema(answers.OrderReadAnswer),
  OrderList: outputSchema(answers.listOf(answers.OrderListRowAnswer)),
  OrderBatchAnswer: outputSchema(answers.OrderBatchRows),
  Authorization: outputSchema(answers.AuthorizationMade),
  AuthorizationRead: outputSchema(answers.AuthorizationReadAnswer),
  PageLink: outputSchema(answers.PageLinkAnswer),
  Payment: outputSchema(answers.PaymentAnswer),
  CloudPayment: outputSchema(answers.CloudPaymentAnswer),
  Application: outputSchema(answers.ApplicationAnswer),
  Nothing: { type: 'object', additionalProperties: false },
  ApplicationList: outputSchema(answers.listOf(answers.ApplicationAnswer)),
  Invoice: outputSchema(answers.InvoiceAnswer),
  WebhookMessage: outputSchema(answers.WebhookMessage),
  WebhookRows: outputSchema(answers.WebhookRows),
  WebhookReplay: outputSchema(answers.WebhookReplay),
  InvoiceList: outputSchema(answers.listOf(answers.InvoiceAnswer)),
  KeyList: outputSchema(keys.KeyList),
  KeyMade: outputSchema(keys.KeyMade),
  KeyRevoked: outputSchema(keys.KeyRevoked),
  Failure: withCodes(outputSchema(answers.ErrorAnswer)),
  Problem: withCodes(outputSchema(answers.ProblemAnswer)),
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
