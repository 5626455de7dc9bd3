import { startClientWorld, type ClientWorld } from '../contract/wechat/client-world';

const SET_CONTACT = '/card/invoice/setbizattr?action=set_contact';
let world: ClientWorld;

beforeAll(async () => {
  world = await startClientWorld();
}, 30_000);
afterAll(() => world.close());

const authorize = async (appid: string, orderId: string, merchantId = 'm-cafe', phone = '4000000001') => {
  const platform = await world.call('platform.identify', { appid: 'wxde00000000000002' });
  if (!platform.ok) throw new Error(platform.error.code);
  const key = { sPappid: platform.data.sPappid, appid, orderId };
  const contact = { phone, timeoutSeconds: 86_400 };
  return world.call('authorization.url', { key, merchantId, money: 4100, source: 'wxa', type: 0, contact });
};

// WeChat wants the contact before the first page, for each appid, and answers 72063 otherwise.
describe('the contact that WeChat wants first', () => {
  it('is set before the first page of each account, under its right name and in seconds', async () => {
    const [mini, service] = ['wxde00000000000001', 'wxde00000000000002'];
    expect((await authorize(mini, 'a')).ok).toBe(true);
    expect((await authorize(service, 'b')).ok).toBe(true);
    expect(await world.calls(SET_CONTACT)).toBe(2);
  });

  it('is set again, once, when WeChat has forgotten what we remember', async () => {
    await authorize('wxde00000000000001', 'c');
    await world.wechat.reset();
    expect((await authorize('wxde00000000000001', 'd')).ok).toBe(true);
    expect(await world.calls(SET_CONTACT)).toBe(1);
  });

  it('is one for merchants that share an account: each page leaves it alone, and whoever sets it by hand has it', async () => {
    const appid = 'wxde00000000000001';
    const before = await world.calls(SET_CONTACT);
    for (const n of ['1', '2']) {
      await authorize(appid, `ours-${n}`);
      await authorize(appid, `theirs-${n}`, 'm-mall', '4000000002');
      await world.cloudbase.killInstances('wechat');
    }
    expect(await world.calls(SET_CONTACT)).toBe(before);
    const contact = { phone: '4000000002', timeoutSeconds: 86_400 };
    await world.call('contact.set', { merchantId: 'm-mall', appid, contact });
    await authorize(appid, 'ours-3');
    expect((await world.calls(SET_CONTACT)) - before).toBe(1);
  });

  it('does not make us ask without end when setting it does not help', async () => {
    await authorize('wxde00000000000001', 'e');
    const before = await world.calls(SET_CONTACT);
    await world.control('PUT', 'faults', {
      seed: 1,
      rules: [{ path: '/card/invoice/getauthurl', kind: 'errcode', errcode: 72063 }],
    });
    expect(await authorize('wxde00000000000001', 'f')).toMatchObject({
      ok: false,
      error: { code: 'wechat_contact_missing' },
    });
    expect((await world.calls(SET_CONTACT)) - before).toBe(1);
  });
});
