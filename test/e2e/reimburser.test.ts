import { loadDemo } from '../../sandbox/demo';
import type { PhoneDriver } from './support/phone';
import { picture, setStage } from './support/stage';

const demo = loadDemo();
const { people } = demo;
const colleague = (role: string): string =>
  people.find((person) => person.company === 'c-sample' && person.role === role)?.openid ?? '';
const cashier = people.find((person) => person.merchant === 'm-cafe' && person.role === 'finance')?.openid ?? '';
const [employee, approver, finance, owner] = ['employee', 'approver', 'reimburser', 'owner'].map(colleague);

const stage = setStage();

/** An invoice of the employee that no claim has yet; WeChat's card pack tells them apart by amount. */
const ORDER = 'CAFE-20261113-0142';
const AMOUNT = '38.00';

const call = async (openid: string | undefined, name: string, body: object): Promise<Record<string, unknown>> => {
  const answer = await fetch(`${stage.sandbox.url}/functions/${name}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-sandbox-openid': openid ?? '' },
    body: JSON.stringify(body),
  });
  const envelope = (await answer.json()) as { ok: boolean; data: Record<string, unknown> };
  if (!envelope.ok) throw new Error(JSON.stringify(envelope));
  return envelope.data;
};

const open = (openid: string | undefined, path: string, more: object = {}) =>
  stage.open({ openid: openid ?? '', path, ...more });

/** Scrolls to the end, so that nothing lies below the bar. */
const toEnd = async (phone: PhoneDriver) => {
  await phone.page.mouse.move(195, 500);
  await phone.page.mouse.wheel(0, 5000);
  await phone.page.waitForTimeout(200);
};

const closeAll = async (...phones: PhoneDriver[]) => {
  for (const phone of phones) {
    await phone.assertClean();
    await phone.close();
  }
};

/** What stands on the invoice's page of its buyer, and of its merchant. */
const seeOnBothSides = async (state: string) => {
  const { invoices } = (await call(employee, 'buyer', { action: 'invoices.list' })) as {
    invoices: { invoiceId: string; applicationId: string; amount: number }[];
  };
  const invoice = invoices.find(({ amount }) => amount === 3800);
  const buyer = await open(employee, `/pages/invoice/index?id=${invoice?.invoiceId}`);
  await buyer.see(state);
  const merchant = await open(cashier, `/merchant/detail/index?id=${invoice?.applicationId}`);
  await merchant.see(state);
  await merchant.see(ORDER);
  await closeAll(buyer, merchant);
};

/** The demo's draft, opened from a link. */
const openDraft = async (more: object = {}) => {
  const { rows } = (await call(employee, 'reimburser', { action: 'claims.list', tab: 'draft' })) as {
    rows: { claimId: string; purpose: string }[];
  };
  const draft = rows.find(({ purpose }) => purpose === '北京出差');
  const phone = await open(employee, `/reimburser/claim/index?claim=${draft?.claimId}`, more);
  await phone.see('还没有提交');
  return phone;
};

/** Chooses an invoice by its amount on WeChat's own page. */
const chooseCard = async (phone: PhoneDriver, amount: string) => {
  const pack = phone.foreign('选择发票');
  await pack.getByText(`¥${amount}`).first().click();
  await pack.getByRole('button', { name: /^选择发票/ }).click();
};

describe('an invoice of the card pack', () => {
  it('goes into a claim, is locked, returned and unlocked, locked again, approved and closed', async () => {
    await seeOnBothSides('未报销（未锁定）');

    const applicant = await open(employee, '/pages/me/index');
    await applicant.tap(/^报销/);
    await applicant.see('新建报销单');
    await applicant.screenshot(picture('claims'));
    await applicant.tap('新建报销单');
    await applicant.fill('事由，如：上海出差', '杭州出差');
    await applicant.tap('新建');
    await applicant.see('还没有提交');
    await applicant.tap('添加发票');
    await applicant.tap('从微信卡包选');
    await applicant.tap('同意');
    await chooseCard(applicant, AMOUNT);
    await applicant.see('加入了 1 张');
    await toEnd(applicant);
    await applicant.screenshot(picture('claim-draft'));
    await applicant.tap('提交审批');
    await applicant.see('提交 1 张发票？');
    await applicant.tap('提交审批');
    await applicant.see('等待审批');
    await seeOnBothSides('报销中（已锁定）');

    const boss = await open(approver, '/reimburser/claims/index?company=c-sample');
    await boss.tap('杭州出差');
    await boss.see('审批通过');
    await boss.tap('退回');
    await boss.tap('缺少说明或附件');
    await boss.tap('退回');
    await boss.see('原因：缺少说明或附件');
    await seeOnBothSides('未报销（未锁定）');

    const again = await open(employee, '/reimburser/claims/index?company=c-sample');
    await again.tap('杭州出差');
    await again.see('原因：缺少说明或附件');
    await again.screenshot(picture('claim-returned'));
    await again.tap('提交审批');
    await again.tap('提交审批');
    await again.see('等待审批');
    await seeOnBothSides('报销中（已锁定）');
    await again.screenshot(picture('claim-locked'));

    const approving = await open(approver, '/reimburser/claims/index?company=c-sample');
    await approving.tap('杭州出差');
    await approving.tap('审批通过');
    await approving.tap('审批通过');
    await approving.see('审批通过，等待付款');

    const paying = await open(finance, '/reimburser/claims/index?company=c-sample');
    await paying.tap('杭州出差');
    await paying.tap('付款并核销');
    await paying.see(/1 张发票，共 ¥38\.00/);
    await paying.screenshot(picture('claim-question'));
    await paying.tap('核销');
    await paying.see('已付款');
    await toEnd(paying);
    await paying.see('已核销');
    await paying.screenshot(picture('claim-paid'));
    await seeOnBothSides('已报销（已核销）');
    await closeAll(applicant, boss, again, approving, paying);
  });

  it('that is in another claim is named, and keeps the claim from being sent', async () => {
    const phone = await openDraft();
    await phone.tap('添加发票');
    await phone.tap('从微信卡包选');
    await phone.tap('同意');
    await chooseCard(phone, '41.00');
    await phone.see('加入了 1 张');
    await phone.tap('提交审批');
    await phone.tap('看这几张');
    await phone.see(/不能提交：.*已在另一张报销单里/);
    await toEnd(phone);
    await phone.screenshot(picture('claim-stops'));
    await phone.tap(/云上小馆餐饮有限公司/);
    await phone.see('检查');
    await phone.screenshot(picture('claim-invoice'));
    await toEnd(phone);
    await phone.tap('移出报销单');
    await phone.tap('移出');
    await phone.see('没有要处理的发票');
    await closeAll(phone);
  });
});

describe('an invoice that is not in the card pack', () => {
  /** Hands a file of this computer to the phone, where WeChat lists those of a chat. */
  const hand = async (phone: PhoneDriver, name: string, mimeType: string, text: string) => {
    const buffer = Buffer.from(text);
    await phone.page.locator('#mp-layer input[type=file]').setInputFiles({ name, mimeType, buffer });
    await phone.tap('确定');
  };

  it('comes as a file of a chat with typed figures, is kept as it is, and gets its XML later', async () => {
    const phone = await openDraft();
    await phone.tap('添加发票');
    await phone.tap('选聊天里的文件');
    await phone.tap('同意');
    await hand(phone, '机票行程单.pdf', 'application/pdf', '%PDF-1.4 as it came');
    await phone.see(/机票行程单\.pdf（1 KB）会原样保存/);
    await phone.fill('20 位，或 8 位', '26619110000000067890');
    await phone.fill('如 128.50', '1280.00');
    await phone.fill('选填', '样例航空');
    await phone.tap('选一天');
    await phone.page.locator('#mp-layer input').fill('2026-11-10');
    await phone.tap('确定');
    await phone.screenshot(picture('claim-figures'));
    await phone.tap('加入报销单');
    await phone.see('已加入');
    await toEnd(phone);
    await phone.tap('样例航空');
    await phone.see('机票行程单.pdf');
    await toEnd(phone);
    await phone.tap(/补充文件/);
    await hand(phone, '电子客票.xml', 'text/xml', '<EInvoice/>');
    await phone.see('电子客票.xml');
    await phone.see(/XML 原件/);
    await phone.screenshot(picture('claim-files'));
    await toEnd(phone);
    await phone.tap('移出报销单');
    await phone.tap('移出');
    await phone.see('还没有提交');
    await closeAll(phone);
  });
});

describe('finance', () => {
  /** An invoice in somebody's card pack, ordered at the café and confirmed at WeChat. */
  const putCard = async (openid: string, orderNo: string, paid: number, title: object) => {
    const cafe = demo.merchants.find(({ id }) => id === 'm-cafe');
    await fetch(`${stage.sandbox.url}/open/v1/orders/${orderNo}`, {
      method: 'PUT',
      headers: { authorization: `Bearer ${cafe?.apiKey}`, 'content-type': 'application/json' },
      body: JSON.stringify({ status: 'paid', paid, paidAt: 1_794_000_000, summary: '工作餐', buyer: { openid } }),
    });
    const create = { action: 'applications.create', orderNos: [orderNo], title };
    const { applicationId, orderId } = await call(openid, 'buyer', create);
    await stage.sandbox.control('authorize', { order_id: orderId, openid });
    for (let step = 0; step < 40; step += 1) {
      const { card } = await call(openid, 'buyer', { action: 'applications.refresh', applicationId });
      if (card === 'inserted') return;
      await stage.sandbox.control('clock', { advance_s: 2 });
    }
    throw new Error(`${orderNo} did not come into the card pack`);
  };

  it('looks at invoices without a claim, locks what may be locked and closes it after a second question', async () => {
    const company = { kind: 'company', name: '样例科技有限公司', taxNo: '91000000MA0C0MPA1D' };
    await putCard(finance ?? '', 'E2E-CHECK-1', 2_700, company);
    const other = { kind: 'company', name: '别家样例有限公司', taxNo: '91000000MA0MAX1A22' };
    await putCard(finance ?? '', 'E2E-CHECK-2', 2_800, other);
    const phone = await open(finance, '/reimburser/check/index?company=c-sample');
    await phone.tap('从微信卡包选');
    await phone.tap('同意');
    const pack = phone.foreign('选择发票');
    await pack.getByText('¥27.00').click();
    await pack.getByText('¥28.00').click();
    await pack.getByRole('button', { name: /^选择发票/ }).click();
    await phone.see(/1 张可以锁定/);
    await phone.see(/不能锁定：抬头不是本企业/);
    await phone.screenshot(picture('check'));
    await phone.tap('锁定 1 张');
    await phone.tap('锁定');
    await phone.see('锁定了 1 张');
    await phone.tap('核销 1 张');
    await phone.see(/1 张发票，共 ¥27\.00/);
    await phone.tap('核销');
    await phone.see('核销了 1 张');
    await phone.see('已核销');
    await phone.screenshot(picture('check-closed'));
    await closeAll(phone);
  });

  it('has the company’s claims made into an Excel file', async () => {
    const phone = await open(finance, '/reimburser/claims/index?company=c-sample');
    await phone.see('核对发票');
    await phone.tap('导出');
    await phone.tap('Excel 表格（XLSX）');
    await phone.see('已生成');
    await phone.tap('转发');
    await phone.tap('转发给朋友');
    await phone.tap('发送');
    const { recorded } = await phone.debug();
    expect(recorded.map(({ name }) => name)).toContain('shareFileMessage');
    await closeAll(phone);
  });
});

describe('the company', () => {
  it('takes somebody in who was given a code', async () => {
    const phone = await open(owner, '/reimburser/members/index?company=c-sample');
    await phone.tap('邀请同事');
    await phone.tap('员工：提交自己的报销单');
    await phone.see('复制邀请码');
    await phone.screenshot(picture('company-invitation'));
    const code = await phone.screen.locator('.code').innerText();

    const buyer = people[0]?.openid;
    const joining = await open(buyer, '/pages/me/index');
    await joining.tap('加入企业');
    await joining.fill('10 位字母和数字', code.toLowerCase());
    await joining.fill('同事看到的名字', '小林');
    await joining.tap('加入');
    await joining.see('还没有报销单');
    await phone.page.reload();
    await phone.see('小林');
    await closeAll(phone, joining);
  });
});

describe('in the dark and in large type', () => {
  const ways: [string, string | undefined, string, RegExp | string][] = [
    ['claims', finance, '/reimburser/claims/index?company=c-sample', '北京出差'],
    ['company', owner, '/reimburser/company/index?company=c-sample', '报销规定'],
    ['members', owner, '/reimburser/members/index?company=c-sample', '邀请同事'],
    ['join', employee, '/reimburser/join/index', '加入'],
    ['check', finance, '/reimburser/check/index?company=c-sample', '从微信卡包选'],
    ['differences', finance, '/reimburser/differences/index?company=c-sample', '没有要处理的'],
  ];
  it.each(ways)('the page %s can be read', async (name, openid, path, text) => {
    const phone = await open(openid, path, { dark: true, fontScale: 1.3 });
    await phone.see(text);
    await phone.screenshot(picture(`reimburser-${name}-dark-large`));
    await closeAll(phone);
  });

  it('a claim and its invoice can be read', async () => {
    const phone = await openDraft({ dark: true, fontScale: 1.3 });
    await phone.screenshot(picture('reimburser-claim-dark-large'));
    await toEnd(phone);
    await phone.screenshot(picture('reimburser-table-dark-large'));
    await phone.tap('样例铁路客运');
    await phone.see('检查');
    await phone.screenshot(picture('reimburser-item-dark-large'));
    await closeAll(phone);
  });
});
