import { request } from 'node:http';
import { PROBE } from './ground';
import { APPID, runSandbox, type RunningSandbox } from './sandbox';

let sandbox: RunningSandbox;

beforeAll(async () => {
  sandbox = await runSandbox({
    probes: { push: {}, hasty: { timeout: 1 } },
    routes: [
      { path: '/push', function: 'push' },
      { path: '/push/deeper', function: PROBE },
      { path: '/open', function: PROBE, enablePathTransmission: true },
      { path: '/none', function: 'nobody' },
    ],
  });
}, 30_000);

afterAll(() => sandbox.close());

const post = (path: string, body: unknown, headers: Record<string, string> = {}) =>
  fetch(`${sandbox.url}${path}`, {
    method: 'POST',
    body: typeof body === 'string' ? body : JSON.stringify(body),
    headers: { 'content-type': 'application/json', ...headers },
  });

/** A request with a Host of its own, which fetch would not let through. */
const withHost = (path: string, host: string) =>
  new Promise<number>((resolve, reject) => {
    const { port } = new URL(sandbox.url);
    request({ host: '127.0.0.1', port, path, method: 'POST', headers: { host } }, (response) =>
      resolve(response.statusCode ?? 0),
    )
      .on('error', reject)
      .end('{}');
  });

describe('the phone’s door to functions', () => {
  test('calls a function as the phone does', async () => {
    const answer = (await (
      await post(`/functions/${PROBE}`, { action: 'x' }, { 'x-sandbox-openid': 'o1' })
    ).json()) as { event: object; wx: object };
    expect(answer.event).toEqual({ action: 'x', tcbContext: {}, userInfo: { appId: APPID, openId: 'o1' } });
    expect(answer.wx).toMatchObject({ OPENID: 'o1', SOURCE: 'wx_client' });
  });

  test('gives no OPENID to a function when nobody is named', async () => {
    const { wx } = (await (await post(`/functions/${PROBE}`, {})).json()) as { wx: Record<string, unknown> };
    expect(wx.SOURCE).toBe('wx_client');
    expect(wx.OPENID).toBeUndefined();
  });

  test('overrules a userInfo that the caller made up', async () => {
    const { event } = (await (
      await post(`/functions/${PROBE}`, { userInfo: { openId: 'forged' } }, { 'x-sandbox-openid': 'o1' })
    ).json()) as { event: { userInfo: object } };
    expect(event.userInfo).toEqual({ appId: APPID, openId: 'o1' });
  });

  test.each(['[]', '"text"', 'null', '{', ''])('refuses the body %j, which is no JSON object', async (body) => {
    const response = await post(`/functions/${PROBE}`, body);
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({
      ok: false,
      error: { code: 'bad_request', retryable: false, requestId: expect.any(String) },
    });
  });

  test('refuses a body above 5 MB', async () => {
    expect((await post(`/functions/${PROBE}`, { text: 'x'.repeat(5 * 1024 * 1024) })).status).toBe(400);
  });

  test('says that a function does not exist', async () => {
    const response = await post('/functions/nobody', {});
    expect(response.status).toBe(404);
    expect(await response.json()).toMatchObject({ ok: false, error: { code: 'not_found' } });
  });

  test.each([
    ['throws', PROBE, { do: 'throw' }],
    ['ends its process', PROBE, { do: 'exit' }],
    ['takes too long', 'hasty', { do: 'slow', ms: 3000 }],
  ])('tells the phone to try again when a function %s', async (_why, name, body) => {
    const response = await post(`/functions/${name}`, body);
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({ ok: false, error: { code: 'function_failed', retryable: true } });
  });

  test('does not carry an answer above 1 MB to the phone', async () => {
    const { error } = (await (await post(`/functions/${PROBE}`, { do: 'large', bytes: 1024 * 1024 })).json()) as {
      error: object;
    };
    expect(error).toMatchObject({
      code: 'function_failed',
      retryable: false,
      hint: expect.stringContaining('-604001'),
    });
  });

  test('opens for DevTools and pages of this machine, for no other page', async () => {
    const preflight = (origin: string) =>
      fetch(`${sandbox.url}/functions/${PROBE}`, {
        method: 'OPTIONS',
        headers: {
          origin,
          'access-control-request-method': 'POST',
          'access-control-request-headers': 'x-sandbox-openid',
        },
      });
    for (const origin of ['http://127.0.0.1:9999', 'http://localhost:3000', 'https://servicewechat.com']) {
      const response = await preflight(origin);
      expect(response.headers.get('access-control-allow-origin')).toBe(origin);
      expect(response.headers.get('access-control-allow-headers')).toContain('x-sandbox-openid');
    }
    const answered = await post(`/functions/${PROBE}`, {}, { origin: 'http://localhost:3000' });
    expect(answered.headers.get('access-control-allow-origin')).toBe('http://localhost:3000');
    const refused = await post('/functions/nobody', {}, { origin: 'http://localhost:3000' });
    expect(refused.headers.get('access-control-allow-origin')).toBe('http://localhost:3000');
    expect((await preflight('https://evil.example')).status).toBe(403);
    expect((await post(`/functions/${PROBE}`, {}, { origin: 'https://evil.example' })).status).toBe(403);
  });
});

