import * as v from 'valibot';
import { type Fen, UnixSeconds } from '../../../../contract/primitives';
import { redReasons, redStates } from '../../../../contract/states';
import { fail } from '../../runtime/errors';
import type { IssuersRed, Issuer, RedContent } from '../port';

/** A call that answers what the platform says, or throws what it refuses; undefined for a 404 where that is no refusal. */
export interface SandboxCalls {
  readonly get: (path: string) => Promise<unknown>;
  readonly find: (path: string) => Promise<unknown>;
  readonly post: (path: string, content?: object) => Promise<unknown>;
}

/** Amounts of a red are negative there, and positive here. */
const Taken = v.pipe(
  v.number(),
  v.safeInteger(),
  v.maxValue(0),
  v.transform((fen) => Math.abs(fen) as Fen),
);

const Red = v.object({
  redSerial: v.string(),
  invoiceSerial: v.string(),
  startedBy: v.picklist(['seller', 'buyer']),
  reason: v.picklist(redReasons),
  whole: v.boolean(),
  status: v.picklist(redStates),
  requestedAt: UnixSeconds,
  formNo: v.optional(v.string()),
  deadline: v.optional(UnixSeconds),
  grossFen: Taken,
  netFen: Taken,
  taxFen: Taken,
  lines: v.array(
    v.object({
      index: v.pipe(v.number(), v.safeInteger(), v.minValue(0)),
      grossFen: Taken,
      netFen: Taken,
      taxFen: Taken,
    }),
  ),
  issuedAt: v.optional(UnixSeconds),
  number: v.optional(v.pipe(v.string(), v.regex(/^\d{8}(\d{12})?$/))),
  code: v.optional(v.pipe(v.string(), v.regex(/^\d{10}(\d{2})?$/))),
  checkCode: v.optional(v.string()),
  files: v.optional(v.array(v.object({ format: v.picklist(['pdf', 'ofd', 'xml']), url: v.string() })), []),
  waiting: v.optional(v.object({ message: v.string() })),
  failure: v.optional(v.object({ code: v.string(), message: v.string(), retryable: v.boolean() })),
});

const Page = v.object({ result: v.object({ reds: v.array(Red), next: v.optional(v.string()) }) });

const Rules = v.object({
  result: v.object({
    limits: v.object({
      reds: v.object({
        rules: v.array(
          v.object({
            kind: v.string(),
            booked: v.boolean(),
            confirm: v.boolean(),
            partReasons: v.array(v.picklist(redReasons)),
          }),
        ),
      }),
    }),
  }),
});
const Standing = v.object({ result: v.object({ kind: v.string(), booked: v.optional(v.boolean(), false) }) });

const read = <Schema extends v.GenericSchema>(schema: Schema, answer: unknown): v.InferOutput<Schema> => {
  const parsed = v.safeParse(schema, answer);
  if (!parsed.success) throw fail('unavailable', { hint: '开发者：开票平台的应答不符合约定' });
  return parsed.output;
};

const documentOf = ({ number, issuedAt, code, checkCode, files }: v.InferOutput<typeof Red>) => {
  if (number === undefined || issuedAt === undefined)
    throw fail('unavailable', { hint: '开发者：开票平台的红字发票没有号码或日期' });
  return { number, issuedAt, ...(code && { code }), ...(checkCode && { checkCode }), files };
};

const redOf = (red: v.InferOutput<typeof Red>): IssuersRed => {
  const { redSerial, invoiceSerial, startedBy, reason, whole, status, requestedAt, failure, waiting, lines } = red;
  return {
    serial: redSerial,
    invoiceSerial,
    startedBy,
    reason,
    whole,
    state: status,
    requestedAt,
    gross: red.grossFen,
    net: red.netFen,
    tax: red.taxFen,
    lines: lines.map(({ index, grossFen: gross, netFen: net, taxFen: tax }) => ({ index, gross, net, tax })),
    ...(red.formNo && { formNo: red.formNo }),
    ...(red.deadline !== undefined && { deadline: red.deadline }),
    ...(waiting && { waiting: waiting.message }),
    ...(failure && {
      problem: { ...failure, hint: failure.retryable ? '系统会自动重试' : '请按提示处理后重新发起红冲' },
    }),
    ...(status === 'issued' && { document: documentOf(red) }),
  };
};

const one = (answer: unknown): IssuersRed => redOf(read(v.object({ result: Red }), answer).result);

const contentOf = ({ serial, reason, lines }: RedContent) => ({
  redSerial: serial,
  reason,
  ...(lines && { lines: lines.map(({ index, gross }) => ({ index, grossFen: gross })) }),
});

type RedMethods = Pick<
  Issuer,
  'redRule' | 'reverse' | 'queryRed' | 'redsOf' | 'redsToAnswer' | 'answerRed' | 'withdrawRed' | 'retryRed'
>;

/** What the sandbox's issuer does about reds. */
export const sandboxReds = ({ get, find, post }: SandboxCalls): RedMethods => {
  const at = (serial: string, act = '') => `/v1/reds/${encodeURIComponent(serial)}${act && `/${act}`}`;
  const ofInvoice = (serial: string) => `/v1/invoices/${encodeURIComponent(serial)}`;
  return {
    redRule: async (invoiceSerial) => {
      const [standing, health] = await Promise.all([get(ofInvoice(invoiceSerial)), get('/v1/health')]);
      const { kind, booked } = read(Standing, standing).result;
      const { rules } = read(Rules, health).result.limits.reds;
      const rule = rules.find((row) => row.kind === kind && row.booked === booked);
      if (!rule) throw fail('unavailable', { hint: '开发者：开票平台没有说明这种发票的红冲规则' });
      return { confirm: rule.confirm, partReasons: rule.partReasons };
    },
    reverse: async (content) => one(await post(`${ofInvoice(content.invoiceSerial)}/reds`, contentOf(content))),
    queryRed: async (serial) => {
      const answer = await find(at(serial));
      return answer === undefined ? undefined : one(answer);
    },
    redsOf: async (invoiceSerial) => read(Page, await get(`${ofInvoice(invoiceSerial)}/reds`)).result.reds.map(redOf),
    redsToAnswer: async () => {
      const reds: IssuersRed[] = [];
      for (let after: string | undefined = ''; after !== undefined;) {
        const more = after && `&after=${encodeURIComponent(after)}`;
        const page: v.InferOutput<typeof Page> = read(Page, await get(`/v1/reds?status=awaiting_seller${more}`));
        reds.push(...page.result.reds.map(redOf));
        after = page.result.next;
      }
      return reds;
    },
    answerRed: async (serial, answer) => one(await post(at(serial, answer))),
    withdrawRed: async (serial) => one(await post(at(serial, 'withdraw'))),
    retryRed: async (serial) => one(await post(at(serial, 'retry'))),
  };
};
