import { WechatError } from '../../cloudfunctions/common/wechat/errors';
import { billingProblem, writeBillingPair } from '../../cloudfunctions/common/wechat/invoice-number';

// 数电发票 have no code and no check code; accounts differ in whether WeChat takes them as cards.
describe('a fully digital invoice as a card', () => {
  it('is sent as its 20 digits and an empty code, never with zeros or the number twice', () => {
    const number = '25990000000000000123';
    expect(writeBillingPair({ form: 'digital', number })).toEqual({ billing_no: number, billing_code: '' });
    expect(billingProblem({ form: 'digital', number, code: '00000000' })).toBeDefined();
  });

  it.each([72040, 72045, 72082])('leaves the buyer a way when WeChat answers %i', (errcode) => {
    const { message, retryable } = new WechatError(errcode, '').failure;
    expect(message).toMatch(/已开好.*可下载或发邮箱/);
    expect(retryable).toBe(false);
  });
});
