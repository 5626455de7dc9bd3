import { claimStates } from '../../contract/reimburser-states';
import { reimburseStates, type Tone } from '../../contract/states';
import { claimAfter, type ClaimMove } from '../../cloudfunctions/common/domain/reimburse-claim';
import { pathTo } from '../../cloudfunctions/common/domain/reimbursement';
import { loadDemo } from '../../sandbox/demo';
import { closeAll, type PhoneDriver } from './support/phone';
import { picture, setStage } from './support/stage';
import { badgeOf, headlineOf, offersOf, Sightings, type Meaning, type Vocabulary } from './support/states';

const { people } = loadDemo();
const colleague = (role: string): string =>
  people.find((person) => person.company === 'c-sample' && person.role === role)?.openid ?? '';
const seller = people.find(({ merchant, role }) => merchant === 'm-cafe' && role === 'finance')?.openid ?? '';

type Machine = 'reimbursement' | 'claim';
const card = (state: string, tone: Tone): Meaning<Machine> => ({ tone, states: { reimbursement: state } });
const claim = (state: string, tone: Tone): Meaning<Machine> => ({ tone, states: { claim: state } });

/** What the words on a claim's page mean: those beside its invoice, and those above. */
const vocabulary: Vocabulary<Machine> = {
  未锁定: card('INIT', 'waiting'),
  已锁定: card('LOCK', 'working'),
  已核销: card('CLOSURE', 'done'),
  已冲红: card('CANCEL', 'failed'),
  还没有提交: claim('draft', 'waiting'),
  等待审批: claim('submitted', 'working'),
  '审批通过，等待付款': claim('approved', 'working'),
  已付款: claim('paid', 'done'),
  已退回: claim('returned', 'attention'),
};

const stage = setStage();
const sightings = new Sightings(stage, vocabulary);

/** The one invoice of a claim. */
const lineOf = (phone: PhoneDriver) => badgeOf(phone.screen.locator('invoice-line'));

/** A claim of the employee over the invoice of this amount, which lies in the card pack. */
const begin = async (purpose: string, amount: string): Promise<PhoneDriver> => {
  const phone = await stage.open({ openid: colleague('employee'), path: '/pages/me/index' });
  await phone.tap(/^报销/);
  await phone.tap('新建报销单');
  await phone.fill('事由，如：上海出差', purpose);
  await phone.tap('新建');
  await phone.see('还没有提交');
  await phone.tap('添加发票');
  await phone.tap('从微信卡包选');
  await phone.tap('同意');
  const pack = phone.foreign('选择发票');
  await pack.getByText(`¥${amount}`).first().click();
  await pack.getByRole('button', { name: /^选择发票/ }).click();
  await phone.see('加入了 1 张');
  return phone;
};

const open = async (role: string, purpose: string): Promise<PhoneDriver> => {
  const phone = await stage.open({ openid: colleague(role), path: '/reimburser/claims/index?company=c-sample' });
  await phone.tap(purpose);
  await phone.see('报销金额');
  return phone;
};

/** Taps a button and says yes to what it asks. */
const twice = async (phone: PhoneDriver, button: string, yes = button): Promise<void> => {
  await phone.tap(button);
  await phone.tap(yes);
};

/** The invoice, above the bar. */
const shoot = async (phone: PhoneDriver, name: string): Promise<void> => {
  await lineOf(phone).evaluate((node) =>
    (node as unknown as { scrollIntoView(how: object): void }).scrollIntoView({ block: 'center' }),
  );
  await phone.screenshot(picture(name));
};

