import { Hono } from 'hono';
import { loopbackOnly } from '../../../sandbox/wechat';
import { appids, startStandIn, type Json, type StandIn } from './stand-in-support';

let at: StandIn;
beforeAll(() => {
  at = startStandIn();
});
afterAll(() => at.wechat.close());

const merchant = [
  '/card/invoice/setbizattr?action=set_contact',
  '/card/invoice/setbizattr?action=get_contact',
  '/card/invoice/setbizattr?action=set_auth_field',
  '/card/invoice/setbizattr?action=get_auth_field',
  '/card/invoice/setbizattr?action=set_pay_mch',
  '/card/invoice/setbizattr?action=get_pay_mch',
  '/card/invoice/getauthurl',
  '/card/invoice/getauthdata',
  '/card/invoice/rejectinsert',
];
const platform = [
  '/card/invoice/seturl',
  '/card/invoice/platform/createcard',
  '/card/invoice/platform/setpdf',
  '/card/invoice/platform/getpdf',
  '/card/invoice/insert',
  '/card/invoice/platform/updatestatus',
  '/card/testwhitelist/set',
];
const reimburser = [
  '/card/invoice/reimburse/getinvoiceinfo',
  '/card/invoice/reimburse/getinvoicebatch',
  '/card/invoice/reimburse/updateinvoicestatus',
  '/card/invoice/reimburse/updatestatusbatch',
];
const all = [...merchant, ...platform, ...reimburser, '/card/code/decrypt', '/cgi-bin/ticket/getticket?type=jsapi'];
const bodyless = (path: string) => /seturl|action=get_|getticket/.test(path);
const withToken = (path: string, token: string) => `${path}${path.includes('?') ? '&' : '?'}access_token=${token}`;

describe.each(all)('%s', (path) => {
  it('asks for a token first, then for the latest, then for a living one', async () => {
    expect((await at.json(path))['errcode']).toBe(41001);
    expect((await at.json(withToken(path, 'nobody-gave-this-out')))['errcode']).toBe(40001);
    const other = startStandIn();
    const token = await other.token(appids.cafe);
    await other.clock.advance(7200);
    expect((await other.json(withToken(path, token)))['errcode']).toBe(42001);
    await other.wechat.close();
  });
});

it.each([
  [appids.company, merchant],
  [appids.mini, platform],
  [appids.mall, platform],
  [appids.app, platform],
  [appids.platform, reimburser],
])('%s has no right to interfaces of another role, and learns it before anything else', async (appid, paths) => {
  for (const path of paths) expect([path, (await at.call(appid, path, 'not json'))['errcode']]).toEqual([path, 48001]);
});

describe.each(all.filter((path) => !path.includes('getticket')))('%s', (path) => {
  it('is called by POST', async () => {
    for (const method of ['GET', 'PUT', 'DELETE']) {
      const answer = await at.json(withToken(path, await at.token(appids.cafe)), { method });
      expect([method, answer['errcode']]).toEqual([method, 43002]);
    }
  });

  it('wants a body where it has fields', async () => {
    const answer = await at.call(appids.cafe, path, '');
    if (bodyless(path)) expect(answer['errcode']).not.toBe(44002);
    else expect(answer['errcode']).toBe(path.endsWith('setpdf') ? 47001 : 44002);
  });

  it.each(['{', 'null', '[]', '"text"', '7', 'a=b', '\u0000'])('takes no %j for a JSON object', async (body) => {
    const expected = path.endsWith('getinvoicebatch') ? 72031 : 47001;
    expect((await at.call(appids.cafe, path, body))['errcode']).toBe(expected);
  });
});

