import fc from 'fast-check';
import texts from '../../../sandbox/wechat/wire/error-texts.json';
import { appids, startStandIn, type Json, type StandIn } from './stand-in-support';

const paths = [
  '/cgi-bin/stable_token',
  '/card/invoice/seturl',
  ...['set_contact', 'get_contact', 'set_auth_field', 'get_auth_field', 'set_pay_mch', 'get_pay_mch', 'x'].map(
    (action) => `/card/invoice/setbizattr?action=${action}`,
  ),
  '/card/invoice/getauthurl',
  '/card/invoice/getauthdata',
  '/card/invoice/rejectinsert',
  '/card/invoice/platform/createcard',
  '/card/invoice/platform/setpdf',
  '/card/invoice/platform/getpdf',
  '/card/invoice/insert',
  '/card/invoice/platform/updatestatus',
  '/card/code/decrypt',
  '/card/testwhitelist/set',
  '/card/invoice/reimburse/getinvoiceinfo',
  '/card/invoice/reimburse/getinvoicebatch',
  '/card/invoice/reimburse/updateinvoicestatus',
  '/card/invoice/reimburse/updatestatusbatch',
];
const controls = [
  'authorize',
  'decline',
  'clock',
  'account',
  'titles?openid=x',
  'title_code',
  'submit_title',
  'events',
  'card',
  'cloud_invoice',
  'pay',
];
const names = [
  'order_id',
  's_pappid',
  'card_ext',
  'user_card',
  'invoice_user_data',
  'item_list',
  'auth_field',
  'contact',
  'appid',
  'title',
  '__proto__',
  'constructor',
  'encrypt_code',
  'code',
  'rules',
];

let at: StandIn;
const lines: string[] = [];
beforeAll(async () => {
  at = startStandIn({ log: (line) => lines.push(line) });
  await at.setContact(appids.cafe);
});
afterAll(() => at.wechat.close());

const anything = fc.oneof(
  fc.json({ maxDepth: 5 }),
  fc.dictionary(fc.constantFrom(...names), fc.jsonValue({ maxDepth: 4 })).map((value) => JSON.stringify(value)),
  fc.string({ unit: 'binary' }),
);

const isFromTheContract = async (answer: Response) => {
  const text = await answer.text();
  const { errcode, errmsg } = JSON.parse(text) as { errcode?: number; errmsg?: string };
  expect(answer.status).toBe(200);
  if (errcode !== undefined) expect(Object.keys(texts)).toContain(String(errcode));
  if (errcode !== 0) expect(errcode).not.toBe(-1);
  expect(errmsg ?? '').not.toMatch(/ at |node_modules|Error:/);
};

it.each(paths)('%s answers any body with a code of the contract', async (path) => {
  const url = `${path}${path.includes('?') ? '&' : '?'}access_token=${await at.token(appids.cafe)}`;
  await fc.assert(
    fc.asyncProperty(anything, async (body) => isFromTheContract(await at.request(url, { method: 'POST', body }))),
    { numRuns: 60 },
  );
});

const nested = `${'{"card_ext":'.repeat(50_000)}1${'}'.repeat(50_000)}`;
it.each([
  ['deep nesting', nested],
  ['deep arrays', `{"item_list":${'['.repeat(100_000)}${']'.repeat(100_000)}}`],
  ['two megabytes', JSON.stringify({ order_id: 'x'.repeat(2_000_000) })],
  ['eleven megabytes', 'x'.repeat(11_000_000)],
  ['another encoding', Buffer.from('{"order_id":"\xb6\xa9\xb5\xa5"}', 'latin1')],
  ['a lone surrogate', '{"s_pappid":"\\ud800","order_id":"\\udfff\\u0000"}'],
  ['a key that is no key', '{"__proto__":{"s_pappid":"x"},"constructor":{"prototype":{}}}'],
])('%s break nothing', async (_name, body) => {
  for (const path of paths) {
    const url = `${path}${path.includes('?') ? '&' : '?'}access_token=${await at.token(appids.cafe)}`;
    await isFromTheContract(await at.request(url, { method: 'POST', body }));
  }
  for (const path of controls) {
    const answer = await at.request(`/__sandbox/${path}`, { method: 'POST', body });
    expect([400, 404]).toContain(answer.status);
    expect(await answer.json()).toEqual({ error: expect.any(String) });
  }
});

it.each([
  ['multipart/form-data', 'x'],
  ['multipart/form-data; boundary=b', '--b\r\nContent-Disposition: form-data; name="pdf"; filename="a"\r\n\r\n%PDF'],
  ['multipart/form-data; boundary=b', '--b\r\nContent-Disposition: form-data; name="pdf"\r\n\r\n%PDF\r\n--b--'],
  ['multipart/form-data; boundary=b', '--b--'],
  ['text/plain', '%PDF'],
])('a form of type %s that is none is 47001', async (type, body) => {
  const answer = await at.request(`/card/invoice/platform/setpdf?access_token=${await at.token(appids.cafe)}`, {
    method: 'POST',
    body,
    headers: { 'content-type': type },
  });
  expect(((await answer.json()) as Json)['errcode']).toBe(47001);
});

it('control addresses answer any body with 200, 400, 404 or 409, and pages never break', async () => {
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...controls), anything, async (path, body) => {
      const answer = await at.request(`/__sandbox/${path}`, { method: 'POST', body });
      expect([200, 400, 404, 409]).toContain(answer.status);
      await answer.json();
    }),
    { numRuns: 200 },
  );
  const { auth_url } = await at.authUrl(appids.cafe, { source: 'web', type: 1 });
  await fc.assert(
    fc.asyncProperty(
      anything,
      fc.constantFrom('application/x-www-form-urlencoded', 'multipart/form-data', 'x'),
      async (body, type) => {
        const answer = await at.request(String(auth_url), { method: 'POST', body, headers: { 'content-type': type } });
        expect(answer.status).toBe(200);
      },
    ),
    { numRuns: 50 },
  );
});

it('an order called by any text comes back as that text', async () => {
  await fc.assert(
    fc.asyncProperty(fc.string({ unit: 'grapheme', minLength: 1 }), async (order_id) => {
      const { auth_url } = await at.authUrl(appids.cafe, { order_id, source: 'web' });
      const page = await at.request(String(auth_url));
      expect(page.status).toBe(200);
      const answer = await at.control('authorize', { order_id, appid: appids.cafe });
      expect([200, 409]).toContain(answer.status);
    }),
    { numRuns: 60 },
  );
});

it('nothing of this was an internal error', () =>
  expect(lines.filter((line) => line.startsWith('internal'))).toEqual([]));
