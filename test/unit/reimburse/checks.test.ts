import * as fc from 'fast-check';
import { readInvoiceQr } from '../../../cloudfunctions/common/domain/invoice-qr';
import { checksOf, forbids, plainTitle, type Checked } from '../../../cloudfunctions/common/domain/reimburse-checks';
import { kindOfFile, readSentFile } from '../../../cloudfunctions/common/usecases/reimburse/sent-file';
import { nextLook } from '../../../cloudfunctions/common/usecases/reimburse/next-look';
import type { UnixSeconds } from '../../../contract/primitives';
import type { ClaimState } from '../../../contract/reimburser-states';

const now = 1_794_600_000 as UnixSeconds;
const company = { name: '样例科技（深圳）有限公司', taxNo: '91000000MA0C0MPA1D' };
const rules = { requirePdf: false, requireVerification: false, selfApproval: false };
const good: Checked = {
  form: 'digital',
  number: '24312000000012345678',
  title: company.name,
  buyerTaxNo: company.taxNo,
  amount: 4100,
  net: 3868,
  tax: 232,
  issuedAt: (now - 86_400) as UnixSeconds,
  status: 'INIT',
  hasPdf: true,
  hasXml: true,
  verification: 'valid',
};
const check = (changes: Partial<Checked>, more: Partial<typeof rules & { maxAgeDays: number }> = {}) =>
  checksOf({ ...good, ...changes }, { company, rules: { ...rules, ...more }, now, duplicates: {} });
const worst = (changes: Partial<Checked>, more = {}) => check(changes, more).filter(({ level }) => level !== 'ok');

describe('the checks', () => {
  it.each([undefined, ''])(
    'say of an invoice without a title (%j) that there is none, not that it is another’s',
    (title) => {
      expect(worst({ title })).toEqual([{ code: 'title_differs', level: 'warn', text: '没有填抬头，无法核对' }]);
    },
  );

  it('find nothing wrong with what is in order', () => {
    expect(worst({})).toEqual([]);
  });

  it.each<[string, Partial<Checked>, object, string, string]>([
    ['another title with our number', { title: '别家有限公司' }, {}, 'title_differs', 'warn'],
    ['another tax number', { buyerTaxNo: '91000000MA0C0MPA2E' }, {}, 'tax_no_differs', 'stop'],
    ['no tax number', { buyerTaxNo: undefined }, {}, 'tax_no_differs', 'warn'],
    ['amounts that do not add up', { tax: 233 }, {}, 'amounts_differ', 'stop'],
    ['amounts that are not all there', { net: undefined }, {}, 'amounts_unknown', 'note'],
    ['a lock of somebody else', { status: 'LOCK' }, {}, 'locked', 'stop'],
    ['an invoice that is closed', { status: 'CLOSURE' }, {}, 'closed', 'stop'],
    ['one that was reversed', { status: 'CANCEL' }, {}, 'cancelled', 'stop'],
    ['one that is too old', { issuedAt: (now - 40 * 86_400) as UnixSeconds }, { maxAgeDays: 30 }, 'too_old', 'stop'],
    ['no PDF', { hasPdf: false }, {}, 'pdf_missing', 'warn'],
    ['no PDF where one is required', { hasPdf: false }, { requirePdf: true }, 'pdf_missing', 'stop'],
    ['no XML original', { hasXml: false }, {}, 'xml_missing', 'note'],
    ['no 查验', { verification: 'none' }, {}, 'verification', 'note'],
    ['查无此票', { verification: 'not_found' }, {}, 'verification', 'stop'],
    ['已红冲', { verification: 'reversed' }, {}, 'verification', 'stop'],
    ['no number', { number: undefined }, {}, 'number_missing', 'stop'],
    ['not from the card pack', { status: undefined }, {}, 'no_lock', 'note'],
  ])('name %s', (_what, changes, more, code, level) => {
    expect(worst(changes, more)).toMatchObject([{ code, level }]);
    expect(forbids(check(changes, more))).toBe(level === 'stop');
  });

  it('let a person decide about a ticket with a name and no tax number, and stop another company’s', () => {
    expect(forbids(check({ title: '小林', buyerTaxNo: undefined }))).toBe(false);
    const foreign = check({ title: '别家有限公司', buyerTaxNo: '91000000MA0C0MPA2E' });
    expect(foreign.find(({ code }) => code === 'title_differs')).toMatchObject({ level: 'stop' });
  });

  it('take a lock of this claim’s own for what it is', () => {
    expect(worst({ status: 'LOCK', lockedByUs: true })).toEqual([]);
  });

  it('do not tell apart what the eye does not: width, case, blanks, brackets', () => {
    expect(plainTitle('样例科技(深圳) 有限公司')).toBe(plainTitle(company.name));
    expect(worst({ title: ' 样例科技(深圳)有限公司 ', buyerTaxNo: '91000000ma0c0mpa1d' })).toEqual([]);
  });

  it('name duplicates by where they are', () => {
    const of = (duplicates: object) =>
      checksOf(good, { company, rules, now, duplicates }).filter(({ level }) => level !== 'ok');
    expect(of({ here: true })).toMatchObject([{ code: 'duplicate_here', level: 'stop' }]);
    expect(of({ company: { closed: false } })).toMatchObject([{ code: 'duplicate_company', level: 'stop' }]);
    expect(of({ company: { closed: true } })).toMatchObject([{ code: 'already_closed', level: 'stop' }]);
    expect(of({ elsewhere: true })).toMatchObject([{ code: 'held_elsewhere', level: 'stop' }]);
    expect(of({ draft: true })).toMatchObject([{ code: 'duplicate_company', level: 'warn' }]);
  });
});