it('names the field that is empty', async () => {
  await at.setContact(appids.mini);
  const messageOf = async (path: string, body: object) => (await at.call(appids.cafe, path, body))['errmsg'];
  await at.setContact(appids.cafe);
  expect(await messageOf('/card/invoice/getauthurl', {})).toMatch(
    /^invalid params, s_pappid is empty hint: \[\w{6}a\d{8}\] rid: [0-9a-f]{8}-[0-9a-f]{8}-[0-9a-f]{8}$/,
  );
  expect(await messageOf('/card/invoice/getauthdata', { s_pappid: 's', order_id: '' })).toMatch(
    /^invalid params, order_id is empty /,
  );
  expect(await messageOf('/card/invoice/rejectinsert', { s_pappid: 's', order_id: 'o', reason: null })).toMatch(
    /^invalid params, reason is empty /,
  );
  expect(await messageOf('/card/invoice/platform/getpdf?action=get_url', {})).toMatch(
    /^invalid params, s_media_id is empty /,
  );
  expect(await messageOf('/card/invoice/setbizattr?action=set_contact', { contact: { time_out: 1 } })).toMatch(
    /^invalid params, phone is empty /,
  );
  expect(await messageOf('/card/invoice/reimburse/getinvoicebatch', { item_list: [] })).toMatch(
    /^invalid params, item_list is empty /,
  );
});

it('takes neither text for a number nor a number for text', async () => {
  await at.setContact(appids.mini);
  for (const wrong of [
    { money: '4100' },
    { money: 41.5 },
    { money: -1 },
    { money: 0 },
    { type: '1' },
    { type: 3 },
    { source: 'h5' },
    { order_id: 7 },
    { redirect_url: null },
    { timestamp: '1' },
  ]) {
    const answer = await at.authUrl(appids.mini, wrong);
    expect([wrong, answer['errcode']]).toEqual([wrong, 72031]);
  }
});

it('knows no other interface', async () => {
  for (const path of ['/cgi-bin/nothing', '/card/invoice/getAuthUrl', '/card/invoice/insert/', '/x']) {
    const answer = await at.request(path, { method: 'POST', body: '{}' });
    expect([path, answer.status, ((await answer.json()) as Json)['errcode']]).toEqual([path, 200, 40066]);
  }
});

it('knows no other action of setbizattr', async () => {
  expect((await at.call(appids.cafe, '/card/invoice/setbizattr?action=set_all'))['errcode']).toBe(72027);
  expect(await at.call(appids.cafe, '/card/invoice/setbizattr')).toMatchObject({
    errcode: 72031,
    errmsg: expect.stringContaining('action is empty'),
  });
});

it('refuses to be called by another name than this machine’s', async () => {
  expect((await at.wechat.app.request('http://rebound.example/cgi-bin/token')).status).toBe(403);
  expect((await at.wechat.app.request('http://localhost:8081/cgi-bin/token')).status).toBe(200);
});

it('lends its guard to whoever shares its port', async () => {
  const shared = new Hono()
    .use('*', loopbackOnly)
    .get('/issuer/x', (c) => c.text('issuer'))
    .get('/__sandbox/people', (c) => c.text('people'))
    .route('/', at.wechat.app);
  const ask = async (url: string, origin?: string) =>
    (await shared.request(url, origin === undefined ? {} : { headers: { origin } })).status;
  for (const path of ['/issuer/x', '/__sandbox/people', '/__sandbox/events']) {
    expect([path, await ask(`http://127.0.0.1${path}`)]).toEqual([path, 200]);
    expect([path, await ask(`http://127.0.0.1${path}`, 'http://localhost:8080')]).toEqual([path, 200]);
    expect([path, await ask(`http://rebound.example${path}`)]).toEqual([path, 403]);
  }
  for (const origin of ['https://evil.example', 'null', ''])
    expect([origin, await ask('http://127.0.0.1/__sandbox/people', origin)]).toEqual([origin, 403]);
});

it('answers for the paths that it does not know also where it shares a port', async () => {
  const shared = new Hono().get('/issuer/x', (c) => c.text('issuer')).route('/', at.wechat.app);
  const ask = async (path: string) => {
    const answer = await shared.request(`http://127.0.0.1${path}`, { method: 'POST' });
    return [answer.status, (await answer.json()) as Json] as const;
  };
  expect(await ask('/cgi-bin/nothing')).toEqual([200, expect.objectContaining({ errcode: 40066 })]);
  expect(await ask('/__sandbox/nothing')).toEqual([
    404,
    { error: 'there is no POST /__sandbox/nothing in this sandbox' },
  ]);
  expect((await shared.request('http://127.0.0.1/issuer/x')).status).toBe(200);
});
