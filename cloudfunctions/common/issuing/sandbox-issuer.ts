import { createHmac, randomUUID } from 'node:crypto';
import * as v from 'valibot';
import { Fen, UnixSeconds } from '../../../contract/primitives';
import { basisPointsOf } from '../domain/tax-rates';
import { nowSeconds } from '../runtime/clock';
import { AppError, fail } from '../runtime/errors';
import type { IssuerCredentials } from './issuers';
import type { IssueContent, IssueResult, Issuer } from './port';

const TIMEOUT_MS = 10_000;
const MOST_FILE_BYTES = 10 * 1024 * 1024;

const Rate = v.union([v.pipe(v.number(), v.safeInteger()), v.picklist(['免税', '不征税'])]);

const Line = v.object({
  name: v.string(),
  quantity: v.optional(v.union([v.string(), v.number()])),
  unit: v.optional(v.string()),
  rate: Rate,
  netFen: Fen,
  taxFen: Fen,
});

const amounts = { grossFen: Fen, netFen: Fen, taxFen: Fen, lines: v.array(Line) };

const Invoice = v.variant('status', [
  v.object({ status: v.literal('accepted') }),
  v.object({ status: v.literal('waiting_for_person'), waiting: v.object({ message: v.string() }) }),
  v.object({
    status: v.literal('issued'),
    ...amounts,
    issuedAt: UnixSeconds,
    number: v.pipe(v.string(), v.regex(/^\d{8}(\d{12})?$/)),
    code: v.optional(v.pipe(v.string(), v.regex(/^\d{10}(\d{2})?$/))),
    checkCode: v.optional(v.string()),
    files: v.array(v.object({ format: v.picklist(['pdf', 'ofd', 'xml']), url: v.string() })),
  }),
  v.object({
    status: v.literal('failed'),
    failure: v.object({ code: v.string(), message: v.string(), retryable: v.boolean() }),
  }),
]);

const Refusal = v.object({
  error: v.object({ code: v.string(), message: v.string(), field: v.optional(v.string()) }),
});

const rateText = (rate: v.InferOutput<typeof Rate>): string => (typeof rate === 'number' ? `${rate / 100}%` : rate);

const resultOf = (answer: unknown): IssueResult => {
  const parsed = v.safeParse(v.object({ result: Invoice }), answer);
  if (!parsed.success) throw fail('unavailable', { hint: '开发者：开票平台的应答不符合约定' });
  const invoice = parsed.output.result;
  switch (invoice.status) {
    case 'accepted':
      return { state: 'accepted' };
    case 'waiting_for_person':
      return { state: 'waiting_for_person', message: invoice.waiting.message };
    case 'failed': {
      const { code, message, retryable } = invoice.failure;
      const hint = retryable ? '系统会自动重试' : '请按提示修改后重新申请，或联系商家';
      return { state: 'failed', problem: { code, message, hint, retryable } };
    }
    case 'issued':
      return {
        state: 'issued',
        number: invoice.number,
        ...(invoice.code && { code: invoice.code }),
        ...(invoice.checkCode && { checkCode: invoice.checkCode }),
        issuedAt: invoice.issuedAt,
        gross: invoice.grossFen,
        net: invoice.netFen,
        tax: invoice.taxFen,
        lines: invoice.lines.map(({ name, quantity, unit, rate, netFen, taxFen }) => ({
          name,
          ...(quantity !== undefined && { quantity: String(quantity) }),
          ...(unit && { unit }),
          net: netFen,
          tax: taxFen,
          rate: rateText(rate),
        })),
        files: invoice.files,
      };
  }
};

