import fc from 'fast-check';
import { dayText, momentText } from '../../miniprogram/lib/dates';
import { groupedNumber } from '../../miniprogram/lib/invoice-row';
import { waitBefore } from '../../miniprogram/lib/poller';
import { receiptCode } from '../../miniprogram/lib/receipt-code';
import { fillIn, newTitleForm, titleOf } from '../../miniprogram/lib/title-form';

describe('dates on the phone', () => {
  // 2026-03-05 23:30 in Beijing is still the 5th there, and in no other calendar.
  const lateEvening = Date.UTC(2026, 2, 5, 15, 30) / 1000;

  it('are those of Beijing', () => {
    expect(dayText(lateEvening)).toBe('2026-03-05');
    expect(dayText(lateEvening + 1800)).toBe('2026-03-06');
  });

  it.each([
    [60, '今天 23:30'],
    [1800, '昨天 23:30'],
    [1800 + 86_400, '03-05 23:30'],
    [400 * 86_400, '2026-03-05 23:30'],
  ])('%d seconds later read %s', (later, text) => {
    expect(momentText(lateEvening, lateEvening + later)).toBe(text);
  });
});

it('an invoice number in groups is the same number', () => {
  expect(groupedNumber('00002000000012345678')).toBe('0000 2000 0000 1234 5678');
  expect(groupedNumber('39324919')).toBe('3932 4919');
  fc.assert(
    fc.property(fc.stringMatching(/^\d{1,30}$/), (number) => groupedNumber(number).replace(/ /g, '') === number),
  );
});

it('looking again waits two seconds at first, thirty at most, and never less than the server wants', () => {
  expect(waitBefore(0, 0)).toBe(2);
  expect(waitBefore(0, 5)).toBe(5);
  fc.assert(
    fc.property(fc.nat(40), fc.nat(60), (look, wanted) => {
      const wait = waitBefore(look, wanted);
      return wait >= Math.min(wanted, 30) && wait >= 2 && wait <= 30 && waitBefore(look + 1, wanted) >= wait;
    }),
  );
});

it.each([
  ['https://shop.example/r/abc_1-2', 'abc_1-2'],
  ['https://shop.example/r/abc_1-2?from=receipt#top', 'abc_1-2'],
  [' abc_1-2 ', 'abc_1-2'],
])('the QR code %j of a receipt means the code %s', (scanned, code) => {
  expect(receiptCode(scanned)).toBe(code);
});

it('a title that is put into the form comes out as it was', () => {
  const text = fc.stringMatching(/^[\u4e00-\u9fa5A-Z0-9]{1,20}$/);
  const title = fc.oneof(
    fc.record({ kind: fc.constant('personal' as const), name: text }),
    fc.record(
      {
        kind: fc.constant('company' as const),
        name: text,
        taxNo: text,
        address: text,
        phone: text,
        bank: text,
        bankAccount: text,
      },
      { requiredKeys: ['kind', 'name'] },
    ),
    fc.record({ kind: fc.constant('company' as const), name: text, withoutTaxNo: fc.constant(true) }),
  );
  fc.assert(
    fc.property(title, (given) => {
      expect(titleOf(fillIn(newTitleForm(), given))).toEqual(given);
    }),
  );
});
