import { objectionToKind, objectionToTitle, titleOf, withoutPerson } from '../../../cloudfunctions/common/domain/title';
import type { Title } from '../../../contract/buyer';

const company: Title = { kind: 'company', name: '样例科技有限公司', taxNo: '91000000MA0C0MPA1D' };
const line = (rate: string) => ({ rate });

describe('a title from our form', () => {
  test('of a person needs no number', () => {
    expect(objectionToTitle({ kind: 'personal', name: '小林' })).toBeUndefined();
  });
  test('of a company needs a tax number, or to say that there is none', () => {
    expect(objectionToTitle(company)).toBeUndefined();
    expect(objectionToTitle({ kind: 'company', name: '某机关' })).toEqual({ code: 'tax_no_required' });
    expect(objectionToTitle({ kind: 'company', name: '某机关', withoutTaxNo: true })).toBeUndefined();
    expect(objectionToTitle({ ...company, withoutTaxNo: true })).toEqual({ code: 'tax_no_contradicts' });
  });
  test('with a wrong check digit is refused with the reason', () => {
    expect(objectionToTitle({ ...company, taxNo: '91000000MA0C0MPA1X' })).toMatchObject({
      code: 'tax_no_invalid',
      text: expect.stringContaining('校验位'),
    });
  });
  test('with a number that only looks unusual passes', () => {
    expect(objectionToTitle({ ...company, taxNo: '440300123456789' })).toBeUndefined();
  });
  test('with small letters or blanks is explained, never silently changed', () => {
    expect(objectionToTitle({ ...company, taxNo: '91000000ma0c0mpa1d' })?.text).toContain('91000000MA0C0MPA1D');
  });
});

describe('专用发票', () => {
  const both = ['normal', 'special'] as const;
  test('goes to a company with a number, where every line bears tax', () => {
    expect(objectionToKind('special', company, [line('6%'), line('13%')], both)).toBeUndefined();
  });
  test.each(['免税', '不征税', '0%'])('is refused with a line at %s', (rate) => {
    expect(objectionToKind('special', company, [line('6%'), line(rate)], both)).toMatchObject({
      code: 'kind_not_allowed',
    });
  });
  test('is refused to a person, to a company without a number, and where the merchant issues none', () => {
    expect(objectionToKind('special', { kind: 'personal', name: '小林' }, [line('6%')], both)).toMatchObject({
      code: 'kind_not_allowed',
    });
    expect(
      objectionToKind('special', { kind: 'company', name: '某机关', withoutTaxNo: true }, [line('6%')], both),
    ).toMatchObject({ code: 'kind_not_allowed' });
    expect(objectionToKind('special', company, [line('6%')], ['normal'])).toMatchObject({ code: 'kind_not_allowed' });
    expect(objectionToKind('special', undefined, [line('6%')], both)).toEqual({ code: 'title_required' });
  });
});

describe('what was filled in on WeChat’s page', () => {
  test('becomes a personal title', () => {
    expect(titleOf({ kind: 'personal', title: ' 小林 ', phone: '13000000001', custom: [] })).toEqual({
      kind: 'personal',
      name: '小林',
      phone: '13000000001',
    });
  });
  test('becomes a company title with what the company gave', () => {
    const filled = {
      kind: 'company' as const,
      title: '样例科技有限公司',
      taxNo: '91000000MA0C0MPA1D',
      bank: '样例银行',
      bankAccount: '001',
      custom: [],
    };
    expect(titleOf(filled)).toEqual({ ...company, bank: '样例银行', bankAccount: '001' });
  });
  test('without a tax number says so', () => {
    expect(titleOf({ kind: 'company', title: '某机关', custom: [] })).toEqual({
      kind: 'company',
      name: '某机关',
      withoutTaxNo: true,
    });
  });
  test('names nobody when it is blank', () => {
    expect(titleOf({ kind: 'personal', title: '  ', custom: [] })).toBeUndefined();
  });
});

test('after the person has gone, a title keeps what stands on the invoice', () => {
  expect(withoutPerson({ kind: 'personal', name: '小林', phone: '13000000001', email: 'a@example.com' })).toEqual({
    kind: 'personal',
    name: '小林',
  });
  expect(withoutPerson({ ...company, phone: '01012345678', email: 'a@example.com' })).toEqual({
    ...company,
    phone: '01012345678',
  });
});
