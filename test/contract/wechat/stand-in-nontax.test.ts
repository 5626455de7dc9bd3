import samples from '../../fixtures/wechat/nontax-samples.json';
import { appids, buyers, cafePlatform, errcode, pdf, startStandIn, type Json, type StandIn } from './stand-in-support';

let at: StandIn;
beforeEach(() => {
  at = startStandIn();
});
afterEach(() => at.wechat.close());

const order_id = '1511169724';
const billPage = async (change: Json = {}) =>
  at.call(appids.mall, '/nontax/getbillauthurl', {
    ...samples['nontax_getbillauthurl.request'],
    s_pappid: cafePlatform,
    order_id,
    ticket: await at.ticket(appids.mall),
    ...change,
  });
const template = async () =>
  String((await at.call(appids.cafe, '/nontax/createbillcard', samples['nontax_createbillcard.request']))['card_id']);
const printed = samples['nontax_insertbill.request'];
const insert = async (card_id: string, s_pdf_media_id: unknown, change: Json = {}) =>
  at.call(appids.cafe, '/nontax/insertbill', {
    ...printed,
    card_id,
    appid: appids.mall,
    order_id,
    card_ext: {
      user_card: { invoice_user_data: { ...printed.card_ext.user_card.invoice_user_data, s_pdf_media_id } },
    },
    ...change,
  });
const media = async (bytes = pdf()) => (await at.upload(appids.cafe, bytes))['s_media_id'];

it('a bill goes the way of an invoice: page, event, template, card', async () => {
  const page = await billPage();
  expect(page).toMatchObject({ errcode: 0, errmsg: 'ok', expire_time: 7200 });
  expect((await at.request(String(page['auth_url']))).status).toBe(200);
  expect((await at.control('authorize', { order_id })).body).toMatchObject({ ok: true, event: { appid: appids.mall } });
  expect((await at.control('events')).body).toMatchObject([{ event: 'user_authorize_invoice', order_id }]);
  const data = { s_pappid: cafePlatform, order_id };
  expect(await at.call(appids.mall, '/card/invoice/getauthdata', data)).toMatchObject({
    invoice_status: 'auth success',
  });

  const card_id = await template();
  const { errcode: code, code: card } = await insert(card_id, await media());
  expect([code, typeof card]).toEqual([0, 'string']);
  const [shown] = (await at.control(`cards?openid=${buyers[0]?.openid}`)).body;
  expect(shown).toMatchObject({
    order_id,
    card_id,
    code: card,
    fee: 123,
    billing_no: '1511169724',
    billing_code: 'aabbccdd',
  });
  const face = { card_id, encrypt_code: shown?.['encrypt_code'] };
  expect(await at.call(appids.company, '/card/invoice/reimburse/getinvoiceinfo', face)).toMatchObject({
    errcode: 0,
    type: '财政电子票据',
    payee: '测试非税票据',
  });
});

it('its page ends after two hours, for people and for scripts', async () => {
  const { auth_url } = await billPage();
  await at.clock.advance(7200);
  expect(await (await at.request(String(auth_url))).text()).toContain('链接已过期');
  expect((await at.control('authorize', { order_id })).status).toBe(409);
  const forged = String(auth_url).replace(/&e1=\d+/, '');
  expect((await at.request(forged)).status).toBe(404);
  at.tokens.clear();
  expect((await billPage())['errcode']).toBe(0);
  expect((await at.control('authorize', { order_id })).status).toBe(200);
});

it('its page is asked for without a contact, from web or app, with a ticket of the account', async () => {
  expect(errcode(await billPage({ source: 'app' }))).toBe(0);
  expect(errcode(await billPage({ source: 'wxa' }))).toBe(72031);
  expect(errcode(await billPage({ ticket: 'tttt' }))).toBe(72031);
  expect(errcode(await billPage({ s_pappid: 'wxabcd' }))).toBe(72031);
});

it('refuses what an invoice’s card is refused for', async () => {
  const card_id = await template();
  expect(errcode(await insert(card_id, await media()))).toBe(72038);
  await billPage();
  await at.control('authorize', { order_id });
  expect(errcode(await insert('p1', await media()))).toBe(40073);
  expect(errcode(await insert(card_id, 'none'))).toBe(72040);
  const bytes = pdf();
  expect(errcode(await insert(card_id, await media(bytes)))).toBe(0);
  expect(errcode(await insert(card_id, await media()))).toBe(72056);
  await billPage({ order_id: 'second' });
  await at.control('authorize', { order_id: 'second' });
  expect(errcode(await insert(card_id, await media(bytes), { order_id: 'second' }))).toBe(72042);
  expect(errcode(await insert(card_id, await media(), { order_id: 'second' }))).toBe(72042);
  const rejection = { s_pappid: cafePlatform, order_id: 'second', reason: 'r' };
  await at.call(appids.mall, '/card/invoice/rejectinsert', rejection);
  expect(errcode(await insert(card_id, await media(), { order_id: 'second' }))).toBe(72035);
});
