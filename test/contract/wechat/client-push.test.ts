import { loadDemo } from '../../../sandbox/demo';
import { authorizeXml, encryptedPush, plainPush, type PushSecrets, type SignedPush } from '../../support/signed-push';
import { readCollection, startClientWorld, type ClientWorld } from './client-world';

let world: ClientWorld;

const secretsOf = (mode: string): PushSecrets => {
  const account = loadDemo().accounts.find(({ pushMode }) => pushMode === mode);
  if (!account) throw new Error(`no account in ${mode} mode`);
  return { appid: account.appid, token: account.pushToken, encodingAesKey: account.encodingAesKey };
};
const safe = secretsOf('safe');
const plain = secretsOf('plain');

const now = () => Math.floor(world.clock.now() / 1000);

const deliver = async (appid: string, { query, body }: SignedPush, init: RequestInit = {}) => {
  const address = `${world.url}/push/${appid}?${new URLSearchParams(query).toString()}`;
  const answer = await fetch(address, { method: 'POST', body, headers: { 'content-type': 'text/xml' }, ...init });
  return [answer.status, await answer.text()];
};

const events = () => readCollection(world, 'events');
/** The event was handed on; a cold `jobs` may take longer than WeChat is kept waiting. */
const kicked = async (id: unknown): Promise<void> => {
  const has = () => world.lines.includes(`kicked ${String(id)}`);
  for (const until = Date.now() + 5000; !has() && Date.now() < until;)
    await new Promise((tick) => setTimeout(tick, 20));
  expect(has()).toBe(true);
};
const refusals = () =>
  world.lines
    .filter((line) => line.includes('push_refused'))
    .map((line) => (JSON.parse(line) as { reason: string }).reason);

beforeAll(async () => {
  world = await startClientWorld();
}, 30_000);
afterAll(() => world.close());
beforeEach(() => world.cloudbase.reset());

