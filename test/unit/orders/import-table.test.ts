import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { readTable } from '../../../scripts/orders/rows';
import { textOf } from '../../../scripts/orders/text';

const fixture = (name: string) => textOf(readFileSync(join(__dirname, '../../fixtures/orders', name)));
const seconds = (time: string) => Date.parse(`${time}+08:00`) / 1000;
const HEAD = '订单号,商品名称,实付金额,支付时间,订单状态';
const table = (...lines: string[]) => readTable([HEAD, ...lines].join('\n'), {});
const badLines = (text: string) => readTable(text, {}).bad.map(({ line }) => line);

describe('an export', () => {
  it('like that of Taobao goes in: GB18030, digits kept by Excel marks, unread columns', () => {
    const { good, bad } = readTable(fixture('taobao-like.csv'), {});
    expect(bad).toEqual([]);
    expect(good.map(({ row }) => row)).toEqual([
      {
        orderNo: '3620260001234567890',
        paid: 112_800,
        status: 'completed',
        buyer: { phone: '0001' },
        paidAt: seconds('2026-09-30T10:11:12'),
        summary: '云朵抱枕 两只装',
      },
      {
        orderNo: '3620260001234567891',
        paid: 3_550,
        status: 'paid',
        buyer: { phone: '0002' },
        paidAt: seconds('2026-10-01T09:00:00'),
        summary: '手冲滤杯',
      },
      { orderNo: '3620260001234567892', paid: 0, status: 'unpaid', buyer: { phone: '0003' }, summary: '棉麻围裙' },
      {
        orderNo: '3620260001234567893',
        paid: 6_600,
        status: 'closed',
        buyer: { phone: '0003' },
        paidAt: seconds('2026-10-02T20:00:00'),
        summary: '玻璃茶壶，耐热',
      },
      {
        orderNo: '3620260001234567894',
        paid: 5_990,
        status: 'completed',
        buyer: { phone: '0002' },
        paidAt: seconds('2026-10-03T08:08:08'),
        summary: '竹编收纳篮𠮷字款',
      },
    ]);
  });

  it('like that of Youzan goes in: BOM, CRLF, tabs, line breaks and quotes in goods, refunds', () => {
    const { good, bad } = readTable(fixture('youzan-like.csv'), {});
    expect(bad).toEqual([]);
    expect(good.map(({ line, row }) => [line, row.orderNo, row.status, row.paid, row.refunded, row.summary])).toEqual([
      [2, 'E20260930101500012345678901', 'completed', 3_600, 0, '拿铁咖啡 (大杯)'],
      [4, 'E20260930101500012345678902', 'paid', 103_600, 3_600, '牛角包, 三只'],
      [5, 'E20260930101500012345678903', 'refunded', 2_400, 2_400, '冰美式'],
      [6, 'E20260930101500012345678904', 'unpaid', 19_800, undefined, '双人套餐 "周末"'],
    ]);
  });

  it('like that of a WeChat shop goes in: digits beyond 2^53 stay, three ways to write a time', () => {
    const { good, bad } = readTable(fixture('wechat-shop-like.csv'), {});
    expect(bad).toEqual([]);
    expect(good.map(({ row }) => [row.orderNo, row.paid, row.paidAt])).toEqual([
      ['3712345678901234560', 410_000, seconds('2026-10-04T12:30:00')],
      ['3712345678901234561', 4_100, seconds('2026-10-04T12:31:05')],
      ['3712345678901234562', 1, seconds('2026-10-04T19:30:00')],
    ]);
  });

  it('with English headings goes in', () => {
    const { good, bad } = readTable(fixture('english.csv'), {});
    expect(bad).toEqual([]);
    expect(good.map(({ row }) => [row.orderNo, row.paid, row.summary])).toEqual([
      ['EN-0001', 123_450, 'Flat white, oat milk'],
      ['EN-0002', 50, 'Refill'],
    ]);
  });

  it('has every bad row named by line, column and reason, and its good rows go in', () => {
    const { good, bad } = readTable(fixture('bad-rows.csv'), {});
    expect(good.map(({ line, row }) => [line, row.orderNo])).toEqual([
      [2, 'B-0001'],
      [16, 'B-0014'],
      [18, 'B-0014'],
      [20, 'B-0016'],
    ]);
    expect(bad.map(({ line, column }) => [line, column])).toEqual([
      [3, '实付金额'],
      [4, '实付金额'],
      [5, '实付金额'],
      [6, '实付金额'],
      [7, '实付金额'],
      [8, '订单号'],
      [9, '订单号'],
      [10, '支付时间'],
      [12, '实付金额'],
      [13, '支付时间'],
      [14, '订单状态'],
      [15, '订单号'],
      [17, '订单号'],
      [19, '商品名称'],
    ]);
    expect(bad.every(({ reason }) => reason.length > 3)).toBe(true);
  });
});

