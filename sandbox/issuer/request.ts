import * as v from 'valibot';
import { Refusal } from './errors';
import { printedRows, total, type Amounts, type Rate } from './amounts';
import { redLimits } from './red-rules';

export const limits = {
  kinds: ['digital', 'classic'] as const,
  formats: ['pdf', 'xml'] as const,
  maxLines: 100,
  maxTotalFen: 9_999_999_999,
  rates: [0, 50, 100, 150, 300, 500, 600, 900, 1300],
  reds: redLimits,
};

const remarkLines = 8;

/** A sandbox calls nobody but this machine. */
const isLoopback = (host: string) => ['127.0.0.1', 'localhost', '[::1]'].includes(host);

/** Control characters and lone surrogates have no place on an invoice; line feeds only in a remark. */
const unprintable = /[\p{Cc}\p{Cs}]/u;

const text = (max: number) =>
  v.pipe(
    v.string('应为文本'),
    v.check((value) => value.trim() !== '', '不能为空白'),
    v.check((value) => [...value].length <= max, `最多${max}个字`),
    v.check((value) => !unprintable.test(value.replaceAll('\n', '')), '含有不可打印的字符'),
  );
const oneLine = (max: number) =>
  v.pipe(
    text(max),
    v.check((value) => !value.includes('\n'), '不能换行'),
  );
export const fen = (least: number) =>
  v.pipe(
    v.number('应为整数分'),
    v.safeInteger('应为整数分'),
    v.minValue(least, `不能小于${least}`),
    v.maxValue(limits.maxTotalFen, `不能大于${limits.maxTotalFen}`),
  );
const quantityText = v.pipe(
  v.union([v.pipe(v.number(), v.transform(String)), v.string()], '应为正的十进制数'),
  v.regex(/^\d{1,12}(\.\d{1,8})?$/, '应为正的十进制数，最多8位小数'),
  v.check((value) => Number(value) > 0, '应大于0'),
);

const lineSchema = v.pipe(
  v.strictObject(
    {
      name: oneLine(100),
      taxCode: v.pipe(v.string('税收分类编码应为19位数字'), v.regex(/^\d{19}$/, '税收分类编码应为19位数字')),
      spec: v.optional(oneLine(40)),
      unit: v.optional(oneLine(20)),
      quantity: v.optional(quantityText),
      grossFen: fen(1),
      rate: v.union(
        [v.picklist(limits.rates), v.literal('免税'), v.literal('不征税')],
        `税率应为${limits.rates.join('、')}（万分之）或 免税、不征税`,
      ),
      discountFen: v.optional(fen(0), 0),
    },
    '应为对象，且没有未知字段',
  ),
  v.forward(
    v.check((line) => line.discountFen <= line.grossFen, '折扣不能大于金额'),
    ['discountFen'],
  ),
);

/** One line of an order to issue, checked. */
export type RequestLine = v.InferOutput<typeof lineSchema>;

/** Net and tax of one line after its discount. */
export const lineAmounts = (line: { grossFen: number; discountFen: number; rate: Rate }): Amounts =>
  total(printedRows(line.grossFen, line.discountFen, line.rate));

/** What stands at the foot of the invoice. */
export const requestTotal = (request: { lines: readonly RequestLine[] }): Amounts =>
  total(request.lines.map(lineAmounts));

const buyerSchema = v.strictObject(
  {
    name: oneLine(100),
    taxNo: v.optional(
      v.pipe(v.string('应为15–20位数字或大写字母'), v.regex(/^[0-9A-Z]{15,20}$/, '应为15–20位数字或大写字母')),
    ),
    address: v.optional(oneLine(100)),
    phone: v.optional(oneLine(30)),
    bank: v.optional(oneLine(100)),
    bankAccount: v.optional(oneLine(50)),
    email: v.optional(oneLine(100)),
  },
  '应为对象，且没有未知字段',
);

