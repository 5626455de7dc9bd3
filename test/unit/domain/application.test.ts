import fc from 'fast-check';
import { objectionToAmount, orderIdOf } from '../../../cloudfunctions/common/domain/application';
import { cardContentOf } from '../../../cloudfunctions/common/domain/card';
import { objectionToIssued } from '../../../cloudfunctions/common/usecases/record-issued';
import type { ApplicationRecord } from '../../../cloudfunctions/common/store/records';
import type { InvoiceLine } from '../../../contract/buyer';
import { OrderId, type Fen, type UnixSeconds } from '../../../contract/primitives';
import * as v from 'valibot';

const fen = (amount: number) => amount as Fen;

describe('the order id of an application', () => {
  test('reads like the order and its attempt', () => {
    expect(orderIdOf('CAFE-20261121-0031', 2, 'k3x9m2pq')).toBe('CAFE-20261121-0031-2-k3x9m2pq');
  });
  test('is one that WeChat takes, whatever the merchant calls the order', () => {
    fc.assert(
      fc.property(
        fc.string({ minLength: 1, maxLength: 64, unit: 'grapheme' }),
        fc.integer({ min: 1, max: 999 }),
        (orderNo, attempt) => {
          expect(v.is(OrderId, orderIdOf(orderNo, attempt, 'k3x9m2pq'))).toBe(true);
        },
      ),
    );
  });
});

test('amounts of zero and above a limit are refused', () => {
  expect(objectionToAmount(0, undefined)).toBeDefined();
  expect(objectionToAmount(1, undefined)).toBeUndefined();
  expect(objectionToAmount(9_999_999_999, undefined)).toBeUndefined();
  expect(objectionToAmount(10_000_000_000, undefined)).toBeDefined();
  expect(objectionToAmount(5001, fen(5000))).toBeDefined();
});

describe('what the card says', () => {
  const invoice = (lines: InvoiceLine[]) => ({
    title: { kind: 'personal' as const, name: '小林' },
    amount: fen(4100),
    net: fen(3868),
    tax: fen(232),
    lines,
    issuedAt: 1 as UnixSeconds,
    form: 'digital' as const,
    number: '26009123456789012345',
    seller: { taxNo: '91000000MA0CAFE012' },
  });
  const line = (more: Partial<InvoiceLine>): InvoiceLine => ({
    name: '*茶*龙井',
    net: fen(3868),
    tax: fen(232),
    rate: '6%',
    ...more,
  });
  const cardLine = (more: Partial<InvoiceLine>) => cardContentOf(invoice([line(more)])).lines[0];

  test('is the net price of one where the quantity is whole and divides exactly', () => {
    expect(cardLine({ quantity: '4', unit: '盒' })).toEqual({ name: '*茶*龙井', quantity: 4, unit: '盒', price: 967 });
  });
  test.each(['1.5', '3', '0.25'])('is the line’s amount as one for a quantity of %s', (quantity) => {
    expect(cardLine({ quantity })).toEqual({ name: '*茶*龙井', quantity: 1, price: 3868 });
  });
  test('leaves out a quantity that the invoice does not have', () => {
    expect(cardLine({})).toEqual({ name: '*茶*龙井', price: 3868 });
  });
  test('puts address and phone, bank and account of a company together', () => {
    const title = {
      kind: 'company' as const,
      name: '甲',
      taxNo: '1',
      address: '路 1 号',
      phone: '010',
      bank: '样例银行',
      bankAccount: '42',
    };
    expect(cardContentOf({ ...invoice([]), title })).toMatchObject({
      buyerTaxNo: '1',
      buyerAddressAndPhone: '路 1 号 010',
      buyerBankAccount: '样例银行 42',
    });
  });
});

describe('an invoice that does not fit what was authorised', () => {
  const application = { amount: fen(4100) } as ApplicationRecord;
  const issued = (gross: number, net: number, tax: number, lines = [{ net, tax }]) => ({
    state: 'issued' as const,
    number: '26009123456789012345',
    issuedAt: 1 as UnixSeconds,
    gross: fen(gross),
    net: fen(net),
    tax: fen(tax),
    lines: lines.map((amounts) => ({ name: 'x', rate: '6%', net: fen(amounts.net), tax: fen(amounts.tax) })),
    files: [],
  });
  test('is told apart from one that fits', () => {
    expect(objectionToIssued(application, issued(4100, 3868, 232))).toBeUndefined();
  });
  test.each([
    ['another amount', issued(4000, 3774, 226)],
    ['sums that do not add up', issued(4100, 3868, 231)],
    ['lines that do not add up', issued(4100, 3868, 232, [{ net: 3000, tax: 232 }])],
  ])('is stopped for %s, by its number, and not tried again', (_, wrong) => {
    expect(objectionToIssued(application, wrong)).toMatchObject({
      code: 'amount_mismatch',
      retryable: false,
      message: expect.stringContaining(wrong.number),
    });
  });
});
