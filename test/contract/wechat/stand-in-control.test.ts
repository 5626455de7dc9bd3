import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  account,
  appids,
  buyers,
  cafePlatform,
  demo,
  errcode,
  startStandIn,
  type Json,
  type StandIn,
} from './stand-in-support';

let at: StandIn;
let hook: jest.Mock;
beforeEach(() => {
  hook = jest.fn();
  at = startStandIn({ onReset: hook });
});
afterEach(() => at.wechat.close());

describe('/__sandbox/authorize', () => {
  it('answers with the state and who is told, after the state has changed', async () => {
    await at.authUrl(appids.mini);
    const answer = await at.control('authorize', { order_id: 'order-1', openid: buyers[1]?.openids[appids.mall] });
    expect(answer).toEqual({
      status: 200,
      body: {
        ok: true,
        order_id: 'order-1',
        appid: appids.mini,
        s_pappid: cafePlatform,
        openid: buyers[1]?.openid,
        state: 'authorized',
        event: { appid: appids.mini },
      },
    });
  });

  it('says what is wrong: 404 for the unknown, 409 for what is ambiguous or done, 400 for no JSON', async () => {
    await at.authUrl(appids.mini);
    expect((await at.control('authorize', { order_id: 'nothing' })).status).toBe(404);
    expect((await at.control('authorize', { order_id: 'order-1', openid: 'nobody' })).status).toBe(404);
    expect(await at.control('authorize', 'order-1')).toEqual({
      status: 400,
      body: { error: 'the body must be a JSON object' },
    });
    expect((await at.control('authorize', {})).status).toBe(400);
    expect((await at.control('authorize', { order_id: 'order-1', title: { title: '' } })).body['error']).toMatch(
      /^title\.title: /,
    );
    await at.control('authorize', { order_id: 'order-1' });
    expect(await at.control('authorize', { order_id: 'order-1' })).toEqual({
      status: 409,
      body: { error: 'order order-1 is already authorized' },
    });
  });
});

it('/__sandbox/clock moves the one clock forward', async () => {
  const heard = jest.fn();
  at.clock.onAdvance(heard);
  const before = Math.floor(at.clock.now() / 1000);
  const { status, body } = await at.control('clock', { advance_s: 3600 });
  expect([status, body['ok'], body['offset_s']]).toEqual([200, true, 3600]);
  expect(body['now']).toBeGreaterThanOrEqual(before + 3600);
  expect(body['now']).toBeLessThanOrEqual(Math.floor(at.clock.now() / 1000));
  expect(heard).toHaveBeenCalledTimes(1);
  for (const advance_s of [-1, '60', null, 1e12]) expect((await at.control('clock', { advance_s })).status).toBe(400);
});

describe('/__sandbox/reset', () => {
  it('goes back to nothing, or to the last snapshot, and calls the other port', async () => {
    await at.issueCard('order-1');
    at.wechat.snapshot();
    const { body: before } = await at.control('cards');
    await at.issueCard('order-2');
    await at.control('account', { appid: appids.cafe, digitalCards: 72040 });
    await at.control('faults', { rules: [{ path: '/card/invoice/seturl', kind: 'errcode', errcode: -1 }] }, 'PUT');
    expect(await at.control('reset', {})).toEqual({ status: 200, body: { ok: true } });
    expect(hook).toHaveBeenCalledTimes(1);
    expect((await at.control('cards')).body).toEqual(before);
    expect((await at.control('calls')).body).toEqual({});
    expect(errcode(await at.call(appids.cafe, '/card/invoice/seturl'))).toBe(0);
    expect(errcode((await at.issueCard('order-3')).answer)).toBe(0);
  });

  it('goes back to a snapshot from before a restart', async () => {
    const dataDir = mkdtempSync(join(tmpdir(), 'stand-in-'));
    const first = startStandIn({ dataDir });
    await first.issueCard('order-1');
    first.wechat.snapshot();
    await first.issueCard('order-2');
    await first.wechat.close();
    const second = startStandIn({ dataDir });
    expect((await second.control('cards')).body).toHaveLength(2);
    await second.control('reset', {});
    expect((await second.control('cards')).body.map((card) => card['order_id'])).toEqual(['order-1']);
    const [token] = [...first.tokens.values()];
    expect((await second.json(`/card/invoice/setbizattr?action=get_contact&access_token=${token}`))['errcode']).toBe(
      43002,
    );
    await second.wechat.close();
    rmSync(dataDir, { recursive: true });
  });
});

it('/__sandbox/calls counts each interface, and by account what is known', async () => {
  await at.setContact(appids.mini);
  await at.setContact(appids.mini);
  await at.setContact(appids.cafe);
  await at.json('/card/invoice/setbizattr?action=set_contact&access_token=x');
  expect((await at.control('calls')).body).toMatchObject({
    '/card/invoice/setbizattr?action=set_contact': { total: 4, byAppid: { [appids.mini]: 2, [appids.cafe]: 1 } },
    '/cgi-bin/stable_token': { total: 2, byAppid: { [appids.mini]: 1, [appids.cafe]: 1 } },
  });
});

