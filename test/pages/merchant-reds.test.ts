/** @jest-environment node */
import type { MerchantInvoice, RedRow, ReverseOptions } from '../../contract/merchant';
import { aMerchantInvoice, aRed } from './support/merchant-records';
import { at, fen } from './support/records';
import { scriptedApp } from './support/scripted-app';

jest.setTimeout(60_000);

const app = scriptedApp('merchant');
const { boot, inputs } = app;
let invoice: MerchantInvoice;
let options: ReverseOptions;

const whole = { amount: fen(4100), net: fen(3868), tax: fen(232) };

beforeEach(() => {
  invoice = aMerchantInvoice({ card: 'inserted', actions: ['reverse'] });
  delete invoice.problem;
  options = {
    confirm: true,
    reasons: [
      { reason: 'error', text: '开票有误', hint: '抬头开错了', part: false },
      { reason: 'return', text: '销货退回', hint: '买家退了货', part: true },
    ],
    left: whole,
    lines: [
      { index: 0, name: '早午餐', rate: '6%', amount: fen(3000), net: fen(2830), tax: fen(170) },
      { index: 1, name: '咖啡', rate: '6%', amount: fen(1100), net: fen(1038), tax: fen(62) },
    ],
    follows: ['需要对方在 72 小时内确认红冲', '红字发票开具后不能撤销'],
  };
  app.answers = {
    'invoices.get': () => invoice,
    'reds.options': () => options,
    'invoices.reverse': () => {
      invoice = aMerchantInvoice({
        actions: [],
        reds: [aRed()],
        headline: { text: '等待购买方确认红冲', next: '', actor: 'buyer', tone: 'attention' },
      });
      return invoice;
    },
  };
});

describe('reversing an invoice', () => {
  const open = async () => {
    await boot('merchant/detail/index?id=a1');
    await app.phone.sees('红冲');
    await app.phone.tap('红冲');
    await app.phone.sees('为什么红冲');
  };

  it('says what follows, wants a reason, and asks once more before it is done', async () => {
    await open();
    for (const text of options.follows) expect(app.phone.text()).toContain(text);
    await app.phone.tap('红冲 ¥41.00');
    await app.phone.sees('请选择红冲的原因');
    await app.phone.tap('开票有误');
    await app.phone.tap('红冲 ¥41.00');
    await app.phone.tap('先不');
    expect(inputs('invoices.reverse')).toEqual([]);
    await app.phone.tap('红冲 ¥41.00');
    await app.phone.tap('确认红冲');
    await app.phone.sees('等待购买方确认红冲');
    expect(inputs('invoices.reverse')).toMatchObject([{ applicationId: 'a1', reason: 'error' }]);
    expect(inputs('invoices.reverse')[0]).not.toHaveProperty('lines');
    expect(app.phone.debug.pages().at(-1)).toBe('merchant/detail/index');
  });

  it('takes a part line by line, only for a reason that allows one, and says what is too much', async () => {
    await open();
    await app.phone.tap('开票有误');
    expect(app.phone.text()).not.toContain('一部分');
    await app.phone.tap('销货退回');
    await app.phone.tap('一部分');
    await app.phone.tap('剩余 ¥11.00');
    await app.phone.sees('红冲 ¥11.00');
    await app.phone.fill('0.00', '30.01');
    await app.phone.sees('红冲 ¥41.01');
    await app.phone.tap('红冲 ¥41.01');
    await app.phone.sees('最多 ¥30.00');
    expect(inputs('invoices.reverse')).toEqual([]);
    await app.phone.fill('0.00', '5.5');
    await app.phone.sees('红冲 ¥16.50');
    await app.phone.tap('红冲 ¥16.50');
    await app.phone.tap('确认红冲');
    await app.phone.sees('等待购买方确认红冲');
    expect(inputs('invoices.reverse')[0]).toMatchObject({
      reason: 'return',
      lines: [
        { index: 0, gross: 550 },
        { index: 1, gross: 1100 },
      ],
    });
  });

  it('warns of an invoice that was handed in, and goes on only when that is known', async () => {
    options = { ...options, warning: '买家已把这张发票交给单位报销' };
    await open();
    await app.phone.sees('买家已把这张发票交给单位报销');
    await app.phone.tap('销货退回');
    await app.phone.tap('红冲 ¥41.00');
    await app.phone.sees('请先确认已了解卡券的状态');
    await app.phone.tap('已和买家沟通，仍要红冲');
    await app.phone.tap('红冲 ¥41.00');
    await app.phone.tap('确认红冲');
    await app.phone.sees('等待购买方确认红冲');
    expect(inputs('invoices.reverse')[0]).toMatchObject({ confirmLocked: true });
  });

  it('without the issuer’s word says so, and may be tried again', async () => {
    const known = app.answers['reds.options'];
    delete app.answers['reds.options'];
    await boot('merchant/reverse/index?id=a1');
    await app.phone.sees('没有连上网络');
    if (known) app.answers['reds.options'] = known;
    await app.phone.tap('重新加载');
    await app.phone.sees('为什么红冲');
  });
});

