/** @jest-environment node */
import type { ClaimView } from '../../contract/reimburser';
import { Refusal } from './support/phone';
import { at, fen } from './support/records';
import { aClaim, aDetail, anItem, claimTotals, employee, finance } from './support/reimburser-records';
import { scriptedApp } from './support/scripted-app';

jest.setTimeout(60_000);

const app = scriptedApp('reimburser');
const { boot, inputs } = app;
let claim: ClaimView;

const openClaims = () => boot('reimburser/claims/index?company=c-sample');
const openClaim = () => boot('reimburser/claim/index?claim=cl1');

beforeEach(() => {
  claim = aClaim();
  app.answers = {
    'merchant/me.get': () => ({ memberships: [] }),
    'me.get': () => ({ memberships: [finance] }),
    'claims.list': () => ({ rows: [claim, aClaim({ claimId: 'cl2', purpose: '客户招待' })] }),
    'claims.totals': () => claimTotals(),
    'claims.get': () => claim,
    'claims.invoices': () => ({ rows: [anItem(), anItem({ itemId: 'it2', payee: '样例铁路', amount: fen(60_000) })] }),
    'invoices.get': () => aDetail(),
  };
});

describe('the way to a company’s claims', () => {
  it('shows to a member, with the company’s name', async () => {
    await boot('pages/me/index');
    await app.phone.sees('样例科技有限公司');
  });

  it('shows to nobody else', async () => {
    app.answers['me.get'] = () => ({ memberships: [] });
    await boot('pages/me/index');
    await app.phone.settle();
    expect(app.phone.text()).not.toContain('样例科技有限公司');
  });
});

describe('the list of claims', () => {
  it('shows finance everybody’s, with sums and counts', async () => {
    await openClaims();
    await app.phone.sees('上海出差');
    for (const fact of ['641.00', '阿明 · 2 张', '草稿', '财务', '¥1,234.50', '7 张', '待审批1'])
      expect(app.phone.text()).toContain(fact);
    expect(inputs('claims.list')[0]).toMatchObject({ companyId: 'c-sample', scope: 'company', tab: 'all' });
    await app.phone.tap('我的');
    expect(inputs('claims.list').at(-1)).toMatchObject({ scope: 'mine' });
    expect(inputs('claims.totals').at(-1)).toMatchObject({ scope: 'mine' });
  });

  it('shows an employee only own ones, and no way to what only finance does', async () => {
    app.answers['me.get'] = () => ({ memberships: [employee] });
    await openClaims();
    await app.phone.sees('BX20260921-A1B2C');
    expect(inputs('claims.list')[0]).toMatchObject({ scope: 'mine' });
    for (const word of ['全公司', '核对发票', '差异追回']) expect(app.phone.text()).not.toContain(word);
  });

  it('asks for a tab and searches when the typing pauses', async () => {
    await openClaims();
    await app.phone.sees('待审批1');
    await app.phone.tap('待审批1');
    expect(inputs('claims.list').at(-1)).toMatchObject({ tab: 'submitted' });
    await app.phone.fill('单号、票号、事由、姓名', ' 上海 ');
    await new Promise((resolve) => setTimeout(resolve, 600));
    expect(inputs('claims.list').at(-1)).toMatchObject({ tab: 'submitted', query: '上海' });
  });

  it('says that there is none yet, and that a filter found none', async () => {
    app.answers['claims.list'] = () => ({ rows: [] });
    await openClaims();
    await app.phone.sees('还没有报销单');
    await app.phone.tap('待追回0');
    await app.phone.sees('没有符合的报销单');
  });

  it('without a network says so, and comes when it is tried again', async () => {
    app.online = false;
    await openClaims();
    await app.phone.sees('没有连上网络');
    app.online = true;
    await app.phone.tap('重新加载');
    await app.phone.sees('上海出差');
    expect(app.phone.text()).toContain('财务');
  });

  it('leads somebody who belongs to no company to where one joins', async () => {
    app.answers['me.get'] = () => ({ memberships: [] });
    app.answers['claims.list'] = () => {
      throw new Refusal({ code: 'forbidden', message: '没有权限', hint: '请让企业管理员邀请您加入' });
    };
    await openClaims();
    await app.phone.sees('请让企业管理员邀请您加入');
    await app.phone.tap('我有邀请码');
    await app.phone.sees('加入企业');
  });

  it('begins a claim with what it is for', async () => {
    app.answers['claims.create'] = () => claim;
    await openClaims();
    await app.phone.sees('上海出差');
    await app.phone.tap('新建报销单');
    await app.phone.fill('事由，如：上海出差', ' 北京 出差 ');
    await app.phone.tap('新建');
    await app.phone.sees('报销金额');
    expect(inputs('claims.create')).toEqual([expect.objectContaining({ companyId: 'c-sample', purpose: '北京 出差' })]);
  });

  it('is as it was after a claim, except for the row that changed there', async () => {
    await openClaims();
    await app.phone.sees('上海出差');
    const before = inputs('claims.list').length;
    claim = aClaim({ stateText: '待审批', state: 'submitted', tone: 'working', actions: [] });
    await app.phone.tap('上海出差');
    await app.phone.sees('报销金额');
    await app.phone.back();
    await app.phone.sees('待审批');
    expect(inputs('claims.list')).toHaveLength(before);
  });

  it('has the whole filter made into a file', async () => {
    app.answers['exports.create'] = () => ({});
    app.answers['exports.list'] = () => ({ exports: [] });
    await openClaims();
    await app.phone.sees('待审批1');
    await app.phone.tap('待审批1');
    await app.phone.tap('导出');
    await app.phone.tap('CSV 表格');
    await app.phone.sees('还没有导出过');
    expect(inputs('exports.create')).toEqual([
      expect.objectContaining({ companyId: 'c-sample', scope: 'company', tab: 'submitted', format: 'csv' }),
    ]);
  });
});

