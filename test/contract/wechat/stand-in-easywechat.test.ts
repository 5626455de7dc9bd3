import { createHash } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { serve } from '@hono/node-server';
import { CacheInterface, MiniApp, OfficialAccount, Pay, ServerRequest } from 'node-easywechat';
import { account, appids, buyers, cafePlatform, demo, startStandIn, type StandIn } from './stand-in-support';

/** Its own cache lies in files: here it forgets with the test. */
class Memory extends CacheInterface {
  private readonly held = new Map<string, unknown>();
  override get = (key: string) => Promise.resolve(this.held.get(key));
  override has = (key: string) => Promise.resolve(this.held.has(key));
  override set = (key: string, data?: unknown) => Promise.resolve(Boolean(this.held.set(key, data)));
  override delete = (key: string) => Promise.resolve(this.held.delete(key));
}

interface Message {
  Event: string;
  SuccOrderId: string;
  FromUserName: string;
}

const messages: Message[] = [];
const portOf = (server: Server) => (server.address() as AddressInfo).port;
const closing = (server: Server) =>
  new Promise<void>((resolve) => {
    server.closeAllConnections();
    server.close(() => resolve());
  });

// Options that the client takes and its types do not name.
const json = (body: object): object => ({ json: body });
const xml = (body: object): object => ({ xml: body });

const config = (appid: string, baseURL: string) => ({
  app_id: appid,
  secret: account(appid).secret,
  token: account(appid).pushToken,
  aes_key: account(appid).encodingAesKey,
  http: { baseURL },
});

let at: StandIn;
let wechat: Server;
let merchant: Server;
let base: string;
let service: OfficialAccount;
beforeEach(async () => {
  messages.length = 0;
  merchant = createServer((incoming, outgoing) => {
    const appid = incoming.url?.split('?')[0]?.split('/').at(-1) ?? '';
    const app = new (appid === appids.mini ? MiniApp : OfficialAccount)(config(appid, base));
    const take = async () => {
      app.setRequest(await ServerRequest.createFromIncomingMessage(incoming));
      const server = app.getServer();
      server.withHandler((message, next) => {
        messages.push(message as unknown as Message);
        return next?.(message) as Promise<unknown>;
      });
      outgoing.end((await server.serve()).getBody().toString());
    };
    take().catch((error: unknown) => outgoing.writeHead(500).end(String(error)));
  });
  await new Promise<void>((resolve) => merchant.listen(0, '127.0.0.1', resolve));
  at = startStandIn({ pushUrl: (appid) => `http://127.0.0.1:${portOf(merchant)}/push/${appid}` });
  wechat = serve({ fetch: at.wechat.app.fetch, port: 0, hostname: '127.0.0.1' }) as Server;
  await new Promise((resolve) => wechat.once('listening', resolve));
  base = `http://127.0.0.1:${portOf(wechat)}/`;
  service = new OfficialAccount(config(appids.cafe, base));
  service.setCache(new Memory());
});
afterEach(async () => {
  await at.wechat.close();
  await Promise.all([closing(wechat), closing(merchant)]);
});

it('fetches a token and a ticket, and signs a page as WeChat would', async () => {
  const token = await service.getAccessToken().getToken();
  expect(await service.getAccessToken().getToken()).toBe(token);
  const url = 'http://shop.example/order';
  const { signature, nonceStr, timestamp } = (await service.getTicket().configSignature(url)) as {
    signature: string;
    nonceStr: string;
    timestamp: number;
  };
  const ticket = await at.ticket(appids.cafe, 'jsapi');
  const text = `jsapi_ticket=${ticket}&noncestr=${nonceStr}&timestamp=${timestamp}&url=${url}`;
  expect(signature).toBe(createHash('sha1').update(text).digest('hex'));
});

it('fetches the stable token, which stays the same', async () => {
  const stable = () => new OfficialAccount({ ...config(appids.cafe, base), use_stable_access_token: true });
  const tokens = [];
  for (const app of [stable(), stable()]) tokens.push(await app.setCache(new Memory()).getAccessToken().getToken());
  expect(tokens[0]).toBe(tokens[1]);
});

it('calls the interfaces, and learns of an error by its code', async () => {
  const client = service.createClient();
  const asked = await client.post('card/invoice/getauthdata', json({ s_pappid: cafePlatform, order_id: 'none' }));
  expect(asked.toObject()).toMatchObject({ errcode: 0, invoice_status: 'never auth' });
  const refused = await client.post('card/invoice/reimburse/getinvoiceinfo', json({ card_id: 'x', encrypt_code: 'y' }));
  expect(refused.toObject()).toMatchObject({ errcode: 40056 });
});

it.each(['plain', 'compatible', 'safe'])('reads an event in %s mode', async (pushMode) => {
  for (const [appid, source] of [
    [appids.cafe, 'web'],
    [appids.mini, 'wxa'],
  ] as const) {
    await at.control('account', { appid, pushMode });
    await at.authUrl(appid, { order_id: `order-${source}`, source });
    await at.control('authorize', { order_id: `order-${source}` });
    await at.wechat.drain();
    const { Event, SuccOrderId, FromUserName } = messages.at(-1) ?? {};
    expect([Event, SuccOrderId, FromUserName]).toEqual([
      'user_authorize_invoice',
      `order-${source}`,
      buyers[0]?.openids[appid],
    ]);
  }
  expect((await at.control('events')).body.map(({ state }) => state)).toEqual(['delivered', 'delivered']);
});

it.each(['MD5', 'HMAC-SHA256'])('places an order with receipt=Y, signed by %s', async (sign_type) => {
  const { mchid, payKey } = demo.merchants.find(({ id }) => id === 'm-cafe') ?? { mchid: '', payKey: '' };
  const pay = new Pay({
    mch_id: mchid,
    v2_secret_key: payKey,
    secret_key: '',
    // Files that only the third version of WeChat Pay would read.
    private_key: __filename,
    certificate: __filename,
    http: { baseURL: base },
  });
  const answer = await pay.getClient().post(
    'pay/unifiedorder',
    xml({
      appid: appids.cafe,
      mch_id: mchid,
      nonce_str: 'n0nce',
      body: '云上小馆 <午餐> & 咖啡',
      out_trade_no: 'E1',
      total_fee: 4100,
      spbill_create_ip: '127.0.0.1',
      notify_url: 'http://127.0.0.1:9/paid',
      trade_type: 'JSAPI',
      openid: buyers[0]?.openids[appids.cafe],
      receipt: 'Y',
      sign_type,
    }),
  );
  expect(answer.toObject()).toMatchObject({ return_code: 'SUCCESS', result_code: 'SUCCESS', trade_type: 'JSAPI' });
});