it('/__sandbox/cards shows what insert said, by an openid of any account', async () => {
  const { code, card_id, encrypt_code, data } = await at.issueCard('order-1', buyers[2]?.openid);
  for (const openid of Object.values(buyers[2]?.openids ?? {})) {
    const { body } = await at.control(`cards?openid=${openid}`);
    expect(body).toEqual([
      {
        ...data,
        order_id: 'order-1',
        card_id,
        code,
        encrypt_code,
        app_id: appids.cafe,
        appid: appids.mini,
        eventAppid: appids.mini,
        openid: buyers[2]?.openids[appids.cafe],
        insertedAt: expect.any(Number),
        reimburse_status: 'INVOICE_REIMBURSE_INIT',
      },
    ]);
  }
  expect((await at.control(`cards?openid=${buyers[0]?.openid}`)).body).toEqual([]);
  expect((await at.control('cards?openid=nobody')).status).toBe(404);
});

it('the encrypted code of a card is good for every account that may read one', async () => {
  const { card_id, encrypt_code } = await at.issueCard();
  for (const appid of [appids.mini, appids.cafe, appids.company]) {
    const read = await at.call(appid, '/card/invoice/reimburse/getinvoiceinfo', { card_id, encrypt_code });
    expect([appid, read['openid']]).toEqual([appid, buyers[0]?.openids[appid]]);
  }
  for (const appid of Object.values(appids)) {
    expect(errcode(await at.call(appid, '/card/code/decrypt', { encrypt_code }))).toBe(0);
  }
});

it('/__sandbox/titles gives a person two titles at first and keeps those that are added', async () => {
  const of = `titles?openid=${buyers[0]?.openids[appids.cafe]}`;
  const { body } = await at.control(of);
  expect(body.map(({ type }) => type)).toEqual(['0', '1']);
  expect(body[0]?.['taxNumber']).toBe(demo.companies[0]?.taxNo);
  expect(Object.keys(body[0] ?? {}).sort()).toEqual(
    ['bankAccount', 'bankName', 'companyAddress', 'taxNumber', 'telephone', 'title', 'type'].sort(),
  );
  const added = await at.control(of, { type: '0', title: '新公司', taxNumber: '91000000MA0MAX1A22' });
  expect(added.body).toHaveLength(3);
  expect(added.body[2]).toMatchObject({ title: '新公司', bankName: '' });
  expect((await at.control(of, { type: '2', title: 'x' })).status).toBe(400);
  expect((await at.control('titles?openid=nobody')).status).toBe(404);
});

it('a demo company’s tax number has no area and a right check digit', async () => {
  const number = String((await at.control(`titles?openid=${buyers[0]?.openid}`)).body[0]?.['taxNumber']);
  const signs = '0123456789ABCDEFGHJKLMNPQRTUWXY';
  const weights = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28];
  const sum = weights.reduce((total, weight, place) => total + weight * signs.indexOf(number[place] ?? ''), 0);
  expect(number.slice(2, 8)).toBe('000000');
  expect(number[17]).toBe(signs[(31 - (sum % 31)) % 31]);
});

describe('/__sandbox/account', () => {
  it('changes how WeChat treats an account and answers all of it', async () => {
    const { body } = await at.control('account', { appid: appids.cafe, digitalCards: 72082, pushFormat: 'json' });
    expect(body).toEqual({
      ok: true,
      appid: appids.cafe,
      settings: {
        digitalCards: 72082,
        pushMode: account(appids.cafe).pushMode,
        pushFormat: 'json',
        authorizeField: 'AuthorizeAppId',
        boundTitle: '',
        cardsInTest: false,
        templatePauseS: 0,
        serialPrefix: '',
        taxNo: '',
      },
    });
  });

  it('refuses what it does not know', async () => {
    expect((await at.control('account', { appid: 'wx1' })).status).toBe(404);
    expect((await at.control('account', { appid: appids.cafe, digitalCards: 1 })).status).toBe(400);
  });
});

it.each([
  [{}],
  [{ rules: [{ kind: 'drop' }] }],
  [{ rules: [{ kind: 'drop', path: '/x', push: 'wx' }] }],
  [{ rules: [{ kind: 'explode', path: '/x' }] }],
  [{ rules: [{ kind: 'errcode', path: '/x' }] }],
  [{ rules: [{ kind: 'errcode', push: 'wx', errcode: 1 }] }],
  [{ rules: [{ kind: 'drop', path: '/x', probability: 2 }] }],
])('fault rules like %j are refused with a reason', async (body) => {
  const answer = await at.control('faults', body, 'PUT');
  expect(answer.status).toBe(400);
  expect(answer.body['error']).toEqual(expect.any(String));
});