it('an invoice is locked, set free by either side, locked again and closed', async () => {
  const life = sightings.life();
  const applicant = await begin('广州出差', '38.00');
  const stands = async (phone: PhoneDriver, above: string, beside: string) => {
    await life.reads(phone, headlineOf(phone), above, 1);
    await life.reads(phone, lineOf(phone), beside);
  };
  await stands(applicant, '还没有提交', '未锁定');
  expect(await offersOf(applicant)).toEqual(['添加发票', '提交审批']);
  await twice(applicant, '提交审批');
  await stands(applicant, '等待审批', '已锁定');
  expect(await offersOf(applicant)).toEqual(['撤回']);
  expect(await applicant.screen.getByText('加入了 1 张').count()).toBe(0);
  await shoot(applicant, 'state-locked');
  await twice(applicant, '撤回');
  await stands(applicant, '还没有提交', '未锁定');
  await twice(applicant, '提交审批');
  await stands(applicant, '等待审批', '已锁定');

  const approver = await open('approver', '广州出差');
  expect(await offersOf(approver)).toEqual(['退回', '审批通过']);
  await approver.tap('退回');
  await approver.tap('缺少说明或附件');
  await approver.tap('退回');
  await stands(approver, '已退回', '未锁定');
  expect(await offersOf(approver)).toEqual(['导出']);
  await stands(applicant, '已退回', '未锁定');
  await twice(applicant, '提交审批');
  await stands(applicant, '等待审批', '已锁定');
  await stands(approver, '等待审批', '已锁定');
  await twice(approver, '审批通过');
  await stands(approver, '审批通过，等待付款', '已锁定');
  await stands(applicant, '审批通过，等待付款', '已锁定');
  expect(await offersOf(applicant)).toEqual(['导出']);

  const finance = await open('reimburser', '广州出差');
  expect(await offersOf(finance)).toEqual(['退回', '付款并核销']);
  await twice(finance, '付款并核销', '核销');
  await stands(finance, '已付款', '已核销');
  expect(await offersOf(finance)).toEqual(['导出']);
  await shoot(finance, 'state-closed');
  await closeAll(applicant, approver, finance);
});

it('an invoice that its merchant reverses while it is locked is cancelled, and its claim goes back', async () => {
  const life = sightings.life();
  const applicant = await begin('会议', '52.00');
  await life.reads(applicant, lineOf(applicant), '未锁定');
  await twice(applicant, '提交审批');
  await life.reads(applicant, headlineOf(applicant), '等待审批', 1);
  await life.reads(applicant, lineOf(applicant), '已锁定');

  const path = '/merchant/invoices/index?merchant=m-cafe';
  const merchant = await stage.open({ openid: seller, path });
  await merchant.fill('单号、票号、抬头、手机尾号', 'CAFE-20261112-0175');
  await merchant.screen.locator('.item').filter({ hasText: 'CAFE-20261112-0175' }).click();
  await merchant.see('报销中（已锁定）');
  await merchant.tap('红冲');
  await merchant.tap('已和买家沟通，仍要红冲');
  await merchant.tap('开票有误');
  await merchant.screenshot(picture('state-reverse-locked'));
  await twice(merchant, '红冲 ¥52.00', '确认红冲');
  await merchant.see('申请红冲');
  await life.reads(applicant, lineOf(applicant), '已冲红', 60);
  await life.reads(applicant, headlineOf(applicant), '已退回');
  await shoot(applicant, 'state-cancelled');
  await closeAll(applicant, merchant);
});

it('every state of a reimbursement and of a claim was read on a screen, and left where there is a way out', () => {
  const pairs = <S extends string>(states: readonly S[], isMove: (from: S, to: S) => boolean): [S, S][] =>
    states.flatMap((from) => states.filter((to) => to !== from && isMove(from, to)).map((to): [S, S] => [from, to]));
  const claimMoves: ClaimMove[] = ['submit', 'withdraw', 'approve', 'return', 'markPaid', 'reverse'];
  const tables = {
    reimbursement: {
      states: reimburseStates,
      // One step at WeChat; CANCEL is the platform's, from where nothing is final.
      moves: pairs(reimburseStates, (from, to) =>
        to === 'CANCEL' ? from === 'INIT' || from === 'LOCK' : pathTo(from, to)?.length === 1,
      ),
    },
    claim: {
      states: claimStates,
      moves: pairs(claimStates, (from, to) => claimMoves.some((move) => claimAfter(from, move) === to)),
    },
  };
  expect(sightings.missing(tables)).toEqual([]);
});
