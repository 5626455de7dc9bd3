import { appids, buyers, cafePlatform, startStandIn, type Json, type StandIn } from './stand-in-support';

let at: StandIn;
beforeEach(() => {
  at = startStandIn();
});
afterEach(() => at.wechat.close());

const me = buyers[0]?.openid ?? '';
const open = async (url: string, init?: RequestInit) => {
  const answer = await at.request(url, init);
  return { status: answer.status, headers: answer.headers, text: await answer.text() };
};
const send = (url: string, form: Record<string, string>, headers = {}) =>
  open(url, {
    method: 'POST',
    body: new URLSearchParams(form).toString(),
    headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
  });
const web = async (order: Json = {}) =>
  String((await at.authUrl(appids.cafe, { source: 'web', ...order }))['auth_url']);
const mini = async (order: Json = {}, openid = me) => {
  const { auth_url, appid } = await at.authUrl(appids.mini, order);
  return `/__sandbox/app/authorize?openid=${openid}&appid=${String(appid)}&path=${encodeURIComponent(String(auth_url))}`;
};
const authData = (appid: string) =>
  at.call(appid, '/card/invoice/getauthdata', { s_pappid: cafePlatform, order_id: 'order-1' });
const buttons = (text: string) =>
  [...text.matchAll(/<button[^>]*>([^<]*)<\/button>/g)].map(([, label]) => label?.trim());

describe('the authorization page', () => {
  it.each([
    [0, '申请开票'],
    [1, '申请开票'],
    [2, '领取发票'],
  ])('of type %i has one button to confirm with: %s', async (type, label) => {
    const { text } = await open(await mini({ type }));
    expect(buttons(text).filter((one) => one === '申请开票' || one === '领取发票')).toEqual([label]);
    expect(text).toContain('¥41.00');
    expect(text).toContain('云上小馆餐饮有限公司');
    expect(/name="kind"/.test(text)).toBe(type === 1);
  });

  it('on the web: confirmed, it leads to where the merchant wants, as the person that was chosen', async () => {
    const url = await web({ redirect_url: 'https://shop.example/#!/done?a=1' });
    const switched = await send(url, { action: 'switch', person: buyers[1]?.openid ?? '' });
    const cookie = String(switched.headers.get('set-cookie')).split(';')[0];
    expect(switched.text).toContain(`<dd>${buyers[1]?.name}</dd>`);
    const confirmed = await send(url, { action: 'confirm' }, { cookie });
    expect([confirmed.status, confirmed.headers.get('location')]).toEqual([303, 'https://shop.example/#!/done?a=1']);
    expect(await authData(appids.cafe)).toMatchObject({ invoice_status: 'auth success' });
    expect((await at.control('events')).body[0]?.['body']).toContain(buyers[1]?.openids[appids.cafe]);
    expect((await open(url)).text).toContain('已由他人申请');
  });

  it('on the web without a redirect says that it is done, now and when it is opened again', async () => {
    const url = `${(await web()).replace('#wechat_redirect', '')}&sandbox_openid=${me}`;
    expect((await open(url)).text).not.toContain('name="person"');
    expect((await send(url, { action: 'confirm' })).text).toContain('已提交');
    expect((await send(url, { action: 'confirm' })).text).toContain('已提交');
    expect((await at.control('events')).body).toHaveLength(1);
  });

  it.each(['javascript:alert(1)', '//evil.example', 'weixin://x'])('never leads to %s', async (redirect_url) => {
    expect((await send(await web({ redirect_url }), { action: 'confirm' })).status).toBe(200);
  });

  it('in the phone tells its frame how it ended', async () => {
    const url = await mini();
    expect((await open(url)).text).toMatch(/data-back="closed"/);
    expect((await send(url, { action: 'decline' })).text).toMatch(/data-done="declined"/);
    expect((await send(url, { action: 'confirm' })).text).toMatch(/data-done="authorized"/);
    expect((await open(url)).text).not.toMatch(/data-done=/);
    expect(await authData(appids.mini)).toMatchObject({ invoice_status: 'auth success' });
  });

  it('of type 1 wants every field that it shows, and hands over what was filled in', async () => {
    await at.call(appids.mini, '/card/invoice/setbizattr?action=set_auth_field', {
      auth_field: {
        user_field: { show_title: 1, show_phone: 1 },
        biz_field: { show_title: 1, show_tax_no: 1, custom_field: [{ key: '工号', is_require: 1 }, { key: '部门' }] },
      },
    });
    const url = await mini({ type: 1 });
    expect((await open(url)).text).toContain('样例科技有限公司');
    expect((await send(url, { action: 'confirm', kind: 'personal', title: '我' })).text).toContain('请填写电话');
    const company = { action: 'confirm', kind: 'company', title: '样例科技有限公司', tax_no: '91000000MA0C0MPA1D' };
    expect((await send(url, company)).text).toContain('请填写工号');
    expect(await authData(appids.mini)).toMatchObject({ invoice_status: 'never auth' });
    expect((await send(url, { ...company, 'custom:工号': '007', phone: '1' })).text).toContain('已提交');
    expect((await authData(appids.mini))['user_auth_info']).toEqual({
      biz_field: {
        title: '样例科技有限公司',
        tax_no: '91000000MA0C0MPA1D',
        custom_field: [{ key: '工号', value: '007' }],
      },
    });
  });

  it('takes only links that WeChat made', async () => {
    const url = await web();
    for (const forged of [
      url.replace('m1=4100', 'm1=1'),
      url.replace(/signature=../, 'signature=zz'),
      '/bizmall/authinvoice',
      '/bizmall/authinvoice?o1=%E0%A4%A&signature=%',
    ]) {
      const { status, text } = await open(forged);
      expect([status, text.includes('链接无效')]).toEqual([404, true]);
    }
    expect((await open('/__sandbox/app/authorize?openid=x&path=%')).status).toBe(404);
    expect((await open(await mini({}, 'nobody'))).status).toBe(404);
  });

  it('says that the merchant rejected, or that the invoice lies in the card pack', async () => {
    const url = await mini();
    await send(url, { action: 'confirm' });
    await at.call(appids.mini, '/card/invoice/rejectinsert', {
      s_pappid: cafePlatform,
      order_id: 'order-1',
      reason: 'r',
    });
    expect((await open(url)).text).toContain('商家未能开票');
    await at.issueCard('order-2');
    expect((await open(await mini({ order_id: 'order-2' }))).text).toContain('发票已放入卡包');
  });
});

