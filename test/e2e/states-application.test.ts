import { authorizationStates, cardStates, issuingStates, type Tone } from '../../contract/states';
import { moves, type Machine } from '../../cloudfunctions/common/domain/state';
import { loadDemo } from '../../sandbox/demo';
import { atTheCafe } from './support/cafe';
import { closeAll, type PhoneDriver } from './support/phone';
import { picture, setStage } from './support/stage';
import { badgeOf, headlineOf, offersOf, Sightings, type Meaning, type Vocabulary } from './support/states';

const platform = loadDemo().merchants.find(({ id }) => id === 'm-cafe')?.appids.platform;

/** A tone, and the states of the machines that the words tell: not every sentence tells all three. */
const is = (tone: Tone, authorization?: string, issuing?: string, card?: string): Meaning<Machine> => ({
  tone,
  states: {
    ...(authorization !== undefined && { authorization }),
    ...(issuing !== undefined && { issuing }),
    ...(card !== undefined && { card }),
  },
});
/** What the words on the buyer's and the merchant's pages mean. */
const vocabulary: Vocabulary<Machine> = {
  可开票: { ...is('waiting', 'none', 'none', 'none'), icon: 'bill' },
  '还差一步：在微信页面点“申请开票”': is('attention', 'waiting', 'none', 'none'),
  等待商家审核: is('waiting', 'authorized', 'in_review', 'none'),
  '已申请，待订单完成': is('waiting', 'authorized', 'none', 'none'),
  正在开票: is('working', undefined, 'accepted', 'none'),
  开票中: is('working', undefined, 'accepted', 'none'),
  '开票失败，将自动重试': is('attention', undefined, 'failed', 'none'),
  '已开票，待领取': is('waiting', undefined, 'issued', 'none'),
  '已开票，未入卡包': is('attention', 'authorized', 'issued', 'failed'),
  '已开票，正在放入卡包': is('working', 'authorized', 'issued', 'insert_accepted'),
  '已开票，已入卡包': is('done', 'authorized', 'issued', 'inserted'),
  开票暂时没有成功: is('attention', undefined, 'failed', 'none'),
  '发票已开好，正在放入卡包': is('working', 'authorized', 'issued', 'insert_accepted'),
  '开好了，已放入卡包': is('done', 'authorized', 'issued', 'inserted'),
  '发票已开好，未能放入卡包，可下载或发邮箱': is('attention', 'authorized', 'issued', 'failed'),
  卡包中的发票已作废: is('ended', 'authorized', 'issued', 'discarded'),
  商家未能开票: is('failed', 'rejected'),
  微信页面没有完成授权: is('attention', 'failed'),
  申请已撤回: is('ended', 'withdrawn'),
  申请已失效: is('ended', 'expired'),
};

const stage = setStage();
const control = (name: string, body: object) => stage.sandbox.control(name, body);
const { buyer, open, putOrder, fill, confirm, manage, layDown, orderIdOf } = atTheCafe(stage);
const sightings = new Sightings(stage, vocabulary);

/** An order of the buyer, applied for from the list of orders on. */
const apply = async (orderNo: string) => {
  const life = sightings.life();
  await putOrder(orderNo);
  const phone = await stage.open({ openid: buyer });
  const order = phone.screen.locator('order-card').filter({ hasText: orderNo });
  await life.reads(phone, badgeOf(order), '可开票');
  await order.locator('.t-button').click();
  await fill(phone);
  await life.reads(phone, headlineOf(phone), '还差一步：在微信页面点“申请开票”');
  return { phone, life };
};

/** Applies once more on the page of an application that came to nothing. */
const applyAgain = async (phone: PhoneDriver) => {
  expect(await offersOf(phone)).toEqual(['重新申请']);
  await phone.tap('重新申请');
  await fill(phone);
  const life = sightings.life();
  await life.reads(phone, headlineOf(phone), '还差一步：在微信页面点“申请开票”');
  return life;
};

/** How long the tax bureau takes; an hour lets a state be looked at. */
const takesMs = (ms: number) => control('issuer', { do: 'delay', ms });
const HOUR_MS = 3_600_000;

