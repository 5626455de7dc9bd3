import type { OrderLine } from '../../../contract/open';
import type { Fen, UnixSeconds } from '../../../contract/primitives';
import { invoiceability, kindsOf, orderState, orderSummary } from '../../../cloudfunctions/common/domain/order';
import { mergeKey } from '../../../cloudfunctions/common/domain/merge-key';
import type { OrderRecord } from '../../../cloudfunctions/common/store/records';
import { anOrder, daysAgo, merchant as withoutItem, now } from './support';

const merchant = {
  ...withoutItem,
  defaultItem: { name: '*餐饮服务*餐饮服务', taxCode: '3070401000000000000', rate: '6%' as const },
};
const order = (changes: Partial<OrderRecord> = {}) => anOrder('A1', changes);
const line = (rate: string): OrderLine => ({ name: '餐', taxCode: '3070401000000000000', gross: 4_100 as Fen, rate });

describe('whether an order can be invoiced', () => {
  it('says yes, and how much', () => {
    expect(invoiceability(order({ refunded: 100 as Fen }), merchant, now)).toEqual({
      invoiceable: 4_000,
      canApply: true,
    });
  });

  it.each<[string, Partial<OrderRecord>, RegExp]>([
    ['unpaid', { status: 'unpaid' }, /付款后可以开票/],
    ['closed', { status: 'closed' }, /已关闭/],
    ['refunded', { status: 'refunded' }, /全额退款/],
    ['refunded', { refunded: 4_100 as Fen }, /全额退款/],
    ['zero_amount', { paid: 0 as Fen }, /0 元/],
    ['zero_amount', { excluded: 4_100 as Fen }, /0 元/],
    ['too_old', { paidAt: daysAgo(366) }, /开票期限/],
    ['in_progress', { hold: 'held' }, /正在开票/],
    ['already_invoiced', { hold: 'invoiced' }, /已经开过/],
    ['special_business', { business: '建筑服务' }, /商家单独开具/],
  ])('says no with the reason %s', (reasonCode, changes, reason) => {
    const answer = invoiceability(order(changes), merchant, now);
    expect(answer).toMatchObject({ canApply: false, reasonCode });
    expect(answer.reason).toMatch(reason);
  });

  it('says why an order with only a total cannot be invoiced when the merchant has no item for it', () => {
    expect(invoiceability(order(), withoutItem, now)).toMatchObject({ canApply: false, reasonCode: 'no_item' });
    expect(invoiceability(order({ lines: [line('6%')] }), withoutItem, now).canApply).toBe(true);
  });

  it('keeps to the limit of the merchant, to the fen', () => {
    expect(invoiceability(order(), { ...merchant, maxAmount: 4_100 as Fen }, now).canApply).toBe(true);
    expect(invoiceability(order(), { ...merchant, maxAmount: 4_099 as Fen }, now)).toMatchObject({
      reasonCode: 'above_limit',
    });
  });

  it('counts days as the calendar in China does: the last day lasts until midnight', () => {
    const paidAt = (Date.parse('2025-10-05T00:00:00+08:00') / 1000) as UnixSeconds;
    const lastSecond = (Date.parse('2026-10-05T23:59:59+08:00') / 1000) as UnixSeconds;
    expect(invoiceability(order({ paidAt }), merchant, lastSecond).canApply).toBe(true);
    expect(invoiceability(order({ paidAt }), merchant, (lastSecond + 1) as UnixSeconds)).toMatchObject({
      reasonCode: 'too_old',
    });
  });

  it('counts from the day it became known when nobody said when it was paid', () => {
    const { paidAt: _unknown, ...rest } = order({ createdAt: daysAgo(400) });
    expect(invoiceability(rest, merchant, now)).toMatchObject({ reasonCode: 'too_old' });
  });
});

describe('the state of an order', () => {
  it('follows the application that holds it, whatever was refunded later', () => {
    expect(orderState(order(), merchant, now)).toBe('invoiceable');
    expect(orderState(order({ status: 'unpaid' }), merchant, now)).toBe('not_invoiceable');
    expect(orderState(order({ hold: 'held', refunded: 4_100 as Fen }), merchant, now)).toBe('in_progress');
    expect(orderState(order({ hold: 'invoiced', refunded: 4_100 as Fen }), merchant, now)).toBe('invoiced');
  });
});

describe('the kinds of invoice', () => {
  it('have no 专用发票 when a line bears no tax, or the merchant does not offer it', () => {
    expect(kindsOf(order(), merchant)).toEqual(['normal', 'special']);
    expect(kindsOf(order({ lines: [line('免税')] }), merchant)).toEqual(['normal']);
    expect(kindsOf(order({ lines: [line('不征税')] }), merchant)).toEqual(['normal']);
    expect(kindsOf(order(), { ...merchant, kinds: ['normal'] })).toEqual(['normal']);
  });
});

describe('orders on one invoice', () => {
  it('are of one merchant and one seller, and special business stands alone', () => {
    const another = order({ orderNo: 'A2' });
    expect(mergeKey(order(), merchant)).toBe(mergeKey(another, merchant));
    expect(mergeKey(order(), merchant)).not.toBe(mergeKey(another, { ...merchant, _id: 'm-other' }));
    expect(mergeKey(order(), merchant)).not.toBe(mergeKey(another, { ...merchant, taxNo: '91000000MA0MAX1A22' }));
    const special = { business: '差额征税' as const };
    expect(mergeKey(order(special), merchant)).not.toBe(mergeKey(another, merchant));
    expect(mergeKey(order(special), merchant)).not.toBe(mergeKey(order({ ...special, orderNo: 'A2' }), merchant));
  });
});

describe('what the buyer sees of an order', () => {
  it('carries nothing of the buyer and nothing internal', () => {
    const seen = orderSummary(
      order({ buyerOpenid: 'o-secret', phoneLast4: '1234', boundBy: 'merchant' }),
      merchant,
      now,
    );
    expect(JSON.stringify(seen)).not.toMatch(/o-secret|1234|boundBy|version/);
    expect(seen).toMatchObject({
      orderNo: 'A1',
      amount: 4_100,
      state: 'invoiceable',
      canApply: true,
      kinds: ['normal', 'special'],
    });
  });
});