describe('a claim', () => {
  it('opens with its state in words and names what is wrong with each invoice', async () => {
    claim = aClaim({ stops: 1 });
    app.answers['claims.invoices'] = () => ({
      rows: [
        anItem({
          tone: 'failed',
          checks: [
            { code: 'duplicate_company', level: 'stop', text: '这张发票已在另一张报销单里' },
            { code: 'verification', level: 'note', text: '未查验' },
          ],
        }),
      ],
    });
    await openClaim();
    await app.phone.sees('还没有提交');
    await app.phone.sees('不能提交：这张发票已在另一张报销单里；另有 1 项');
    for (const fact of [
      '641.00',
      '2 张发票 · 税额 ¥36.28',
      '1 张不能提交，要先处理',
      '2600 9000 0841 9754 1857',
      '未查验',
    ])
      expect(app.phone.text()).toContain(fact);
  });

  it('with a forbidden invoice shows it instead of sending what must be refused', async () => {
    claim = aClaim({ stops: 1 });
    await openClaim();
    await app.phone.sees('提交审批');
    await app.phone.tap('提交审批');
    expect(app.phone.above()).toContain('1 张发票不能提交');
    await app.phone.tap('看这几张');
    expect(inputs('claims.invoices').at(-1)).toMatchObject({ only: 'problems' });
    expect(inputs('claims.submit')).toHaveLength(0);
  });

  it('is sent as it was seen, and followed while WeChat is at work', async () => {
    const submitted = aClaim({
      version: 4,
      state: 'submitted',
      follow: 'working',
      headline: { text: '正在微信锁定发票', next: '可以离开这一页', actor: 'wechat', tone: 'working' },
      actions: ['verify'],
      refreshAfter: 1,
    });
    app.answers['claims.submit'] = () => (claim = submitted);
    await openClaim();
    await app.phone.sees('提交审批');
    await app.phone.tap('提交审批');
    expect(app.phone.above()).toContain('其中 1 张会在微信锁定');
    await app.phone.tap('提交审批');
    await app.phone.sees('正在微信锁定发票');
    expect(inputs('claims.submit')).toEqual([expect.objectContaining({ claimId: 'cl1', version: 3 })]);
    claim = aClaim({
      version: 5,
      state: 'submitted',
      follow: 'done',
      headline: { text: '等待审批', next: '', actor: 'approver', tone: 'working' },
      actions: ['withdraw'],
    });
    app.answers['claims.invoices'] = () => ({ rows: [anItem({ statusText: '已锁定', status: 'LOCK' })] });
    await new Promise((resolve) => setTimeout(resolve, 2100));
    await app.phone.sees('等待审批');
    await app.phone.sees('已锁定');
    expect(app.phone.text()).toContain('撤回');
  });

  it('names the invoices at which WeChat stopped, and tries them again', async () => {
    claim = aClaim({
      follow: 'stopped',
      headline: { text: '1 张发票微信没有办成', next: '请查看原因', actor: 'approver', tone: 'attention' },
      actions: ['lockAgain', 'return'],
    });
    const problem = { code: 'locked', message: '发票已被别处锁定', hint: '请先在那边解锁', retryable: false };
    app.answers['claims.invoices'] = () => ({
      rows: [anItem({ problem, payee: '甲饭店' }), anItem({ itemId: 'it2' })],
    });
    app.answers['claims.lockAgain'] = () => claim;
    await openClaim();
    await app.phone.sees('微信没有办成的甲饭店');
    expect(app.phone.text()).toContain('请先在那边解锁');
    await app.phone.tap('再试一次');
    expect(inputs('claims.lockAgain')).toHaveLength(1);
  });

  it('asks a second time with the sum before it is paid, and a no changes nothing', async () => {
    claim = aClaim({ state: 'approved', actions: ['markPaid', 'return'] });
    const text = '将核销 2 张发票，共 ¥641.00。核销后不能恢复。';
    app.answers['claims.markPaid'] = ({ confirm }) =>
      confirm === undefined
        ? { question: { token: 't1', count: 2, amount: 64_100, text } }
        : {
            claim: aClaim({
              state: 'paid',
              version: 9,
              actions: [],
              headline: { text: '已付款', next: '', actor: 'nobody', tone: 'done' },
            }),
          };
    await openClaim();
    await app.phone.sees('付款并核销');
    await app.phone.tap('付款并核销');
    expect(app.phone.above()).toContain(text);
    await app.phone.tap('先不');
    expect(inputs('claims.markPaid').filter(({ confirm }) => confirm !== undefined)).toHaveLength(0);
    await app.phone.tap('付款并核销');
    await app.phone.tap('核销');
    await app.phone.sees('已付款');
    expect(inputs('claims.markPaid').at(-1)).toMatchObject({ claimId: 'cl1', confirm: 't1' });
  });

  it('with nothing from the card pack is paid without a word of closing', async () => {
    claim = aClaim({ state: 'approved', cards: 0, actions: ['markPaid', 'return'] });
    app.answers['claims.markPaid'] = () => ({
      question: { token: 't1', count: 2, amount: 64_100, text: '记为已报销' },
    });
    await openClaim();
    await app.phone.sees('标记已付款');
    await app.phone.tap('标记已付款');
    expect(app.phone.above()).toContain('记为已报销');
    expect(app.phone.text() + app.phone.above()).not.toContain('核销');
  });

  it('is returned with a reason', async () => {
    claim = aClaim({ mine: false, state: 'submitted', actions: ['approve', 'return'] });
    app.answers['claims.return'] = ({ reason }) =>
      aClaim({ state: 'returned', version: 4, reason: String(reason), actions: [] });
    await openClaim();
    await app.phone.sees('退回');
    await app.phone.tap('退回');
    await app.phone.tap('重复报销');
    await app.phone.tap('退回');
    await app.phone.sees('原因：重复报销');
    expect(inputs('claims.return')).toEqual([expect.objectContaining({ reason: '重复报销', version: 3 })]);
  });

  it('that somebody else changed is shown as it is now', async () => {
    app.answers['claims.submit'] = () => {
      claim = aClaim({ purpose: '改过的', version: 8 });
      throw new Refusal({ code: 'claim_changed', message: '报销单刚被别人改过', hint: '请刷新后核对再提交' });
    };
    await openClaim();
    await app.phone.sees('提交审批');
    await app.phone.tap('提交审批');
    await app.phone.tap('提交审批');
    expect(app.phone.above()).toContain('报销单刚被别人改过');
    await app.phone.tap('知道了');
    await app.phone.sees('改过的');
  });

  it('takes an invoice by its figures, and says what is missing first', async () => {
    app.answers['invoices.addByNumber'] = () => ({ itemId: 'it3', known: false });
    await openClaim();
    await app.phone.sees('添加发票');
    await app.phone.tap('添加发票');
    await app.phone.tap('手工填写');
    await app.phone.sees('发票号码');
    await app.phone.fill('20 位，或 8 位', '39324919');
    await app.phone.tap('加入报销单');
    await app.phone.sees('8 位号码的发票，还要填 10 或 12 位发票代码');
    expect(app.phone.text()).toContain('请选开票日期');
    expect(inputs('invoices.addByNumber')).toHaveLength(0);
  });

  it('fills in what an invoice’s QR code holds', async () => {
    app.answers['invoices.scan'] = () => ({
      figures: {
        number: '26119110000000012345',
        date: '2026-11-02',
        amount: fen(55_300),
        kindText: '数电发票（铁路电子客票）',
      },
    });
    app.answers['invoices.addByNumber'] = () => ({ itemId: 'it3', known: false });
    await openClaim();
    await app.phone.sees('添加发票');
    await app.phone.tap('添加发票');
    await app.phone.tap('扫发票上的二维码');
    await app.phone.fill('输入二维码里的内容', '01,51,,26119110000000012345,553.00,20261102,,');
    await app.phone.tap('确定');
    await app.phone.sees('铁路电子客票');
    expect(app.phone.text()).toContain('2026-11-02');
    await app.phone.tap('加入报销单');
    await app.phone.sees('报销金额');
    expect(inputs('invoices.addByNumber')).toEqual([
      expect.objectContaining({
        claimId: 'cl1',
        qr: '01,51,,26119110000000012345,553.00,20261102,,',
        figures: { number: '26119110000000012345', date: '2026-11-02', amount: 55_300 },
      }),
    ]);
    expect(app.phone.above()).toContain('已加入');
  });

  it('says that an invoice was there already', async () => {
    app.answers['invoices.scan'] = () => ({
      figures: { number: '26119110000000012345', date: '2026-11-02', amount: fen(55_300), kindText: '数电发票' },
    });
    app.answers['invoices.addByNumber'] = () => ({ itemId: 'it1', known: true });
    await openClaim();
    await app.phone.sees('添加发票');
    await app.phone.tap('添加发票');
    await app.phone.tap('扫发票上的二维码');
    await app.phone.fill('输入二维码里的内容', '01,32,,26119110000000012345,553.00,20261102,,');
    await app.phone.tap('确定');
    await app.phone.sees('已从二维码读出');
    await app.phone.tap('加入报销单');
    await app.phone.sees('报销金额');
    expect(app.phone.above()).toContain('这张发票本来就在');
  });

  it('gives the link of the page of the company’s own account, to pick there', async () => {
    app.answers['claims.pickLink'] = () => ({
      url: 'https://pay.example.com/h5/pick/abc',
      expiresAt: at(1_790_000_000),
    });
    await openClaim();
    await app.phone.sees('添加发票');
    await app.phone.tap('添加发票');
    await app.phone.tap('用公众号网页选（复制链接）');
    await app.phone.tap('同意');
    await app.phone.settle();
    expect(inputs('claims.pickLink')).toEqual([expect.objectContaining({ claimId: 'cl1' })]);
    expect(app.phone.above()).toContain('链接已复制');
  });

  it('says what is no invoice’s code', async () => {
    app.answers['invoices.scan'] = () => {
      throw new Refusal({ code: 'qr_unknown', message: '这不是发票上的二维码', hint: '请手工填写' });
    };
    await openClaim();
    await app.phone.sees('添加发票');
    await app.phone.tap('添加发票');
    await app.phone.tap('扫发票上的二维码');
    await app.phone.fill('输入二维码里的内容', 'https://example.org');
    await app.phone.tap('确定');
    expect(app.phone.above()).toContain('这不是发票上的二维码');
  });
});