describe('other pages', () => {
  const ask = (origin: string, method = 'GET', path = '/__sandbox/events') =>
    at.request(path, { method, headers: { origin } });

  it('of this machine may read the control addresses, those from elsewhere may do nothing', async () => {
    for (const origin of ['http://127.0.0.1:8080', 'http://localhost:3000']) {
      const answer = await ask(origin);
      expect([answer.status, answer.headers.get('access-control-allow-origin')]).toEqual([200, origin]);
    }
    for (const origin of ['https://evil.example', 'http://127.0.0.1.evil.example', 'null']) {
      const answer = await ask(origin, 'POST', '/__sandbox/reset');
      expect([answer.status, answer.headers.get('access-control-allow-origin')]).toEqual([403, null]);
    }
    expect(hook).not.toHaveBeenCalled();
  });
});

describe('/__sandbox/events', () => {
  it('pushes anything at all, as an account might get it', async () => {
    const fields = { ErrorCode: '1001', Count: 2 };
    const { body } = await at.control('events', {
      appid: appids.cafe,
      event: 'card_pass_check',
      order_id: 'o',
      fields,
    });
    expect(body).toEqual({ ok: true, appid: appids.cafe, event: 'card_pass_check' });
    const [event] = (await at.control('events')).body;
    expect(event).toMatchObject({ appid: appids.cafe, event: 'card_pass_check', order_id: 'o' });
    for (const part of ['<ErrorCode><![CDATA[1001]]>', '<Count>2<', `<![CDATA[${buyers[0]?.openids[appids.cafe]}]]>`])
      expect(event?.['body']).toContain(part);
  });

  it('refuses an unknown account, an unknown person and names that are none', async () => {
    expect((await at.control('events', { appid: 'wx1', event: 'e' })).status).toBe(404);
    expect((await at.control('events', { appid: appids.cafe, event: 'e', openid: 'x' })).status).toBe(404);
    for (const fields of [{ '<a>': '1' }, { a: {} }, { '': '' }])
      expect((await at.control('events', { appid: appids.cafe, event: 'e', fields })).status).toBe(400);
  });
});

describe('/__sandbox/card', () => {
  it('does what another account may do to a card: platform and merchant are told', async () => {
    const { code } = await at.issueCard();
    const lock = { code, reimburse_status: 'INVOICE_REIMBURSE_LOCK', by: appids.company };
    expect((await at.control('card', lock)).body).toMatchObject({ ok: true });
    const told = (await at.control('events')).body.filter(({ event }) => event === 'update_invoice_status');
    expect(told.map(({ appid }) => appid).sort()).toEqual([appids.mini, appids.cafe].sort());
    expect(told[0]?.['body']).toContain('<Status><![CDATA[INVOICE_REIMBURSE_LOCK]]>');
  });

  it('leaves a closed card and an unknown one alone', async () => {
    const { code } = await at.issueCard();
    const close = { code, reimburse_status: 'INVOICE_REIMBURSE_CLOSURE' };
    expect((await at.control('card', close)).status).toBe(200);
    expect((await at.control('card', close)).status).toBe(409);
    expect((await at.control('card', { ...close, code: 'x' })).status).toBe(404);
    expect((await at.control('card', { code, reimburse_status: 'x' })).status).toBe(400);
  });
});

it('what the control addresses do not know, and what others answer, is 404', async () => {
  for (const path of ['nothing', 'issuer']) expect((await at.control(path, {})).status).toBe(404);
  expect((await at.control('authorize')).status).toBe(404);
});

it('a subscribe message takes one consent, and lies on top of the service notices of its receiver', async () => {
  const { openid = '' } = buyers[0] ?? {};
  const data = { thing1: { value: '发票已开好' }, amount2: { value: '41.00' } };
  const second = { thing1: { value: '第二条' } };
  const send = (to: string, fields: Record<string, { value: string }>, templateId = 't') =>
    at.wechat.deliverSubscribeMessage(appids.mini, to, { templateId, page: 'pages/x', data: fields });
  expect(send(openid, data)).toBe('not_allowed');
  for (const _ of [data, second])
    expect((await at.control('subscribe', { openid, template_ids: ['t', 't'] })).status).toBe(200);
  expect(send(openid, data, 'another')).toBe('not_allowed');
  expect(send(openid, data)).toBe('delivered');
  expect(send(openid, second)).toBe('delivered');
  expect(send(openid, second)).toBe('not_allowed');
  expect(send('nobody', data)).toBe('unknown_person');
  expect((await at.control('subscribe', { openid: 'nobody', template_ids: ['t'] })).status).toBe(404);
  const page = await (await at.request(`/__sandbox/app/messages?openid=${openid}`)).text();
  expect(page.indexOf('第二条')).toBeLessThan(page.indexOf('发票已开好'));
  expect(page).toContain('pages/x');
});

it('a listener is awaited after the effect of a call and before its answer', async () => {
  const heard: Json[] = [];
  const stop = at.wechat.onCall(async (call) => {
    await new Promise((resolve) => setTimeout(resolve, 20));
    heard.push({ ...call });
  });
  await at.setContact(appids.mini);
  expect(heard).toEqual([
    { path: '/cgi-bin/stable_token', appid: appids.mini, errcode: 0 },
    { path: '/card/invoice/setbizattr?action=set_contact', appid: appids.mini, errcode: 0 },
  ]);
  stop();
  await at.setContact(appids.mini);
  expect(heard).toHaveLength(2);
});
