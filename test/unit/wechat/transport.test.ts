import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { endpoints, type Endpoint, type EndpointName } from '../../../cloudfunctions/common/wechat/endpoints';
import { AppError } from '../../../cloudfunctions/common/runtime/errors';
import { whilePersonWaits } from '../../../cloudfunctions/common/wechat/patience';
import { exchange } from '../../../cloudfunctions/common/wechat/transport';

interface Heard {
  method: string;
  url: URL;
  headers: IncomingHttpHeaders;
  body: string;
}

const appid = 'wxde00000000000001';
let server: Server;
let heard: Heard[] = [];
/** Texts to answer; `hang up` and `keep waiting` are done instead. */
let answers: string[] = [];

beforeAll(async () => {
  server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      heard.push({
        method: request.method ?? '',
        url: new URL(request.url ?? '', 'http://wechat'),
        headers: request.headers,
        body: Buffer.concat(chunks).toString('latin1'),
      });
      const answer = answers.shift() ?? '{"errcode":0}';
      if (answer === 'hang up') request.socket.destroy();
      else if (answer !== 'keep waiting') response.end(answer);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  process.env['WECHAT_BASE_URL'] = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterAll(() => {
  delete process.env['WECHAT_BASE_URL'];
  server.closeAllConnections();
  server.close();
});

beforeEach(() => {
  heard = [];
  answers = [];
});

const ask = (name: EndpointName, request: object) =>
  exchange(endpoints[name] as unknown as Endpoint<object, Record<string, unknown>>, appid, request, 'TOKEN');

const authorization = {
  s_pappid: 'd3h4LW+q0/',
  order_id: 'o1',
  money: 100,
  timestamp: 1_700_000_000,
  source: 'wxa',
  ticket: 'TICKET',
  type: 1,
};

describe('what goes out to WeChat', () => {
  it('carries the token in the query and UTF-8 JSON in the body, without optionals that say nothing', async () => {
    answers = ['{"errcode":0,"auth_url":"pages/auth/auth?x=1"}'];
    await ask('authorizationUrl', { ...authorization, redirect_url: '' });
    const [call] = heard;
    expect([call?.method, call?.url.pathname, call?.url.searchParams.get('access_token')]).toEqual([
      'POST',
      '/card/invoice/getauthurl',
      'TOKEN',
    ]);
    expect(call?.headers['content-type']).toMatch(/^application\/json/);
    expect(JSON.parse(call?.body ?? '')).toEqual(authorization);
  });

  it('drops empty optionals at every depth, and keeps the required empty texts of a digital invoice', async () => {
    answers = ['{"errcode":0,"code":"682000661927","openid":"o1"}'];
    const data = {
      fee: 106,
      title: '云上',
      billing_time: 1_700_000_000,
      billing_no: '25990000000000000123',
      billing_code: '',
      info: [{ name: '餐饮', num: undefined, unit: '', price: 100 }],
      fee_without_tax: 100,
      tax: 6,
      s_pdf_media_id: '31329650932477952',
      check_code: '',
      buyer_number: '',
    };
    const request = {
      order_id: 'o',
      card_id: 'p',
      appid,
      card_ext: { nonce_str: 'n', user_card: { invoice_user_data: data } },
    };
    await ask('insert', request);
    const sent = JSON.parse(Buffer.from(heard[0]?.body ?? '', 'latin1').toString('utf8'));
    expect(sent.card_ext.user_card.invoice_user_data).toEqual({
      fee: 106,
      title: '云上',
      billing_time: 1_700_000_000,
      billing_no: '25990000000000000123',
      billing_code: '',
      info: [{ name: '餐饮', price: 100 }],
      fee_without_tax: 100,
      tax: 6,
      s_pdf_media_id: '31329650932477952',
      check_code: '',
    });
  });

  it('sends the file as a multipart part named pdf, with name and type', async () => {
    answers = ['{"errcode":0,"s_media_id":73338439723909664}'];
    const answer = await ask('uploadPdf', { pdf: new TextEncoder().encode('%PDF-1.7 %%EOF') });
    expect(heard[0]?.headers['content-type']).toMatch(/^multipart\/form-data; boundary=/);
    expect(heard[0]?.body).toMatch(/name="pdf"; filename="pdf\.pdf"\r\nContent-Type: application\/pdf/i);
    expect(answer).toEqual({ s_media_id: '73338439723909664' });
  });

  it('names the action in the query for setbizattr, and in query and body for getpdf', async () => {
    answers = ['{"errcode":0}', '{"errcode":0,"pdf_url":"https:\\/\\/mp","pdf_url_expire_time":"7200"}'];
    await ask('setContact', { contact: { phone: '4000000001', time_out: 86400 } });
    expect(await ask('pdfUrl', { action: 'get_url', s_media_id: '1' })).toEqual({
      pdf_url: 'https://mp',
      pdf_url_expire_time: 7200,
    });
    expect(heard.map(({ url }) => url.searchParams.get('action'))).toEqual(['set_contact', 'get_url']);
    expect(heard.map(({ body }): unknown => JSON.parse(body))).toEqual([
      { contact: { phone: '4000000001', time_out: 86400 } },
      { action: 'get_url', s_media_id: '1' },
    ]);
  });

  it.each([
    ['milliseconds for seconds', { timestamp: 1_700_000_000_000 }],
    ['a fraction of a fen', { money: 41.5 }],
    ['money as text', { money: '4100' }],
    ['an unknown source', { source: 'h5' }],
    ['an empty ticket', { ticket: '' }],
    ['a field that WeChat does not know', { time: 1 }],
  ])('refuses %s before anything is sent', async (_what, wrong) => {
    await expect(ask('authorizationUrl', { ...authorization, ...wrong })).rejects.toMatchObject({
      failure: { code: 'wechat_invalid_request', retryable: false },
    });
    expect(heard).toEqual([]);
  });

  it('refuses an s_pappid where an appid belongs', async () => {
    const request = { order_id: 'o', card_id: 'p', appid: 'd3hkZTAwMDAw', card_ext: {} };
    await expect(ask('insert', request)).rejects.toMatchObject({ failure: { hint: expect.stringContaining('appid') } });
  });

  it.each(['https://api.weixin.qq.com', 'http://10.0.0.8:8081', 'https://127.0.0.1.example.com'])(
    'never takes a demo account to %s',
    async (base) => {
      const before = process.env['WECHAT_BASE_URL'];
      process.env['WECHAT_BASE_URL'] = base;
      await expect(ask('platformUrl', {})).rejects.toMatchObject({ failure: { code: 'wechat_demo_account' } });
      process.env['WECHAT_BASE_URL'] = before;
    },
  );
});

describe('what comes back from WeChat', () => {
  it('is a success by errcode alone: missing, text, or with an odd word', async () => {
    answers = [
      '{"contact":{"phone":4000000001,"time_out":"86400"}}',
      '{"errcode":"0","errmsg":"sucesss","code":186921658591}',
    ];
    expect(await ask('getContact', {})).toEqual({ contact: { phone: '4000000001', time_out: 86400 } });
    expect(await ask('decryptCode', { encrypt_code: 'x' })).toEqual({ code: '186921658591' });
  });

  it('is a failure by errcode alone, without the token in its text', async () => {
    answers = ['{"errcode":"48001","errmsg":"api unauthorized for TOKEN hint: [x]"}'];
    const failure = await ask('platformUrl', {}).catch((error: { failure: unknown }) => error.failure);
    expect(failure).toMatchObject({ code: 'wechat_interface_not_granted', wechat: { errcode: 48001 } });
    expect(JSON.stringify(failure)).not.toContain('TOKEN');
  });

  it('is tried again at once when WeChat was busy and asking twice does no harm', async () => {
    answers = [
      '{"errcode":-1,"errmsg":"system error"}',
      'hang up',
      '{"errcode":0,"invoice_url":"https://mp?s_pappid=a"}',
    ];
    expect(await ask('platformUrl', {})).toEqual({ invoice_url: 'https://mp?s_pappid=a' });
    expect(heard).toHaveLength(3);
  });

  it('is left to the outbox when the call has an effect', async () => {
    answers = ['{"errcode":-1,"errmsg":"system error"}'];
    await expect(ask('rejectInsert', { s_pappid: 's', order_id: 'o', reason: 'r' })).rejects.toMatchObject({
      failure: { code: 'wechat_system_busy', retryable: true },
    });
    expect(heard).toHaveLength(1);
  });

  it.each([
    ['<html>502 Bad Gateway</html>', 'wechat_unexpected_answer'],
    ['{"errcode":0}', 'wechat_unexpected_answer'],
    ['[]', 'wechat_unexpected_answer'],
  ])('is a typed failure when it is %s', async (answer, code) => {
    answers = [answer];
    await expect(
      ask('createCard', { invoice_info: { base_info: { logo_url: 'http://x', title: 't' }, payee: 'p', type: 'x' } }),
    ).rejects.toMatchObject({
      failure: { code, retryable: true },
    });
  });

  it('may be lost: a late answer and a dropped connection are told apart', async () => {
    const slow = { ...endpoints.rejectInsert, timeoutMs: 100 } as unknown as Endpoint<object, object>;
    const request = { s_pappid: 's', order_id: 'o', reason: 'r' };
    answers = ['keep waiting', 'hang up'];
    await expect(exchange(slow, appid, request, 'T')).rejects.toMatchObject({
      failure: { code: 'wechat_timeout', retryable: true },
    });
    await expect(exchange(slow, appid, request, 'T')).rejects.toMatchObject({
      failure: { code: 'wechat_unreachable', retryable: true },
    });
  });

  it('keeps somebody who waits no longer than three seconds, however many calls were to be made', async () => {
    answers = ['keep waiting'];
    const failureOf = (name: EndpointName, request: object) =>
      ask(name, request).catch((error: unknown) => (error instanceof AppError ? error.failure.code : error));
    const begun = performance.now();
    const failures = await whilePersonWaits(async () => [
      await failureOf('authorizationUrl', authorization),
      await failureOf('setContact', { contact: { phone: '4001234567', time_out: 86_400 } }),
    ])(undefined);
    expect(failures).toEqual(['wechat_timeout', 'wechat_timeout']);
    expect(performance.now() - begun).toBeLessThan(3500);
    expect(heard).toHaveLength(1);
  });
});
