import { Hono, type Context } from 'hono';
import type { Answers } from './answers';
import type { createAuthentication } from './authentication';
import type { Done, Issuing } from './issuing';
import { readJson } from './read-json';
import { parseRedList, parseRedRequest } from './red-request';
import type { StoredRed } from './red-store';
import type { Reds } from './reds';

export interface RedApiParts {
  issuing: Issuing;
  reds: Reds;
  answers: Answers;
  authenticate: ReturnType<typeof createAuthentication>;
}

/** The part of the API that reverses invoices. */
export const createRedApi = ({ issuing, reds, answers, authenticate }: RedApiParts): Hono => {
  const app = new Hono();
  const answerOf = (red: StoredRed) => answers.red(red, issuing.read(red.merchantId, red.invoiceSerial));
  const done = (context: Context, { fresh, result }: Done<StoredRed>) =>
    context.json({ result: answerOf(result) }, fresh ? 202 : 200);

  app.post('/v1/invoices/:serial/reds', async (context) => {
    const { id } = await authenticate(context.req);
    const request = parseRedRequest(await readJson(context));
    return done(context, reds.request(id, context.req.param('serial'), request));
  });

  app.get('/v1/invoices/:serial/reds', async (context) => {
    const { id } = await authenticate(context.req);
    return context.json({ result: { reds: reds.ofInvoice(id, context.req.param('serial')).map(answerOf) } });
  });

  app.get('/v1/reds', async (context) => {
    const { id } = await authenticate(context.req);
    const { status, after } = parseRedList(context.req.query());
    const { reds: page, next } = reds.withStatus(id, status, after);
    return context.json({ result: { reds: page.map(answerOf), ...(next && { next }) } });
  });

  app.get('/v1/reds/:redSerial', async (context) => {
    const { id } = await authenticate(context.req);
    return context.json({ result: answerOf(reds.read(id, context.req.param('redSerial'))) });
  });

  const acts: Record<string, (merchantId: string, redSerial: string) => Done<StoredRed>> = {
    confirm: (merchantId, redSerial) => reds.answerBuyer(merchantId, redSerial, true),
    refuse: (merchantId, redSerial) => reds.answerBuyer(merchantId, redSerial, false),
    withdraw: reds.withdraw,
    retry: reds.retry,
  };
  for (const [name, act] of Object.entries(acts))
    app.post(`/v1/reds/:redSerial/${name}`, async (context) => {
      const { id } = await authenticate(context.req);
      return done(context, act(id, context.req.param('redSerial')));
    });

  return app;
};
