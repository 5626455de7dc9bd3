import fc from 'fast-check';
import { amountIn, orderNoIn, phoneLast4In, plain, statusIn, summaryIn, timeIn } from '../../../scripts/orders/cells';

const seconds = (time: string) => Date.parse(time) / 1000;

describe('an amount', () => {
  it.each([
    ['1234.5', 123_450],
    ['1,234.50', 123_450],
    ['￥1234.5', 123_450],
    ['¥1,234', 123_400],
    [' 0.01\t', 1],
    ['0', 0],
    ['99,999,999.99', 9_999_999_999],
    ['="12.30"', 1_230],
  ])('%s is exact', (text, fen) => expect(amountIn(text)).toBe(fen));

  it.each([
    ['', /为空/],
    ['１２３', /全角/],
    ['1，234', /全角/],
    ['1.5E3', /科学计数法/],
    ['1e2', /科学计数法/],
    ['12,34.5', /逗号/],
    ['1,2345', /逗号/],
    ['0,123', /逗号/],
    [',123', /逗号/],
    ['1.234', /两位/],
    ['-5', /正负号/],
    ['+5', /正负号/],
    ['(5.00)', /正负号/],
    ['100000000', /超过/],
    ['12元', /不是金额/],
    ['$12', /不是金额/],
    ['1.', /不是金额/],
    ['.5', /不是金额/],
    ['￥￥1', /全角|不是金额/],
    ['NaN', /不是金额/],
    ['0x10', /不是金额/],
  ])('%s is a bad cell that says why', (text, reason) => expect(() => amountIn(text)).toThrow(reason));

  it('survives every way of writing it', () => {
    const sign = fc.constantFrom('', '￥', '¥');
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 9_999_999_999 }), sign, fc.boolean(), (fen, yuanSign, commas) => {
        const yuan = String(Math.floor(fen / 100));
        const cents = String(fen % 100).padStart(2, '0');
        const whole = commas ? yuan.replace(/\B(?=(\d{3})+$)/g, ',') : yuan;
        expect(amountIn(`${yuanSign}${whole}.${cents}`)).toBe(fen);
        if (fen % 10 === 0) expect(amountIn(`${yuanSign}${whole}.${cents.slice(0, 1)}`)).toBe(fen);
      }),
    );
  });
});

describe('an order number', () => {
  it('stays text, whatever Excel did to keep it so', () => {
    expect(orderNoIn('00123456789012345678901')).toBe('00123456789012345678901');
    expect(orderNoIn("'0012345")).toBe('0012345');
    expect(orderNoIn('="2026100500123456789"')).toBe('2026100500123456789');
    expect(orderNoIn('\t2026100500123456789')).toBe('2026100500123456789');
  });

  it('that Excel has made a number is bad, and says so', () => {
    expect(() => orderNoIn('2.02610E+15')).toThrow(/科学计数法/);
    expect(() => orderNoIn('1E+20')).toThrow(/科学计数法/);
  });

  it('is bad when empty, too long or with signs that no address can carry', () => {
    expect(() => orderNoIn(' ')).toThrow(/为空/);
    expect(() => orderNoIn('A'.repeat(65))).toThrow(/64/);
    for (const text of ['A B', 'A/B', 'A%20', 'A?b', 'A#b']) expect(() => orderNoIn(text)).toThrow();
  });
});

describe('a time', () => {
  it.each([
    ['2026-10-05 12:34:56', '2026-10-05T12:34:56+08:00'],
    ['2026/10/5 1:02', '2026-10-05T01:02:00+08:00'],
    ['2026.10.05 12:34:56', '2026-10-05T12:34:56+08:00'],
    ['2026年10月5日 12:34:56', '2026-10-05T12:34:56+08:00'],
    ['2026年10月5日12时34分56秒', '2026-10-05T12:34:56+08:00'],
    ['20261005123456', '2026-10-05T12:34:56+08:00'],
    ['2026-10-05', '2026-10-05T00:00:00+08:00'],
    ['2026-10-05T12:34:56Z', '2026-10-05T12:34:56Z'],
    ['2026-10-05T12:34:56.789+09:00', '2026-10-05T12:34:56+09:00'],
    ['2026-10-05 12:34:56 -0330', '2026-10-05T12:34:56-03:30'],
    ['2028-02-29 00:00:00', '2028-02-29T00:00:00+08:00'],
  ])('%s is that of China, unless it names a zone', (text, time) => expect(timeIn(text)).toBe(seconds(time)));

  it.each([
    '2026-02-29 00:00:00',
    '2026-13-01',
    '2026-10-05 24:00:00',
    '2026-10-05 12:60',
    '10/5/2026',
    '45930.5',
    '1790000000',
    '2026-10-112:30',
    'gestern',
  ])('%s is none', (text) => expect(() => timeIn(text)).toThrow(/不是时间/));
});

describe('the other cells', () => {
  it('know the words of shops for the states of an order', () => {
    expect(
      ['等待买家付款', '买家已付款', '交易成功', '全额退款', '交易关闭'].map((word) => statusIn(word, false)),
    ).toEqual(['unpaid', 'paid', 'completed', 'refunded', 'closed']);
    expect(['Pending', 'Paid', 'Completed', 'Refunded', 'Cancelled'].map((word) => statusIn(word, false))).toEqual([
      'unpaid',
      'paid',
      'completed',
      'refunded',
      'closed',
    ]);
    expect(() => statusIn('飞走了', false)).toThrow(/飞走了/);
    expect(() => statusIn('部分退款', false)).toThrow(/退款金额/);
    expect(statusIn('部分退款', true)).toBe('paid');
  });

  it('send no more of a phone than its last four digits', () => {
    expect(phoneLast4In('13000000001')).toBe('0001');
    expect(phoneLast4In('130****0001')).toBe('0001');
    expect(() => phoneLast4In('130 0000 00')).toThrow();
  });

  it('put goods on one line and keep them short', () => {
    expect(summaryIn('拿铁\n大杯\t热')).toBe('拿铁 大杯 热');
    expect(summaryIn('餐'.repeat(300))).toHaveLength(199);
    expect(plain(' ="0012" ')).toBe('0012');
  });
});
