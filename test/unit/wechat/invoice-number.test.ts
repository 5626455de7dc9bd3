import {
  billingProblem,
  readBillingPair,
  writeBillingPair,
} from '../../../cloudfunctions/common/wechat/invoice-number';

const digital = '25990000000000000123';

describe('发票代码 and 发票号码', () => {
  it('are told apart by their length, whichever field holds which', () => {
    const classic = { form: 'classic', number: '39324919', code: '031001900111' };
    expect(readBillingPair({ billing_no: '031001900111', billing_code: '39324919' })).toEqual(classic);
    expect(readBillingPair({ billing_no: '39324919', billing_code: '031001900111' })).toEqual(classic);
    expect(readBillingPair({ billing_no: ' 1234567890 ', billing_code: '39324919' })).toMatchObject({
      code: '1234567890',
    });
  });

  it.each([undefined, '', '00000000', ' '])(
    'know a fully digital invoice by its 20 digits when the other field is %j',
    (other) => {
      expect(readBillingPair({ billing_no: digital, billing_code: other })).toEqual({
        form: 'digital',
        number: digital,
      });
      expect(readBillingPair({ billing_no: other, billing_code: digital })).toEqual({
        form: 'digital',
        number: digital,
      });
    },
  );

  it('fall back on position only where no shape tells', () => {
    const odd = { billing_no: '123', billing_code: '456' };
    expect(readBillingPair(odd, 'code_first')).toEqual({ form: 'classic', number: '456', code: '123' });
    expect(readBillingPair(odd, 'number_first')).toEqual({ form: 'classic', number: '123', code: '456' });
    expect(readBillingPair({ billing_no: '', billing_code: undefined })).toBeUndefined();
  });

  it('are written code first unless the setting says otherwise, and alone when fully digital', () => {
    const classic = { form: 'classic', number: '39324919', code: '031001900111' } as const;
    expect(writeBillingPair(classic)).toEqual({ billing_no: '031001900111', billing_code: '39324919' });
    expect(writeBillingPair(classic, 'number_first')).toEqual({ billing_no: '39324919', billing_code: '031001900111' });
    expect(writeBillingPair({ form: 'digital', number: digital })).toEqual({ billing_no: digital, billing_code: '' });
  });

  it('are checked before anything is sent', () => {
    expect(billingProblem({ form: 'digital', number: digital })).toBeUndefined();
    expect(billingProblem({ form: 'digital', number: '39324919' })).toMatch(/20 digits/);
    expect(billingProblem({ form: 'digital', number: digital, code: '031001900111' })).toMatch(/no code/);
    expect(billingProblem({ form: 'classic', number: '39324919', code: '031001900111' })).toBeUndefined();
    expect(billingProblem({ form: 'classic', number: '39324919' })).toMatch(/10 or 12/);
  });
});
