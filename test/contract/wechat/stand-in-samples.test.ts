import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import described from '../../fixtures/wechat/endpoints.json';
import contract from '../../fixtures/wechat/contract-samples.json';
import nontax from '../../fixtures/wechat/nontax-samples.json';
import { appids, cafePlatform, errcode, startStandIn, type Json, type StandIn } from './stand-in-support';

const folder = join(__dirname, '../../fixtures/wechat/samples');
const fromFolder = (path: string) =>
  readdirSync(join(folder, path))
    .filter((name) => name.endsWith('.request.json'))
    .map(
      (name) =>
        [
          `${path}${name.replace('.json', '')}`,
          JSON.parse(readFileSync(join(folder, path, name), 'utf8')) as Json,
        ] as const,
    );
const requests = new Map<string, Json>([
  ...(Object.entries({ ...contract, ...nontax }).filter(([name]) => name.endsWith('.request')) as [string, Json][]),
  ...fromFolder(''),
  ...fromFolder('seed002/'),
]);

let at: StandIn;
beforeEach(() => {
  at = startStandIn();
});
afterEach(() => at.wechat.close());

/** Where a sample is sent, from its name. */
const pathOf = (name: string) => {
  const plain = name.replace(/~.*|\.request$/g, '').replace(/^seed002\//, 'card_invoice_');
  const found = described.find(({ path }) => path.slice(1).replaceAll('/', '_').replace('?action=', '__') === plain);
  if (!found) throw new Error(`no interface for ${name}`);
  return found.path;
};
const send = (name: string, body = requests.get(name)) => at.call(appids.cafe, pathOf(name), body);

/**
 * What WeChat answers to a printed request: it names accounts, orders and codes that are not there,
 * and what it is refused for is that, not its form.
 */
const answers: Record<string, number> = {
  'card_invoice_seturl.request': 0,
  'card_invoice_setbizattr__set_contact.request': 0,
  'card_invoice_setbizattr__get_contact.request': 0,
  'card_invoice_setbizattr__set_auth_field.request': 0,
  'card_invoice_setbizattr__get_auth_field.request': 72029,
  'card_invoice_setbizattr__set_pay_mch.request': 72030,
  'card_invoice_setbizattr__get_pay_mch.request': 72028,
  'card_invoice_getauthurl.request': 72063,
  'card_invoice_getauthdata.request': 0,
  'card_invoice_rejectinsert.request': 72038,
  'card_invoice_platform_createcard.request': 0,
  'card_invoice_platform_getpdf.request': 72031,
  'card_invoice_insert.request': 72038,
  'card_invoice_platform_updatestatus.request': 72038,
  'card_code_decrypt.request': 40056,
  'card_testwhitelist_set.request': 0,
  'card_invoice_reimburse_getinvoiceinfo.request': 40056,
  'card_invoice_reimburse_getinvoicebatch.request': 40056,
  'card_invoice_reimburse_updateinvoicestatus.request': 40056,
  // Its state stands in braces.
  'card_invoice_reimburse_updatestatusbatch.request': 72031,
  'card_invoice_biz_getusertitleurl.request': 0,
  'card_invoice_biz_getusertitleurl~new-doc.request': 0,
  'card_invoice_biz_getselecttitleurl.request': 0,
  'card_invoice_scantitle.request': 72044,
  'card_invoice_makeoutinvoice.request': 73001,
  'card_invoice_clearoutinvoice.request': 73001,
  'card_invoice_queryinvoceinfo.request': 73109,
  'nontax_getbillauthurl.request': 72031,
  'nontax_createbillcard.request': 0,
  'nontax_insertbill.request': 72038,
  'cgi-bin_stable_token.request': 40013,
  'cgi-bin_stable_token~force.request': 40013,
  'seed002/reimburse_getinvoicebatch.request': 40056,
  'seed002/reimburse_updatestatusbatch.request': 40056,
};

it('every printed request has its answer here', () =>
  expect([...requests.keys()].sort()).toEqual(Object.keys(answers).sort()));

it.each(Object.entries(answers))('%s is answered with %i', async (name, code) => {
  expect(errcode(await send(name))).toBe(code);
});

const responses: Record<string, unknown> = { ...contract, ...nontax };
/** The names in an answer, as deep as they go. */
const names = (value: unknown, at = ''): string[] => {
  if (Array.isArray(value)) return names(value[0], `${at}[]`);
  if (typeof value !== 'object' || value === null) return [at];
  return Object.entries(value).flatMap(([name, inner]) => names(inner, at ? `${at}.${name}` : name));
};

it.each([
  'card_invoice_seturl',
  'card_invoice_setbizattr__get_contact',
  'card_invoice_platform_createcard',
  'card_invoice_biz_getusertitleurl',
  'card_invoice_biz_getselecttitleurl',
  'nontax_createbillcard',
])('%s answers with the names of its printed answer', async (name) => {
  expect(names(await send(`${name}.request`)).sort()).toEqual(names(responses[`${name}.response`]).sort());
});

it('the printed request for a page is taken, with a platform and a ticket that exist', async () => {
  await send('card_invoice_setbizattr__set_contact.request');
  const living = { s_pappid: cafePlatform, ticket: await at.ticket(appids.cafe) };
  const answer = await send('card_invoice_getauthurl.request', {
    ...requests.get('card_invoice_getauthurl.request'),
    ...living,
  });
  expect(answer).toEqual({ errcode: 0, errmsg: 'ok', auth_url: expect.stringMatching(/^http/) });
});

it('the printed fields of a page are given back as they were set', async () => {
  const name = 'card_invoice_setbizattr__set_auth_field.request';
  await send(name);
  expect(await send('card_invoice_setbizattr__get_auth_field.request')).toMatchObject(requests.get(name) ?? {});
});

it('the printed invoice is refused for its numbers, once its order and its file exist', async () => {
  const name = 'card_invoice_insert.request';
  const printed = requests.get(name) ?? {};
  await at.authUrl(appids.mini, { order_id: printed['order_id'] });
  await at.control('authorize', { order_id: printed['order_id'] });
  const living = { ...printed, appid: appids.mini, card_id: await at.createTemplate() };
  const s_media_id = String((await at.upload(appids.cafe))['s_media_id']);
  const body = JSON.parse(JSON.stringify(living).replace('s_pdf_media_id_abc123', s_media_id)) as Json;
  expect(errcode(await send(name, body))).toBe(72043);
});

it('the calls of the first merchant’s page are taken: a ticket asked for by POST, a claim, a route behind #!/', async () => {
  await at.setContact(appids.cafe);
  const token = await at.token(appids.cafe);
  const url = `/cgi-bin/ticket/getticket?access_token=${token}&type=wx_card`;
  const { ticket } = await at.post(url, { access_token: token });
  const redirect_url = 'https://shop.example/#!/wechartCardReturn/1/name/0';
  const claim = { s_pappid: cafePlatform, order_id: 'S1', money: 4100.0, timestamp: 1_700_000_000, source: 'web' };
  const answer = await at.call(appids.cafe, '/card/invoice/getauthurl', { ...claim, ticket, type: 2, redirect_url });
  const page = String(answer['auth_url']);
  expect(await (await at.request(page)).text()).toContain('领取发票');
  const confirmed = await at.request(page, {
    method: 'POST',
    body: 'action=confirm',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
  });
  expect([confirmed.status, confirmed.headers.get('location')]).toEqual([303, redirect_url]);
  const card_id = await at.createTemplate();
  const data = at.digitalInvoice((await at.upload(appids.cafe))['s_media_id']);
  expect(errcode(await at.insert({ order_id: 'S1', card_id, data, appid: appids.cafe }))).toBe(0);
  const floating = { ...claim, money: 4100.5, ticket, type: 2 };
  expect(errcode(await at.call(appids.cafe, '/card/invoice/getauthurl', floating))).toBe(72031);
});
