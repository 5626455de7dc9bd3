import { invoiceStates, redStates, type Tone } from '../../contract/states';
import { redMoves } from '../../cloudfunctions/common/domain/red';
import { loadDemo } from '../../sandbox/demo';
import { closeAll, type PhoneDriver } from './support/phone';
import { picture, setStage } from './support/stage';
import { badgeOf, headlineOf, offersOf, Sightings, type Meaning, type Vocabulary } from './support/states';

const { people } = loadDemo();
const finance = people.find(({ merchant, role }) => merchant === 'm-cafe' && role === 'finance')?.openid ?? '';
const employee = people.find(({ company, role }) => company === 'c-sample' && role === 'employee')?.openid ?? '';

type Machine = 'invoice' | 'red';
const red = (state: string, tone: Tone): Meaning<Machine> => ({ tone, states: { red: state } });
const invoice = (state: string, tone: Tone): Meaning<Machine> => ({ tone, states: { invoice: state } });

/** What the words on the merchant's page of an invoice mean: those of a red, and those above it. */
const vocabulary: Vocabulary<Machine> = {
  已提交红冲: red('requested', 'working'),
  '无需确认，正在开具红字发票': red('unneeded', 'working'),
  待购买方确认: red('awaiting_buyer', 'waiting'),
  待我确认: red('awaiting_seller', 'attention'),
  '已确认，正在开具红字发票': red('confirmed', 'working'),
  正在开具红字发票: red('accepted', 'working'),
  红字发票已开具: red('issued', 'done'),
  对方没有同意: red('refused', 'ended'),
  已拒绝: red('refused', 'ended'),
  '超过 72 小时未确认，已失效': red('lapsed', 'ended'),
  已撤回: red('withdrawn', 'ended'),
  '红冲没有成功，将自动重试': red('failed', 'attention'),
  红冲没有成功: red('failed', 'failed'),
  '已开票，已入卡包': invoice('normal', 'done'),
  商家正在红冲这张发票: invoice('normal', 'working'),
  '商家申请红冲这张发票，等待购买方确认': invoice('normal', 'attention'),
  '购买方申请红冲这张发票，等待商家确认': invoice('normal', 'attention'),
  '已部分红冲，剩余 ¥…': invoice('partly_reversed', 'attention'),
  发票已红冲: invoice('reversed', 'ended'),
  已红冲: invoice('reversed', 'ended'),
};

const stage = setStage();
const sightings = new Sightings(stage, vocabulary);
const control = (name: string, body: object) => stage.sandbox.control(name, body);

/** The tax bureau takes an hour for a step of a red, so that each can be looked at. */
const STEP = 3_600;
beforeAll(() => control('issuer', { do: 'delay', ms: 3 * STEP * 1000 }));

/** The merchant's page of an order's invoice. */
const open = async (orderNo: string): Promise<PhoneDriver> => {
  const phone = await stage.open({ openid: finance, path: '/merchant/invoices/index?merchant=m-cafe' });
  await phone.fill('单号、票号、抬头、手机尾号', orderNo);
  await phone.screen.locator('.item').filter({ hasText: orderNo }).click();
  await phone.see('发票号码');
  return phone;
};

const numberOn = async (phone: PhoneDriver): Promise<string> => {
  const fact = phone.screen.locator('.fact').filter({ hasText: '发票号码' }).locator('.fact__value');
  return (await fact.innerText()).replace(/\s/g, '');
};

/** Asks for a red on the invoice's page: a part of so many yuan, or all that is left. */
const reverse = async (phone: PhoneDriver, reason: string, yuan?: string): Promise<void> => {
  await phone.tap('红冲');
  await phone.tap(reason);
  if (yuan !== undefined) {
    await phone.tap('一部分');
    await phone.screen.getByPlaceholder('0.00').fill(yuan);
  }
  await phone.tap(/^红冲 ¥/);
  await phone.tap('确认红冲');
  await phone.see('申请红冲');
  await phone.idle();
};

/** The newest red of the invoice stands first. */
const redOf = (phone: PhoneDriver) => badgeOf(phone.screen.locator('red-card'));

/** The red and what stands above it. */
const shoot = async (phone: PhoneDriver, name: string): Promise<void> => {
  await phone.screen.locator('.headline').scrollIntoViewIfNeeded();
  await phone.screenshot(picture(name));
};

