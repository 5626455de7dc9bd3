import { createHash, createHmac } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import * as v from 'valibot';
import type { Fen } from '../../../contract/primitives';
import { wechatInputs } from '../../../contract/wechat';
import { unifiedOrder } from '../../../cloudfunctions/common/wechat/actions/pay';
import { cloudPayParameter } from '../../../cloudfunctions/common/wechat/pay/cloud-pay';
import { paySignature } from '../../../cloudfunctions/common/wechat/pay/sign';

const appid = 'wxde00000000000002';
const mchid = '1900000001';
const key = 'payKeyOfTheTest190000000119000000';

type Fields = Record<string, string>;

/** Signs as WeChat Pay's own page describes it, written apart from the client. */
const sign = (fields: Fields, type = fields['sign_type'] ?? 'MD5'): string => {
  const names = Object.keys(fields).filter((name) => name !== 'sign' && fields[name]);
  const text = `${names
    .sort()
    .map((name) => `${name}=${fields[name]}`)
    .join('&')}&key=${key}`;
  return (type === 'MD5' ? createHash('md5') : createHmac('sha256', key))
    .update(text, 'utf8')
    .digest('hex')
    .toUpperCase();
};

const entities: Fields = { '&amp;': '&', '&lt;': '<', '&gt;': '>' };
const fieldsIn = (xml: string): Fields =>
  Object.fromEntries(
    [...xml.matchAll(/<(\w+)>([^<]*)<\/\1>/g)].map(([, name = '', value = '']) => [
      name,
      value.replace(/&\w+;/g, (entity) => entities[entity] ?? entity),
    ]),
  );
const toXml = (fields: Fields) =>
  `<xml>${Object.entries(fields)
    .map(([name, value]) => `\n <${name}><![CDATA[${value}]]></${name}>`)
    .join('')}\n</xml>`;

let server: Server;
let heard: { path: string | undefined; fields: Fields }[] = [];
let answer: (asked: Fields) => string;

const accepted = (asked: Fields, more: Fields = {}): Fields => ({
  return_code: 'SUCCESS',
  return_msg: 'OK',
  appid,
  mch_id: mchid,
  nonce_str: 'IITRi8Iabbblz1Jc',
  result_code: 'SUCCESS',
  prepay_id: 'wx201411101639507cbf6ffd8b0779950874',
  trade_type: 'JSAPI',
  sign_type: asked['sign_type'] ?? '',
  ...more,
});
const signed = (fields: Fields, type?: string) => toXml({ ...fields, sign: sign(fields, type) });

const order = {
  appid,
  mchid,
  outTradeNo: 'T20260101-0001',
  description: '云上小馆-午餐 <2 & 1>',
  amount: 4100,
  openid: 'oBuyer000000000000000000000001',
  clientIp: '203.0.113.7',
  notifyUrl: 'https://merchant.example/paid',
};
const failureOf = (input: typeof order = order) =>
  unifiedOrder(input).catch((error: { failure: object }) => error.failure);

