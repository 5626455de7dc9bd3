import { createHash } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import type { Server } from 'node:http';
import { serve } from '@hono/node-server';
import { account, appids, startStandIn, type StandIn } from './stand-in-support';

interface ForeignClient {
  prefix: string;
  getAccessToken(): Promise<{ accessToken: string }>;
  ensureAccessToken(): Promise<{ accessToken: string }>;
  getTicket(type?: string): Promise<{ ticket: string }>;
  getJsConfig(param: object): Promise<{ signature: string; timestamp: string; nonceStr: string }>;
}

let at: StandIn;
let server: Server;
let client: ForeignClient;
beforeEach(async () => {
  at = startStandIn();
  server = serve({ fetch: at.wechat.app.fetch, port: 0, hostname: '127.0.0.1' }) as Server;
  await new Promise((resolve) => server.once('listening', resolve));
  const Client = jest.requireActual<new (appid: string, secret: string) => ForeignClient>('co-wechat-api');
  client = new Client(appids.mall, account(appids.mall).secret);
  client.prefix = `http://127.0.0.1:${(server.address() as AddressInfo).port}/cgi-bin/`;
});
afterEach(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  await at.wechat.close();
});

it('a client from npm, with nothing but its base address changed, gets token, ticket and a right signature', async () => {
  const { accessToken } = await client.getAccessToken();
  expect(accessToken.length).toBeLessThan(512);
  const { ticket } = await client.getTicket('jsapi');
  expect(ticket).toBe(await at.ticket(appids.mall, 'jsapi'));
  const url = 'http://shop.example/order';
  const { signature, nonceStr, timestamp } = await client.getJsConfig({ debug: false, jsApiList: [], url });
  const text = `jsapi_ticket=${ticket}&noncestr=${nonceStr}&timestamp=${timestamp}&url=${url}`;
  expect(signature).toBe(createHash('sha1').update(text).digest('hex'));
});

it('a client from npm learns of a wrong secret by WeChat’s code', async () => {
  const wrong = Object.assign(Object.create(Object.getPrototypeOf(client) as object) as ForeignClient, client, {
    appsecret: 'wrong',
  });
  await expect(wrong.getAccessToken()).rejects.toMatchObject({ code: 40125 });
});
