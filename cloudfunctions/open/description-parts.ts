import type { ApiScope } from '../../contract/open';
import type { JsonSchema } from './description-schemas';

/** A schema of the description, by its name. */
export const ref = (name: string) => ({ $ref: `#/components/schemas/${name}` });
export const json = (schema: JsonSchema, example?: unknown) => ({
  'application/json': { schema, ...(example !== undefined && { example }) },
});

export const inPath = (name: string, description: string) => ({
  name,
  in: 'path',
  required: true,
  description,
  schema: { type: 'string', minLength: 1 },
});
export const inQuery = (name: string, description: string) => ({
  name,
  in: 'query',
  description,
  schema: { type: 'string' },
});
export const orderNo = inPath('orderNo', '商户自己的订单号：最多 64 个字符，不含空白和 / \\ ? # %');
export const orderId = inPath('orderId', '微信的 order_id，申请时给出');
export const cursor = inQuery('cursor', '上一页应答里的 next');
export const limit = {
  ...inQuery('limit', '这一页最多几条'),
  schema: { type: 'integer', minimum: 1, maximum: 100, default: 50 },
};
const idempotencyKey = {
  name: 'Idempotency-Key',
  in: 'header',
  description: '24 小时内同一个 key 的同一个请求得到第一次的结果',
  schema: { type: 'string', minLength: 1, maxLength: 255, pattern: '^[ -~]+$' },
};

const replayed = {
  'Idempotent-Replayed': { description: '应答是第一次的结果，这一次没有再做', schema: { const: 'true' } },
};

/** One method of one path. */
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

export const described = ({ id, scope, summary, parameters = [], body, answers: answered, once }: Operation) => {
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
    responses: {
      '200': { description: '成功', ...(once && { headers: replayed }), content },
      default: { $ref: '#/components/responses/Failure' },
    },
  };
};

export const inHeader = (name: string) => ({
  name,
  in: 'header',
  required: true,
  schema: { type: 'string', maxLength: 200 },
});