describe('the card pack', () => {
  it('is empty at first, then lists the newest first and shows each card whole', async () => {
    const pack = `/__sandbox/app/cards?openid=${buyers[0]?.openids[appids.company]}`;
    expect((await open(pack)).text).toContain('卡包里还没有发票');
    const first = await at.issueCard('order-1');
    const second = await at.issueCard('order-2');
    const { text } = await open(pack);
    expect(text.indexOf(second.code)).toBeLessThan(text.indexOf(first.code));
    const detail = (await open(`${pack}&code=${first.code}`)).text;
    for (const fact of ['¥41.00', '¥38.68', '¥2.32', '样例科技有限公司', '*餐饮服务*餐饮服务', '未报销'])
      expect(detail).toContain(fact);
    const pdf = /href="([^"]*getpdf[^"]*)"/.exec(detail)?.[1]?.replaceAll('&amp;', '&') ?? '';
    expect((await open(pdf)).headers.get('content-type')).toBe('application/pdf');
    expect((await open(`/__sandbox/app/cards?openid=${buyers[1]?.openid}&code=${first.code}`)).status).toBe(404);
  });

  it('leads to the merchant’s own page with the encrypted code, if that is a web page', async () => {
    await at.authUrl(appids.mini);
    await at.control('authorize', { order_id: 'order-1' });
    const card_id = await at.createTemplate(appids.cafe, {
      custom_url: 'https://shop.example/i?x=1',
      custom_url_name: '看订单',
    });
    const { s_media_id } = await at.upload(appids.cafe);
    const { code } = await at.insert({ order_id: 'order-1', card_id, data: at.digitalInvoice(s_media_id) });
    const { text } = await open(`/__sandbox/app/cards?openid=${me}&code=${String(code)}`);
    const link = new URL(/href="(https:\/\/shop[^"]*)"/.exec(text)?.[1]?.replaceAll('&amp;', '&') ?? '');
    const decrypted = await at.call(appids.cafe, '/card/code/decrypt', {
      encrypt_code: link.searchParams.get('encrypt_code'),
    });
    expect([link.searchParams.get('x'), decrypted['code']]).toEqual(['1', code]);
  });

  it('as a picker offers what wx.chooseInvoice answers', async () => {
    const { card_id, encrypt_code } = await at.issueCard();
    const { text } = await open(`/__sandbox/app/cards?openid=${me}&choose=1`);
    const value = /<input\s+type="checkbox"\s+value="([^"]*)"/.exec(text)?.[1]?.replaceAll('&quot;', '"') ?? '';
    expect(JSON.parse(value)).toEqual({ card_id, encrypt_code, app_id: appids.cafe });
  });

  it('writes out whatever a platform sent, and runs none of it', async () => {
    const { code } = await at.issueCard('<i>', me, {
      title: '<script>alert(1)</script>',
      remarks: '"><img src=x onerror=alert(1)>',
    });
    for (const url of [`/__sandbox/app/cards?openid=${me}`, `/__sandbox/app/cards?openid=${me}&code=${code}`]) {
      const { text, headers } = await open(url);
      expect(text).not.toMatch(/<script>alert|<img/);
      expect(headers.get('content-security-policy')).toMatch(
        /default-src 'none'.*frame-ancestors http:\/\/127\.0\.0\.1:\*/,
      );
    }
  });
});

it('pages for nobody are 404', async () => {
  for (const page of ['cards', 'messages', 'authorize'])
    expect((await open(`/__sandbox/app/${page}`)).status).toBe(404);
});