describe('an application that a person of the merchant looks at', () => {
  beforeAll(() => layDown('全部审核'));
  afterAll(() => layDown('自动开票'));

  it('is confirmed, passed, issued and put into the card pack, where WeChat voids it', async () => {
    const orderNo = 'STATE-WHOLE';
    const { phone, life } = await apply(orderNo);
    expect(await offersOf(phone)).toEqual(['刷新进度', '撤回申请', '去微信点“申请开票”']);
    const early = await manage(/^待确认/, orderNo, '待买家确认');
    expect(await offersOf(early)).toEqual([]);
    await confirm(phone);
    await life.reads(phone, headlineOf(phone), '等待商家审核', 5);
    expect(await offersOf(phone)).toEqual([]);

    await takesMs(HOUR_MS);
    const reader = await manage(/^待审核/, orderNo, '待审核', 'viewer');
    expect(await offersOf(reader)).toEqual([]);
    const finance = await manage(/^待审核/, orderNo, '待审核');
    expect(await offersOf(finance)).toEqual(['拒绝开票', '审核通过']);
    await finance.tap('审核通过');
    await finance.tap('审核通过');
    await life.reads(finance, headlineOf(finance), '开票中');
    expect(await offersOf(finance)).toEqual([]);
    await life.reads(phone, headlineOf(phone), '正在开票');
    expect(await offersOf(phone)).toEqual(['刷新进度']);

    await stage.sandbox.faults({ path: '/card/invoice/insert', kind: 'errcode', errcode: -1 });
    await takesMs(0);
    await control('clock', { advance_s: 3700 });
    await life.reads(phone, headlineOf(phone), '发票已开好，正在放入卡包', 1);
    expect(await offersOf(phone)).toEqual(['刷新进度', '抬头开错了？换开', '看发票和文件']);
    await phone.screenshot(picture('state-inserting'));
    await stage.sandbox.faults();
    await life.reads(phone, headlineOf(phone), '开好了，已放入卡包', 30);
    expect(await offersOf(phone)).toEqual(['抬头开错了？换开', '看发票和文件']);

    const cards = (await stage.sandbox.read(`cards?openid=${buyer}`)) as { order_id: string; code: string }[];
    const code = cards.find(({ order_id: id }) => id.startsWith(orderNo))?.code;
    await control('card', { code, reimburse_status: 'INVOICE_REIMBURSE_CANCEL', by: platform });
    await life.reads(phone, headlineOf(phone), '卡包中的发票已作废', 1);
    expect(await offersOf(phone)).toEqual(['看发票和文件']);
    await phone.screenshot(picture('state-discarded'));
    const after = await manage(/^已作废/, orderNo, '已作废');
    expect(await offersOf(after)).toEqual(['红冲', '预览发票']);
    await after.screenshot(picture('state-discarded-merchant'));
    await closeAll(phone, early, reader, finance, after);
  });

  it('is refused with a reason, and its buyer may apply again', async () => {
    const orderNo = 'STATE-REFUSED';
    const { phone, life } = await apply(orderNo);
    await confirm(phone);
    await life.reads(phone, headlineOf(phone), '等待商家审核', 5);
    const finance = await manage(/^待审核/, orderNo, '待审核');
    await finance.tap('拒绝开票');
    await finance.tap('订单尚未完成');
    await finance.tap('拒绝开票');
    await finance.see('买家看到的原因：订单尚未完成');
    await life.reads(phone, headlineOf(phone), '商家未能开票', 1);
    await phone.screenshot(picture('state-rejected'));
    const list = await manage(/^已拒绝/, orderNo, '已拒绝');
    expect(await offersOf(list)).toEqual([]);
    await applyAgain(phone);
    await closeAll(phone, finance, list);
  });
});

describe('an application that its buyer does not confirm', () => {
  it('is withdrawn, fails on WeChat’s page or runs out of time, and may be made again each time', async () => {
    const orderNo = 'STATE-UNCONFIRMED';
    const { phone, life: first } = await apply(orderNo);
    await phone.tap('撤回申请');
    await phone.tap('撤回申请');
    await first.reads(phone, headlineOf(phone), '申请已撤回');
    await phone.screenshot(picture('state-withdrawn'));
    const withdrawn = await manage(/^已失效/, orderNo, '买家已撤回');
    expect(await offersOf(withdrawn)).toEqual([]);

    const second = await applyAgain(phone);
    await control('decline', { order_id: await orderIdOf(orderNo) });
    await second.reads(phone, headlineOf(phone), '微信页面没有完成授权', 1);
    await phone.screenshot(picture('state-authorization-failed'));

    const third = await applyAgain(phone);
    await control('clock', { advance_s: 86_500 });
    await third.reads(phone, headlineOf(phone), '申请已失效', 60);
    await phone.screenshot(picture('state-expired'));
    await applyAgain(phone);
    await closeAll(phone, withdrawn);
  });
});