describe('the sandbox', () => {
  test('answers to its own names only', async () => {
    const { port } = new URL(sandbox.url);
    expect(await withHost('/admin', `evil.example:${port}`)).toBe(403);
    expect(await withHost(`/functions/${PROBE}`, 'evil.example')).toBe(403);
    expect(await withHost('/admin', `localhost:${port}`)).toBe(200);
  });

  test('lets no web page at the SDK’s door', async () => {
    const response = await post(
      '/admin',
      { action: 'database.calculateDocument', collectionName: 'conformance' },
      { origin: sandbox.url },
    );
    expect(response.status).toBe(403);
    expect(response.headers.get('access-control-allow-origin')).toBeNull();
  });

  test('answers an unknown action and a broken body as the platform answers errors', async () => {
    expect(await (await post('/admin', { action: 'database.nonsense' })).json()).toMatchObject({
      code: 'INVALID_PARAM',
    });
    const broken = await post('/admin', '{');
    expect(broken.status).toBe(200);
    expect(await broken.json()).toMatchObject({ code: expect.any(String), requestId: expect.any(String) });
  });

  test('does not believe an outsider who claims to be a function, a phone or a timer', async () => {
    for (const source of ['wx_client,scf', 'wx_trigger', ',scf']) {
      const { data } = (await (
        await post(
          '/admin',
          { action: 'functions.invokeFunction', function_name: PROBE, request_data: '{}', wxCloudApiToken: 'made up' },
          { 'x-tcb-source': source },
        )
      ).json()) as { data: { response_data: string } };
      expect((JSON.parse(data.response_data) as { wx: object }).wx).toMatchObject({ SOURCE: ',unknown' });
    }
  });
});

describe('HTTP access', () => {
  const seen = async (path: string, init: RequestInit = {}) =>
    (await (await fetch(`${sandbox.url}${path}`, init)).json()) as {
      event: Record<string, unknown>;
      wx: Record<string, unknown>;
      function: string;
    };

  test('hands a request to the function of the longest path, with what lies below that path', async () => {
    const { event, wx, function: name } = await seen('/push/wx123?signature=a&echostr=%E4%BD%A0');
    expect(name).toBe('push');
    expect(event).toMatchObject({
      path: '/wx123',
      httpMethod: 'GET',
      queryStringParameters: { signature: 'a', echostr: '你' },
      requestContext: {
        envId: 'local-test',
        requestId: expect.any(String),
        appId: expect.any(Number),
        uin: expect.any(Number),
      },
      body: '',
      isBase64Encoded: false,
    });
    expect(wx).toMatchObject({ SOURCE: 'wx_http' });
    expect(wx.OPENID).toBeUndefined();
    expect((await seen('/push/deeper/x')).function).toBe(PROBE);
    expect((await seen('/push')).event.path).toBe('/');
  });

  test('hands over the whole path where 路径透传 is on', async () => {
    expect((await seen('/open/v1/orders')).event.path).toBe('/open/v1/orders');
  });

  test('does not take a longer word for the same path', async () => {
    expect((await fetch(`${sandbox.url}/pusher`)).status).toBe(404);
  });

  test('passes text as text and bytes as base64', async () => {
    const xml = '<xml><ToUserName>你好</ToUserName></xml>';
    expect((await seen('/push/a', { method: 'POST', body: xml })).event).toMatchObject({
      body: xml,
      isBase64Encoded: false,
    });
    const bytes = Buffer.from([0xff, 0xfe, 0, 1]);
    expect((await seen('/push/a', { method: 'POST', body: bytes })).event).toMatchObject({
      body: bytes.toString('base64'),
      isBase64Encoded: true,
    });
  });

  test('adds the peer to the addresses that the client names', async () => {
    const { event } = await seen('/push/a', { headers: { 'x-forwarded-for': '203.0.113.9' } });
    expect(event.headers).toMatchObject({ 'x-forwarded-for': '203.0.113.9, 127.0.0.1', 'x-real-ip': '127.0.0.1' });
  });

  const answered = (answer: unknown, method = 'GET') =>
    fetch(`${sandbox.url}/push/a?answer=${encodeURIComponent(JSON.stringify(answer))}`, { method });

  test('answers with the status, headers and body that the function returns', async () => {
    const response = await answered({
      statusCode: 403,
      headers: { 'content-type': 'text/xml', 'x-own': '1' },
      body: '<no/>',
    });
    expect([
      response.status,
      response.headers.get('content-type'),
      response.headers.get('x-own'),
      await response.text(),
    ]).toEqual([403, 'text/xml', '1', '<no/>']);
  });

  test('turns a base64 body into bytes', async () => {
    const bytes = Buffer.from([0, 255, 1, 254]);
    const response = await answered({
      statusCode: 200,
      headers: { 'content-type': 'application/pdf' },
      body: bytes.toString('base64'),
      isBase64Encoded: true,
    });
    expect(Buffer.from(await response.arrayBuffer())).toEqual(bytes);
  });

  test('answers a returned text as text and a returned object as JSON', async () => {
    const text = await answered('success');
    expect([text.headers.get('content-type'), await text.text()]).toEqual([
      expect.stringContaining('text/plain'),
      'success',
    ]);
    const json = await answered({ a: 1 });
    expect([json.headers.get('content-type'), await json.json()]).toEqual([
      expect.stringContaining('application/json'),
      { a: 1 },
    ]);
  });

  test('answers 204, and HEAD, without a body', async () => {
    expect((await answered({ statusCode: 204 })).status).toBe(204);
    const head = await answered({ statusCode: 200, body: 'text' }, 'HEAD');
    expect([head.status, await head.text()]).toEqual([200, '']);
  });

  test('a function that does not exist or fails is told as the platform tells it', async () => {
    const response = await fetch(`${sandbox.url}/none/x`);
    expect(response.status).toBe(500);
    expect(await response.json()).toMatchObject({ code: 'FUNCTION_INVOCATION_FAILED' });
  });
});
