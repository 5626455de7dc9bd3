import { createHash, createHmac } from 'node:crypto';
import { XMLParser } from 'fast-xml-parser';
import {
  appids,
  buyers,
  demo,
  mallPlatform,
  pdf,
  startReceiver,
  startStandIn,
  type Json,
  type StandIn,
} from './stand-in-support';

type Receiver = Awaited<ReturnType<typeof startReceiver>>;
type Fields = Record<string, string>;

const success = '<xml><return_code><![CDATA[SUCCESS]]></return_code></xml>';
const patience = { answerWithinMs: 5000, pauseMs: 5 };

let receiver: Receiver;
let at: StandIn;
beforeEach(async () => {
  receiver = await startReceiver();
  receiver.answerWith(({ path }) => (path === '/paid' ? { body: success } : {}));
  at = startStandIn({ pushUrl: receiver.pushUrl, pushPatience: patience });
});
afterEach(async () => {
  await at.wechat.close();
  await receiver.close();
});

const merchant = (id: string) => {
  const found = demo.merchants.find((one) => one.id === id);
  if (!found) throw new Error(`no merchant ${id}`);
  return found;
};
const mall = merchant('m-mall');
const payer = buyers[1];
const openid = payer?.openids[appids.mall] ?? '';

// Signs and reads as a merchant does, written here anew: it shares nothing with the stand-in.
const signedText = (fields: Fields, key: string) =>
  [
    ...Object.keys(fields)
      .filter((name) => name !== 'sign' && fields[name] !== '')
      .sort()
      .map((name) => `${name}=${fields[name]}`),
    `key=${key}`,
  ].join('&');
const signers = {
  MD5: (text: string, _key: string) => createHash('md5').update(text).digest('hex').toUpperCase(),
  'HMAC-SHA256': (text: string, key: string) => createHmac('sha256', key).update(text).digest('hex').toUpperCase(),
};
type SignType = keyof typeof signers;
const sign = (fields: Fields, type: SignType = 'MD5', key = mall.payKey) => signers[type](signedText(fields, key), key);

const parse = (xml: string) => (new XMLParser({ parseTagValue: false }).parse(xml) as { xml: Fields }).xml;
const write = (fields: Fields) =>
  `<xml>${Object.entries(fields)
    .map(([name, value]) => `<${name}><![CDATA[${value}]]></${name}>`)
    .join('')}</xml>`;

const order = (change: Fields = {}): Fields => ({
  appid: appids.mall,
  mch_id: mall.mchid,
  nonce_str: 'abc123',
  body: '拾光百货 购物',
  out_trade_no: 'P1001',
  total_fee: '4100',
  spbill_create_ip: '127.0.0.1',
  notify_url: new URL('/paid', receiver.pushUrl('x')).href,
  trade_type: 'JSAPI',
  openid,
  receipt: 'Y',
  sign_type: 'MD5',
  ...change,
});
const send = async (body: RequestInit['body'], method = 'POST') => {
  const answer = await at.request('/pay/unifiedorder', { method, ...(body ? { body } : {}) });
  expect(answer.status).toBe(200);
  return parse(await answer.text());
};
const place = (change: Fields = {}, type: SignType = 'MD5', key = mall.payKey) => {
  const fields = order({ sign_type: type, ...change });
  return send(write({ ...fields, sign: sign(fields, type, key) }));
};

const linkMerchant = () =>
  at.call(appids.mall, '/card/invoice/setbizattr?action=set_pay_mch', {
    paymch_info: { mchid: mall.mchid, s_pappid: mallPlatform },
  });
const pay = (out_trade_no = 'P1001') => at.control('pay', { out_trade_no });
const events = async () => (await at.control('events')).body;
const pageOf = async (path: string) => (await at.request(path)).text();
const hrefIn = (page: string, pattern: RegExp) => pattern.exec(page)?.[1]?.replaceAll('&amp;', '&') ?? '';
const entryIn = (page: string) => hrefIn(page, /data-entry="invoice"\s+href="([^"]*)"/);
const voucher = () => pageOf(`/__sandbox/app/messages?openid=${payer?.openid}`);
const bill = async () => pageOf(hrefIn(await voucher(), /href="(\/__sandbox\/app\/bill[^"]*)"/));

