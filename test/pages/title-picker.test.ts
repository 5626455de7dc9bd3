import { pickTitle } from '../../miniprogram/services/title-picker';

// wx.chooseInvoiceTitle fails for want of a privacy declaration, of a right, or because the person thought better of it.
interface Phone {
  agrees?: boolean;
  picked?: object;
  fails?: string;
}
const asked: string[] = [];
const withPhone = ({ agrees = true, picked, fails }: Phone) => {
  asked.length = 0;
  const wx = {
    requirePrivacyAuthorize: (done: { success(): void; fail(): void }) => (agrees ? done.success() : done.fail()),
    chooseInvoiceTitle: () => {
      asked.push('chooseInvoiceTitle');
      if (!fails) return Promise.resolve(picked);
      return Promise.reject(Object.assign(new Error(), { errMsg: `chooseInvoiceTitle:${fails}` }));
    },
  };
  Object.assign(globalThis, { wx });
};
afterAll(() => void Reflect.deleteProperty(globalThis, 'wx'));

it.each([
  ['fail cancel', 'cancelled'],
  ['fail auth deny', 'denied'],
  ['fail:unauthorized', 'denied'],
  ['fail api scope is not declared in the privacy agreement', 'privacy_refused'],
  ['fail system error', 'unavailable'],
])('%s is an answer (%s) and no exception: the form can be filled in by hand', async (fails, outcome) => {
  withPhone({ fails });
  expect(await pickTitle()).toEqual({ outcome });
});

it('who does not agree to the privacy guide is not asked for a title at all', async () => {
  withPhone({ agrees: false });
  expect(await pickTitle()).toEqual({ outcome: 'privacy_refused' });
  expect(asked).toEqual([]);
});

it.each(['1', 1])('a person is one whether the phone says %j', async (type) => {
  withPhone({ picked: { type, title: '小林', taxNumber: '' } });
  expect(await pickTitle()).toEqual({ outcome: 'picked', title: { kind: 'personal', name: '小林' } });
});

it.each(['0', 0])(
  'a company is one whether the phone says %j, and what it left blank is not stored as empty',
  async (type) => {
    withPhone({ picked: { type, title: '样例科技有限公司', taxNumber: ' 91000000MA0C0MPA1D ', telephone: '' } });
    expect(await pickTitle()).toEqual({
      outcome: 'picked',
      title: { kind: 'company', name: '样例科技有限公司', taxNo: '91000000MA0C0MPA1D' },
    });
  },
);