describe('the QR code of an invoice', () => {
  it('is a total for 数电, a net amount for a classic one', () => {
    expect(readInvoiceQr('01,32,,24312000000012345678,100.00,20261101,,A1B2')).toEqual({
      number: '24312000000012345678',
      kindText: '数电发票（普通发票）',
      amount: 10_000,
      date: '2026-11-01',
    });
    expect(readInvoiceQr('01,10,031001900111,39324919,38.68,20190405,11567682303578313021,9F3E')).toEqual({
      number: '39324919',
      code: '031001900111',
      checkCode: '11567682303578313021',
      kindText: '增值税电子普通发票',
      net: 3868,
      date: '2019-04-05',
    });
  });

  it('is nothing else', () => {
    fc.assert(fc.property(fc.string(), (text) => expect(readInvoiceQr(text)).toBeUndefined()));
    expect(readInvoiceQr('01,10,,39324919,38.68,20190405,,9F3E')).toBeUndefined();
    expect(readInvoiceQr('https://example.com/?a=01,32,,24312000000012345678')).toBeUndefined();
  });
});

describe('a file that was sent', () => {
  const base64 = (text: string) => Buffer.from(text).toString('base64');

  it('is kept as what it is, and is what its name says', () => {
    expect(readSentFile({ name: 'a.pdf', base64: base64('%PDF-1.7 …') })).toMatchObject({
      kind: 'original',
      name: 'a.pdf',
    });
    expect(readSentFile({ name: '../b.xml', base64: base64('<?xml version="1.0"?>') })).toMatchObject({
      kind: 'xml',
      name: '.._b.xml',
    });
    expect(() => readSentFile({ name: 'a.pdf', base64: base64('MZ…') })).toThrow(/file_type/);
    expect(() => readSentFile({ name: 'a.exe', base64: base64('%PDF-1.7') })).toThrow(/file_type/);
    expect(['a.xml', 'a.ofd', 'a.png'].map(kindOfFile)).toEqual(['xml', 'original', 'other']);
  });
});

it('compares with WeChat in the night of China, and what is paid a week later', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1_700_000_000, max: 1_900_000_000 }),
      fc.constantFrom<ClaimState>('submitted', 'paid'),
      (at, state) => {
        const next = nextLook(at as UnixSeconds, state);
        const hour = new Date((next + 8 * 3600) * 1000).getUTCHours();
        expect(hour).toBeGreaterThanOrEqual(2);
        expect(hour).toBeLessThan(5);
        expect(next).toBeGreaterThan(at);
        expect(next - at).toBeLessThanOrEqual((state === 'paid' ? 7 : 1) * 86_400 + 3 * 3600);
      },
    ),
  );
});