describe('the unified order', () => {
  it.each<SignType>(['MD5', 'HMAC-SHA256'])('signed by %s is placed, its answer signed alike', async (type) => {
    const answer = await place({}, type);
    expect(answer).toMatchObject({
      return_code: 'SUCCESS',
      return_msg: 'OK',
      result_code: 'SUCCESS',
      appid: appids.mall,
      mch_id: mall.mchid,
      trade_type: 'JSAPI',
    });
    expect(answer['prepay_id']).toMatch(/^wx\d{14}[0-9a-f]{20}$/);
    expect(answer['sign']).toBe(sign(answer, type));
  });

  it('is placed from the mini program and for the other merchant too', async () => {
    const cafe = merchant('m-cafe');
    const change = { appid: appids.mini, mch_id: cafe.mchid, openid: payer?.openid ?? '', receipt: '' };
    expect(await place(change, 'MD5', cafe.payKey)).toMatchObject({ result_code: 'SUCCESS' });
  });

  it.each<[string, Fields, string]>([
    ['a wrong sign_type', { sign_type: 'SHA1' }, 'sign_type参数格式错误'],
    ['an amount with a point', { total_fee: '41.00' }, 'total_fee参数格式错误'],
    ['nothing to pay', { total_fee: '0' }, 'total_fee参数格式错误'],
    ['no order number', { out_trade_no: '' }, '缺少参数out_trade_no'],
    ['a long order number', { out_trade_no: 'x'.repeat(33) }, 'out_trade_no参数格式错误'],
    ['an address that is none', { notify_url: 'javascript:alert(1)' }, 'notify_url参数格式错误'],
    ['another kind of trade', { trade_type: 'NATIVE' }, 'trade_type参数格式错误'],
    ['no openid', { openid: '' }, 'JSAPI支付必须传openid'],
    ['an openid of another account', { openid: payer?.openid ?? '' }, 'appid and openid not match'],
    ['an account that is not bound', { appid: appids.cafe }, '商户号mch_id与appid不匹配'],
    ['an unknown account', { appid: 'wx0' }, 'appid不存在'],
    ['an unknown merchant', { mch_id: '1' }, 'mch_id不存在'],
  ])('with %s cannot be read, and the refusal bears no signature', async (_name, change, text) => {
    expect(await place(change)).toEqual({ return_code: 'FAIL', return_msg: text });
  });

  it('with a wrong signature is refused, whichever field was changed', async () => {
    const fields = order();
    for (const name of Object.keys(fields).filter((one) => !['mch_id', 'notify_url'].includes(one))) {
      const sent = write({ ...fields, sign: sign({ ...fields, [name]: 'other' }) });
      expect(await send(sent)).toEqual({ return_code: 'FAIL', return_msg: '签名错误' });
    }
    expect(await place({}, 'MD5', 'another key')).toMatchObject({ return_msg: '签名错误' });
    expect(await send(write(fields))).toMatchObject({ return_msg: '缺少参数sign' });
  });

  it('may be placed again on the same terms, not on others, and not once it is paid', async () => {
    const { prepay_id } = await place();
    expect(await place({ nonce_str: 'other' })).toMatchObject({ result_code: 'SUCCESS', prepay_id });
    const changed = await place({ total_fee: '4200' });
    expect(changed).toMatchObject({ return_code: 'SUCCESS', result_code: 'FAIL', err_code: 'OUT_TRADE_NO_USED' });
    expect(changed['sign']).toBe(sign(changed));
    await pay();
    expect(await place()).toMatchObject({ result_code: 'FAIL', err_code: 'ORDERPAID', err_code_des: '该订单已支付' });
  });

  it.each<[string, RequestInit['body'], string]>([
    ['JSON', '{"appid":"wx"}', 'XML格式错误'],
    ['half an element', '<xml><appid>', 'XML格式错误'],
    ['a nested element', '<xml><appid><a>1</a></appid></xml>', 'XML格式错误'],
    ['a doubled element', '<xml><appid>1</appid><appid>2</appid></xml>', 'XML格式错误'],
    ['another root', '<xml2><appid>1</appid></xml2>', 'XML格式错误'],
    [
      'an external entity',
      '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><xml><body>&e;</body></xml>',
      'XML格式错误',
    ],
    [
      'an entity bomb',
      `<!DOCTYPE x [<!ENTITY a "${'a'.repeat(1000)}"><!ENTITY b "&a;&a;&a;">]><xml>&b;</xml>`,
      'XML格式错误',
    ],
    ['a key of all objects', '<xml><__proto__>1</__proto__><constructor>2</constructor></xml>', 'XML格式错误'],
    ['deep nesting', `${'<xml>'.repeat(2000)}${'</xml>'.repeat(2000)}`, 'XML格式错误'],
    ['much of it', `<xml><body>${'x'.repeat(100_000)}</body></xml>`, 'XML格式错误'],
    ['another encoding', new Uint8Array([0x3c, 0xb6, 0xa9, 0x3e]), '编码格式错误'],
  ])('as %s is refused', async (_name, body, text) => {
    expect(await send(body)).toEqual({ return_code: 'FAIL', return_msg: text });
  });

  it('is asked for by POST, with a body', async () => {
    for (const method of ['GET', 'PUT', 'DELETE'])
      expect(await send(undefined, method)).toEqual({ return_code: 'FAIL', return_msg: '请使用post方法' });
    expect(await send(undefined)).toEqual({ return_code: 'FAIL', return_msg: 'post数据为空' });
  });

  it('is counted, and struck by fault rules', async () => {
    await place();
    await at.control(
      'faults',
      { rules: [{ path: '/pay/unifiedorder', kind: 'errcode', errcode: -1, count: 1 }] },
      'PUT',
    );
    expect(await place()).toMatchObject({ return_code: 'FAIL' });
    expect((await at.control('calls')).body).toMatchObject({
      '/pay/unifiedorder': { total: 2, byAppid: { [appids.mall]: 1 } },
    });
  });
});