const bodyOf = ({ serial, seller, form, kind, title, lines, remark }: IssueContent): object => ({
  serial,
  sellerTaxNo: seller.taxNo,
  kind: form,
  special: kind === 'special',
  buyer: {
    name: title.name,
    ...(title.kind === 'company' && {
      ...(title.taxNo && { taxNo: title.taxNo }),
      ...(title.address && { address: title.address }),
      ...(title.bank && { bank: title.bank }),
      ...(title.bankAccount && { bankAccount: title.bankAccount }),
    }),
    ...(title.phone && { phone: title.phone }),
    ...(title.email && { email: title.email }),
  },
  lines: lines.map(({ name, taxCode, quantity, unit, gross, rate, discount }) => ({
    name,
    taxCode,
    ...(quantity && { quantity }),
    ...(unit && { unit }),
    grossFen: gross,
    rate: basisPointsOf(rate) ?? rate,
    ...(discount && { discountFen: discount }),
  })),
  ...(remark && { remark }),
});

const isLocal = ({ hostname }: URL) => ['127.0.0.1', 'localhost', '[::1]'].includes(hostname);

/** The adapter for the sandbox's issuer; the interface is described in sandbox/issuer/README.md. */
export const createSandboxIssuer = ({ baseUrl, key, secret }: IssuerCredentials): Issuer => {
  const base = new URL(baseUrl.replace(/\/$/, ''));
  if (!isLocal(base)) throw fail('internal', { hint: '开发者：沙箱开票平台只能在本机使用' });

  const request = async (method: 'GET' | 'POST', path: string, content?: object): Promise<Response> => {
    const body = content ? JSON.stringify(content) : '';
    const timestamp = String(nowSeconds());
    const nonce = randomUUID();
    const signature = createHmac('sha256', secret)
      .update([method, path, timestamp, nonce, body].join('\n'))
      .digest('hex');
    const headers = { 'X-App-Key': key, 'X-Timestamp': timestamp, 'X-Nonce': nonce, 'X-Signature': signature };
    try {
      return await fetch(`${base.href}${path}`, {
        method,
        headers: { ...headers, ...(body && { 'content-type': 'application/json' }) },
        ...(body && { body }),
        redirect: 'error',
        signal: AbortSignal.timeout(TIMEOUT_MS),
      });
    } catch {
      throw fail('unavailable', { message: '开票平台暂时没有应答' });
    }
  };

  /** What the platform answers instead of a result. Only what it says of this very invoice is final; keys can be mended. */
  const refusalOf = async (response: Response): Promise<AppError> => {
    const parsed = v.safeParse(Refusal, await response.json().catch(() => undefined));
    if (!parsed.success) return fail('unavailable', { hint: `开发者：开票平台应答 HTTP ${response.status}` });
    const { code, message, field } = parsed.output.error;
    const retryable = !['invalid_request', 'body_too_large', 'not_retryable'].includes(code);
    const hint = `开发者：开票平台拒绝了请求${field ? `（${field}）` : ''}`;
    return new AppError({ code: `issuer_${code}`, message, hint, retryable });
  };

  const ask = async (method: 'GET' | 'POST', path: string, content?: object): Promise<IssueResult> => {
    const response = await request(method, path, content);
    if (!response.ok) throw await refusalOf(response);
    return resultOf(await response.json().catch(() => undefined));
  };

  return {
    issue: (content) => ask('POST', '/v1/invoices', bodyOf(content)),
    query: async (serial) => {
      const response = await request('GET', `/v1/invoices/${encodeURIComponent(serial)}`);
      if (response.status === 404) return undefined;
      if (!response.ok) throw await refusalOf(response);
      return resultOf(await response.json().catch(() => undefined));
    },
    retry: (serial) => ask('POST', `/v1/invoices/${encodeURIComponent(serial)}/retry`),
    download: async ({ url }) => {
      if (new URL(url).origin !== base.origin)
        throw fail('unavailable', { hint: '开发者：开票平台给出了别处的文件地址' });
      const response = await fetch(url, { redirect: 'error', signal: AbortSignal.timeout(TIMEOUT_MS) }).catch(
        () => undefined,
      );
      if (!response?.ok) throw fail('unavailable', { message: '发票文件暂时下载不到' });
      const bytes = new Uint8Array(await response.arrayBuffer());
      if (bytes.length > MOST_FILE_BYTES) throw fail('internal', { hint: '开发者：发票文件超过 10 MB' });
      return bytes;
    },
  };
};
