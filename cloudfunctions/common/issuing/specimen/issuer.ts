import { createHmac, randomUUID } from 'node:crypto';
import * as v from 'valibot';
import { basisPointsOf } from '../../domain/tax-rates';
import { nowSeconds } from '../../runtime/clock';
import { AppError, fail } from '../../runtime/errors';
import type { IssuerCredentials } from '../issuers';
import type { CardService, IssueContent, Issuer } from '../port';
import { resultOf } from './answers';
import { healthOf } from './health';
import { openSandboxCallback } from './callback';
import { sandboxReds } from './reds';

const TIMEOUT_MS = 10_000;
const MOST_FILE_BYTES = 10 * 1024 * 1024;

const Refusal = v.object({
  error: v.object({ code: v.string(), message: v.string(), field: v.optional(v.string()) }),
});

const bodyOf = ({ serial, seller, form, kind, title, lines, remark, delivery }: IssueContent): object => ({
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
  ...(delivery && { delivery }),
});

/** What the platform says of this very invoice or red; anything else can be mended, and asked again. */
const finalRefusals: readonly string[] = [
  'invalid_request',
  'body_too_large',
  'not_retryable',
  'part_not_allowed',
  'exceeds_blue',
  'red_open',
  'wrong_state',
  'reversed',
];

const isLocal = ({ hostname }: URL) => ['127.0.0.1', 'localhost', '[::1]'].includes(hostname);

/** What the adapters of the sandbox's issuer have in common; the interface is described in sandbox/issuer/README.md. */
export const createSandboxIssuer = (
  credentials: IssuerCredentials,
  callbackUrl?: string,
): Issuer & { cards: CardService } => {
  const { baseUrl, key, secret } = credentials;
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

  /** What the platform answers instead of a result. */
  const refusalOf = async (response: Response): Promise<AppError> => {
    const parsed = v.safeParse(Refusal, await response.json().catch(() => undefined));
    if (!parsed.success) return fail('unavailable', { hint: `开发者：开票平台应答 HTTP ${response.status}` });
    const { code, message, field } = parsed.output.error;
    const retryable = !finalRefusals.includes(code);
    const hint = `开发者：开票平台拒绝了请求${field ? `（${field}）` : ''}`;
    return new AppError({ code: `issuer_${code}`, message, hint, retryable });
  };

  const answerOf = async (response: Response): Promise<unknown> => {
    if (!response.ok) throw await refusalOf(response);
    return response.json().catch(() => undefined);
  };
  const calls = {
    get: async (path: string) => answerOf(await request('GET', path)),
    find: async (path: string) => {
      const response = await request('GET', path);
      return response.status === 404 ? undefined : answerOf(response);
    },
    post: async (path: string, content?: object) => answerOf(await request('POST', path, content)),
  };
  const ask = async (path: string, content?: object) => resultOf(await calls.post(path, content));

  return {
    issue: (content) => ask('/v1/invoices', { ...bodyOf(content), ...(callbackUrl && { callbackUrl }) }),
    query: async (serial) => {
      const answer = await calls.find(`/v1/invoices/${encodeURIComponent(serial)}`);
      return answer === undefined ? undefined : resultOf(answer);
    },
    retry: (serial) => ask(`/v1/invoices/${encodeURIComponent(serial)}/retry`),
    ...sandboxReds(calls),
    health: async () => healthOf(await calls.get('/v1/health')),
    cards: {
      deliver: (serial, delivery) => ask(`/v1/invoices/${encodeURIComponent(serial)}/card`, delivery),
      openCallback: (call) => (callbackUrl ? openSandboxCallback(call, callbackUrl, credentials) : undefined),
    },
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