describe('an application that meets with every trouble', () => {
  beforeAll(() => layDown('订单完成后'));
  afterAll(() => layDown('付款后'));

  it('waits for its order, fails to be issued and to be put away, and is put right by people', async () => {
    const orderNo = 'STATE-TROUBLE';
    const { phone, life } = await apply(orderNo);
    await confirm(phone);
    await life.reads(phone, headlineOf(phone), '已申请，待订单完成', 5);
    expect(await offersOf(phone)).toEqual([]);
    const finance = await manage(/^待订单完成/, orderNo, '待订单完成');
    expect(await offersOf(finance)).toEqual(['拒绝开票']);

    await takesMs(HOUR_MS);
    await putOrder(orderNo, 'completed');
    await life.reads(phone, headlineOf(phone), '正在开票', 5);
    await control('issuer', { do: 'fail_next', merchant: 'm-cafe' });
    await life.reads(phone, headlineOf(phone), '开票暂时没有成功', 3700);
    expect(await offersOf(phone)).toEqual(['刷新进度']);
    await phone.screenshot(picture('state-issue-retry'));
    await (await manage(/^开票失败/, orderNo, '开票失败，将自动重试')).close();
    await life.reads(finance, headlineOf(finance), '开票失败，将自动重试');
    expect(await offersOf(finance)).toEqual(['拒绝开票', '重新开票']);
    await finance.screenshot(picture('state-issue-retry-merchant'));
    await finance.tap('重新开票');
    await finance.tap('重新开票');
    await life.reads(finance, headlineOf(finance), '开票中');

    await takesMs(0);
    await stage.sandbox.faults({ path: '/card/invoice/insert', kind: 'errcode', errcode: 72_040 });
    await control('clock', { advance_s: 3700 });
    await life.reads(phone, headlineOf(phone), '发票已开好，未能放入卡包，可下载或发邮箱', 5);
    expect(await offersOf(phone)).toEqual(['抬头开错了？换开', '看发票和文件']);

    await life.reads(finance, headlineOf(finance), '已开票，未入卡包');
    await stage.sandbox.faults({ path: '/card/invoice/insert', kind: 'errcode', errcode: -1 });
    expect(await offersOf(finance)).toEqual(['预览发票', '换开', '红冲', '再放入卡包']);
    await finance.tap('再放入卡包');
    await finance.tap('放入卡包');
    await life.reads(finance, headlineOf(finance), '已开票，正在放入卡包');
    await stage.sandbox.faults();
    await life.reads(phone, headlineOf(phone), '开好了，已放入卡包', 30);
    await closeAll(phone, finance);
  });
});

describe('an invoice that is made before anybody asks for it', () => {
  it('is tried again by itself, and waits for its buyer to claim it', async () => {
    const life = sightings.life();
    const clerk = await open('clerk', 'receipts');
    await clerk.tap('先开票，后领取');
    await clerk.tap('开出发票');
    await clerk.see('请填写姓名');
    await clerk.fill('发票上的个人姓名', '小满');
    await takesMs(HOUR_MS);
    await clerk.tap('开出发票');
    await clerk.see('经过');
    await life.reads(clerk, headlineOf(clerk), '开票中');
    await control('issuer', { do: 'fail_next', merchant: 'm-cafe' });
    await life.reads(clerk, headlineOf(clerk), '开票失败，将自动重试', 3700);
    expect(await offersOf(clerk)).toEqual(['重新开票']);
    await clerk.screenshot(picture('state-first-retry'));
    await life.reads(clerk, headlineOf(clerk), '开票中', 61);
    await takesMs(0);
    await life.reads(clerk, headlineOf(clerk), '已开票，待领取', 3700);
    expect(await offersOf(clerk)).toEqual(['预览发票', '出示领取二维码']);
    await clerk.screenshot(picture('state-unclaimed'));

    await clerk.tap('出示领取二维码');
    await clerk.see('用微信扫一扫，领取发票');
    await clerk.page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await clerk.tap('复制链接');
    await clerk.tap('同意');
    await clerk.idle();
    const link = await clerk.page.evaluate<string>('navigator.clipboard.readText()');
    const context = await stage.browser.newContext({ userAgent: 'Mozilla/5.0 (iPhone) MicroMessenger/8.0.50' });
    const page = await context.newPage();
    await page.goto(link);
    await page.getByRole('button', { name: /领/ }).first().click();
    await page.getByRole('button', { name: '领取发票' }).click();
    await page.getByText('已放入卡包').first().waitFor();
    await context.close();
    await clerk.tap('返回');
    await life.reads(clerk, headlineOf(clerk), '已开票，已入卡包', 5);
    await closeAll(clerk);
  });
});

it('every state of the three machines was read on a screen, and left where there is a way out', () => {
  const states = { authorization: authorizationStates, issuing: issuingStates, card: cardStates };
  const movesOf = (machine: Machine) =>
    Object.values(moves).flatMap((move) =>
      move.machine === machine ? move.from.map((from): [string, string] => [from, move.to]) : [],
    );
  const table = (machine: Machine) => ({ states: states[machine], moves: movesOf(machine) });
  expect(
    sightings.missing({ authorization: table('authorization'), issuing: table('issuing'), card: table('card') }),
  ).toEqual([]);
});