describe('the reds of an invoice', () => {
  it('stand on its page with number, negative amounts, form and what is left', async () => {
    invoice = aMerchantInvoice({
      invoiceState: 'partly_reversed',
      reversed: fen(1000),
      left: fen(3100),
      actions: ['reverse'],
      reds: [
        aRed({
          state: 'issued',
          stateText: '红字发票已开具',
          whole: false,
          amount: fen(1000),
          net: fen(943),
          tax: fen(57),
          number: '00002000000087654321',
          issuedAt: at(1_790_000_100),
          actions: [],
        }),
      ],
    });
    await boot('merchant/detail/index?id=a1');
    await app.phone.sees('红字发票已开具');
    for (const text of ['-¥10.00', '0000 2000 0000 8765 4321', '商户申请 · 部分 · 销货退回', '剩余 ¥31.00'])
      expect(app.phone.text()).toContain(text);
  });

  it('are answered here, after a question', async () => {
    invoice = aMerchantInvoice({
      actions: [],
      reds: [
        aRed({
          startedBy: 'buyer',
          state: 'awaiting_seller',
          stateText: '待我确认',
          tone: 'attention',
          actions: ['confirm', 'refuse'],
        }),
      ],
    });
    app.answers['reds.answer'] = () => {
      invoice = aMerchantInvoice({
        actions: [],
        reds: [aRed({ stateText: '正在提交确认', tone: 'working', actions: [] })],
      });
      return invoice;
    };
    await boot('merchant/detail/index?id=a1');
    await app.phone.sees('待我确认');
    await app.phone.tap('不同意');
    await app.phone.tap('先不');
    expect(inputs('reds.answer')).toEqual([]);
    await app.phone.tap('同意');
    await app.phone.tap('同意红冲');
    await app.phone.sees('正在提交确认');
    expect(inputs('reds.answer')).toMatchObject([{ redId: 'a1:red:1', answer: 'confirm' }]);
  });
});

