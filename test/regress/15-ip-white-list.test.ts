import { WechatError } from '../../cloudfunctions/common/wechat/errors';
import { startFlow } from '../support/sandbox';

jest.setTimeout(60_000);

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

  it('reaches whoever looks after the account, from WeChat’s refusal of a token', async () => {
    const flow = await startFlow();
    try {
      await flow.faults({ path: '/cgi-bin/stable_token', kind: 'errcode', errcode: 40164 });
      const event = { action: 'token.life', appid: flow.sandbox.demo.merchants[0]?.appids.official };
      const answer = await flow.sandbox.cloudbase.call('wechat', event, { source: ',scf' });
      expect(answer).toMatchObject({
        ok: false,
        error: { hint: expect.stringContaining('IP 是 127.0.0.1'), wechat: { errcode: 40164 } },
      });
    } finally {
      await flow.close();
    }
  });
});
