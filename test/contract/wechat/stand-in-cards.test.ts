import { appids, buyers, cafePlatform, errcode, pdf, startStandIn, type Json, type StandIn } from './stand-in-support';

let at: StandIn;
let card_id: string;
beforeEach(async () => {
  at = startStandIn();
  card_id = await at.createTemplate();
  await at.authUrl(appids.mini);
});
afterEach(() => at.wechat.close());

const authorize = (order_id = 'order-1') => at.control('authorize', { order_id });
const media = async (bytes?: Buffer<ArrayBuffer>) => (await at.upload(appids.cafe, bytes))['s_media_id'];
const tryInsert = async (data: Json, more: Json = {}) => at.insert({ order_id: 'order-1', card_id, data, ...more });

describe('a template', () => {
  it('has an id of 28 characters', () => expect(card_id).toMatch(/^p[\w-]{27}$/));

  it.each([
    [{ title: '一二三四五六七八九十' }],
    [{ custom_url_name: '一二三四五六' }],
    [{ promotion_url_sub_title: '一二三四五六七' }],
    [{ logo_url: '' }],
  ])('is refused with %j', async (face) => {
    const invoice_info = { base_info: { logo_url: 'l', title: 't', ...face }, payee: 'p', type: 't' };
    expect(errcode(await at.call(appids.cafe, '/card/invoice/platform/createcard', { invoice_info }))).toBe(72031);
  });
});

describe('a PDF', () => {
  it('gets an id above what a JavaScript number holds, and a link for two hours', async () => {
    const bytes = pdf('hello');
    const s_media_id = await media(bytes);
    expect(Number(s_media_id)).toBeGreaterThan(Number.MAX_SAFE_INTEGER);
    const answer = await at.call(appids.cafe, '/card/invoice/platform/getpdf?action=get_url', { s_media_id });
    expect(answer).toMatchObject({ errcode: 0, pdf_url_expire_time: 7200 });
    const url = String(answer['pdf_url']);
    expect(url).toMatch(/^http:\/\/127\.0\.0\.1:8081\/intp\/invoice\/getpdf\?action=media_pdf&media_key=/);
    const path = url.replace('http://127.0.0.1:8081', '');
    const file = await at.request(path);
    expect(file.headers.get('content-type')).toBe('application/pdf');
    expect(Buffer.from(await file.arrayBuffer())).toEqual(bytes);
    await at.clock.advance(7200);
    expect(await at.json(path)).toEqual({ ret: 7, err_msg: '链接过期,请重新获取' });
    expect(await at.json('/intp/invoice/getpdf?media_key=forged.key')).toMatchObject({ ret: 7 });
  });

  it('is asked for with its action in the query or in the body', async () => {
    const s_media_id = await media();
    const path = '/card/invoice/platform/getpdf';
    expect(errcode(await at.call(appids.cafe, path, { s_media_id, action: 'get_url' }))).toBe(0);
    expect(errcode(await at.call(appids.cafe, path, { s_media_id, action: 'get' }))).toBe(72027);
    expect(errcode(await at.call(appids.cafe, path, { s_media_id }))).toBe(72031);
    expect(errcode(await at.call(appids.cafe, `${path}?action=get_url`, { s_media_id: '1' }))).toBe(72031);
    expect(errcode(await at.call(appids.platform, `${path}?action=get_url`, { s_media_id }))).toBe(72031);
  });

  it('is taken only as a file called pdf that begins as one', async () => {
    expect(errcode(await at.upload(appids.cafe, pdf(), 'file'))).toBe(47001);
    expect(errcode(await at.upload(appids.cafe, Buffer.from('<html>')))).toBe(47001);
    expect(errcode(await at.call(appids.cafe, '/card/invoice/platform/setpdf', { pdf: '%PDF' }))).toBe(47001);
    expect(errcode(await at.upload(appids.cafe, Buffer.concat([Buffer.from('%PDF'), Buffer.alloc(10_000_000)])))).toBe(
      45001,
    );
  });

  it('is destroyed after three days unless it lies in a card', async () => {
    await authorize();
    const unused = await media();
    const used = await media();
    expect(errcode(await tryInsert(at.digitalInvoice(used)))).toBe(0);
    await at.clock.advance(3 * 86_400);
    at.tokens.clear();
    const get = async (s_media_id: unknown) =>
      errcode(await at.call(appids.cafe, '/card/invoice/platform/getpdf?action=get_url', { s_media_id }));
    expect([await get(unused), await get(used)]).toEqual([72031, 0]);
  });
});

