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
          { openid: 'o2', name: '周掌柜', role: 'owner' },
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