describe('a payment', () => {
  it.each<SignType>(['MD5', 'HMAC-SHA256'])('is told to the merchant, signed by %s', async (type) => {
    await place({ attach: 'A&B<c>' }, type);
    const { body } = await pay();
    expect(body).toMatchObject({ ok: true, out_trade_no: 'P1001', mchid: mall.mchid, openid: payer?.openid });
    await at.wechat.drain();
    const notice = parse(receiver.received.find(({ path }) => path === '/paid')?.body ?? '');
    expect(notice).toMatchObject({
      return_code: 'SUCCESS',
      result_code: 'SUCCESS',
      appid: appids.mall,
      mch_id: mall.mchid,
      openid,
      out_trade_no: 'P1001',
      total_fee: '4100',
      attach: 'A&B<c>',
      transaction_id: body['transaction_id'],
    });
    expect(notice['time_end']).toMatch(/^\d{14}$/);
    expect(notice['sign']).toBe(sign(notice, type));
  });

  it('is told again, when nobody answers, as the hours pass, and then no more', async () => {
    receiver.answerWith(() => ({ status: 500 }));
    await place();
    await pay();
    await at.wechat.drain();
    const tries = () => receiver.received.filter(({ path }) => path === '/paid').length;
    expect(tries()).toBe(1);
    await at.clock.advance(14);
    expect(tries()).toBe(1);
    await at.clock.advance(1);
    expect(tries()).toBe(2);
    for (let hour = 0; hour < 30; hour += 1) await at.clock.advance(3600);
    expect((await at.control('payments')).body[0]).toMatchObject({ paid: true, notices: [{ state: 'failed' }] });
    receiver.answerWith(() => ({ body: success }));
    const before = tries();
    await at.clock.advance(86_400);
    expect(tries()).toBe(before);
  });

  it('that is unknown or done is refused', async () => {
    expect((await pay('nothing')).status).toBe(404);
    await place();
    expect((await pay()).status).toBe(200);
    expect((await pay()).status).toBe(409);
    const cafe = merchant('m-cafe');
    const here = { mch_id: cafe.mchid, appid: appids.cafe, openid: payer?.openids[appids.cafe] ?? '' };
    await place({ ...here, out_trade_no: 'P2' }, 'MD5', cafe.payKey);
    await place({ out_trade_no: 'P2' });
    expect((await pay('P2')).status).toBe(409);
    expect((await at.control('pay', { out_trade_no: 'P2', mchid: cafe.mchid })).body).toMatchObject({
      mchid: cafe.mchid,
    });
  });

  it('lies as a voucher among the payer’s messages, with its bill, and in nobody else’s', async () => {
    await place();
    await pay();
    for (const page of [await voucher(), await bill()])
      for (const fact of ['¥41.00', '拾光百货有限公司', 'P1001']) expect(page).toContain(fact);
    expect(await pageOf(`/__sandbox/app/messages?openid=${buyers[0]?.openid}`)).not.toContain('P1001');
    const path = hrefIn(await voucher(), /href="(\/__sandbox\/app\/bill[^"]*)"/);
    const other = path.replace(payer?.openid ?? '', buyers[0]?.openid ?? '');
    expect((await at.request(other)).status).toBe(404);
  });
});