describe('the push function, over HTTP access', () => {
  it('passes the check of the console', async () => {
    const { query } = plainPush(safe, '', now());
    const address = (q: Record<string, string>) =>
      `${world.url}/push/${safe.appid}?${new URLSearchParams(q).toString()}`;
    const answer = await fetch(address({ ...query, echostr: '4375120948345356249' }));
    expect([answer.status, await answer.text()]).toEqual([200, '4375120948345356249']);
    expect(answer.headers.get('content-type')).toMatch(/^text\/plain/);
    expect((await fetch(address({ ...query, nonce: '1', echostr: 'x' }))).status).toBe(403);
  });

  it('stores an event, answers success, and hands it on', async () => {
    expect(await deliver(safe.appid, encryptedPush(safe, authorizeXml('0012345'), now()))).toEqual([200, 'success']);
    const [event, ...others] = await events();
    expect(others).toEqual([]);
    expect(event).toMatchObject({
      appid: safe.appid,
      event: 'user_authorize_invoice',
      orderId: '0012345',
      state: 'received',
    });
    await kicked(event?.['_id']);
  });

  it('stores a doubled push once, kicks it once, and answers success each time', async () => {
    const writes: unknown[] = [];
    const stop = world.cloudbase.onWrite((write) => void writes.push(write));
    for (let times = 0; times < 3; times += 1) {
      expect(await deliver(safe.appid, encryptedPush(safe, authorizeXml('doubled'), now() + times))).toEqual([
        200,
        'success',
      ]);
    }
    stop();
    expect(await events()).toHaveLength(1);
    expect(writes).toHaveLength(1);
    const id = String((await events())[0]?.['_id']);
    await kicked(id);
    expect(world.lines.filter((line) => line === `kicked ${id}`)).toHaveLength(1);
    const upstream = await world.control('GET', 'calls');
    const doubled = () => deliver(safe.appid, encryptedPush(safe, authorizeXml('doubled'), now()));
    expect(await world.platformCallsDuring(doubled)).toBe(1);
    expect(await world.control('GET', 'calls')).toEqual(upstream);
  });

  it('stores eight simultaneous deliveries of one event once, and two orders of one second twice', async () => {
    const same = Array.from({ length: 8 }, () => deliver(safe.appid, encryptedPush(safe, authorizeXml('rush'), now())));
    const other = deliver(safe.appid, encryptedPush(safe, authorizeXml('rush-too'), now()));
    for (const answer of await Promise.all([...same, other])) expect(answer).toEqual([200, 'success']);
    expect((await events()).map(({ orderId }) => orderId).sort()).toEqual(['rush', 'rush-too']);
  }, 20_000);

  it('keeps its clock with the platform', async () => {
    await world.clock.advance(3600);
    expect((await deliver(plain.appid, plainPush(plain, authorizeXml('later'), now())))[0]).toBe(200);
    expect((await deliver(plain.appid, plainPush(plain, authorizeXml('stale'), now() - 3600)))[0]).toBe(403);
  });

  it.each<[string, string, () => { to?: string; push: SignedPush; init?: RequestInit }]>([
    [
      'a forged signature',
      'bad_signature',
      () => ({ push: encryptedPush({ ...safe, token: 'guess' }, authorizeXml('x'), now()) }),
    ],
    ['an old delivery', 'stale', () => ({ push: encryptedPush(safe, authorizeXml('x'), now() - 301) })],
    ['a plain push in safe mode', 'plain_in_safe_mode', () => ({ push: plainPush(safe, authorizeXml('x'), now()) })],
    [
      'a cipher text of another account',
      'foreign_or_unreadable_cipher',
      () => ({ push: encryptedPush({ ...safe, appid: plain.appid }, authorizeXml('x'), now()) }),
    ],
    [
      'an account that is not ours',
      'unknown_account',
      () => ({ to: 'wx00000000000000aa', push: encryptedPush(safe, authorizeXml('x'), now()) }),
    ],
    ['no account at all', 'unknown_account', () => ({ to: '', push: encryptedPush(safe, authorizeXml('x'), now()) })],
    [
      'a megabyte',
      'too_large',
      () => ({ push: encryptedPush(safe, `<xml><a>${'x'.repeat(1_000_000)}</a></xml>`, now()) }),
    ],
    [
      'another method',
      'wrong_method',
      () => ({ push: encryptedPush(safe, authorizeXml('x'), now()), init: { method: 'PUT' } }),
    ],
    [
      'a bomb of entities',
      'unreadable',
      () => ({
        to: plain.appid,
        push: plainPush(plain, '<!DOCTYPE a [<!ENTITY b "bb"><!ENTITY c "&b;&b;">]><xml>&c;</xml>', now()),
      }),
    ],
  ])('refuses %s with 403 and one line', async (_what, reason, make) => {
    const before = refusals().length;
    const { to = safe.appid, push, init } = make();
    expect(await deliver(to, push, init)).toEqual([403, '']);
    expect(await events()).toEqual([]);
    expect(refusals().slice(before)).toEqual([reason]);
  });

  it('refuses a call from the phone, whatever shape it has', async () => {
    const { query, body } = encryptedPush(safe, authorizeXml('phone'), now());
    const shapes = [
      { path: `/${safe.appid}`, httpMethod: 'POST', queryStringParameters: query, body },
      { action: 'x' },
      {},
    ];
    for (const shape of shapes) {
      const answer = await fetch(`${world.url}/functions/push`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'x-sandbox-openid': 'oAnybody' },
        body: JSON.stringify(shape),
      });
      expect(await answer.json()).toMatchObject({ ok: false, error: { code: 'forbidden' } });
    }
    expect(await events()).toEqual([]);
  });

  it('takes bodies that the gateway hands over as base64', async () => {
    const { query, body } = encryptedPush(safe, authorizeXml('base64'), now());
    const event = {
      path: `/push/${safe.appid}`,
      httpMethod: 'POST',
      headers: {},
      queryStringParameters: query,
      body: Buffer.from(body).toString('base64'),
      isBase64Encoded: true,
    };
    expect(await world.cloudbase.call('push', event, { source: 'wx_http' })).toMatchObject({
      statusCode: 200,
      body: 'success',
    });
    expect(await events()).toHaveLength(1);
  });

  it('keeps unknown events and answers them, and keeps no chat', async () => {
    const push = (xml: string) => deliver(plain.appid, plainPush(plain, xml, now()));
    expect(await push('<xml><MsgType>event</MsgType><Event>subscribe</Event><CreateTime>1</CreateTime></xml>')).toEqual(
      [200, 'success'],
    );
    expect(await push('<xml><MsgType>text</MsgType><Content>hello</Content><CreateTime>1</CreateTime></xml>')).toEqual([
      200,
      'success',
    ]);
    expect(await events()).toMatchObject([{ event: 'subscribe', state: 'parked', reason: 'unknown_event' }]);
  });

  it('accepts what the stand-in pushes in every mode and format', async () => {
    for (const [pushMode, pushFormat, authorizeField] of [
      ['plain', 'xml', 'AppId'],
      ['compatible', 'json', 'AuthorizeAppId'],
      ['safe', 'xml', 'AuthorizeAppId'],
      ['safe', 'json', 'AppId'],
    ]) {
      await world.control('POST', 'account', { appid: safe.appid, pushMode, pushFormat, authorizeField });
      const accounts = [
        {
          appid: safe.appid,
          tokens: ['another', safe.token],
          encodingAesKeys: [plain.encodingAesKey, safe.encodingAesKey],
          mode: pushMode,
        },
      ];
      world.settings['push'] = { PUSH_ACCOUNTS: JSON.stringify(accounts) };
      await world.cloudbase.reset();
      const orderId = `pushed-${pushMode}-${pushFormat}`;
      const platform = await world.call('platform.identify', { appid: 'wxde00000000000002' });
      const sPappid = platform.ok ? platform.data.sPappid : '';
      const contact = { phone: '4000000001', timeoutSeconds: 86_400 };
      await world.call('authorization.url', {
        key: { sPappid, appid: safe.appid, orderId },
        money: 1,
        source: 'wxa',
        type: 0,
        contact,
      });
      await world.control('POST', 'authorize', { order_id: orderId });
      await world.wechat.drain();
      expect(await events()).toMatchObject([{ orderId, fields: { [authorizeField ?? '']: safe.appid } }]);
    }
    delete world.settings['push'];
  }, 30_000);

  it('makes WeChat try again when the event could not be stored', async () => {
    world.settings['push'] = { PUSH_ACCOUNTS: '{broken' };
    await world.cloudbase.reset();
    expect(await deliver(safe.appid, encryptedPush(safe, authorizeXml('again'), now()))).toEqual([500, '']);
    expect(world.lines.join()).not.toContain('{broken');
    delete world.settings['push'];
  });
});