describe('an invoice of a claim', () => {
  const openItem = () => boot('reimburser/item/index?claim=cl1&item=it1');

  it('shows every field of seed 002’s table', async () => {
    await openItem();
    await app.phone.sees('41.00');
    for (const group of ['明细', '销售方', '卡券信息', '经过']) {
      await app.phone.tap(group);
    }
    const { invoice } = aDetail();
    const fields = [
      invoice.type,
      invoice.payee,
      invoice.detail,
      invoice.title,
      invoice.code,
      '3932 4919',
      invoice.checkCode,
      '¥38.68',
      '¥2.32',
      invoice.buyerTaxNo,
      invoice.buyerAddressAndPhone,
      invoice.buyerBankAccount,
      invoice.sellerTaxNo,
      invoice.sellerAddressAndPhone,
      invoice.sellerBankAccount,
      invoice.remark,
      invoice.cashier,
      invoice.drawer,
      invoice.cardId,
      invoice.openid,
      invoice.orderId,
      '2026-09-21 22:13:20',
      '2027-09-21',
      '*餐饮服务*餐饮服务',
      '2份',
      '单价 ¥19.34',
    ];
    for (const field of fields) expect(app.phone.text()).toContain(field);
  });

  it('shows both sides of what differs, and that it forbids', async () => {
    await openItem();
    await app.phone.sees('不能提交：税号不是本企业的');
    expect(app.phone.text()).toContain('91000000MA0C0MPA1D');
    expect(app.phone.text()).toContain('1 项检查没有通过');
  });

  it('is verified by hand: figures to copy, and the result that was seen', async () => {
    app.answers['invoices.verify'] = () => ({ rows: [], service: false });
    await openItem();
    await app.phone.sees('自己到税务局网站查');
    await app.phone.tap('自己到税务局网站查');
    for (const figure of ['031001900111', '39324919', '2026-09-21', '41.00', 'https://inv-veri.chinatax.gov.cn/'])
      expect(app.phone.text()).toContain(figure);
    // The public page has a field for each.
    expect(app.phone.text()).not.toContain('031001900111 39324919');
    app.answers['invoices.get'] = () =>
      aDetail({
        verification: {
          state: 'not_found',
          text: '查无此票',
          tone: 'failed',
          atText: '2026-11-20 10:00',
          by: 'hand',
          name: '阿财',
        },
      });
    await app.phone.tap('记下查到的结果');
    await app.phone.tap('查无此票');
    await app.phone.sees('阿财 手工');
    expect(inputs('invoices.verify')).toEqual([
      expect.objectContaining({ claimId: 'cl1', itemIds: ['it1'], byHand: 'not_found' }),
    ]);
  });

  it('shows an applicant where to look, and leaves the result to those who see all claims', async () => {
    app.answers['invoices.get'] = () => aDetail({ actions: ['remove', 'attach', 'verify'] });
    await openItem();
    await app.phone.sees('自己到税务局网站查');
    await app.phone.tap('自己到税务局网站查');
    expect(app.phone.text()).toContain('结果由审批人或财务记下');
    expect(app.phone.text()).not.toContain('记下查到的结果');
  });

  it('leaves the claim when that is asked and meant', async () => {
    app.answers['claims.removeInvoice'] = () => claim;
    await openClaim();
    await app.phone.sees('云上小馆餐饮有限公司');
    await app.phone.tap('云上小馆餐饮有限公司');
    await app.phone.sees('移出报销单');
    await app.phone.tap('移出报销单');
    await app.phone.tap('先不');
    expect(inputs('claims.removeInvoice')).toHaveLength(0);
    const before = inputs('claims.invoices').length;
    await app.phone.tap('移出报销单');
    await app.phone.tap('移出');
    await app.phone.sees('报销金额');
    expect(inputs('claims.removeInvoice')).toEqual([expect.objectContaining({ claimId: 'cl1', itemId: 'it1' })]);
    expect(inputs('claims.invoices').length).toBeGreaterThan(before);
  });
});