describe('the 开票 entry', () => {
  it('stands on the voucher and on the bill, and leads to the page of type 1', async () => {
    await linkMerchant();
    await place();
    expect((await pay()).body).toMatchObject({ entry: true });
    const entry = entryIn(await bill());
    expect(entryIn(await voucher())).toBe(entry);
    const page = await pageOf(entry);
    expect(page).toContain('填写抬头');
    expect(page).toContain(`<dd>${payer?.name}</dd>`);
  });

  it.each<[string, () => Promise<unknown>]>([
    ['without receipt', async () => [await linkMerchant(), await place({ receipt: '' })]],
    ['with another receipt', async () => [await linkMerchant(), await place({ receipt: 'N' })]],
    ['without set_pay_mch', () => place()],
  ])('is not there %s, and nothing else changes', async (_name, prepare) => {
    await prepare();
    expect((await pay()).body).toMatchObject({ ok: true, entry: false });
    expect(entryIn(await bill()) + entryIn(await voucher())).toBe('');
    expect((await at.control('authorize', { order_id: 'P1001' })).status).toBe(404);
  });

  it('is not there without the e-invoice right', async () => {
    await at.wechat.close();
    const poor = structuredClone(demo);
    const rights = poor.accounts.find(({ appid }) => appid === appids.mall)?.rights ?? [];
    at = startStandIn({ demo: poor });
    await linkMerchant();
    rights.splice(rights.indexOf('merchant'), 1);
    await place();
    expect((await pay()).body).toMatchObject({ ok: true, entry: false });
  });

  it('confirmed, tells the account bound to the merchant number, and the platform may insert', async () => {
    await linkMerchant();
    await place();
    await pay();
    const entry = entryIn(await bill());
    const form = { action: 'confirm', kind: 'company', title: '样例科技有限公司', tax_no: '91000000MA0C0MPA1D' };
    const confirmed = await at.request(entry, {
      method: 'POST',
      body: new URLSearchParams(form).toString(),
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    });
    expect(await confirmed.text()).toContain('已提交');
    await at.wechat.drain();

    expect(await events()).toMatchObject([{ appid: appids.mall, event: 'user_authorize_invoice', order_id: 'P1001' }]);
    const pushed = parse(receiver.received.find(({ path }) => path === `/push/${appids.mall}`)?.body ?? '');
    expect(pushed).toMatchObject({
      FromUserName: openid,
      SuccOrderId: 'P1001',
      FailOrderId: '',
      AuthorizeAppId: appids.mall,
      SPAppId: mallPlatform,
    });
    const order_id = 'P1001';
    const data = await at.call(appids.mall, '/card/invoice/getauthdata', { s_pappid: mallPlatform, order_id });
    expect(data).toMatchObject({
      invoice_status: 'auth success',
      user_auth_info: { biz_field: { title: '样例科技有限公司', tax_no: '91000000MA0C0MPA1D' } },
    });
    expect(await bill()).toContain('已申请开票');

    const card_id = await at.createTemplate(appids.platform);
    const { s_media_id } = await at.upload(appids.platform, pdf());
    const insertion = { order_id, card_id, appid: appids.mall, by: appids.platform };
    const inserted = await at.insert({ ...insertion, data: at.digitalInvoice(s_media_id) });
    expect(inserted).toMatchObject({ errcode: 0, openid: payer?.openids[appids.platform] });
    expect(await bill()).toContain('发票已放入卡包');
  });

  it('may be confirmed by a script, as the payer unless it says otherwise, and rejected by the merchant', async () => {
    await linkMerchant();
    await place();
    await pay();
    const { body } = await at.control('authorize', { order_id: 'P1001' });
    expect(body).toMatchObject({ ok: true, openid: payer?.openid, event: { appid: appids.mall } });
    const rejection: Json = {
      s_pappid: mallPlatform,
      order_id: 'P1001',
      reason: '已从别处开票',
      url: 'https://shop.example/i',
    };
    expect(await at.call(appids.mall, '/card/invoice/rejectinsert', rejection)).toMatchObject({ errcode: 0 });
    expect(await voucher()).toContain('已从别处开票');
    expect(await bill()).toContain('商家未能开票');
  });

  it('failed, tells the merchant so and stays', async () => {
    await linkMerchant();
    await place();
    await pay();
    await at.control('decline', { order_id: 'P1001' });
    expect((await events())[0]?.['body']).toContain('<FailOrderId><![CDATA[P1001]]></FailOrderId>');
    expect(entryIn(await bill())).not.toBe('');
  });
});

it('payments are forgotten by a reset', async () => {
  await place();
  await pay();
  await at.wechat.reset();
  expect((await at.control('payments')).body).toEqual([]);
  expect((await place())['result_code']).toBe('SUCCESS');
});