describe('insert', () => {
  it('answers the card’s code and the openid under the platform’s account', async () => {
    await authorize();
    expect(await tryInsert(at.digitalInvoice(await media()))).toEqual({
      errcode: 0,
      errmsg: 'ok',
      code: expect.stringMatching(/^\d{12}$/),
      openid: buyers[0]?.openids[appids.cafe],
      unionid: buyers[0]?.unionid,
    });
  });

  it('refuses in WeChat’s order: fields, authorization, rejection, repetition, template, PDF, repeated number, length, check code', async () => {
    const bad = { ...at.digitalInvoice('no-such-media'), billing_no: '12', billing_code: '3' };
    expect(errcode(await tryInsert({ ...bad, fee: '41' }, { card_id: 'p' }))).toBe(72031);
    expect(errcode(await tryInsert(bad, { card_id: 'p' }))).toBe(72038);
    await authorize();
    expect(errcode(await tryInsert(bad, { card_id: 'p' }))).toBe(40073);
    expect(errcode(await tryInsert(bad))).toBe(72040);
    const s_pdf_media_id = await media();
    expect(errcode(await tryInsert({ ...bad, s_pdf_media_id }))).toBe(72043);
    const classic = { ...bad, s_pdf_media_id, billing_no: '990001900111', billing_code: '39324919' };
    expect(errcode(await tryInsert(classic))).toBe(72045);
    expect(errcode(await tryInsert({ ...classic, check_code: '11567682303578313021' }))).toBe(0);
    expect(errcode(await tryInsert(classic, { card_id: 'p' }))).toBe(72056);

    await at.authUrl(appids.mini, { order_id: 'order-2' });
    await authorize('order-2');
    expect(errcode(await tryInsert({ ...classic, s_pdf_media_id: await media() }, { order_id: 'order-2' }))).toBe(
      72042,
    );
    await at.call(appids.mini, '/card/invoice/rejectinsert', {
      s_pappid: cafePlatform,
      order_id: 'order-2',
      reason: 'r',
    });
    expect(errcode(await tryInsert(classic, { order_id: 'order-2' }))).toBe(72035);
  });

  it('binds appid, platform and order together', async () => {
    await authorize();
    const data = at.digitalInvoice(await media());
    expect(errcode(await tryInsert(data, { appid: appids.cafe }))).toBe(72038);
    expect(errcode(await tryInsert(data, { order_id: 'order-2' }))).toBe(72038);
    expect(errcode(await tryInsert(data, { by: appids.platform }))).toBe(72038);
    expect(errcode(await tryInsert(data, { appid: cafePlatform }))).toBe(72031);
    expect(errcode(await tryInsert(data))).toBe(0);
  });

  it('knows an invoice by its number, whichever field holds which part, and a PDF by its content', async () => {
    const content = pdf('the same');
    const classic = { billing_no: '990001900111', billing_code: '39324919', check_code: '1' };
    await authorize();
    expect(errcode(await tryInsert(at.digitalInvoice(await media(content), classic)))).toBe(0);
    await at.authUrl(appids.mini, { order_id: 'order-2' });
    await authorize('order-2');
    const swapped = { billing_no: classic.billing_code, billing_code: classic.billing_no, check_code: '1' };
    const again = async (s_pdf_media_id: unknown, change: Json) =>
      errcode(await tryInsert(at.digitalInvoice(s_pdf_media_id, change), { order_id: 'order-2' }));
    expect(await again(await media(), swapped)).toBe(72042);
    expect(await again(await media(content), {})).toBe(72042);
    expect(await again(await media(), {})).toBe(0);
  });

  it.each([
    ['20 digits and nothing else', { billing_no: '12345678901234567890', billing_code: '' }, 0],
    ['20 digits without a check code at all', { billing_no: '12345678901234567891', check_code: undefined }, 0],
    [
      '20 digits in every field',
      { billing_no: '1'.repeat(20), billing_code: '1'.repeat(20), check_code: '1'.repeat(20) },
      -1,
    ],
    ['20 digits and eight zeros', { billing_no: '1'.repeat(20), billing_code: '00000000' }, 72043],
    ['19 digits', { billing_no: '1'.repeat(19) }, 72043],
    ['8 and 12 digits', { billing_no: '12345678', billing_code: '123456789012', check_code: '1' }, 0],
    ['10 and 8 digits', { billing_no: '1234567890', billing_code: '12345678', check_code: '1' }, 0],
    ['10 and 13 digits', { billing_no: '1234567890', billing_code: '1234567890123', check_code: '1' }, 72043],
    ['no number', { billing_no: '' }, 72031],
    ['a time in text', { billing_time: '1468306058' }, 0],
    ['a fractional quantity', { info: [{ name: 'n', num: 1.5, price: 1 }] }, 72031],
  ])('of %s answers as it should', async (_name, change, code) => {
    await authorize();
    expect(errcode(await tryInsert(at.digitalInvoice(await media(), change)))).toBe(code);
  });

  it('names the empty number as WeChat does', async () => {
    expect((await tryInsert(at.digitalInvoice(await media(), { billing_no: '' })))['errmsg']).toMatch(
      /^invalid params, billing no is empty /,
    );
  });

  it('takes a field with a blank in its name, or in the wrong place, for a missing one', async () => {
    await authorize();
    const { s_pdf_media_id, ...data } = at.digitalInvoice(await media());
    expect(errcode(await tryInsert({ ...data, 's_pdf_media_id ': s_pdf_media_id }))).toBe(72031);
    const misplaced = await at.call(appids.cafe, '/card/invoice/insert', {
      order_id: 'order-1',
      card_id,
      appid: appids.mini,
      card_ext: { nonce_str: 'n', user_card: { ...data, s_pdf_media_id } },
    });
    expect(errcode(misplaced)).toBe(72031);
  });

  it('wants a whole PDF, also of a trip', async () => {
    await authorize();
    expect(errcode(await tryInsert(at.digitalInvoice(await media(Buffer.from('%PDF-1.7 cut off')))))).toBe(72040);
    expect(errcode(await tryInsert(at.digitalInvoice(await media(), { s_trip_pdf_media_id: '7' })))).toBe(72040);
    expect(errcode(await tryInsert(at.digitalInvoice(await media(), { s_trip_pdf_media_id: await media() })))).toBe(0);
  });

  it.each([72040, 72045, 72082, -1])(
    'refuses 数电 cards with %i where the account is set so, but not classic ones',
    async (code) => {
      await at.control('account', { appid: appids.cafe, digitalCards: code });
      await authorize();
      expect(errcode(await tryInsert(at.digitalInvoice(await media())))).toBe(code);
      const classic = { billing_no: '990001900111', billing_code: '39324919', check_code: '1' };
      expect(errcode(await tryInsert(at.digitalInvoice(await media(), classic)))).toBe(0);
    },
  );

  it('keeps to the white list and the pause of a new template where the account is set so', async () => {
    await authorize();
    const data = at.digitalInvoice(await media());
    await at.control('account', { appid: appids.cafe, cardsInTest: true });
    expect(errcode(await tryInsert(data))).toBe(40078);
    const openid = [buyers[0]?.openids[appids.cafe]];
    expect(errcode(await at.call(appids.cafe, '/card/testwhitelist/set', { openid }))).toBe(0);
    await at.control('account', { appid: appids.cafe, templatePauseS: 60 });
    expect(errcode(await tryInsert(data))).toBe(40078);
    await at.clock.advance(60);
    expect(errcode(await tryInsert(data))).toBe(0);
  });

  it('refuses other titles than the bound one', async () => {
    await authorize();
    await at.control('account', { appid: appids.cafe, boundTitle: '别家公司' });
    expect(errcode(await tryInsert(at.digitalInvoice(await media())))).toBe(72017);
  });
});

