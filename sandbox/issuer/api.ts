import { Hono, type Context } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import type { DemoMerchant } from '../demo';
import { createAnswers } from './answers';
import type { createAuthentication } from './authentication';
import { issuerCredentials, sign, signatureMatches } from './credentials';
import { Refusal } from './errors';
import type { FileFormat, Files } from './files';
import type { Done, Issuing } from './issuing';
import { readJson } from './read-json';
import { createRedApi } from './red-api';
import type { Reds } from './reds';
import { limits, parseDelivery, parseIssueRequest } from './request';
import { scanPage } from './scan-page';
import type { Store, StoredInvoice } from './store';
import type { TaxBureau } from './tax-bureau';

const largestBody = 512 * 1024;

const toSeconds = (ms: number) => Math.floor(ms / 1000);

export interface ApiParts {
  merchants: readonly DemoMerchant[];
  store: Store;
  bureau: TaxBureau;
  issuing: Issuing;
  reds: Reds;
  files: Files;
  authenticate: ReturnType<typeof createAuthentication>;
  baseUrl: () => string;
  log: (line: string) => void;
}

/** The platform's own HTTP API, as README.md describes it. */
export const createApi = (parts: ApiParts): Hono => {
  const { merchants, store, bureau, issuing, reds, files, authenticate, baseUrl, log } = parts;
  const app = new Hono();
  const scanSignature = (merchantId: string) => sign(issuerCredentials(merchantId).appSecret, 'scan');
  const scanUrl = (merchantId: string) => `${baseUrl()}/scan/${merchantId}?signature=${scanSignature(merchantId)}`;

  const answers = createAnswers({ store, bureau, files, scanUrl });
  const done = (context: Context, { fresh, result }: Done<StoredInvoice>) =>
    context.json({ result: answers.invoice(result) }, fresh ? 202 : 200);

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

  app.use('/v1/*', async (_, next) => {
    if (store.value('isOut', false)) throw new Refusal(503, 'unavailable', '平台维护中', { retryable: true });
    await next();
  });

  app.post('/v1/invoices', async (context) => {
    const merchant = await authenticate(context.req);
    const request = parseIssueRequest(await readJson(context));
    if (request.sellerTaxNo !== merchant.taxNo)
      throw new Refusal(403, 'seller_mismatch', '销售方税号与 X-App-Key 不符', { field: 'sellerTaxNo' });
    return done(context, issuing.issue(merchant.id, request));
  });

  app.get('/v1/invoices/:serial', async (context) => {
    const merchant = await authenticate(context.req);
    return context.json({ result: answers.invoice(issuing.read(merchant.id, context.req.param('serial'))) });
  });

  app.post('/v1/invoices/:serial/retry', async (context) => {
    const merchant = await authenticate(context.req);
    return done(context, issuing.retry(merchant.id, context.req.param('serial')));
  });

  app.post('/v1/invoices/:serial/card', async (context) => {
    const merchant = await authenticate(context.req);
    const delivery = parseDelivery(await readJson(context));
    return done(context, issuing.deliver(merchant.id, context.req.param('serial'), delivery));
  });

  app.route('/', createRedApi({ issuing, reds, answers, authenticate }));

  app.get('/v1/health', async (context) => {
    const { id, name, taxNo } = await authenticate(context.req);
    const { loginUntil, faceCheckUntil, quotaFen, waiting, reason, now } = bureau.health(id);
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

  app.get('/files/:merchant/:file{(?:reds/)?[\\w-]+\\.(?:pdf|xml)}', async (context) => {
    const { merchant: merchantId, file } = context.req.param();
    const merchant = merchantById(merchantId);
    files.checkLink(merchantId, file, context.req.query('expires') ?? '', context.req.query('signature') ?? '');
    const format: FileFormat = file.endsWith('.pdf') ? 'pdf' : 'xml';
    const [serial, isRed] = [file.replace(/^reds\//, '').slice(0, -4), file.startsWith('reds/')];
    const red = isRed ? reds.read(merchantId, serial) : undefined;
    const invoice = issuing.read(merchantId, red?.invoiceSerial ?? serial);
    const { type, name, bytes } = await files.render(format, invoice, merchant, red);
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
    if (context.req.method === 'POST') bureau.login([merchant.id]);
    return context.html(scanPage(merchant.name, bureau.health(merchant.id).reason));
  });

  app.all('*', () => {
    throw new Refusal(404, 'not_found', '没有这个地址');
  });
  return app;
};