beforeAll(async () => {
  server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const fields = fieldsIn(Buffer.concat(chunks).toString('utf8'));
      heard.push({ path: request.url, fields });
      response.end(answer(fields));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterAll(() => {
  delete process.env['WECHAT_PAY_BASE_URL'];
  delete process.env['WECHAT_PAY_KEYS'];
  server.close();
});
beforeEach(() => {
  heard = [];
  process.env['WECHAT_PAY_BASE_URL'] = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  process.env['WECHAT_PAY_KEYS'] = JSON.stringify({ [mchid]: key });
  answer = (asked) => signed(accepted(asked), asked['sign_type']);
});

describe('the unified order of WeChat Pay v2', () => {
  it("signs as WeChat Pay's own example", () => {
    const example = {
      appid: 'wxd930ea5d5a258f4f',
      mch_id: '10000100',
      device_info: '1000',
      body: 'test',
      nonce_str: 'ibuaiVcKdpRxkhJA',
    };
    const its = '192006250b4c09247ec02edce69f6a2d';
    expect(paySignature(example, its, 'MD5')).toBe('9A0A8659F005D6984697E2CA0A9CF3B7');
    expect(paySignature({ ...example, sign: 'x', attach: '' }, its, 'HMAC-SHA256')).toBe(
      '6A9AE1657590FD6257D693A078E1C3E4BB6BA4DC30B23E0EE2496E54170DACD6',
    );
  });

  it.each(['HMAC-SHA256', 'MD5'] as const)(
    'asks for the invoice entry with exactly its fields, signed with %s',
    async (signType) => {
      await unifiedOrder({ ...order, signType });
      const [{ path, fields } = { path: '', fields: {} as Fields }] = heard;
      expect(path).toBe('/pay/unifiedorder');
      expect(fields).toEqual({
        appid,
        mch_id: mchid,
        nonce_str: expect.stringMatching(/^[0-9a-f]{32}$/),
        body: '云上小馆-午餐 <2 & 1>',
        out_trade_no: 'T20260101-0001',
        total_fee: '4100',
        spbill_create_ip: '203.0.113.7',
        notify_url: 'https://merchant.example/paid',
        trade_type: 'JSAPI',
        openid: order.openid,
        receipt: 'Y',
        sign_type: signType,
        sign: sign(fields, signType),
      });
    },
  );

  it('hands out what the phone pays with, signed for it', async () => {
    const { prepayId, payment } = await unifiedOrder(order);
    expect(prepayId).toBe('wx201411101639507cbf6ffd8b0779950874');
    const { paySign, ...rest } = payment;
    expect(rest).toEqual({
      timeStamp: expect.stringMatching(/^\d{10}$/),
      nonceStr: expect.any(String),
      package: `prepay_id=${prepayId}`,
      signType: 'HMAC-SHA256',
    });
    expect(paySign).toBe(sign({ appId: appid, ...rest }, 'HMAC-SHA256'));
  });

  it.each<[string, (asked: Fields) => string]>([
    ['a wrong signature', (asked) => toXml({ ...accepted(asked), sign: 'A'.repeat(64) })],
    ['no signature', (asked) => toXml(accepted(asked))],
    ['the signature of the other kind', (asked) => signed(accepted(asked), 'MD5')],
    ['a field changed on the way', (asked) => signed(accepted(asked), 'HMAC-SHA256').replace('wx2014', 'wx2015')],
    ['no prepay_id', (asked) => signed(accepted(asked, { prepay_id: '' }), 'HMAC-SHA256')],
    ['a DTD', () => '<!DOCTYPE x [<!ENTITY a "b">]><xml><return_code>SUCCESS</return_code></xml>'],
    ['a page of the gateway', () => '<html><body>502</body></html>'],
  ])('believes no answer with %s', async (_what, make) => {
    answer = make;
    expect(await failureOf()).toMatchObject({ code: 'wechat_unexpected_answer', retryable: true });
  });

  it.each([
    ['SYSTEMERROR', 'wechat_pay_busy', true],
    ['ORDERPAID', 'wechat_pay_paid', false],
    ['OUT_TRADE_NO_USED', 'wechat_pay_order_spent', false],
    ['NOAUTH', 'wechat_pay_refused', false],
    ['constructor', 'wechat_pay_refused', false],
  ])('says what %s means', async (code, ours, retryable) => {
    answer = (asked) =>
      signed(
        accepted(asked, { result_code: 'FAIL', prepay_id: '', err_code: code, err_code_des: '原因' }),
        'HMAC-SHA256',
      );
    expect(await failureOf()).toMatchObject({ code: ours, retryable, hint: expect.stringContaining(`${code} 原因`) });
  });

  it('says why when WeChat Pay does not even know the merchant', async () => {
    answer = () => toXml({ return_code: 'FAIL', return_msg: '签名错误' });
    expect(await failureOf()).toMatchObject({ code: 'wechat_pay_refused', hint: expect.stringContaining('签名错误') });
  });

  it('takes no demo account to the real WeChat Pay, and asks nothing without a key', async () => {
    delete process.env['WECHAT_PAY_BASE_URL'];
    expect(await failureOf()).toMatchObject({ code: 'wechat_demo_account' });
    process.env['WECHAT_PAY_KEYS'] = '{"1900000009":"k"}';
    expect(await failureOf()).toMatchObject({ code: 'wechat_pay_key_missing' });
    process.env['WECHAT_PAY_KEYS'] = `{"${mchid}":"${key}"`;
    const broken = await failureOf();
    expect(broken).toMatchObject({ code: 'wechat_settings_invalid' });
    expect(JSON.stringify(broken)).not.toContain(key);
    expect(heard).toEqual([]);
  });

  it.each([
    ['nothing to pay', { amount: 0 }],
    ['a fraction of a fen', { amount: 1.5 }],
    ['a number that is too long', { outTradeNo: 'x'.repeat(33) }],
    ['a number with blanks', { outTradeNo: 'T 20260101' }],
    ['an address with a query', { notifyUrl: 'https://merchant.example/paid?x=1' }],
    ['no address of the payer', { clientIp: 'localhost' }],
    ['a description above 128 bytes', { description: '午'.repeat(43) }],
  ])('refuses %s before anything is sent', (_what, wrong) => {
    expect(v.safeParse(wechatInputs['pay.unifiedOrder'], order).success).toBe(true);
    expect(v.safeParse(wechatInputs['pay.unifiedOrder'], { ...order, ...wrong }).success).toBe(false);
  });

  it('has its parameter for cloudPay, with the invoice entry', () => {
    expect(
      cloudPayParameter({
        mchid,
        outTradeNo: 'T1',
        description: '午餐',
        amount: 4100 as Fen,
        clientIp: '203.0.113.7',
        nonceStr: 'n',
        notify: { functionName: 'jobs', envId: 'env-1' },
      }),
    ).toEqual({
      subMchId: mchid,
      outTradeNo: 'T1',
      body: '午餐',
      totalFee: 4100,
      spbillCreateIp: '203.0.113.7',
      nonceStr: 'n',
      tradeType: 'JSAPI',
      receipt: 'Y',
      functionName: 'jobs',
      envId: 'env-1',
    });
  });
});