export const identifier = v.pipe(v.string('应为文本'), v.regex(/^[\w-]{1,64}$/, '应为1–64位字母、数字、_ 或 -'));

const deliverySchema = v.strictObject(
  {
    orderId: identifier,
    appid: v.pipe(v.string('应为文本'), v.regex(/^wx[0-9a-f]{16}$/, '应为 wx 开头的18位 appid')),
    title: oneLine(9),
  },
  '应为对象，且没有未知字段',
);

/** Into whose card pack an invoice goes: whoever authorised this order with this appid. */
export type Delivery = v.InferOutput<typeof deliverySchema>;

const callbackUrl = v.pipe(
  v.string('应为文本'),
  v.maxLength(300, '最多300个字符'),
  v.check((value) => {
    if (!URL.canParse(value)) return false;
    const { protocol, hostname } = new URL(value);
    return /^https?:$/.test(protocol) && isLoopback(hostname);
  }, '应为本机的 http 或 https 地址'),
);

const requestSchema = v.pipe(
  v.strictObject(
    {
      serial: identifier,
      sellerTaxNo: v.string('应为文本'),
      kind: v.picklist(limits.kinds, '应为 digital 或 classic'),
      special: v.optional(v.boolean('应为 true 或 false'), false),
      buyer: buyerSchema,
      lines: v.pipe(
        v.array(lineSchema, '应为数组'),
        v.minLength(1, '至少一行'),
        v.maxLength(limits.maxLines, `最多${limits.maxLines}行`),
      ),
      remark: v.optional(
        v.pipe(
          text(200),
          v.check((value) => value.split('\n').length <= remarkLines, `最多${remarkLines}行`),
        ),
      ),
      delivery: v.optional(deliverySchema),
      callbackUrl: v.optional(callbackUrl),
    },
    '应为对象，且没有未知字段',
  ),
  v.forward(
    v.check((request) => !request.special || request.buyer.taxNo !== undefined, '专用发票须有购买方税号'),
    ['buyer', 'taxNo'],
  ),
  v.forward(
    v.check(
      (request) => !request.special || request.lines.every((line) => typeof line.rate === 'number'),
      '专用发票不能有免税或不征税的明细',
    ),
    ['lines'],
  ),
  v.forward(
    v.check((request) => {
      const { grossFen } = requestTotal(request);
      return grossFen >= 1 && grossFen <= limits.maxTotalFen;
    }, `价税合计应为1–${limits.maxTotalFen}分`),
    ['lines'],
  ),
);

/** An order to issue, checked; its texts and numbers are as they will be printed. */
export type IssueRequest = v.InferOutput<typeof requestSchema>;

const fieldOf = (issue: v.BaseIssue<unknown>): string =>
  (issue.path ?? []).reduce((path, { key }) => {
    if (typeof key === 'number') return `${path}[${key}]`;
    return path === '' ? String(key) : `${path}.${String(key)}`;
  }, '');

const describe = (issue: v.BaseIssue<unknown>): string => {
  if (issue.type === 'strict_object' && issue.expected === 'never') return '未知字段';
  return issue.received === 'undefined' ? '缺少此字段' : issue.message;
};

/** Checks input, naming the first field that is wrong. */
export const parse = <S extends v.GenericSchema>(schema: S, body: unknown): v.InferOutput<S> => {
  const result = v.safeParse(schema, body, { abortEarly: true });
  if (result.success) return result.output;
  const [issue] = result.issues;
  const field = fieldOf(issue);
  throw new Refusal(400, 'invalid_request', `${field}：${describe(issue)}`, { field });
};

/** Checks the body of an issue call, naming the first field that is wrong. */
export const parseIssueRequest = (body: unknown): IssueRequest => parse(requestSchema, body);

/** The same for a call that asks for the card of an invoice that is there. */
export const parseDelivery = (body: unknown): Delivery => parse(deliverySchema, body);
