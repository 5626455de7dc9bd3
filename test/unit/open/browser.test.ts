import { browserOf } from '../../../cloudfunctions/open/browser';

describe('the browser that opens a page', () => {
  it.each([
    ['Mozilla/5.0(iphone;CPU iphone OS 5_1_1 like Mac OS X) Mobile / 9B206 MicroMessenger/ 6.0.2 ', 'wechat'],
    ['Mozilla/5.0 (Linux; Android 14) Mobile MicroMessenger/8.0.49.2600(0x28003133) NetType/WIFI', 'wechat'],
    ['Mozilla/5.0 (iPhone) MicroMessenger/6.10.0', 'wechat'],
    ['Mozilla/5.0 (iPhone) MicroMessenger/6.1', 'wechat'],
    ['Mozilla/5.0 (iPhone) MicroMessenger/8.0.49 miniProgram/wx0000000000000000', 'wechat'],
    ['Mozilla/5.0 (iPhone) MicroMessenger/6.0.1', 'wechat_too_old'],
    ['Mozilla/5.0 (iPhone) MicroMessenger/5.99.99', 'wechat_too_old'],
    ['Mozilla/5.0 (iPhone) MicroMessenger/6', 'wechat_too_old'],
    ['Mozilla/5.0 (iPhone) wxwork/4.1.22 MicroMessenger/7.0.1 Language/zh', 'wecom'],
    [
      'Mozilla/5.0 (Windows NT 10.0; WOW64) MicroMessenger/7.0.20.1781(0x6700143B) NetType/WIFI WindowsWechat',
      'wechat_desktop',
    ],
    [
      'Mozilla/5.0 (X11; Linux x86_64) MicroMessenger/7.0.20.1781(0x6700143B) NetType/WIFI UnifiedPCLinuxWechat(0xf2540108)',
      'wechat_desktop',
    ],
    ['Mozilla/5.0 (Macintosh) MicroMessenger/6.8.0(0x16080000) MacWechat/3.8.7', 'wechat_desktop'],
    ['Mozilla/5.0 (iPhone) Version/17.0 Mobile Safari/604.1', 'other'],
    ['MicroMessenger/x.y.z', 'other'],
    ['', 'other'],
  ])('of %s is %s', (userAgent, browser) => {
    expect(browserOf(userAgent)).toBe(browser);
  });

  it('may not say what it is', () => {
    expect(browserOf(undefined)).toBe('other');
  });
});
