import {
  account,
  appids,
  buyers,
  cafePlatform,
  errcode,
  mallPlatform,
  startStandIn,
  type Json,
  type StandIn,
} from './stand-in-support';

let at: StandIn;
beforeEach(() => {
  at = startStandIn();
});
afterEach(() => at.wechat.close());

const authData = (order_id = 'order-1', s_pappid = cafePlatform, appid = appids.mini) =>
  at.call(appid, '/card/invoice/getauthdata', { s_pappid, order_id });
const reject = (order_id = 'order-1', more: Json = {}) =>
  at.call(appids.mini, '/card/invoice/rejectinsert', { s_pappid: cafePlatform, order_id, reason: '已退款', ...more });
const events = async () => (await at.control('events')).body;

describe('a platform', () => {
  it('has one id for ever, which names its account and is found raw in an address', async () => {
    const { invoice_url } = await at.call(appids.platform, '/card/invoice/seturl');
    const again = await at.call(appids.platform, '/card/invoice/seturl', '');
    expect(again['invoice_url']).toBe(invoice_url);
    const raw = /s_pappid=([^&#]*)/.exec(String(invoice_url))?.[1] ?? '';
    expect(decodeURIComponent(raw)).toBe(mallPlatform);
    const bytes = Buffer.from(mallPlatform, 'base64');
    expect(bytes.subarray(0, 19).toString()).toBe(`${appids.platform}_`);
    expect(bytes).toHaveLength(51);
  });
});

describe('a merchant’s attributes', () => {
  it('are given back as they were set, and asked for before that they have their own errors', async () => {
    const act = (action: string, body: Json = {}) =>
      at.call(appids.cafe, `/card/invoice/setbizattr?action=${action}`, body);
    expect(await act('get_contact')).toMatchObject({ errcode: 0, contact: { phone: '', time_out: 0 } });
    expect(errcode(await act('get_auth_field'))).toBe(72029);
    expect(errcode(await act('get_pay_mch'))).toBe(72028);

    const contact = { phone: '88888888', time_out: 12345 };
    const auth_field = {
      user_field: { show_title: 1, show_phone: 1, custom_field: [{ key: '工号', is_require: 1, notice: '五位' }] },
      biz_field: { show_title: 1, show_tax_no: 1, require_tax_no: 1 },
    };
    const paymch_info = { mchid: '1900000001', s_pappid: cafePlatform };
    for (const [name, value] of Object.entries({ contact, auth_field, pay_mch: paymch_info })) {
      const key = name === 'pay_mch' ? 'paymch_info' : name;
      expect(await act(`set_${name}`, { [key]: value })).toEqual({ errcode: 0, errmsg: 'ok' });
      expect(await act(`get_${name}`)).toEqual({ errcode: 0, errmsg: 'ok', [key]: value });
    }
    expect(errcode(await act('set_pay_mch', { paymch_info: { ...paymch_info, mchid: '1900000009' } }))).toBe(72030);
    expect(errcode(await act('set_auth_field', { auth_field: { user_field: { show_title: 2 }, biz_field: {} } }))).toBe(
      72031,
    );
    expect(
      errcode(
        await act('set_auth_field', {
          auth_field: { user_field: { custom_field: [{ key: '六个字的标签' }] }, biz_field: {} },
        }),
      ),
    ).toBe(72031);
  });

  it('with a misspelt time_out are taken in silence, and the contact stays empty', async () => {
    const wrong = { contact: { phone: '1', timeout: 3600 } };
    expect(errcode(await at.call(appids.mini, '/card/invoice/setbizattr?action=set_contact', wrong))).toBe(0);
    expect(errcode(await at.call(appids.mini, '/card/invoice/getauthurl', {}))).toBe(72063);
  });
});

describe('an authorization page', () => {
  it('is refused until the contact of the same account is set, whatever else is wrong', async () => {
    await at.setContact(appids.cafe);
    expect(await at.call(appids.mini, '/card/invoice/getauthurl', { timestamp: 1e13 })).toMatchObject({
      errcode: 72063,
      errmsg: expect.stringMatching(/^biz contact is empty, set contact first please hint/),
    });
  });

  it('is a mini program path for wxa and a web address otherwise', async () => {
    const wxa = await at.authUrl(appids.mini, { order_id: 'a b/ü&', type: 1 });
    expect(wxa['appid']).toBe('wx9db2c16d0633c2e7');
    expect(wxa['auth_url']).toMatch(
      /^pages\/auth\/auth\?s_pappid=[\w+/=-]+&appid=wxde00000000000001&num=1&o1=a%20b%2F%C3%BC%26&m1=4100&t1=\d{10}&source=wxa&type=1&signature=[0-9a-f]{40}$/,
    );
    const web = await at.authUrl(appids.cafe, {
      source: 'web',
      type: 2,
      redirect_url: 'https://shop.example/#!/done?a=1',
    });
    expect(web).not.toHaveProperty('appid');
    expect(web['auth_url']).toMatch(
      /^http:\/\/127\.0\.0\.1:8081\/bizmall\/authinvoice\?action=list&.*&redirect_url=https%3A%2F%2Fshop\.example%2F%23!%2Fdone%3Fa%3D1&signature=[0-9a-f]{40}#wechat_redirect$/,
    );
  });

  it('has its slashes escaped on the wire, as WeChat writes them', async () => {
    await at.authUrl(appids.cafe);
    const raw = await at.request(`/card/invoice/seturl?access_token=${await at.token(appids.cafe)}`, {
      method: 'POST',
      body: '{}',
    });
    expect(await raw.text()).toContain('http:\\/\\/127.0.0.1:8081\\/bizmall\\/authinvoice');
  });

  it('cuts a time in milliseconds off to 32 bits without an error', async () => {
    const answer = await at.authUrl(appids.mini, { timestamp: 1_700_000_000_000 });
    expect(answer['auth_url']).toContain('&t1=4294967295&');
  });

  it('needs a platform that exists', async () => {
    expect(errcode(await at.authUrl(appids.mini, { s_pappid: 'wxabcd' }))).toBe(72031);
  });
});

describe('an order', () => {
  it('that nobody has authorized is no error', async () => {
    expect(await authData('never-fetched')).toEqual({ errcode: 0, errmsg: 'ok', invoice_status: 'never auth' });
    await at.authUrl(appids.mini);
    await at.authUrl(appids.mini);
    expect(await authData()).toEqual({ errcode: 0, errmsg: 'ok', invoice_status: 'never auth' });
    expect(errcode(await reject())).toBe(72038);
  });

  it('goes from authorized to rejected, and from there nowhere', async () => {
    await at.authUrl(appids.mini);
    await at.control('authorize', { order_id: 'order-1' });
    expect(await authData()).toMatchObject({ invoice_status: 'auth success', auth_time: expect.any(Number) });
    expect(errcode(await reject())).toBe(0);
    expect(await authData()).toMatchObject({ errcode: 0, invoice_status: 'reject insert' });
    expect(errcode(await reject())).toBe(72035);
    expect((await at.control('authorize', { order_id: 'order-1' })).status).toBe(409);
  });

  it('is another one under another account or platform', async () => {
    await at.authUrl(appids.mini);
    await at.authUrl(appids.cafe, { source: 'web' });
    await at.authUrl(appids.mini, { s_pappid: mallPlatform });
    expect((await at.control('authorize', { order_id: 'order-1' })).status).toBe(409);
    expect((await at.control('authorize', { order_id: 'order-1', appid: appids.mini })).status).toBe(409);
    expect(
      (await at.control('authorize', { order_id: 'order-1', appid: appids.mini, s_pappid: mallPlatform })).status,
    ).toBe(200);
    expect(await authData('order-1', mallPlatform)).toMatchObject({ invoice_status: 'auth success' });
    expect(await authData()).toMatchObject({ invoice_status: 'never auth' });
    expect(await authData('order-1', cafePlatform, appids.cafe)).toMatchObject({ invoice_status: 'never auth' });
  });

  it('that failed on the page can be authorized after all', async () => {
    await at.authUrl(appids.mini);
    expect((await at.control('decline', { order_id: 'order-1' })).body).toMatchObject({ ok: true, state: 'none' });
    expect((await events())[0]?.['body']).toMatch(
      /<SuccOrderId><!\[CDATA\[\]\]><\/SuccOrderId><FailOrderId><!\[CDATA\[order-1\]\]>/,
    );
    expect((await at.control('authorize', { order_id: 'order-1' })).body).toMatchObject({ state: 'authorized' });
    expect((await at.control('decline', { order_id: 'order-1' })).status).toBe(409);
  });

  it('keeps what was filled in on the page of type 1, and only of that', async () => {
    const title = { title: '样例科技有限公司', tax_no: '91000000MA0C0MPA1D', phone: '010-1', email: 'a@b.example' };
    await at.authUrl(appids.mini, { type: 1 });
    await at.control('authorize', { order_id: 'order-1', title });
    expect((await authData())['user_auth_info']).toEqual({
      biz_field: { title: title.title, tax_no: title.tax_no, phone: title.phone },
    });
    await at.authUrl(appids.mini, { type: 1, order_id: 'order-2' });
    await at.control('authorize', { order_id: 'order-2' });
    expect((await authData('order-2'))['user_auth_info']).toEqual({ user_field: { title: buyers[0]?.name } });
    await at.authUrl(appids.mini, { type: 0, order_id: 'order-3' });
    await at.control('authorize', { order_id: 'order-3', title });
    expect(await authData('order-3')).not.toHaveProperty('user_auth_info');
  });

  it('shows only the fields that set_auth_field shows', async () => {
    await at.call(appids.mini, '/card/invoice/setbizattr?action=set_auth_field', {
      auth_field: { user_field: { show_title: 1, show_email: 1 }, biz_field: { show_title: 1, show_tax_no: 1 } },
    });
    await at.authUrl(appids.mini, { type: 1 });
    await at.control('authorize', { order_id: 'order-1', title: { title: '我', phone: '1', email: 'a@b.example' } });
    expect((await authData())['user_auth_info']).toEqual({ user_field: { title: '我', email: 'a@b.example' } });
  });

  it('tells the person why it was rejected, with the link', async () => {
    await at.authUrl(appids.mini);
    await at.control('authorize', { order_id: 'order-1', openid: buyers[1]?.openid });
    await reject('order-1', { url: 'https://shop.example/again', reason: '抬头有误 <b>' });
    const page = await (await at.request(`/__sandbox/app/messages?openid=${buyers[1]?.openids[appids.cafe]}`)).text();
    expect(page).toContain('抬头有误 &lt;b&gt;');
    expect(page).toContain('href="https://shop.example/again"');
  });
});

describe('the account that is told', () => {
  const person = buyers[0];
  it.each([
    ['wxa', appids.mini, cafePlatform, appids.mini],
    ['web', appids.cafe, cafePlatform, appids.cafe],
    ['wap', appids.mall, mallPlatform, appids.mall],
    ['app', appids.app, cafePlatform, appids.cafe],
    ['app', appids.app, mallPlatform, appids.mall],
    ['wxa', appids.cafe, cafePlatform, appids.cafe],
  ])('of a page of source %s fetched by %s', async (source, caller, s_pappid, told) => {
    await at.authUrl(caller, { source, s_pappid });
    await at.control('authorize', { order_id: 'order-1' });
    const [event] = await events();
    expect(event).toMatchObject({ appid: told, event: 'user_authorize_invoice', order_id: 'order-1' });
    const body = String(event?.['body']);
    const text = (name: string) => new RegExp(`<${name}><!\\[CDATA\\[(.*?)\\]\\]></${name}>`).exec(body)?.[1];
    expect(text('ToUserName')).toBe(account(told).originalId);
    expect(text('FromUserName')).toBe(person?.openids[told]);
    expect([text('SuccOrderId'), text('FailOrderId')]).toEqual(['order-1', '']);
    expect([text('AuthorizeAppId'), text('Source'), text('SPAppId')]).toEqual([caller, source, s_pappid]);
  });
});
