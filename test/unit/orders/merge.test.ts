import fc from 'fast-check';
import type { OrderLine } from '../../../contract/open';
import type { Fen } from '../../../contract/primitives';
import { maxLinesOf } from '../../../cloudfunctions/common/issuing/limits';
import { AppError } from '../../../cloudfunctions/common/runtime/errors';
import type { OrderRecord } from '../../../cloudfunctions/common/store/records';
import { contentOf } from '../../../cloudfunctions/common/usecases/application-content';
import { anOrder, merchant, now } from './support';

const line = (gross: number, rate: OrderLine['rate']): OrderLine => ({
  name: `*样例*${rate}`,
  taxCode: '3070401000000000000',
  gross: gross as Fen,
  rate,
});
const order = (orderNo: string, lines: OrderLine[], changes: Partial<OrderRecord> = {}): OrderRecord =>
  anOrder(orderNo, { paid: lines.reduce((sum, { gross }) => sum + gross, 0) as Fen, lines, ...changes });
const content = (orders: OrderRecord[]) => contentOf(orders, merchant, { kind: 'normal' }, now);
const refusal = (orders: OrderRecord[]): string => {
  try {
    content(orders);
  } catch (error) {
    if (error instanceof AppError) return error.failure.code;
    throw error;
  }
  return 'none';
};

describe('several orders on one invoice', () => {
  it('keep each line with its own rate, and the total is that of the lines and of the orders', () => {
    const anOrder = fc
      .array(fc.tuple(fc.integer({ min: 1, max: 99_999 }), fc.constantFrom('6%', '13%', '9%', '免税')), {
        minLength: 1,
        maxLength: 5,
      })
      .chain((lines) => {
        const made = lines.map(([gross, rate]) => line(gross, rate));
        const paid = made.reduce((sum, { gross }) => sum + gross, 0);
        return fc.integer({ min: 0, max: paid - 1 }).map((refunded) => ({ lines: made, refunded: refunded as Fen }));
      });
    fc.assert(
      fc.property(fc.array(anOrder, { minLength: 1, maxLength: 10 }), (asked) => {
        const orders = asked.map(({ lines, refunded }, i) => order(`A${i}`, lines, { refunded }));
        const { lines, amount } = content(orders);
        expect(lines.reduce((sum, { gross, discount = 0 }) => sum + gross - discount, 0)).toBe(amount);
        expect(amount).toBe(orders.reduce((sum, { paid, refunded }) => sum + paid - refunded, 0));
        const rates = new Set(orders.flatMap((one) => one.lines.map(({ rate }) => rate)));
        for (const { rate } of lines) expect(rates.has(rate)).toBe(true);
      }),
    );
  });

  it('are as many lines as an invoice may have, and not one more', () => {
    const of = (count: number) =>
      Array.from({ length: count }, (_, i) => order(`A${i}`, [line(100, i % 2 ? '6%' : '13%')]));
    const most = maxLinesOf(merchant.issuer);
    expect(content(of(most)).lines).toHaveLength(most);
    expect(refusal(of(most + 1))).toBe('too_many_lines');
  });

  it.each(['差额征税', '建筑服务'] as const)('are never mixed with %s', (business) => {
    const special = order('A2', [line(100, '6%')], { business: business });
    expect(refusal([order('A1', [line(100, '6%')]), special])).toBe('order_not_invoiceable');
  });

  it('are taken all or none', () => {
    const good = order('A1', [line(100, '6%')]);
    expect(refusal([good, order('A2', [line(100, '6%')], { hold: 'held' })])).toBe('order_in_application');
    expect(refusal([good, order('A2', [line(100, '6%')], { hold: 'invoiced' })])).toBe('already_invoiced');
    expect(refusal([good, order('A2', [line(100, '6%')], { status: 'closed' })])).toBe('order_not_invoiceable');
  });
});
