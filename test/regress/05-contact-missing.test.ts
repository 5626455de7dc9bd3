import { startClientWorld, type ClientWorld } from '../contract/wechat/client-world';

const SET_CONTACT = '/card/invoice/setbizattr?action=set_contact';
let world: ClientWorld;

beforeAll(async () => {
  world = await startClientWorld();
}, 30_000);
afterAll(() => world.close());

const authorize = async (appid: string, orderId: string) => {
  const platform = await world.call('platform.identify', { appid: 'wxde00000000000002' });
  if (!platform.ok) throw new Error(platform.error.code);
  const key = { sPappid: platform.data.sPappid, appid, orderId };
  const contact = { phone: '4000000001', timeoutSeconds: 86_400 };
  return world.call('authorization.url', { key, money: 4100, source: 'wxa', type: 0, contact });
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
