import type { WechatInput } from '../../../contract/wechat';
import { readCollection, startClientWorld, type ClientWorld } from './client-world';

const appid = 'wxde00000000000001';
const platform = 'wxde00000000000002';
const STABLE = '/cgi-bin/stable_token';
const TICKET = '/cgi-bin/ticket/getticket';

let world: ClientWorld;
let serial = 0;

const identify = () => world.call('platform.identify', { appid: platform });
const authorize = (sPappid: string) => {
  serial += 1;
  const input: WechatInput['authorization.url'] = {
    key: { sPappid, appid, orderId: `token-order-${serial}` },
    money: 100,
    source: 'wxa',
    type: 0,
    contact: { phone: '4000000001', timeoutSeconds: 86_400 },
  };
  return world.call('authorization.url', input);
};
const faults = (...rules: object[]) => world.control('PUT', 'faults', { seed: 1, rules });
const outcome = (answers: { ok: boolean }[]) => answers.map(({ ok }) => ok);

beforeAll(async () => {
  world = await startClientWorld();
}, 30_000);
afterAll(() => world.close());
beforeEach(async () => {
  delete world.settings['wechat'];
  await world.wechat.reset();
  await world.cloudbase.reset();
});

describe('tokens and tickets over many instances of the function', () => {
  it('cost one upstream call each for eight cold instances', async () => {
    const answers = await Promise.all(Array.from({ length: 8 }, () => authorize('unknown')));
    expect(new Set(answers.map((answer) => (answer.ok ? 'ok' : answer.error.code)))).toEqual(
      new Set(['wechat_params_invalid']),
    );
    expect(await world.calls(STABLE)).toBe(1);
  }, 30_000);

  it('share one ticket as well', async () => {
    const platformId = await identify();
    const sPappid = platformId.ok ? platformId.data.sPappid : '';
    const answers = await Promise.all(Array.from({ length: 8 }, () => authorize(sPappid)));
    expect(outcome(answers)).toEqual(Array(8).fill(true));
    expect(await world.calls(TICKET)).toBe(1);
    await world.cloudbase.killInstances('wechat');
    expect(outcome(await Promise.all([authorize(sPappid), authorize(sPappid)]))).toEqual([true, true]);
    expect([await world.calls(TICKET), await world.calls(STABLE)]).toEqual([1, 2]);
  }, 30_000);

  it('survive the death of whoever was fetching', async () => {
    await faults({ path: STABLE, kind: 'delay', ms: 1500, count: 1 });
    const dying = identify().catch(() => 'killed');
    await new Promise((resolve) => setTimeout(resolve, 900));
    await world.cloudbase.killInstances('wechat');
    await dying;
    const [record] = await readCollection(world, 'credentials');
    expect(record).toMatchObject({ value: '' });
    expect(Number(record?.['leaseUntil'])).toBeGreaterThan(Date.now());
    await world.clock.advance(10);
    // The stand-in finishes the dead instance's call, as WeChat would.
    while ((await world.calls(STABLE)) === 0) await new Promise((resolve) => setTimeout(resolve, 50));
    expect(outcome(await Promise.all([identify(), identify(), identify()]))).toEqual([true, true, true]);
  }, 30_000);

  it('are renewed once, by force, when WeChat refuses the very token it repeats', async () => {
    await identify();
    await world.clock.advance(60);
    await faults({ path: '/card/invoice/seturl', kind: 'errcode', errcode: 40001, count: 1 });
    expect((await identify()).ok).toBe(true);
    expect(await world.calls(STABLE)).toBe(3);
    const token = (await readCollection(world, 'credentials')).find(({ _id }) => _id === `token:${platform}`);
    expect(token).toMatchObject({ forcedCount: 1 });
  }, 30_000);

  it('are renewed when another environment has forced a refresh in mid-flow', async () => {
    await Promise.all([identify(), identify(), identify(), identify()]);
    await world.clock.advance(60);
    const secret = 'sandbox-secret-22222222';
    const body = { grant_type: 'client_credential', appid: platform, secret, force_refresh: true };
    await fetch(`${world.wechatUrl}${STABLE}`, { method: 'POST', body: JSON.stringify(body) });
    expect(outcome(await Promise.all([identify(), identify(), identify(), identify()]))).toEqual([
      true,
      true,
      true,
      true,
    ]);
    expect(await world.calls(STABLE)).toBe(3);
    const token = (await readCollection(world, 'credentials')).find(({ _id }) => _id === `token:${platform}`);
    expect(token).toMatchObject({ forcedCount: 0 });
  }, 30_000);

  it('outlive their two hours', async () => {
    for (const seconds of [6950, 400, 7300, 100_000]) {
      await world.clock.advance(seconds);
      expect((await identify()).ok).toBe(true);
    }
  }, 30_000);

  it('come back after the stand-in has forgotten everything', async () => {
    const platformId = await identify();
    const sPappid = platformId.ok ? platformId.data.sPappid : '';
    expect((await authorize(sPappid)).ok).toBe(true);
    await world.wechat.reset();
    await world.clock.advance(60);
    expect((await authorize(sPappid)).ok).toBe(true);
  }, 30_000);

  it('tell what only the operator can repair, and ask WeChat no more than they must', async () => {
    world.settings['wechat'] = { WECHAT_ACCOUNTS: JSON.stringify([{ appid: platform, secret: 'wrong-secret' }]) };
    const answers = await Promise.all([identify(), identify(), identify(), identify()]);
    for (const answer of answers) {
      expect(answer).toMatchObject({ ok: false, error: { code: 'wechat_secret_invalid', retryable: false } });
    }
    expect(await world.calls(STABLE)).toBe(1);
    expect(world.lines.join()).not.toContain('wrong-secret');
  }, 30_000);

  it('cost a warm instance no call to the database, and one to WeChat', async () => {
    const platformId = await identify();
    const sPappid = platformId.ok ? platformId.data.sPappid : '';
    await authorize(sPappid);
    const count = await world.platformCallsDuring(() => authorize(sPappid));
    expect(count).toBe(0);
    expect([
      await world.calls('/card/invoice/getauthurl'),
      await world.calls(STABLE),
      await world.calls(TICKET),
    ]).toEqual([2, 2, 1]);
  }, 30_000);
});