const answer = (invoice_no: string, what: 'confirm_red' | 'refuse_red') => control('issuer', { do: what, invoice_no });

describe('an invoice that nobody has booked', () => {
  it('is reversed without asking anybody, and its card is voided', async () => {
    const phone = await open('CAFE-20261113-0020');
    const [whole, its] = [sightings.life(), sightings.life()];
    await whole.reads(phone, headlineOf(phone), '已开票，已入卡包');
    expect(await offersOf(phone)).toEqual(['换开', '红冲', '预览发票']);
    await reverse(phone, '开票有误');
    await its.reads(phone, redOf(phone), '已提交红冲');
    await whole.reads(phone, headlineOf(phone), '商家正在红冲这张发票');
    expect(await offersOf(phone)).toEqual(['预览发票']);
    await shoot(phone, 'state-red-requested');
    await its.reads(phone, redOf(phone), '无需确认，正在开具红字发票', STEP);
    await shoot(phone, 'state-red-unneeded');
    await its.reads(phone, redOf(phone), '正在开具红字发票', STEP);
    await its.reads(phone, redOf(phone), '红字发票已开具', STEP);
    await whole.reads(phone, headlineOf(phone), '发票已红冲', 60);
    expect(await offersOf(phone)).toEqual(['预览发票']);
    await shoot(phone, 'state-reversed');
    await closeAll(phone);
  });
});

