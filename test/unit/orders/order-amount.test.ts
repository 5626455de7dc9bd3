import fc from 'fast-check';
import type { OrderLine } from '../../../contract/open';
import type { Fen } from '../../../contract/primitives';
import {
  amountProblem,
  invoiceableAmount,
  linesToInvoice,
  payableOf,
} from '../../../cloudfunctions/common/domain/order-amount';

const fen = (n: number) => n as Fen;
const line = (gross: number, discount?: number, rate = '6%'): OrderLine => ({
  name: '*餐饮服务*午餐',
  taxCode: '3070401000000000000',
  gross: fen(gross),
  rate,
  ...(discount !== undefined && { discount: fen(discount) }),
});
const order = (paid: number, refunded = 0, excluded = 0, lines: OrderLine[] = []) => ({
  paid: fen(paid),
  refunded: fen(refunded),
  excluded: fen(excluded),
  lines,
});
const totalOf = (lines: readonly OrderLine[]) => lines.reduce((sum, each) => sum + payableOf(each), 0);
const defaultItem = { name: '*餐饮服务*餐饮服务', taxCode: '3070401000000000000', rate: '6%' };

describe('the invoiceable amount', () => {
  it('is what was paid without refunds and without what is excluded, and never below zero', () => {
    expect(invoiceableAmount(order(10_000, 2_500, 1_500))).toBe(6_000);
    expect(invoiceableAmount(order(10_000, 9_000, 5_000))).toBe(0);
  });
});

describe('amounts that contradict each other', () => {
  it('name the field to blame', () => {
    expect(amountProblem(order(100, 101))).toMatchObject({ field: 'refunded' });
    expect(amountProblem(order(100, 0, 101))).toMatchObject({ field: 'excluded' });
    expect(amountProblem(order(100, 0, 0, [line(60), line(41)]))).toMatchObject({ field: 'lines' });
    expect(amountProblem(order(100, 0, 0, [line(100), line(5, 6)]))).toMatchObject({ field: 'lines.1.discount' });
  });

  it('are none when lines add up to what was paid, or to what is left of it', () => {
    expect(amountProblem(order(100, 0, 0, [line(60), line(50, 10)]))).toBeUndefined();
    expect(amountProblem(order(100, 30, 10, [line(60), line(40)]))).toBeUndefined();
    expect(amountProblem(order(100, 30, 10, [line(60)]))).toBeUndefined();
    expect(amountProblem(order(100, 30, 10, [line(70)]))).toMatchObject({ field: 'lines' });
  });
});

describe('the lines of an invoice', () => {
  it('are one line of the default item when the order has only a total', () => {
    expect(linesToInvoice(order(4_100), { defaultItem })).toEqual([{ ...defaultItem, gross: 4_100 }]);
    expect(linesToInvoice(order(4_100), {})).toEqual([]);
  });

  it('are as sold when nothing was taken off', () => {
    const lines = [line(60, undefined, '13%'), line(50, 10)];
    expect(linesToInvoice(order(100, 0, 0, lines), {})).toEqual(lines);
  });

  it('bear a refund in proportion, as a discount bound to each line', () => {
    const lines = linesToInvoice(order(300, 100, 0, [line(200), line(100)]), {});
    expect(lines).toEqual([line(200, 66), line(100, 34)]);
  });

  it('lose those without an amount', () => {
    expect(linesToInvoice(order(100, 0, 0, [line(100), line(20, 20)]), {})).toEqual([line(100)]);
  });

  it('always add up to the invoiceable amount, and no line falls below zero', () => {
    const amounts = fc.array(fc.integer({ min: 0, max: 499_999_999 }), { minLength: 1, maxLength: 20 });
    fc.assert(
      fc.property(
        amounts,
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (gross, part, rest) => {
          const paid = gross.reduce((sum, each) => sum + each, 0);
          const refunded = Math.floor(paid * part);
          const excluded = Math.floor((paid - refunded) * rest);
          const taken = order(
            paid,
            refunded,
            excluded,
            gross.map((each) => line(each)),
          );
          const lines = linesToInvoice(taken, {});
          expect(totalOf(lines)).toBe(invoiceableAmount(taken));
          expect(lines.every((each) => payableOf(each) > 0)).toBe(true);
        },
      ),
    );
  });
});
