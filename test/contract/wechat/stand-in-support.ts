import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createClock } from '../../../sandbox/clock';
import { loadDemo } from '../../../sandbox/demo';
import { createWeChat, type WeChatOptions } from '../../../sandbox/wechat';

export const demo = loadDemo();
export const appids = {
  mini: 'wxde00000000000001',
  cafe: 'wxde00000000000002',
  platform: 'wxde00000000000003',
  app: 'wxde00000000000004',
  mall: 'wxde00000000000005',
  company: 'wxde00000000000006',
};
const account = (appid: string) => {
  const found = demo.accounts.find((one) => one.appid === appid);
  if (!found) throw new Error(`no account ${appid}`);
  return found;
};
export { account };
export const cafePlatform = account(appids.cafe).s_pappid ?? '';
export const mallPlatform = account(appids.platform).s_pappid ?? '';
export const buyers = demo.people.filter(({ role }) => role === 'buyer');

export type Json = Record<string, unknown>;
export const errcode = (answer: Json) => answer['errcode'];

/** A PDF as far as the stand-in looks at one. */
export const pdf = (content = Math.random().toString()) => Buffer.from(`%PDF-1.7\n${content}\n%%EOF\n`);

/** The stand-in in memory, with the calls that tests make over and over. */
export const startStandIn = (options: Partial<WeChatOptions> = {}) => {
  const clock = createClock();
  const wechat = createWeChat({
    dataDir: ':memory:',
    clock,
    demo,
    pushUrl: (appid) => `http://127.0.0.1:9/push/${appid}`,
    ...options,
  });
  const at = (path: string) => new URL(path, 'http://127.0.0.1:8081').href;
  const request = (path: string, init?: RequestInit) => Promise.resolve(wechat.app.request(at(path), init));
  const json = async (path: string, init?: RequestInit) => (await (await request(path, init)).json()) as Json;
  const post = (path: string, body: unknown) =>
    json(path, {
      method: 'POST',
      body: typeof body === 'string' ? body : JSON.stringify(body),
      headers: { 'content-type': 'application/json' },
    });

  const tokens = new Map<string, string>();
  const token = async (appid: string) => {
    const held = tokens.get(appid);
    if (held) return held;
    const answer = await post('/cgi-bin/stable_token', {
      grant_type: 'client_credential',
      appid,
      secret: account(appid).secret,
    });
    const issued = String(answer['access_token']);
    tokens.set(appid, issued);
    return issued;
  };
  /** A call to an interface with a token of this account. */
  const call = async (appid: string, path: string, body: unknown = {}) =>
    post(`${path}${path.includes('?') ? '&' : '?'}access_token=${await token(appid)}`, body);

  const ticket = async (appid: string, type = 'wx_card') =>
    String((await json(`/cgi-bin/ticket/getticket?access_token=${await token(appid)}&type=${type}`))['ticket']);

  const setContact = (appid: string) =>
    call(appid, '/card/invoice/setbizattr?action=set_contact', { contact: { phone: '4000000001', time_out: 3600 } });

  const authUrl = async (appid: string, order: Json = {}) => {
    await setContact(appid);
    return call(appid, '/card/invoice/getauthurl', {
      s_pappid: cafePlatform,
      order_id: 'order-1',
      money: 4100,
      timestamp: Math.floor(clock.now() / 1000),
      source: 'wxa',
      ticket: await ticket(appid),
      type: 0,
      ...order,
    });
  };

  const control = async (path: string, body?: unknown, method = body === undefined ? 'GET' : 'POST') => {
    const answer = await request(`/__sandbox/${path}`, {
      method,
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    return { status: answer.status, body: (await answer.json()) as Json & Json[] };
  };

  const upload = async (appid: string, bytes = pdf(), part = 'pdf') => {
    const form = new FormData();
    form.append(part, new Blob([new Uint8Array(bytes)], { type: 'application/pdf' }), 'invoice.pdf');
    return json(`/card/invoice/platform/setpdf?access_token=${await token(appid)}`, { method: 'POST', body: form });
  };

  const createTemplate = async (appid = appids.cafe, face: Json = {}) =>
    String(
      (
        await call(appid, '/card/invoice/platform/createcard', {
          invoice_info: {
            base_info: { logo_url: 'http://mmbiz.qpic.cn/logo', title: '云上小馆', ...face },
            payee: '云上小馆餐饮有限公司',
            type: '电子发票（普通发票）',
          },
        })
      )['card_id'],
    );

  let numbers = 0;
  /** The face of a 数电 invoice with a number of its own. */
  const digitalInvoice = (s_pdf_media_id: unknown, change: Json = {}): Json => ({
    fee: 4100,
    fee_without_tax: 3868,
    tax: 232,
    title: '样例科技有限公司',
    billing_time: Math.floor(clock.now() / 1000),
    billing_no: `99000000${String(++numbers).padStart(12, '0')}`,
    billing_code: '',
    check_code: '',
    s_pdf_media_id,
    info: [{ name: '*餐饮服务*餐饮服务', price: 3868, num: 1 }],
    ...change,
  });

  interface Insertion {
    order_id: string;
    card_id: string;
    data: Json;
    appid?: string;
    by?: string;
  }
  const insert = ({ order_id, card_id, data, appid = appids.mini, by = appids.cafe }: Insertion) =>
    call(by, '/card/invoice/insert', {
      order_id,
      card_id,
      appid,
      card_ext: { nonce_str: 'n', user_card: { invoice_user_data: data } },
    });

  /** One invoice in the card pack of `openid`. */
  const issueCard = async (order_id = 'order-1', openid = buyers[0]?.openid, change: Json = {}) => {
    await authUrl(appids.mini, { order_id });
    await control('authorize', { order_id, openid });
    const card_id = await createTemplate();
    const data = digitalInvoice((await upload(appids.cafe))['s_media_id'], change);
    const answer = await insert({ order_id, card_id, data });
    const shown = (await control('cards')).body.find((card: Json) => card['order_id'] === order_id) ?? {};
    return { answer, card_id, code: String(answer['code']), encrypt_code: String(shown['encrypt_code']), data };
  };

  return {
    wechat,
    clock,
    request,
    json,
    post,
    token,
    tokens,
    call,
    ticket,
    setContact,
    authUrl,
    control,
    upload,
    createTemplate,
    digitalInvoice,
    insert,
    issueCard,
  };
};

export type StandIn = ReturnType<typeof startStandIn>;

export interface Received {
  path: string;
  query: URLSearchParams;
  body: string;
  contentType: string;
}

const readAll = async (incoming: IncomingMessage) => {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
};

/** A server that takes pushes and answers what it is told to. */
export const startReceiver = async () => {
  const received: Received[] = [];
  let answer: (received: Received) => { status?: number; body?: string; afterMs?: number } = () => ({});
  const server = createServer((incoming, outgoing) => {
    void readAll(incoming).then((body) => {
      const url = new URL(incoming.url ?? '/', 'http://127.0.0.1');
      const push = {
        path: url.pathname,
        query: url.searchParams,
        body,
        contentType: incoming.headers['content-type'] ?? '',
      };
      received.push(push);
      const { status = 200, body: text = 'success', afterMs = 0 } = answer(push);
      setTimeout(() => outgoing.writeHead(status).end(text), afterMs);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    received,
    answerWith: (next: typeof answer) => {
      answer = next;
    },
    pushUrl: (appid: string) => `http://127.0.0.1:${port}/push/${appid}`,
    close: () =>
      new Promise<void>((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
};