describe('a card', () => {
  it('is found by its encrypted code, and by nothing else', async () => {
    const { code, encrypt_code } = await at.issueCard('order-9');
    expect(encrypt_code).toMatch(/^[\w+/]{128}$/);
    expect(await at.call(appids.cafe, '/card/code/decrypt', { encrypt_code })).toEqual({
      errcode: 0,
      errmsg: 'ok',
      code,
    });
    expect(errcode(await at.call(appids.cafe, '/card/code/decrypt', { encrypt_code: `${encrypt_code}x` }))).toBe(40056);
    expect(errcode(await at.call(appids.cafe, '/card/code/decrypt', { encrypt_code: 7 }))).toBe(40056);
  });

  it('is set by its platform to any of the four states, and stays closed or cancelled', async () => {
    const { code, card_id: template } = await at.issueCard('order-9');
    const set = async (status: string, change: Json = {}, by = appids.cafe) =>
      errcode(
        await at.call(by, '/card/invoice/platform/updatestatus', {
          card_id: template,
          code,
          reimburse_status: `INVOICE_REIMBURSE_${status}`,
          ...change,
        }),
      );
    expect(await set('LOCK', { code: '31009' })).toBe(72038);
    expect(await set('LOCK', {}, appids.platform)).toBe(72038);
    expect(await set('GONE')).toBe(72031);
    expect([
      await set('LOCK'),
      await set('INIT'),
      await set('INIT'),
      await set('CANCEL'),
      await set('CANCEL'),
      await set('INIT'),
    ]).toEqual([0, 0, 0, 0, 72024, 72024]);
    const told = (await at.control('events')).body.filter(({ event }: Json) => event === 'update_invoice_status');
    // Three changes, each to the platform and to the account that knows of the authorization.
    expect(told.map(({ appid }: Json) => appid)).toEqual([
      appids.cafe,
      appids.mini,
      appids.cafe,
      appids.mini,
      appids.cafe,
      appids.mini,
    ]);
    expect(told.at(-1)?.['body']).toContain(
      `<Status><![CDATA[INVOICE_REIMBURSE_CANCEL]]></Status><CardId><![CDATA[${template}]]></CardId><Code><![CDATA[${code}]]></Code>`,
    );
    expect(told.at(-1)?.['body']).toContain(`<FromUserName><![CDATA[${buyers[0]?.openids[appids.mini]}]]>`);
  });
});
