import { account, appids, startStandIn, type Json, type StandIn } from './stand-in-support';

const { secret } = account(appids.mini);
let at: StandIn;
beforeEach(() => {
  at = startStandIn();
});
afterEach(() => at.wechat.close());

const classic = async (query: Json = {}) => {
  const all = { grant_type: 'client_credential', appid: appids.mini, secret, ...query };
  return at.json(`/cgi-bin/token?${new URLSearchParams(all).toString()}`);
};
const stable = (body: Json = {}) =>
  at.post('/cgi-bin/stable_token', { grant_type: 'client_credential', appid: appids.mini, secret, ...body });
const stateOf = async (token: unknown) =>
  (await at.json(`/cgi-bin/ticket/getticket?type=wx_card&access_token=${String(token)}`))['errcode'];

describe('the classic token', () => {
  it('is new at every call, has no errcode, and lives 7200 seconds', async () => {
    const first = await classic();
    const second = await classic();
    expect(first).toEqual({ access_token: expect.any(String), expires_in: 7200 });
    expect(second['access_token']).not.toBe(first['access_token']);
    await at.clock.advance(7200);
    expect(await stateOf(second['access_token'])).toBe(42001);
  });

  it('serves five minutes more beside its successor, then is not the latest', async () => {
    const first = (await classic())['access_token'];
    const second = (await classic())['access_token'];
    await at.clock.advance(290);
    expect([await stateOf(first), await stateOf(second)]).toEqual([0, 0]);
    await at.clock.advance(15);
    expect([await stateOf(first), await stateOf(second)]).toEqual([40001, 0]);
  });

  it.each([
    [{ grant_type: 'password' }, 40002],
    [{ appid: '' }, 41002],
    [{ appid: 'wxde00000000000099' }, 40013],
    [{ secret: '' }, 41004],
    [{ secret: 'wrong' }, 40125],
  ])('is refused for %j with %i', async (query, code) => {
    expect(await classic(query)).toEqual({
      errcode: code,
      errmsg: expect.stringMatching(/ hint: \[\w+\] rid: [0-9a-f-]+$/),
    });
  });
});

describe('the stable token', () => {
  it('is the same for as long as it lives, with the seconds that are left', async () => {
    const first = await stable();
    await at.clock.advance(1000);
    const second = await stable();
    expect(second['access_token']).toBe(first['access_token']);
    expect(Number(first['expires_in']) - Number(second['expires_in'])).toBeGreaterThanOrEqual(1000);
  });

  it('is renewed in its last five minutes, and both serve until the end', async () => {
    const first = (await stable())['access_token'];
    await at.clock.advance(6905);
    const second = await stable();
    expect(second['access_token']).not.toBe(first);
    expect(second['expires_in']).toBe(7200);
    expect([await stateOf(first), await stateOf(second['access_token'])]).toEqual([0, 0]);
    await at.clock.advance(300);
    expect(await stateOf(first)).toBe(42001);
  });

  it('kills its forerunner at once when forced, but not within 30 seconds of the last time', async () => {
    const first = (await stable())['access_token'];
    const forced = (await stable({ force_refresh: true }))['access_token'];
    expect([await stateOf(first), await stateOf(forced)]).toEqual([40001, 0]);
    expect((await stable({ force_refresh: true }))['access_token']).toBe(forced);
    await at.clock.advance(31);
    expect((await stable({ force_refresh: true }))['access_token']).not.toBe(forced);
  });

  it('can be forced twenty times a day: after that the present one is answered', async () => {
    const tokens = new Set<unknown>();
    for (let round = 0; round < 22; round++) {
      tokens.add((await stable({ force_refresh: true }))['access_token']);
      await at.clock.advance(31);
    }
    expect(tokens.size).toBeLessThanOrEqual(21);
    await at.clock.advance(86_400);
    expect(tokens.has((await stable({ force_refresh: true }))['access_token'])).toBe(false);
  });

  it('and the classic one leave each other alone', async () => {
    const old = (await classic())['access_token'];
    const mine = (await stable())['access_token'];
    await stable({ force_refresh: true });
    expect([await stateOf(old), await stateOf(mine)]).toEqual([0, 40001]);
    const now = (await stable())['access_token'];
    await classic();
    await classic();
    await at.clock.advance(301);
    expect(await stateOf(now)).toBe(0);
  });

  it('is asked for by POST with JSON', async () => {
    expect((await at.json('/cgi-bin/stable_token'))['errcode']).toBe(43002);
    expect((await at.post('/cgi-bin/stable_token', ''))['errcode']).toBe(44002);
    expect((await at.post('/cgi-bin/stable_token', 'appid=1'))['errcode']).toBe(47001);
    expect((await stable({ secret: 7 }))['errcode']).toBe(40125);
  });
});

describe('tickets', () => {
  it('come by GET and by POST, one for each kind and account', async () => {
    const card = await at.ticket(appids.mini);
    expect(card).toMatch(/^[\w-]{86}$/);
    expect(await at.ticket(appids.mini, 'jsapi')).not.toBe(card);
    expect(await at.ticket(appids.cafe)).not.toBe(card);
    const posted = await at.post(
      `/cgi-bin/ticket/getticket?type=wx_card&access_token=${await at.token(appids.mini)}`,
      '{"type":"wx_card"}',
    );
    expect(posted).toMatchObject({ errcode: 0, errmsg: 'ok', ticket: card });
  });

  it('of another kind are 72031', async () => {
    expect(
      (await at.json(`/cgi-bin/ticket/getticket?type=x&access_token=${await at.token(appids.mini)}`))['errcode'],
    ).toBe(72031);
    expect(await at.json(`/cgi-bin/ticket/getticket?access_token=${await at.token(appids.mini)}`)).toMatchObject({
      errcode: 72031,
      errmsg: expect.stringMatching(/^invalid params, type is empty hint/),
    });
  });

  it('of another account, of another kind or too old open no page', async () => {
    await at.setContact(appids.mini);
    const ask = async (ticket: string) => (await at.authUrl(appids.mini, { ticket }))['errcode'];
    expect(await ask(await at.ticket(appids.mini))).toBe(0);
    expect(await ask(await at.ticket(appids.cafe))).toBe(72031);
    expect(await ask(await at.ticket(appids.mini, 'jsapi'))).toBe(72031);
    const old = await at.ticket(appids.mini);
    await at.clock.advance(7200);
    at.tokens.clear();
    expect(await ask(old)).toBe(72031);
  });
});
