import { appids, buyers, errcode, startStandIn, type Json, type StandIn } from './stand-in-support';

let at: StandIn;
beforeEach(() => {
  at = startStandIn();
});
afterEach(() => at.wechat.close());

const me = buyers[0];
const open = async (url: string, init?: RequestInit) => {
  const answer = await at.request(url, init);
  return { status: answer.status, text: await answer.text() };
};
const send = (url: string, form: Record<string, string>) =>
  open(url, {
    method: 'POST',
    body: new URLSearchParams(form).toString(),
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
  });
/** The page as the first buyer sees it. */
const mine = (url: unknown) => `${String(url).replace('#wechat_redirect', '')}&sandbox_openid=${me?.openid}`;
const titles = async (openid = me?.openid) => (await at.control(`titles?openid=${openid}`)).body as Json[];
const events = async () => (await at.control('events')).body;

const offered = { title: '样例科技有限公司二部', tax_no: '91000000MA0C0MPA1D', phone: '0755-1', addr: '路 1 号' };
const offer = (change: Json = {}) =>
  at.call(appids.mall, '/card/invoice/biz/getusertitleurl', { ...offered, ...change });

describe('a title that an account offers', () => {
  it('is taken over by whoever confirms it', async () => {
    const { url, ...rest } = await offer();
    expect(rest).toEqual({ errcode: 0, errmsg: 'ok' });
    expect(url).toMatch(/\/intp\/invoice\/usertitle\?action=list_auth&biz_title_key=[^&#]+#wechat_redirect$/);
    expect((await open(mine(url))).text).toContain('样例科技有限公司二部');
    expect(await titles()).toHaveLength(2);
    expect((await send(mine(url), { action: 'keep' })).text).toContain('已保存');
    expect((await titles()).at(-1)).toMatchObject({
      type: '0',
      title: '样例科技有限公司二部',
      taxNumber: '91000000MA0C0MPA1D',
      telephone: '0755-1',
      companyAddress: '路 1 号',
    });
    expect(await titles(buyers[1]?.openid)).toHaveLength(2);
  });

  it('is filled in by the person where the account leaves it to them', async () => {
    const { url } = await at.call(appids.mall, '/card/invoice/biz/getusertitleurl', { user_fill: 1 });
    expect((await send(mine(url), { action: 'keep', title: '' })).text).not.toContain('已保存');
    expect((await send(mine(url), { action: 'keep', title: '我的公司', tax_no: '9111' })).text).toContain('已保存');
    expect((await titles()).at(-1)).toMatchObject({ title: '我的公司', taxNumber: '9111' });
  });

  it('may be looked at by another person first', async () => {
    const { url } = await offer();
    const { text } = await send(String(url), { action: 'switch', person: buyers[1]?.openid ?? '' });
    expect(text).toMatch(new RegExp(`value="${buyers[1]?.openid}" selected`));
  });

  it.each([
    ['no title', { title: '' }, 'invalid params, title is empty'],
    ['letters as a phone', { phone: 'call me' }, 'invalid params'],
    ['a long tax number', { tax_no: '9'.repeat(21) }, 'invalid params'],
    ['another user_fill', { user_fill: 2 }, 'invalid params'],
  ])('with %s is 72031', async (_name, change, text) => {
    const answer = await offer(change);
    expect(errcode(answer)).toBe(72031);
    expect(String(answer['errmsg']).startsWith(text)).toBe(true);
  });

  it('can no longer be taken over after two hours', async () => {
    const { url } = await offer();
    await at.clock.advance(7200);
    expect((await send(mine(url), { action: 'keep' })).text).toContain('链接已过期');
    expect(await titles()).toHaveLength(2);
  });

  it('of somebody else’s making does not exist', async () => {
    for (const query of [
      '',
      '?action=list_auth',
      '?action=list_auth&biz_title_key=x',
      '?action=select_title&select_title_key=x',
    ])
      expect((await open(`/intp/invoice/usertitle${query}`)).status).toBe(404);
  });
});

describe('an account that asks for a title', () => {
  const ask = (body: Json = { attach: 'till-7', biz_name: '一号柜台' }) =>
    at.call(appids.mall, '/card/invoice/biz/getselecttitleurl', body);

  it('is told the one that the person hands over, with what it attached', async () => {
    const { url } = await ask();
    expect(url).toMatch(/\?action=select_title&select_title_key=[^&#]+#wechat_redirect$/);
    await at.clock.advance(365 * 86_400);
    expect((await open(mine(url))).text).toContain('一号柜台');
    expect((await send(mine(url), { action: 'submit', choice: '0' })).text).toContain('已提交');
    const [event] = await events();
    expect(event).toMatchObject({ appid: appids.mall, event: 'submit_invoice_title' });
    for (const part of [
      '<title><![CDATA[样例科技有限公司]]></title>',
      '<tax_no><![CDATA[91000000MA0C0MPA1D]]></tax_no>',
      '<addr><![CDATA[]]></addr>',
      '<attach><![CDATA[till-7]]></attach>',
      '<title_type><![CDATA[InvoiceUserTitleBusinessType]]></title_type>',
      `<FromUserName><![CDATA[${me?.openids[appids.mall]}]]></FromUserName>`,
    ])
      expect(event?.['body']).toContain(part);
  });

  it('hears nothing of a choice that there is not', async () => {
    const { url } = await ask({});
    for (const choice of ['', '99', '-1', 'x', '__proto__'])
      expect((await send(mine(url), { action: 'submit', choice })).text).not.toContain('已提交');
    expect(await events()).toEqual([]);
  });

  it('is told by a script, too: any person, any of their titles', async () => {
    const { url } = await ask();
    const { body } = await at.control('submit_title', { url, openid: buyers[2]?.openid, title: buyers[2]?.name });
    expect(body).toEqual({ ok: true, appid: appids.mall, title: buyers[2]?.name, attach: 'till-7' });
    expect((await events())[0]?.['body']).toContain('InvoiceUserTitlePersonType');
    expect((await at.control('submit_title', { url, title: 'nobody’s' })).status).toBe(404);
    expect((await at.control('submit_title', { url: (await offer())['url'] })).status).toBe(404);
  });
});

describe('the code of a title', () => {
  const scan = (scan_text: unknown) => at.call(appids.mall, '/card/invoice/scantitle', { scan_text });

  it('is read for five minutes', async () => {
    await at.control(`titles?openid=${me?.openid}`, {
      type: '0',
      title: '长抬头有限公司',
      taxNumber: '9',
      bankName: '银行',
    });
    const { body } = await at.control('title_code', { openid: me?.openid, title: '长抬头有限公司' });
    expect(body['scan_text']).toMatch(/\/intp\/invoice\/usertitlewxa\?action=list_auth&invoice_key=.+/);
    const read = { errcode: 0, errmsg: 'ok', title_type: 0, title: '长抬头有限公司', tax_no: '9', bank_type: '银行' };
    expect(await scan(body['scan_text'])).toEqual(read);
    await at.clock.advance(299);
    expect(await scan(body['scan_text'])).toEqual(read);
    await at.clock.advance(1);
    expect(await scan(body['scan_text'])).toMatchObject({ errcode: 72044 });
  });

  it('of a person has nothing but a name', async () => {
    const { body } = await at.control('title_code', { openid: me?.openid, title: me?.name });
    expect(await scan(body['scan_text'])).toEqual({ errcode: 0, errmsg: 'ok', title_type: 1, title: me?.name });
  });

  it('stands on the person’s own page, for each of their titles', async () => {
    const { text } = await open(`/__sandbox/app/titles?openid=${me?.openid}`);
    const codes = [...text.matchAll(/<code>([^<]*)<\/code>/g)].map(([, code]) => code?.replaceAll('&amp;', '&'));
    expect(codes).toHaveLength(2);
    expect(await scan(codes[0])).toMatchObject({ errcode: 0, title: '样例科技有限公司' });
    expect((await open('/__sandbox/app/titles?openid=x')).status).toBe(404);
  });

  it('that is none is 72031, one that nobody remembers 72044', async () => {
    for (const text of ['https://shop.example/', 'x', '?', '\u0000']) expect(errcode(await scan(text))).toBe(72031);
    expect(errcode(await scan('https://mp.weixin.qq.com/intp/invoice/usertitlewxa?invoice_key=abcd'))).toBe(72044);
  });
});

it('an account without the right has no business with titles', async () => {
  for (const path of [
    '/card/invoice/biz/getusertitleurl',
    '/card/invoice/biz/getselecttitleurl',
    '/card/invoice/scantitle',
  ])
    expect(errcode(await at.call(appids.company, path, {}))).toBe(48001);
});
