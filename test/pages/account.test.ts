import { Phone } from './support/phone';
import { closePages, openPage, settle } from './support/simulate';

let phone: Phone;

beforeEach(() => {
  phone = new Phone();
});
afterEach(closePages);

describe('closing the account', () => {
  it('says what goes and what stays, and asks twice', async () => {
    phone.on({ 'account.close': () => ({ closed: true }) });
    const page = await openPage('more/close-account/index');
    expect(page.text).toContain('会删除');
    expect(page.text).toContain('会保留');
    await page.tap('.close');
    expect(phone.wx['showModal']).not.toHaveBeenCalled();
    await page.tap('.tick');
    await page.tap('.close');
    expect(phone.calls).toHaveLength(0);
    phone.modal.success({ confirm: true });
    await settle(10);
    expect(phone.inputs('account.close')[0]).toMatchObject({ confirm: true });
    expect(page.text).toContain('已注销');
  });
});

describe('the sandbox', () => {
  const inDevTools = (envVersion: string, appId = 'touristappid') => {
    phone.wx['getAccountInfoSync']?.mockReturnValue({ miniProgram: { appId, envVersion } });
    phone.wx['request']?.mockImplementation(({ success }: { success: (answer: object) => void }) =>
      success({
        data: [
          { openid: 'o1', name: '林小满', role: 'buyer' },
          { openid: 'o2', name: '周掌柜', role: 'owner', merchant: 'm-cafe' },
          { openid: 'o3', name: '吴会计', role: 'reimburser', company: 'c-sample' },
        ],
      }),
    );
  };

  it('lets a developer without an appid choose whose phone this is', async () => {
    inDevTools('develop');
    const page = await openPage('pages/me/index');
    await settle(10);
    expect(page.text).toContain('切换身份');
    expect(page.text).toContain('林小满');
    await page.call('onSwitchPerson');
    await settle(10);
    expect(phone.wx['setStorageSync']).toHaveBeenLastCalledWith('sandbox.openid', 'o1');
  });

  it.each([
    ['a merchant', 1, 'o2'],
    ['a company', 2, 'o3'],
  ])('makes it the phone of a person of %s too, whose side then shows', async (_, side, openid) => {
    inDevTools('develop');
    const page = await openPage('pages/me/index');
    await settle(10);
    const stored: Record<string, unknown> = {};
    phone.wx['setStorageSync']?.mockImplementation((key: string, value: unknown) => (stored[key] = value));
    phone.wx['getStorageSync']?.mockImplementation((key: string) => stored[key] ?? '');
    phone.wx['showActionSheet']?.mockResolvedValueOnce({ tapIndex: side }).mockResolvedValueOnce({ tapIndex: 0 });
    await page.call('onSwitchPerson');
    await settle(10);
    const asked = phone.wx['request']?.mock.calls.map(([request]: [{ url: string; header?: object }]) => request);
    for (const name of ['merchant', 'reimburser']) {
      const last = asked?.filter(({ url }) => url.endsWith(`/functions/${name}`)).at(-1);
      expect(last?.header).toMatchObject({ 'x-sandbox-openid': openid });
    }
  });

  it.each([
    ['a released version', 'release', 'touristappid'],
    ['an appid of one’s own', 'develop', 'wxde00000000000001'],
  ])('is not there in %s', async (_, envVersion, appId) => {
    inDevTools(envVersion, appId);
    const page = await openPage('pages/me/index');
    await settle(10);
    expect(page.text).not.toContain('切换身份');
    expect(phone.wx['request']).not.toHaveBeenCalled();
  });

  it('is not opened in the sandbox’s own phone, which is somebody already', async () => {
    inDevTools('develop');
    phone.wx['getAppBaseInfo']?.mockReturnValue({ SDKVersion: '3.8.12', host: { env: 'SandboxPhone' } });
    const page = await openPage('pages/me/index');
    await settle(10);
    expect(page.text).not.toContain('切换身份');
  });
});
