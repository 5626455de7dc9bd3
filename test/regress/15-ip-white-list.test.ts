import { WechatError } from '../../cloudfunctions/common/wechat/errors';

// The address that WeChat sees is not the one of the developer's machine: only WeChat's answer tells it.
describe('40164', () => {
  it.each([
    ['invalid ip 203.0.113.7, not in whitelist hint: [abc]', '203.0.113.7'],
    ['invalid ip 203.0.113.7 ipv6 ::ffff:203.0.113.7, not in whitelist rid: 61f0-1', '203.0.113.7'],
    ['invalid ip 2001:db8::7, not in whitelist', '2001:db8::7'],
  ])('shows the address that WeChat saw', (errmsg, ip) => {
    const { hint, retryable, message } = new WechatError(40164, errmsg, { proof: 'secret' }).failure;
    expect(hint).toContain(`IP 是 ${ip}`);
    expect(hint).toMatch(/白名单/);
    expect([retryable, message.includes(ip)]).toEqual([false, false]);
  });
});