describe('the list of reds', () => {
  const row = (over: Partial<RedRow> = {}): RedRow => {
    const { lines: _lines, files: _files, problem: _problem, ...red } = aRed();
    const of = { number: '1', titleName: '样例公司', amount: fen(4100), orderNos: ['N1'], issuedAt: at(1_790_000_000) };
    return { ...red, applicationId: 'a1', invoice: of, ...over };
  };

  it('opens with those that wait for us, and leads to the invoice', async () => {
    app.answers['reds.list'] = ({ tab }) => ({
      rows: tab === 'to_confirm' ? [row({ startedBy: 'buyer', stateText: '待我确认', state: 'awaiting_seller' })] : [],
      counts: { to_confirm: 1, open: 0 },
    });
    await boot('merchant/reds/index?merchant=m-cafe');
    await app.phone.sees('样例公司');
    expect(app.phone.text()).toContain('待我确认1');
    expect(inputs('reds.list')[0]).toMatchObject({ merchantId: 'm-cafe', tab: 'to_confirm' });
    await app.phone.tap('已红冲');
    await app.phone.sees('还没有红字发票');
    await app.phone.tap('待我确认1');
    await app.phone.sees('样例公司');
    await app.phone.tap('样例公司');
    expect(app.phone.debug.pages().at(-1)).toBe('merchant/detail/index');
  });

  it('without any says so, and without a network too', async () => {
    app.answers['reds.list'] = () => ({ rows: [], counts: { to_confirm: 0, open: 0 } });
    app.online = false;
    await boot('merchant/reds/index?merchant=m-cafe');
    await app.phone.sees('没有连上网络');
    app.online = true;
    await app.phone.tap('重新加载');
    await app.phone.sees('没有等您确认的红冲');
  });
});

describe('a refund after the invoice was made', () => {
  const part = {
    scope: 'part',
    reason: 'return',
    amount: fen(1000),
    text: '部分红冲 ¥10.00',
    hint: '剩余仍然有效',
  } as const;
  const all = {
    scope: 'whole',
    reason: 'return',
    amount: fen(4100),
    text: '全部红冲 ¥41.00',
    hint: '可重新申请',
  } as const;
  const refunded = (proposals: (typeof part | typeof all)[]) => {
    invoice = {
      ...invoice,
      stateCode: 'to_reverse',
      stateText: '已退款，待红冲',
      headline: { text: '订单已退款，发票待红冲', next: '请选择怎么红冲', actor: 'merchant', tone: 'attention' },
      refund: { gap: fen(1000), rest: fen(3100), proposals },
    };
    options = {
      ...options,
      refund: {
        gap: fen(1000),
        lines: [
          { index: 0, gross: fen(731) },
          { index: 1, gross: fen(269) },
        ],
      },
    };
  };
  const open = async () => {
    await boot('merchant/detail/index?id=a1');
    await app.phone.sees('退款后可开票 ¥31.00，发票多出 ¥10.00');
  };

  it('proposes a part with its amounts filled in, which may still be changed', async () => {
    refunded([part, all]);
    await open();
    expect(app.phone.text()).toContain('剩余仍然有效');
    await app.phone.tap('部分红冲 ¥10.00');
    await app.phone.sees('红冲 ¥10.00');
    await app.phone.tap('红冲 ¥10.00');
    await app.phone.tap('确认红冲');
    await app.phone.sees('等待购买方确认红冲');
    expect(inputs('invoices.reverse')).toMatchObject([
      {
        reason: 'return',
        lines: [
          { index: 0, gross: 731 },
          { index: 1, gross: 269 },
        ],
      },
    ]);
  });

  it('proposes the whole with its reason chosen', async () => {
    refunded([all]);
    await open();
    expect(app.phone.text()).not.toContain('部分红冲');
    await app.phone.tap('全部红冲 ¥41.00');
    await app.phone.sees('红冲 ¥41.00');
    await app.phone.tap('红冲 ¥41.00');
    await app.phone.tap('确认红冲');
    await app.phone.sees('等待购买方确认红冲');
    expect(inputs('invoices.reverse')).toMatchObject([{ reason: 'return' }]);
    expect(inputs('invoices.reverse')[0]).not.toHaveProperty('lines');
  });

  it('begins with nothing chosen when that reason is not possible any more', async () => {
    refunded([part]);
    options = { ...options, reasons: options.reasons.filter(({ reason }) => reason !== 'return') };
    await open();
    await app.phone.tap('部分红冲 ¥10.00');
    await app.phone.sees('为什么红冲');
    await app.phone.tap('红冲 ¥41.00');
    await app.phone.sees('请选择红冲的原因');
  });

  it('offers nothing to whoever may not reverse', async () => {
    refunded([]);
    await open();
    expect(app.phone.text()).not.toContain('全部红冲');
  });
});
