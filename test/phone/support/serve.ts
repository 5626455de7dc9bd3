import { serve, type ServerType } from '@hono/node-server';
import { Hono } from 'hono';
import { cors } from 'hono/cors';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import PDFDocument from 'pdfkit';
import { type Clock, createClock } from '../../../sandbox/clock';
import { loadDemo } from '../../../sandbox/demo';
import { createPhone } from '../../../sandbox/phone';

export interface ServedPhone {
  url: string;
  wechatUrl: string;
  clock: Clock;
  /** Calls of cloud functions, with the person who made them. */
  calls: { name: string; openid: string; body: unknown }[];
  close(): Promise<void>;
}

const listen = (app: Hono): Promise<{ server: ServerType; url: string }> =>
  new Promise((resolve) => {
    const server = serve({ fetch: app.fetch, hostname: '127.0.0.1', port: 0 }, ({ port }: AddressInfo) =>
      resolve({ server, url: `http://127.0.0.1:${port}` }),
    );
  });

const stop = (server: ServerType): Promise<void> =>
  new Promise((resolve) => {
    server.close(() => resolve());
    if ('closeAllConnections' in server) server.closeAllConnections();
  });

const makePdf = (): Promise<Uint8Array> =>
  new Promise((resolve) => {
    const chunks: Uint8Array[] = [];
    const document = new PDFDocument();
    document.on('data', (chunk: Uint8Array) => chunks.push(chunk));
    document.on('end', () => resolve(Buffer.concat(chunks)));
    document.fontSize(32).text('INVOICE 41.00');
    document.end();
  });

/** A page of the other side that posts one message when its button is tapped. */
const messagePage = (label: string, message: object): string =>
  `<!doctype html><meta charset="utf-8"><button onclick='parent.postMessage(${JSON.stringify(message)}, "*")'>${label}</button>`;

const createStandIn = (clock: Clock): Hono => {
  const app = new Hono();
  app.use(cors());
  app.get('/__sandbox/titles', (c) =>
    c.json([
      {
        type: '0',
        title: '样例科技有限公司',
        taxNumber: '91000000MA0C0MPA1D',
        companyAddress: '',
        telephone: '',
        bankName: '',
        bankAccount: '',
      },
    ]),
  );
  app.get('/__sandbox/app/cards', (c) =>
    c.html(
      messagePage('选好了', {
        type: 'cards.chosen',
        cards: [{ card_id: 'p1', encrypt_code: 'e+1=', app_id: 'wx1', extra: 'dropped' }],
      }),
    ),
  );
  app.get('/__sandbox/app/authorize', (c) =>
    c.html(
      messagePage(`授权 ${c.req.query('path')} ${c.req.query('openid')?.slice(0, 4)}`, {
        type: 'miniprogram.back',
      }),
    ),
  );
  app.get('/__sandbox/app/messages', (c) => c.html('还没有消息'));
  app.post('/__sandbox/clock', async (c) => {
    const { advance_s } = await c.req.json<{ advance_s: number }>();
    await clock.advance(advance_s);
    return c.json({ ok: true });
  });
  return app;
};

/** Serves a phone with a mini program, and a WeChat that only knows what the phone asks of it. */
export const servePhone = async (root = join(__dirname, '..', 'fixture-app')): Promise<ServedPhone> => {
  const clock = createClock();
  const calls: ServedPhone['calls'] = [];
  const standIn = await listen(createStandIn(clock));
  const phone = await createPhone({ root, clock, demo: loadDemo(), wechatUrl: () => standIn.url });
  const pdf = await makePdf();
  const app = new Hono();
  app.post('/functions/:name', async (c) => {
    const name = c.req.param('name');
    calls.push({ name, openid: c.req.header('x-sandbox-openid') ?? '', body: await c.req.json() });
    if (name === 'nobody') return c.json({ ok: false, error: { code: 'not_found' } }, 404);
    return c.json({ ok: true, data: { orders: [] } });
  });
  app.get('/storage/invoice.pdf', (c) => c.body(new Uint8Array(pdf), 200, { 'content-type': 'application/pdf' }));
  app.route('/', phone.app);
  const served = await listen(app);
  return {
    url: served.url,
    wechatUrl: standIn.url,
    clock,
    calls,
    close: async () => {
      phone.close();
      await Promise.all([stop(served.server), stop(standIn.server)]);
    },
  };
};