describe('the encoding', () => {
  it('is found out: UTF-8 with and without BOM, GB18030, UTF-16 from Excel', () => {
    const text = '订单号\n𠮷1\n';
    expect(textOf(Buffer.from(text))).toBe(text);
    expect(textOf(Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), Buffer.from(text)]))).toBe(text);
    expect(textOf(Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(text, 'utf16le')]))).toBe(text);
    expect(fixture('taobao-like.csv')).toContain('𠮷字款');
  });

  it('that is none is refused, and a workbook is told apart', () => {
    expect(() => textOf(Buffer.from([0x50, 0x4b, 0x03, 0x04, 0]))).toThrow(/另存为 CSV/);
    expect(() => textOf(Buffer.from([0x41, 0xff, 0xff, 0x00]))).toThrow(/编码/);
  });
});

describe('headings', () => {
  it('are known whatever blanks, case and unit they are written with', () => {
    const { good } = readTable('order_no, AMOUNT ,paid at\nA1,1.00,2026-10-01\n', {});
    expect(good[0]?.row).toMatchObject({ orderNo: 'A1', paid: 100, status: 'paid' });
    expect(readTable('订单编号,实付金额（元）\nA1,1.00\n', {}).good[0]?.row).toEqual({
      orderNo: 'A1',
      paid: 100,
      status: 'paid',
    });
  });

  it('of one’s own are mapped, and then nothing is guessed for what they mean', () => {
    const text = '单号,金额,实付金额\nA1,5.00,7.00\n';
    expect(readTable(text, { 单号: '订单号', 金额: 'amount' }).good[0]?.row).toMatchObject({
      orderNo: 'A1',
      paid: 500,
    });
  });

  it('that are missing, doubled or mapped to nothing are refused before any row', () => {
    expect(() => readTable('单号,实付金额\nA1,5\n', {})).toThrow(/订单号/);
    expect(() => readTable('订单号,实付金额,买家实付\nA1,5,6\n', {})).toThrow(/实付金额、买家实付/);
    expect(() => readTable('订单号,实付金额\n', { 单号: '订单号' })).toThrow(/单号/);
    expect(() => readTable('订单号,实付金额\n', { 订单号: '什么' })).toThrow(/什么/);
    expect(() => readTable('', {})).toThrow(/表头/);
  });
});

describe('rows', () => {
  it('without a state are paid when they have a time of payment', () => {
    const { good } = readTable('订单号,实付金额,支付时间\nA1,1,2026-10-01\nA2,1,\n', {});
    expect(good.map(({ row }) => row.status)).toEqual(['paid', 'unpaid']);
  });

  it('with one number are one order if they say the same, and all bad if they do not', () => {
    const same = 'A1,x,1.00,2026-10-01,已付款';
    expect(table(same, same).good).toHaveLength(2);
    const { good, bad } = table(same, 'A2,x,1.00,2026-10-01,已付款', 'A1,x,2.00,2026-10-01,已付款');
    expect(good.map(({ row }) => row.orderNo)).toEqual(['A2']);
    expect(bad.map(({ line, column }) => [line, column])).toEqual([
      [2, '订单号'],
      [4, '订单号'],
    ]);
  });

  it('that a stray quote swallowed are read all the same', () => {
    const row = (no: string, name: string) => `${no},${name},1.00,2026-10-01,已付款`;
    const { good, bad } = table(
      row('A1', '"大份'),
      row('A2', '中份'),
      '',
      row('A3', '"小份'),
      row('A4', '12" 披萨'),
      row('A5', '"好"'),
    );
    expect(good.map(({ line, row: { orderNo, summary } }) => [line, orderNo, summary])).toEqual([
      [3, 'A2', '中份'],
      [6, 'A4', '12" 披萨'],
      [7, 'A5', '好'],
    ]);
    expect(bad.map(({ line, column }) => [line, column])).toEqual([
      [2, '商品名称'],
      [5, '商品名称'],
    ]);
  });

  it('are counted by the lines of the file, whatever was quoted before', () => {
    const goods = fc.array(fc.constantFrom('茶', '"茶\n杯"', '"茶 ""杯""\n\n壶"', '"a,b"'), {
      minLength: 1,
      maxLength: 30,
    });
    fc.assert(
      fc.property(goods, fc.constantFrom('\n', '\r\n'), (names, end) => {
        const records = [HEAD, ...names.map((name, i) => `N${i},${name},${i % 3 ? '1.00' : '坏'},2026-10-01,已付款`)];
        const text = textOf(Buffer.from(records.map((record) => record.replace(/\n/g, end)).join(end)));
        const starts = records.map((_, i) => records.slice(0, i).join('\n').split('\n').length + (i ? 1 : 0));
        expect(badLines(text)).toEqual(starts.slice(1).filter((_, i) => i % 3 === 0));
      }),
    );
  });
});
