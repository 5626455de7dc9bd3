import { serve } from '@hono/node-server';
import { createHmac } from 'node:crypto';
import { Hono } from 'hono';
import type { AddressInfo } from 'node:net';
import type { IssuerOptions } from '../../../sandbox/issuer';
import { appids, mallPlatform, startStandIn, type StandIn } from '../wechat/stand-in-support';
import { order, startIssuer, type InvoiceAnswer } from './caller';
import { redHands, type RedAnswer } from './red-caller';

export interface CardAnswer {
  status: 'inserting' | 'inserted' | 'refused';
  orderId: string;
  cardId?: string;
  code?: string;
  errcode?: number;
  message?: string;
  cancel?: { status: 'under_way' | 'done' | 'refused'; errcode?: number; message?: string };
}

export interface Callback {
  id: string;
  type: string;
  serial: string;
  at: number;
  number?: string;
  failure?: { code: string };
  card?: CardAnswer;
  red?: Partial<RedAnswer>;
}

interface Told extends Callback {
  path: string;
  /** Signed by whoever knows the taxpayer's secret. */
  signed: boolean;
}

const listen = (app: Hono): Promise<{ url: string; close(): Promise<void> }> =>
  new Promise((ready) => {
    const server = serve({ fetch: app.fetch, hostname: '127.0.0.1', port: 0 }, ({ port }: AddressInfo) =>
      ready({
        url: `http://127.0.0.1:${port}`,
        close: () => new Promise((closed) => void server.close(() => closed())),
      }),
    );
  });

const isSigned = (path: string, header: (name: string) => string | undefined, body: string) =>
  createHmac('sha256', 'sandbox-issuer-secret-m-mall')
    .update(['POST', path, header('X-Timestamp'), header('X-Nonce'), body].join('\n'))
    .digest('hex') === header('X-Signature');

/** WeChat, the platform on the same clock, and somebody who listens to its callbacks. */
export const startCardWorld = async (options: Partial<IssuerOptions> & { wechat?: StandIn } = {}) => {
  const wechat = options.wechat ?? startStandIn();
  const told: Told[] = [];
  let status = 200;
  const upstream = await listen(wechat.wechat.app as unknown as Hono);
  const receiver = await listen(
    new Hono().post('*', async (c) => {
      const body = await c.req.text();
      const { pathname, search } = new URL(c.req.url);
      const path = pathname + search;
      told.push({
        ...(JSON.parse(body) as Callback),
        path,
        signed: isSigned(path, (name) => c.req.header(name), body),
      });
      return c.text('', status as 200);
    }),
  );
  const platform = startIssuer({ clock: wechat.clock, ...options });
  platform.issuer.connect(upstream.url);

  return {
    ...platform,
    ...redHands(platform),
    wechat,
    told,
    callbackUrl: `${receiver.url}/told?merchant=m-mall`,
    answerWith: (next: number) => {
      status = next;
    },
    /** The order that a buyer has authorised for this platform, by the merchant's official account. */
    authorize: async (order_id: string, appid = appids.mall) => {
      await wechat.authUrl(appid, { order_id, source: 'web', s_pappid: mallPlatform });
      await wechat.control('authorize', { order_id, s_pappid: mallPlatform });
    },
    /** What is to be issued, with the wish for a card. */
    withCard: (serial: string, changes: object = {}) =>
      order(serial, {
        delivery: { orderId: serial, appid: appids.mall, title: '拾光百货' },
        callbackUrl: `${receiver.url}/told?merchant=m-mall`,
        ...changes,
      }),
    cardOf: async (serial: string): Promise<CardAnswer | undefined> =>
      ((await platform.read(serial)).body.result as InvoiceAnswer & { card?: CardAnswer }).card,
    cards: async () => (await wechat.control('cards')).body as unknown as Record<string, unknown>[],
    faults: (...rules: object[]) => wechat.control('faults', { seed: 1, rules }, 'PUT'),
    close: async () => {
      await platform.issuer.close();
      await upstream.close();
      await receiver.close();
      if (!options.wechat) await wechat.wechat.close();
    },
  };
};

export type CardWorld = Awaited<ReturnType<typeof startCardWorld>>;