describe('an invoice that its buyer has booked', () => {
  it('is reversed in parts that the buyer confirms, with a failure in between', async () => {
    const phone = await open('CAFE-20261112-0175');
    const number = await numberOn(phone);
    await control('issuer', { do: 'book', invoice_no: number });
    const whole = sightings.life();
    await whole.reads(phone, headlineOf(phone), '已开票，已入卡包');

    const part = sightings.life();
    await reverse(phone, '销货退回', '12.00');
    await part.reads(phone, redOf(phone), '已提交红冲');
    await part.reads(phone, redOf(phone), '待购买方确认', STEP);
    await whole.reads(phone, headlineOf(phone), '商家申请红冲这张发票，等待购买方确认');
    expect(await offersOf(phone)).toEqual(['撤回红冲', '预览发票']);
    await shoot(phone, 'state-red-awaiting-buyer');
    await answer(number, 'confirm_red');
    await part.reads(phone, redOf(phone), '已确认，正在开具红字发票', 5);
    expect(await offersOf(phone)).toEqual(['预览发票']);
    await shoot(phone, 'state-red-confirmed');
    await part.reads(phone, redOf(phone), '正在开具红字发票', STEP);
    await part.reads(phone, redOf(phone), '红字发票已开具', STEP);
    await whole.reads(phone, headlineOf(phone), '已部分红冲，剩余 ¥…');
    expect(await offersOf(phone)).toEqual(['红冲', '预览发票']);
    await shoot(phone, 'state-partly-reversed');

    const buyer = await stage.open({ openid: employee, path: '/pages/invoices/index' });
    await buyer.tap('已部分红冲，剩余 ¥40.00');
    await whole.reads(buyer, headlineOf(buyer), '已部分红冲，剩余 ¥…');

    const failing = sightings.life();
    await reverse(phone, '销售折让');
    await failing.reads(phone, redOf(phone), '已提交红冲');
    await failing.reads(phone, redOf(phone), '待购买方确认', STEP);
    await answer(number, 'confirm_red');
    await failing.reads(phone, redOf(phone), '正在开具红字发票', STEP);
    await control('issuer', { do: 'fail_next', merchant: 'm-cafe', of: 'red' });
    await failing.reads(phone, redOf(phone), '红冲没有成功，将自动重试', STEP);
    expect(await offersOf(phone)).toEqual(['重新红冲', '撤回红冲', '预览发票']);
    await shoot(phone, 'state-red-retry');
    await phone.tap('重新红冲');
    await phone.tap('重新红冲');
    await failing.reads(phone, redOf(phone), '正在开具红字发票');
    await control('issuer', { do: 'fail_next', merchant: 'm-cafe', of: 'red' });
    await failing.reads(phone, redOf(phone), '红冲没有成功，将自动重试', STEP);
    await phone.tap('撤回红冲');
    await phone.tap('撤回红冲');
    await failing.reads(phone, redOf(phone), '已撤回');
    await shoot(phone, 'state-red-given-up');

    const rest = sightings.life();
    await reverse(phone, '销货退回');
    await rest.reads(phone, redOf(phone), '待购买方确认', STEP);
    await answer(number, 'confirm_red');
    await rest.reads(phone, redOf(phone), '红字发票已开具', STEP);
    await whole.reads(phone, headlineOf(phone), '发票已红冲', 60);
    await whole.reads(buyer, headlineOf(buyer), '已红冲');
    await shoot(buyer, 'state-reversed-buyer');
    await closeAll(buyer, phone);
  });

  it('stays as it was when the buyer refuses, the merchant takes back or nobody answers in time', async () => {
    const phone = await open('CAFE-20261113-0142');
    const number = await numberOn(phone);
    await control('issuer', { do: 'book', invoice_no: number });
    const endings: [string, () => Promise<unknown>, number][] = [
      ['对方没有同意', () => answer(number, 'refuse_red'), 5],
      [
        '已撤回',
        async () => {
          await phone.tap('撤回红冲');
          await phone.tap('撤回红冲');
        },
        5,
      ],
      ['超过 72 小时未确认，已失效', () => control('clock', { advance_s: 73 * 3_600 }), 60],
    ];
    for (const [word, end, step] of endings) {
      const life = sightings.life();
      await reverse(phone, '开票有误');
      await life.reads(phone, redOf(phone), '待购买方确认', STEP);
      await end();
      await life.reads(phone, redOf(phone), word, step);
      await sightings.life().reads(phone, headlineOf(phone), '已开票，已入卡包');
      expect(await offersOf(phone)).toEqual(['换开', '红冲', '预览发票']);
    }
    await shoot(phone, 'state-red-ended');
    await closeAll(phone);
  });

  it('is answered by the merchant when its buyer asks for the red', async () => {
    const phone = await open('CAFE-20261103-0007');
    const number = await numberOn(phone);
    await control('issuer', { do: 'book', invoice_no: number });
    const asks = async () => {
      await control('issuer', { do: 'start_red', invoice_no: number });
      const life = sightings.life();
      await life.reads(phone, redOf(phone), '待我确认', 120);
      await sightings.life().reads(phone, headlineOf(phone), '购买方申请红冲这张发票，等待商家确认');
      expect(await offersOf(phone)).toEqual(['同意', '不同意', '预览发票']);
      return life;
    };
    const refused = await asks();
    await phone.tap('不同意');
    await phone.tap('确认拒绝');
    await refused.reads(phone, redOf(phone), '已拒绝', 5);
    await shoot(phone, 'state-red-refused');
    const late = await asks();
    await control('clock', { advance_s: 73 * 3_600 });
    await late.reads(phone, redOf(phone), '超过 72 小时未确认，已失效', 60);
    const agreed = await asks();
    await phone.tap('同意');
    await phone.tap('同意红冲');
    await agreed.reads(phone, redOf(phone), '已确认，正在开具红字发票', 5);
    await agreed.reads(phone, redOf(phone), '正在开具红字发票', STEP);
    await agreed.reads(phone, redOf(phone), '红字发票已开具', STEP);
    await closeAll(phone);
  });
});

describe('a red that fails for good', () => {
  it('says why, and leaves the invoice to be reversed anew', async () => {
    const phone = await open('CAFE-20261107-0051');
    const life = sightings.life();
    await reverse(phone, '服务中止');
    await life.reads(phone, redOf(phone), '已提交红冲');
    await control('issuer', { do: 'fail_next', merchant: 'm-cafe', of: 'red', code: 'risk_blocked' });
    await life.reads(phone, redOf(phone), '正在开具红字发票', STEP);
    await life.reads(phone, redOf(phone), '红冲没有成功', STEP);
    expect(await offersOf(phone)).toEqual(['换开', '红冲', '预览发票']);
    await shoot(phone, 'state-red-failed');
    await closeAll(phone);
  });
});

it('every state of an invoice and of a red was read on a screen, and left where there is a way out', () => {
  const moves = Object.values(redMoves).flatMap(({ from, to }) => from.map((one): [string, string] => [one, to]));
  const taken: [string, string][] = [
    ['normal', 'partly_reversed'],
    ['normal', 'reversed'],
    ['partly_reversed', 'reversed'],
  ];
  expect(
    sightings.missing({ red: { states: redStates, moves }, invoice: { states: invoiceStates, moves: taken } }),
  ).toEqual([]);
});
