import { Hono, type Context } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import type { DemoMerchant } from '../demo';
import type { createAuthentication } from './authentication';
import { cardAnswer } from './callback';
import { issuerCredentials, sign, signatureMatches } from './credentials';
import { Refusal } from './errors';
import { failures } from './failures';
import type { FileFormat, Files } from './files';
import type { Issuing, WaitingReason } from './issuing';
import { lineAmounts, limits, parseDelivery, parseIssueRequest, requestTotal } from './request';
import { scanPage } from './scan-page';
import type { StoredInvoice } from './store';

const largestBody = 512 * 1024;
const waitingTexts: Record<WaitingReason, string> = {
  login: '开票员需登录电子税务局',
  face_check: '开票员需完成人脸认证',
};

const toSeconds = (ms: number) => Math.floor(ms / 1000);

const readJson = async (context: Context): Promise<Record<string, unknown>> => {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(await context.req.arrayBuffer());
    const body: unknown = JSON.parse(text);
    if (typeof body === 'object' && body !== null && !Array.isArray(body)) return { ...body };
  } catch {
    // Said below, whatever was wrong with it.
  }
  throw new Refusal(400, 'invalid_json', '请求体应为 UTF-8 编码的 JSON 对象');
};

export interface ApiParts {
  merchants: readonly DemoMerchant[];
  issuing: Issuing;
  files: Files;
  authenticate: ReturnType<typeof createAuthentication>;
  baseUrl: () => string;
  log: (line: string) => void;
}

/** The platform's own HTTP API, as README.md describes it. */
export const createApi = ({ merchants, issuing, files, authenticate, baseUrl, log }: ApiParts): Hono => {
  const app = new Hono();
  const scanSignature = (merchantId: string) => sign(issuerCredentials(merchantId).appSecret, 'scan');
  const scanUrl = (merchantId: string) => `${baseUrl()}/scan/${merchantId}?signature=${scanSignature(merchantId)}`;

  const outcomeOf = (invoice: StoredInvoice) => {
    const { merchantId, request, outcome } = invoice;
    if (outcome.status === 'failed')
      return { status: 'failed', failure: { code: outcome.code, ...failures[outcome.code] } };
    if (outcome.status === 'issued') {
      const card = cardAnswer(invoice);
      return { ...outcome, files: files.links(merchantId, request.serial), ...(card && { card }) };
    }
    const reason = issuing.waitingReason(merchantId);
    if (!reason) return { status: 'accepted' };
    const waiting = { reason, message: waitingTexts[reason], scanUrl: scanUrl(merchantId) };
    return { status: 'waiting_for_person', waiting };
  };

  const answerOf = (invoice: StoredInvoice) => {
    const { request, attempt, acceptedAt } = invoice;
    return {
      serial: request.serial,
      kind: request.kind,
      special: request.special,
      attempt,
      acceptedAt,
      ...outcomeOf(invoice),
      ...requestTotal(request),
      lines: request.lines.map((line) => ({
        name: line.name,
        taxCode: line.taxCode,
        ...(line.spec && { spec: line.spec }),
        ...(line.unit && { unit: line.unit }),
        ...(line.quantity && { quantity: line.quantity }),
        rate: line.rate,
        ...(line.discountFen > 0 && { discountFen: line.discountFen }),
        ...lineAmounts(line),
      })),
    };
  };

  const merchantById = (id: string): DemoMerchant => {
    const merchant = merchants.find((each) => each.id === id);
    if (!merchant) throw new Refusal(403, 'link_invalid', '地址无效');
    return merchant;
  };

  app.use(
    bodyLimit({
      maxSize: largestBody,
      onError: () => {
        throw new Refusal(413, 'body_too_large', '请求体超过512 KB');
      },
    }),
  );
  app.onError((error, context) => {
    if (error instanceof Refusal) return context.json(error.body(), error.status);
    log(`issuer: ${error.stack ?? error.message}`);
    return context.json(new Refusal(500, 'internal', '平台内部错误', { retryable: true }).body(), 500);
  });

  app.post('/v1/invoices', async (context) => {
    const merchant = await authenticate(context.req);
    const request = parseIssueRequest(await readJson(context));
    if (request.sellerTaxNo !== merchant.taxNo)
      throw new Refusal(403, 'seller_mismatch', '销售方税号与 X-App-Key 不符', { field: 'sellerTaxNo' });
    const { fresh, invoice } = issuing.issue(merchant.id, request);
    return context.json({ result: answerOf(invoice) }, fresh ? 202 : 200);
  });

  app.get('/v1/invoices/:serial', async (context) => {
    const merchant = await authenticate(context.req);
    return context.json({ result: answerOf(issuing.read(merchant.id, context.req.param('serial'))) });
  });

  app.post('/v1/invoices/:serial/retry', async (context) => {
    const merchant = await authenticate(context.req);
    const { fresh, invoice } = issuing.retry(merchant.id, context.req.param('serial'));
    return context.json({ result: answerOf(invoice) }, fresh ? 202 : 200);
  });

  app.post('/v1/invoices/:serial/card', async (context) => {
    const merchant = await authenticate(context.req);
    const delivery = parseDelivery(await readJson(context));
    const { fresh, invoice } = issuing.deliver(merchant.id, context.req.param('serial'), delivery);
    return context.json({ result: answerOf(invoice) }, fresh ? 202 : 200);
  });

  app.get('/v1/health', async (context) => {
    const { id, name, taxNo } = await authenticate(context.req);
    const { loginUntil, faceCheckUntil, quotaFen, waiting, reason, now } = issuing.health(id);
    return context.json({
      result: {
        sellerTaxNo: taxNo,
        sellerName: name,
        login: { ok: loginUntil > now, until: toSeconds(loginUntil) },
        faceCheck: { ok: faceCheckUntil > now, until: toSeconds(faceCheckUntil) },
        ...(reason && { scanUrl: scanUrl(id) }),
        quota: { leftFen: quotaFen },
        waiting,
        limits,
      },
    });
  });

  app.get('/files/:merchant/:file{[\\w-]+\\.(?:pdf|xml)}', async (context) => {
    const { merchant: merchantId, file } = context.req.param();
    const merchant = merchantById(merchantId);
    files.checkLink(merchantId, file, context.req.query('expires') ?? '', context.req.query('signature') ?? '');
    const format: FileFormat = file.endsWith('.pdf') ? 'pdf' : 'xml';
    const invoice = issuing.read(merchantId, file.slice(0, -4));
    const { type, name, bytes } = await files.render(format, invoice, merchant);
    return context.body(new Uint8Array(bytes), 200, {
      'content-type': type,
      'content-disposition': `inline; filename="${name}"`,
      'cache-control': 'private, no-store',
    });
  });

  /** What the QR code of `scanUrl` opens: the clerk's login at the tax bureau. */
  app.on(['GET', 'POST'], '/scan/:merchant', (context) => {
    const merchant = merchantById(context.req.param('merchant'));
    if (!signatureMatches(scanSignature(merchant.id), context.req.query('signature') ?? ''))
      throw new Refusal(403, 'link_invalid', '地址无效');
    if (context.req.method === 'POST') issuing.login([merchant.id]);
    return context.html(scanPage(merchant.name, issuing.health(merchant.id).reason));
  });

  app.all('*', () => {
    throw new Refusal(404, 'not_found', '没有这个地址');
  });
  return app;
};
